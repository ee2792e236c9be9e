// SPDX-License-Identifier: Apache-2.0

package disk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
)

type leafBuffer = [commit.LeafSize]byte

var buffers = sync.Pool{New: func() any { return new(leafBuffer) }}

// Buffer lends memory for one leaf, until it is given back.
func Buffer() (b *[commit.LeafSize]byte, giveBack func()) {
	b, ok := buffers.Get().(*leafBuffer)
	if !ok {
		b = new(leafBuffer)
	}
	return b, func() { buffers.Put(b) }
}

// Open reads a blob.
func (s *Store) Open(ctx context.Context, id commit.ID) (blob.Blob, error) {
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	e, err := s.use(id)
	if err != nil {
		return nil, err
	}
	return &reader{s: s, e: e, close: sync.OnceValue(func() error { return s.release(e) })}, nil
}

// reader remembers which leaves it hashed, until the file is written to.
type reader struct {
	s     *Store
	e     *entry
	close func() error

	mu     sync.Mutex
	hashed []byte
	size   int64
	time   time.Time
}

func (r *reader) ID() commit.ID { return r.e.id }

func (r *reader) Close() error { return r.close() }

func (r *reader) ReadAt(p []byte, off int64) (int, error) {
	return blob.ReadLeaves(r.e.id.Size, p, off, func(p []byte, leaf int, at uint64) error {
		if r.trusts(leaf) {
			start, _ := blob.LeafSpan(r.e.id.Size, leaf)
			return r.e.readData(p, start+at)
		}
		buf, giveBack := Buffer()
		defer giveBack()
		_, n := blob.LeafSpan(r.e.id.Size, leaf)
		if err := r.s.leaf(r.e, leaf, buf[:n]); err != nil {
			return err
		}
		copy(p, buf[at:n])
		r.trust(leaf)
		return nil
	})
}

// trusts reports whether a leaf was hashed since the file last changed.
func (r *reader) trusts(leaf int) bool {
	info, err := r.e.info()
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil || r.hashed == nil || info.Size() != r.size || !info.ModTime().Equal(r.time) {
		r.hashed = make([]byte, len(r.e.have))
		if err == nil {
			r.size, r.time = info.Size(), info.ModTime()
		}
		return false
	}
	return r.hashed[leaf/8]>>(leaf%8)&1 == 1
}

func (r *reader) trust(leaf int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hashed[leaf/8] |= 1 << (leaf % 8)
}

// Leaf reads leaf i of a blob into b, which has its length, and hashes it.
func (s *Store) Leaf(id commit.ID, i int, b []byte) error {
	e, err := s.use(id)
	if err != nil {
		return err
	}
	return errors.Join(s.leaf(e, i, b), s.release(e))
}

// leaf reads a leaf and hashes it. One that is not what the id says is
// forgotten.
func (s *Store) leaf(e *entry, i int, b []byte) error {
	s.mu.RLock()
	want, has := e.leaves[i], e.has(i)
	s.mu.RUnlock()
	off, n := blob.LeafSpan(e.id.Size, i)
	if !has {
		return fmt.Errorf("%w: byte %d of %v; fetch it first", blob.ErrIncomplete, off, e.id)
	}
	err := e.readData(b, off)
	switch {
	case err == nil && commit.Sum(b) == want:
		return nil
	case err != nil && !errors.Is(err, io.EOF):
		return err
	}
	err = fmt.Errorf("%w: %d bytes at %d of %v; fetch it again", blob.ErrCorrupt, n, off, e.id)
	return errors.Join(err, s.drop(e, i))
}

// drop forgets a leaf.
func (s *Store) drop(e *entry, i int) error {
	s.mu.Lock()
	e.set(i, false)
	if p, ok := s.index.in(e, e.leaves[i]); ok && p.length == 0 && p.at == int64(i) {
		s.index.remove(e, e.leaves[i])
	}
	s.mu.Unlock()
	e.log.Lock()
	defer e.log.Unlock()
	return s.writeHave(e, true)
}

// Block is a node or a leaf of any blob by its digest, verified.
func (s *Store) Block(d commit.Digest) ([]byte, error) {
	s.mu.Lock()
	p, ok := s.index.first[d]
	if ok {
		p.e.uses++
	}
	closed := s.closed
	s.mu.Unlock()
	switch {
	case closed:
		return nil, errClosed()
	case !ok:
		return nil, fmt.Errorf("%w: block %v", blob.ErrNotFound, d)
	}
	var b []byte
	var err error
	if p.length > 0 {
		b, err = s.node(p, d)
	} else {
		_, n := blob.LeafSpan(p.e.id.Size, int(p.at))
		b = make([]byte, n)
		err = s.leaf(p.e, int(p.at), b)
	}
	if err = errors.Join(err, s.release(p.e)); err != nil {
		return nil, err
	}
	return b, nil
}

