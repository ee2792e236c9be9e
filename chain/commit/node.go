// SPDX-License-Identifier: Apache-2.0

package commit

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/bits"
)

// MaxNode bounds the encoding of a node.
const MaxNode = 1024

// A node is a dag-pb message: its links, then the UnixFS description.
//
//	12 len  0a 24 <CID of the child>  12 00  18 <bytes stored below>    per child
//	0a len  08 02  18 <size>  20 <size of the child> ...
//
// Everything but the digests follows from the span, so a node is read by
// writing the one encoding that it can have.
const (
	linkTag     = 0x12 // PBNode.Links
	linkHash    = 0x0a // PBLink.Hash
	linkName    = 0x12 // PBLink.Name, empty
	linkStored  = 0x18 // PBLink.Tsize
	dataTag     = 0x0a // PBNode.Data
	fileType    = 0x08 // Data.Type
	fileTypeRaw = 2    // File
	fileSize    = 0x18 // Data.filesize
	fileChild   = 0x20 // Data.blocksizes

	linkDigest = 4 + CIDSize - DigestSize    // where the digest is in a link
	linkFixed  = linkDigest + DigestSize + 3 // a link less its last number
)

// Node is the encoding of a node from the digests of its children, of which
// there must be Fanout.
func (s Span) Node(children []Digest) []byte {
	return s.appendNode(make([]byte, 0, s.nodeSize()), children)
}

// OpenNode reads a node: it must hash to want and be the encoding that the
// span demands. It gives the digests of the children.
func (s Span) OpenNode(want Digest, raw []byte) ([]Digest, error) {
	if !s.IsNode() {
		return nil, fmt.Errorf("%w: span at %d of %d bytes is not a node", ErrNode, s.Offset, s.Size)
	}
	if n := s.nodeSize(); uint64(len(raw)) != n {
		return nil, fmt.Errorf("%w: %d bytes, want %d for %d bytes of content", ErrNode, len(raw), n, s.Size)
	}
	if got := Sum(raw); got != want {
		return nil, fmt.Errorf("%w: hashes to %v, want %v", ErrNode, got, want)
	}
	children := make([]Digest, s.Fanout())
	at := linkDigest
	full, _ := s.childrenStored()
	for i := range children {
		copy(children[i][:], raw[at:])
		at += linkFixed + varintSize(full)
	}
	var buf [MaxNode]byte
	if !bytes.Equal(raw, s.appendNode(buf[:0], children)) {
		return nil, fmt.Errorf("%w: not the canonical encoding for %d bytes of content", ErrNode, s.Size)
	}
	return children, nil
}

func (s Span) appendNode(b []byte, children []Digest) []byte {
	full, last := s.childrenStored()
	codec := byte(codecNode)
	if s.level == 1 {
		codec = codecLeaf
	}
	for i, d := range children {
		stored := full
		if i == len(children)-1 {
			stored = last
		}
		b = append(b, linkTag, byte(linkFixed-2+varintSize(stored)), linkHash, CIDSize)
		b = appendCID(b, codec, d)
		b = append(b, linkName, 0, linkStored)
		b = binary.AppendUvarint(b, stored)
	}
	b = append(b, dataTag)
	b = binary.AppendUvarint(b, s.dataSize())
	b = append(b, fileType, fileTypeRaw, fileSize)
	b = binary.AppendUvarint(b, s.Size)
	for i := range children {
		b = append(b, fileChild)
		b = binary.AppendUvarint(b, s.Child(i).Size)
	}
	return b
}

// fullStored is stored of a full span of each level.
var fullStored = func() (t [MaxDepth + 1]uint64) {
	t[0] = LeafSize
	for level := int8(1); level <= MaxDepth; level++ {
		s := Span{Size: capacity(level), level: level}
		below := t[level-1]
		t[level] = s.nodeSizeOver(below, below) + MaxFanout*below
	}
	return t
}()

// stored is the number of bytes of all blocks of the span, nodes included:
// what dag-pb calls the cumulative size. It recurses down the last children,
// none of which is empty.
func (s Span) stored() uint64 {
	switch {
	case s.level == 0:
		return s.Size
	case s.Size == capacity(s.level):
		return fullStored[s.level]
	}
	full, last := s.childrenStored()
	return s.nodeSizeOver(full, last) + uint64(s.Fanout()-1)*full + last
}

// childrenStored is stored of every child but the last, and of the last.
func (s Span) childrenStored() (full, last uint64) {
	if n := s.Fanout(); n > 0 {
		last = s.Child(n - 1).stored()
	}
	return fullStored[s.level-1], last
}

// nodeSize is the length of the span's own node.
func (s Span) nodeSize() uint64 { return s.nodeSizeOver(s.childrenStored()) }

func (s Span) nodeSizeOver(full, last uint64) uint64 {
	size := s.dataSize()
	size += 1 + uint64(varintSize(size))
	if n := s.Fanout(); n > 0 {
		size += uint64(n*linkFixed + (n-1)*varintSize(full) + varintSize(last))
	}
	return size
}

func (s Span) dataSize() uint64 {
	size := 3 + varintSize(s.Size)
	if n := s.Fanout(); n > 0 {
		size += n + (n-1)*varintSize(s.Child(0).Size) + varintSize(s.Child(n-1).Size)
	}
	return uint64(size)
}

func varintSize(v uint64) int { return (bits.Len64(v|1) + 6) / 7 }
