// SPDX-License-Identifier: Apache-2.0

package commit

import "lukechampine.com/blake3/guts"

const (
	// ChunkSize is the unit that a proof opens: the leaf of a BLAKE3 tree.
	ChunkSize = 1024
	// LeafSize is the length of every leaf of a blob but the last.
	LeafSize = 1 << 20
	// MaxFanout is the largest number of children of a span.
	MaxFanout = 1 << fanoutBits
	// MaxDepth is the number of node levels of the largest blob.
	MaxDepth = 8
	// MaxSize is the length of the largest blob or tensor.
	MaxSize = LeafSize << (fanoutBits * MaxDepth)

	fanoutBits = 4
)

// Span is a subtree of the tree over a blob or a tensor: which bytes it covers
// and how its digest comes from those of its children. The geometry is a
// function of the size alone; no digest is needed to walk it.
//
// A blob is nodes (UnixFS, up to MaxFanout children) over leaves of LeafSize;
// every leaf is a BLAKE3 tree, whose inner spans have two children, over chunks
// of ChunkSize. A tensor is one BLAKE3 tree of any length. Spans come from
// BlobSpan, TensorSpan and Child; on the zero Span nothing verifies.
type Span struct {
	Offset uint64
	Size   uint64

	level int8   // of the node above leaves; 0 inside a BLAKE3 tree
	whole bool   // the span is an entire BLAKE3 tree, not a part of one
	base  uint64 // where that tree starts
}

// BlobSpan is the whole of a blob of the given size, which has at least one
// node: an empty blob is a node without children. A size above MaxSize has no
// tree and gives the zero Span.
func BlobSpan(size uint64) Span {
	if size > MaxSize {
		return Span{}
	}
	level := int8(1)
	for capacity(level) < size {
		level++
	}
	return Span{Size: size, level: level}
}

// TensorSpan is the whole of a tensor of the given size. A size above MaxSize
// gives the zero Span.
func TensorSpan(size uint64) Span {
	if size > MaxSize {
		return Span{}
	}
	return Span{Size: size, whole: true}
}

// End is the offset of the first byte after the span.
func (s Span) End() uint64 { return s.Offset + s.Size }

// IsNode reports whether the span's digest is that of a UnixFS node.
func (s Span) IsNode() bool { return s.level > 0 }

// IsLeaf reports whether the span is an entire BLAKE3 tree: a leaf of a blob,
// or a tensor.
func (s Span) IsLeaf() bool { return s.whole }

// IsChunk reports whether the span is a chunk: it has no children, and its
// digest is that of its bytes.
func (s Span) IsChunk() bool { return s.level == 0 && s.Size <= ChunkSize }

// Fanout is the number of children.
func (s Span) Fanout() int {
	switch {
	case s.level > 0:
		return int(ceilDiv(s.Size, capacity(s.level-1)))
	case s.Size > ChunkSize:
		return 2
	}
	return 0
}

// Child is child i, which must be below Fanout.
func (s Span) Child(i int) Span {
	if s.level > 0 {
		full := capacity(s.level - 1)
		off := s.Offset + uint64(i)*full
		c := Span{Offset: off, Size: min(full, s.End()-off), level: s.level - 1}
		if c.level == 0 {
			c.whole, c.base = true, off
		}
		return c
	}
	mid := s.Offset + Split(ceilDiv(s.Size, ChunkSize))*ChunkSize
	if i == 0 {
		return Span{Offset: s.Offset, Size: mid - s.Offset, base: s.base}
	}
	return Span{Offset: mid, Size: s.End() - mid, base: s.base}
}

// Join is the digest of the span from those of its children, of which there
// must be Fanout.
func (s Span) Join(children []Digest) Digest {
	if s.level > 0 {
		var buf [MaxNode]byte
		return Sum(s.appendNode(buf[:0], children))
	}
	n := guts.ParentNode(wordsOf(children[0]), wordsOf(children[1]), &guts.IV, 0)
	return s.finish(n)
}

// Chunk is the digest of a chunk from its bytes, of which there must be Size.
func (s Span) Chunk(content []byte) Digest {
	return s.finish(guts.CompressChunk(content, &guts.IV, (s.Offset-s.base)/ChunkSize, 0))
}

// finish compresses the last block of a BLAKE3 node, the only one that knows
// whether the tree ends here.
func (s Span) finish(n guts.Node) Digest {
	if s.whole {
		n.Flags |= guts.FlagRoot
	}
	return digestOf(guts.ChainingValue(n))
}

// capacity is the size of a full span of a level.
func capacity(level int8) uint64 { return LeafSize << (fanoutBits * level) }

func ceilDiv(a, b uint64) uint64 { return (a + b - 1) / b }