// BlockSize is the length of a block that Block would give.
func (s *Store) BlockSize(d commit.Digest) (int, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	p, ok := s.index.first[d]
	if !ok || s.closed {
		return 0, false
	}
	if p.length > 0 {
		return int(p.length), true
	}
	_, n := blob.LeafSpan(p.e.id.Size, int(p.at))
	return int(n), true
}

// node reads a node that the index knows.
func (s *Store) node(p place, d commit.Digest) ([]byte, error) {
	f, err := os.Open(p.e.path("nodes"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b := make([]byte, p.length)
	if _, err := f.ReadAt(b, p.at); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if commit.Sum(b) != d {
		s.mu.Lock()
		s.index.remove(p.e, d)
		s.mu.Unlock()
		return nil, fmt.Errorf("%w: a node of %v; fetch it again", blob.ErrCorrupt, p.e.id)
	}
	return b, nil
}

// Verify hashes everything that is present of a blob.
func (s *Store) Verify(ctx context.Context, id commit.ID) error {
	e, err := s.use(id)
	if err != nil {
		return err
	}
	bad := s.verifyNodes(ctx, e, id.Span(), id.Digest)
	buf, giveBack := Buffer()
	defer giveBack()
	for i := range e.leaves {
		if err = ctx.Err(); err != nil {
			break
		}
		_, n := blob.LeafSpan(id.Size, i)
		// The first fault says enough; the others are forgotten as well.
		if fault := s.leaf(e, i, buf[:n]); bad == nil && fault != nil && !errors.Is(fault, blob.ErrIncomplete) {
			bad = fault
		}
	}
	return errors.Join(bad, err, s.release(e))
}

func (s *Store) verifyNodes(ctx context.Context, e *entry, sp commit.Span, d commit.Digest) error {
	s.mu.RLock()
	p, ok := s.index.in(e, d)
	s.mu.RUnlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if !ok || !sp.IsNode() {
		return nil
	}
	raw, err := s.node(p, d)
	if err != nil {
		return err
	}
	children, err := sp.OpenNode(d, raw)
	if err != nil {
		return fmt.Errorf("%w: %w", blob.ErrCorrupt, err)
	}
	for i, c := range children {
		if err := s.verifyNodes(ctx, e, sp.Child(i), c); err != nil {
			return err
		}
	}
	return nil
}

// Prove opens a range of a blob.
func (s *Store) Prove(ctx context.Context, id commit.ID, r commit.Range) ([]byte, error) {
	b, err := s.Open(ctx, id)
	if err != nil {
		return nil, err
	}
	proof, err := id.Prove(r, b, func(d commit.Digest) ([]byte, error) {
		raw, err := s.Block(d)
		if errors.Is(err, blob.ErrNotFound) {
			err = fmt.Errorf("%w: a node of %v; fetch the range first", blob.ErrIncomplete, id)
		}
		return raw, err
	})
	return proof, errors.Join(err, b.Close())
}

// readData reads content without looking at it.
func (e *entry) readData(p []byte, off uint64) error {
	return e.withData(func(f *os.File) error {
		_, err := f.ReadAt(p, int64(off))
		return err
	})
}

func (e *entry) info() (info os.FileInfo, err error) {
	err = e.withData(func(f *os.File) error {
		info, err = f.Stat()
		return err
	})
	return info, err
}

// withData lends the file of the content, which stays open while the entry is
// in use.
func (e *entry) withData(use func(*os.File) error) error {
	e.files.RLock()
	if e.data == nil {
		e.files.RUnlock()
		if err := e.openData(); err != nil {
			return err
		}
		e.files.RLock()
	}
	defer e.files.RUnlock()
	return use(e.data)
}

func (e *entry) openData() (err error) {
	e.files.Lock()
	defer e.files.Unlock()
	if e.data == nil {
		e.data, err = os.OpenFile(e.path("data"), os.O_RDWR, 0)
		if errors.Is(err, os.ErrPermission) {
			e.data, err = os.Open(e.path("data")) // a linked file may be read-only
		}
	}
	return err
}

// Find gives the id of a blob whose root has that digest, if any of it is here.
func (s *Store) Find(root commit.Digest) (commit.ID, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	p, ok := s.index.first[root]
	if !ok || s.closed {
		return commit.ID{}, false
	}
	for _, p := range append([]place{p}, s.index.more[root]...) {
		if p.e.id.Digest == root {
			return p.e.id, true
		}
	}
	return commit.ID{}, false
}
