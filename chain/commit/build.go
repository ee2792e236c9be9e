// SPDX-License-Identifier: Apache-2.0

package commit

import (
	"fmt"
	"io"

	"github.com/zeebo/blake3"
)

// Block is a node of a blob as the builder finds it: what a store must keep,
// beside the content itself, to serve and to prove the blob.
type Block struct {
	Digest Digest
	Span   Span
	Raw    []byte
}

// Sink receives the nodes of a blob, children before parents.
type Sink func(Block) error

// Builder computes the id of a blob as its bytes, or the digests of its
// leaves, arrive. Its memory does not depend on the size of the blob.
type Builder struct {
	sink    Sink
	leaf    *blake3.Hasher
	pending uint64 // bytes of the leaf in leaf
	size    uint64
	short   bool // the last leaf was shorter: nothing may follow
	levels  [MaxDepth + 2][]Digest
}

// NewBuilder is a builder of an empty blob. The sink may be nil.
func NewBuilder(sink Sink) *Builder {
	return &Builder{sink: sink, leaf: blake3.New()}
}

// Write appends content.
func (b *Builder) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		if err := b.room(1); err != nil {
			return n - len(p), err
		}
		k := min(LeafSize-b.pending, uint64(len(p)))
		if _, err := b.leaf.Write(p[:k]); err != nil {
			return n - len(p), err
		}
		b.pending += k
		p = p[k:]
		if b.pending == LeafSize {
			if err := b.flush(); err != nil {
				return n - len(p), err
			}
		}
	}
	return n, nil
}

// AddLeaf appends a leaf that was hashed elsewhere: many cores hash leaves
// faster than one. Every leaf but the last has LeafSize bytes.
func (b *Builder) AddLeaf(digest Digest, size uint64) error {
	if size == 0 || size > LeafSize || b.pending != 0 {
		return fmt.Errorf("%w: leaf of %d bytes after %d of an open one, want 1 to %d after 0", ErrBuild, size, b.pending, LeafSize)
	}
	if err := b.room(size); err != nil {
		return err
	}
	b.size += size
	b.short = size < LeafSize
	return b.add(0, digest)
}

// Finish is the id of everything added. The builder must not be used again.
func (b *Builder) Finish() (ID, error) {
	if b.pending > 0 {
		if err := b.flush(); err != nil {
			return ID{}, err
		}
	}
	top := BlobSpan(b.size).level
	for level := int8(1); level <= top; level++ {
		if len(b.levels[level]) > 0 || b.size == 0 {
			if err := b.close(level); err != nil {
				return ID{}, err
			}
		}
	}
	return ID{Digest: b.levels[top+1][0], Size: b.size}, nil
}

// add appends the digest of a span of a level to the open node above it. A
// full node is closed at once: whatever the blob's final size, it has it.
func (b *Builder) add(level int8, d Digest) error {
	b.levels[level+1] = append(b.levels[level+1], d)
	if len(b.levels[level+1]) < MaxFanout {
		return nil
	}
	return b.close(level + 1)
}

// close makes the open node of a level, which ends where the content does.
func (b *Builder) close(level int8) error {
	covered := b.size % capacity(level)
	if covered == 0 && b.size > 0 {
		covered = capacity(level)
	}
	s := Span{Offset: b.size - covered, Size: covered, level: level}
	raw := s.Node(b.levels[level])
	b.levels[level] = b.levels[level][:0]
	d := Sum(raw)
	if b.sink != nil {
		if err := b.sink(Block{Digest: d, Span: s, Raw: raw}); err != nil {
			return err
		}
	}
	return b.add(level, d)
}

func (b *Builder) flush() error {
	size := b.pending
	var d Digest
	b.leaf.Sum(d[:0])
	b.leaf.Reset()
	b.pending = 0
	return b.AddLeaf(d, size)
}

func (b *Builder) room(n uint64) error {
	if b.short {
		return fmt.Errorf("%w: content after a leaf shorter than %d bytes", ErrBuild, LeafSize)
	}
	if b.size+b.pending+n > MaxSize {
		return fmt.Errorf("%w: more than %d bytes", ErrBuild, uint64(MaxSize))
	}
	return nil
}

// Build is the id of everything that r gives; the sink may be nil.
func Build(r io.Reader, sink Sink) (ID, error) {
	b := NewBuilder(sink)
	if _, err := io.CopyBuffer(writerOnly{b}, readerOnly{r}, make([]byte, 256<<10)); err != nil {
		return ID{}, err
	}
	return b.Finish()
}

// writerOnly and readerOnly hide every other method, so that the copy uses the
// buffer that it was given.
type (
	writerOnly struct{ io.Writer }
	readerOnly struct{ io.Reader }
)
