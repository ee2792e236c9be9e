// SPDX-License-Identifier: Apache-2.0

package replay

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"sync"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
)

// Files gives the content of blobs by their ids, verified, and their nodes.
type Files interface {
	Blob(id commit.ID) (io.ReaderAt, commit.Nodes, error)
}

// Stored are the blobs of a store, fetched where they are missing. It is safe
// for concurrent use.
type Stored struct {
	ctx   context.Context //nolint:containedctx // a story is asked for blobs without one, for as long as the work lasts
	store blob.Store
	from  []string

	mu    sync.Mutex
	open  map[commit.ID]*stored
	parts []blob.Blob
}

type stored struct {
	blob  blob.Blob
	nodes nodes
}

// NewStored reads blobs of a store for as long as ctx lasts; from names where
// missing ones may be (blob.FetchOptions). Close lets go of them.
func NewStored(ctx context.Context, store blob.Store, from ...string) *Stored {
	return &Stored{ctx: ctx, store: store, from: from, open: map[commit.ID]*stored{}}
}

// Blob implements Files.
func (f *Stored) Blob(id commit.ID) (io.ReaderAt, commit.Nodes, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	x, ok := f.open[id]
	if !ok {
		have, err := blob.Has(f.ctx, f.store, id)
		if err == nil && !have {
			err = f.store.Fetch(f.ctx, id, blob.FetchOptions{From: f.from})
		}
		if err != nil {
			return nil, nil, err
		}
		b, err := f.store.Open(f.ctx, id)
		if err != nil {
			return nil, nil, err
		}
		x = &stored{blob: b}
		f.open[id] = x
	}
	return x.blob, func(d commit.Digest) ([]byte, error) {
		f.mu.Lock()
		defer f.mu.Unlock()
		if x.nodes == nil {
			var err error
			if x.nodes, err = nodesOf(io.NewSectionReader(x.blob, 0, int64(id.Size)), id); err != nil {
				return nil, err
			}
		}
		return x.nodes.get(d)
	}, nil
}

// Part implements Parts: it fetches no more than the ranges.
func (f *Stored) Part(id commit.ID, ranges []commit.Range) (io.ReaderAt, error) {
	if err := f.store.Fetch(f.ctx, id, blob.FetchOptions{From: f.from, Ranges: ranges}); err != nil {
		return nil, err
	}
	b, err := f.store.Open(f.ctx, id)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.parts = append(f.parts, b)
	return b, nil
}

// Close closes every blob.
func (f *Stored) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	var first error
	for _, b := range f.parts {
		if err := b.Close(); err != nil && first == nil {
			first = err
		}
	}
	f.parts = nil
	for id, x := range f.open {
		if err := x.blob.Close(); err != nil && first == nil {
			first = err
		}
		delete(f.open, id)
	}
	return first
}

// nodes are the nodes of a blob by their digests.
type nodes map[commit.Digest][]byte

func (n nodes) get(d commit.Digest) ([]byte, error) {
	raw, ok := n[d]
	if !ok {
		return nil, fmt.Errorf("%w: no node has the digest %v", ErrFiles, d)
	}
	return raw, nil
}

// nodesOf hashes content for its nodes.
func nodesOf(content io.Reader, want commit.ID) (nodes, error) {
	all, id, err := hashed(content)
	if err == nil && id != want {
		err = fmt.Errorf("%w: the content of %v has the id %v", ErrFiles, want, id)
	}
	return all, err
}

func hashed(content io.Reader) (nodes, commit.ID, error) {
	all := nodes{}
	id, err := commit.Build(content, func(b commit.Block) error {
		all[b.Digest] = bytes.Clone(b.Raw)
		return nil
	})
	return all, id, err
}

// made is a blob in memory that a step made, in parts one after another.
type made struct {
	id    commit.ID
	parts [][]byte
	nodes nodes // nil before somebody asks, where the id was known without
}

func newMade(parts ...[]byte) (*made, error) {
	m := &made{parts: parts}
	var err error
	m.nodes, m.id, err = hashed(m.reader())
	return m, err
}

func (m *made) reader() io.Reader {
	var readers []io.Reader
	for _, p := range m.parts {
		readers = append(readers, bytes.NewReader(p))
	}
	return io.MultiReader(readers...)
}

func (m *made) node(d commit.Digest) ([]byte, error) {
	if m.nodes == nil {
		var err error
		if m.nodes, err = nodesOf(m.reader(), m.id); err != nil {
			return nil, err
		}
	}
	return m.nodes.get(d)
}

// ReadAt implements io.ReaderAt.
func (m *made) ReadAt(b []byte, off int64) (int, error) {
	n := 0
	for _, p := range m.parts {
		if off >= int64(len(p)) {
			off -= int64(len(p))
			continue
		}
		k := copy(b[n:], p[off:])
		if n, off = n+k, 0; n == len(b) {
			return n, nil
		}
	}
	return n, io.EOF
}

// overlay is files that a step made, over others.
type overlay struct {
	own   []*made
	files Files
}

// Blob implements Files.
func (o overlay) Blob(id commit.ID) (io.ReaderAt, commit.Nodes, error) {
	for _, m := range o.own {
		if m.id == id {
			return m, m.node, nil
		}
	}
	return o.files.Blob(id)
}

// beneath is files without what a step made.
func beneath(f Files) Files {
	if o, ok := f.(overlay); ok {
		return o.files
	}
	return f
}
