// SPDX-License-Identifier: Apache-2.0

package mem

import (
	"context"
	"fmt"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
)

// Fetch makes a blob, or ranges of it, present from the other stores of the
// network.
func (s *Store) Fetch(ctx context.Context, id commit.ID, o blob.FetchOptions) error {
	if err := s.ready(ctx); err != nil {
		return err
	}
	want, err := blob.NewWant(id, o.Ranges)
	if err != nil {
		return err
	}
	if id.Size > s.max {
		return tooLarge(id.Size, s.max)
	}
	f := fetch{s: s, id: id, want: want, total: want.Bytes(), progress: o.Progress}
	s.mu.Lock()
	known := s.blobs[id] != nil
	e := s.enter(id)
	pins, err := blob.SetPins(e.pins, o.Pins...)
	if err == nil {
		e.pins = pins
	}
	e.uses++
	s.mu.Unlock()
	if err == nil {
		err = f.span(ctx, id.Span(), id.Digest)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e.uses--
	if _, got := s.blocks[id.Digest]; !got && !known && e.uses == 0 {
		delete(s.blobs, id) // nothing came: as if nothing had been asked
	}
	return err
}

type fetch struct {
	s        *Store
	id       commit.ID
	want     blob.Want
	done     uint64
	total    uint64
	progress blob.Progress
}

// span makes a span present, parents first.
func (f *fetch) span(ctx context.Context, sp commit.Span, d commit.Digest) error {
	if !f.want.Touches(sp) {
		return nil
	}
	raw, err := f.block(ctx, sp, d)
	if err != nil {
		return err
	}
	if sp.IsLeaf() {
		f.done += sp.Size
		report(f.progress, f.done, f.total)
		return nil
	}
	children, err := sp.OpenNode(d, raw)
	if err != nil {
		return fmt.Errorf("%w: %v is not the id of a blob: %w", blob.ErrCorrupt, f.id, err)
	}
	for i, c := range children {
		if err := f.span(ctx, sp.Child(i), c); err != nil {
			return err
		}
	}
	return nil
}

func (f *fetch) block(ctx context.Context, sp commit.Span, d commit.Digest) ([]byte, error) {
	if err := f.s.ready(ctx); err != nil {
		return nil, err
	}
	if raw, ok := f.s.serve(d); ok {
		return raw, nil
	}
	raw, ok, err := f.s.net.block(ctx, f.s, d)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("%w: %d bytes at %d of %v; nobody serves them now, try again later", blob.ErrUnavailable, sp.Size, sp.Offset, f.id)
	}
	if sp.IsLeaf() && uint64(len(raw)) != sp.Size {
		return nil, fmt.Errorf("%w: leaf at %d of %v has %d bytes, want %d; whoever made the id lied", blob.ErrCorrupt, sp.Offset, f.id, len(raw), sp.Size)
	}
	f.s.mu.Lock()
	defer f.s.mu.Unlock()
	f.s.received += uint64(len(raw))
	return raw, f.s.store(f.id, d, raw)
}
