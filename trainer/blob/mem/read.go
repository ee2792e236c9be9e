// SPDX-License-Identifier: Apache-2.0

package mem

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
)

// walk visits every block of a span that is present, parents first; the caller
// holds the lock.
func (s *Store) walk(sp commit.Span, d commit.Digest, visit func(commit.Span, commit.Digest) error) error {
	raw, ok := s.blocks[d]
	if !ok {
		return nil
	}
	if err := visit(sp, d); err != nil || sp.IsLeaf() {
		return err
	}
	children, err := sp.OpenNode(d, raw)
	if err != nil {
		return fmt.Errorf("%w: %w", blob.ErrCorrupt, err)
	}
	for i, c := range children {
		if err := s.walk(sp.Child(i), c, visit); err != nil {
			return err
		}
	}
	return nil
}

// serve gives a block to another store, if it is what its digest says.
func (s *Store) serve(d commit.Digest) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.blocks[d]
	return b, ok && !s.closed && commit.Sum(b) == d
}

// Verify hashes everything that is present of a blob.
func (s *Store) Verify(ctx context.Context, id commit.ID) error {
	if err := s.ready(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.entry(id); err != nil {
		return err
	}
	var bad error
	err := s.walk(id.Span(), id.Digest, func(sp commit.Span, d commit.Digest) error {
		if commit.Sum(s.blocks[d]) != d {
			delete(s.blocks, d)
			bad = corrupt(id, sp)
		}
		return ctx.Err()
	})
	return errors.Join(bad, err)
}

// Prove opens a range of a blob.
func (s *Store) Prove(ctx context.Context, id commit.ID, r commit.Range) ([]byte, error) {
	b, err := s.Open(ctx, id)
	if err != nil {
		return nil, err
	}
	defer b.Close()
	return id.Prove(r, b, func(d commit.Digest) ([]byte, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if raw, ok := s.blocks[d]; ok {
			return raw, nil
		}
		return nil, fmt.Errorf("%w: a node of %v; fetch the range first", blob.ErrIncomplete, id)
	})
}

// Open reads a blob.
func (s *Store) Open(ctx context.Context, id commit.ID) (blob.Blob, error) {
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e, err := s.entry(id)
	if err != nil {
		return nil, err
	}
	e.uses++
	return &reader{s: s, id: id, release: sync.OnceFunc(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		e.uses--
	})}, nil
}

type reader struct {
	s       *Store
	id      commit.ID
	release func()

	// The leaf read last: small reads would hash it again and again.
	last  int
	bytes []byte
}

func (r *reader) ID() commit.ID { return r.id }

func (r *reader) Close() error {
	r.release()
	return nil
}

func (r *reader) ReadAt(p []byte, off int64) (int, error) {
	return blob.ReadLeaves(r.id.Size, p, off, func(p []byte, leaf int, at uint64) error {
		b, err := r.leaf(leaf)
		if err == nil {
			copy(p, b[at:])
		}
		return err
	})
}

// leaf descends from the root, hashing every block on the way.
func (r *reader) leaf(i int) ([]byte, error) {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	if r.bytes != nil && r.last == i {
		return r.bytes, nil
	}
	off, _ := blob.LeafSpan(r.id.Size, i)
	sp, d := r.id.Span(), r.id.Digest
	for {
		raw, ok := r.s.blocks[d]
		if !ok {
			return nil, fmt.Errorf("%w: byte %d of %v; fetch it first", blob.ErrIncomplete, off, r.id)
		}
		if commit.Sum(raw) != d {
			delete(r.s.blocks, d)
			return nil, corrupt(r.id, sp)
		}
		if sp.IsLeaf() {
			r.last, r.bytes = i, raw
			return raw, nil
		}
		children, err := sp.OpenNode(d, raw)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", blob.ErrCorrupt, err)
		}
		for k, c := range children {
			if next := sp.Child(k); next.Offset <= off && off < next.End() {
				sp, d = next, c
				break
			}
		}
	}
}

func corrupt(id commit.ID, sp commit.Span) error {
	return fmt.Errorf("%w: %d bytes at %d of %v; fetch it again", blob.ErrCorrupt, sp.Size, sp.Offset, id)
}
