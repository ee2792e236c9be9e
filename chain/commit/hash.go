// SPDX-License-Identifier: Apache-2.0

package commit

import (
	"encoding/binary"

	"github.com/zeebo/blake3"
	"lukechampine.com/blake3/guts"
)

// Sum is the BLAKE3 hash of content: of a leaf, a node or a tensor.
func Sum(content []byte) Digest { return blake3.Sum256(content) }

// Domain is BLAKE3 in key derivation mode under one fixed context string.
// Digests of different domains, and of content, never collide.
type Domain struct {
	context string
	key     [8]uint32
}

// NewDomain is the domain of a constant, program-wide unique purpose.
func NewDomain(purpose string) Domain {
	context := "weft v1 " + purpose
	n := rootChunk([]byte(context), &guts.IV, guts.FlagDeriveKeyContext)
	return Domain{context: context, key: guts.ChainingValue(n)}
}

// Hash is the digest of msg. The caller's layout must be unambiguous: fixed
// width, or see [Domain.Fields].
func (d *Domain) Hash(msg []byte) Digest {
	if len(msg) <= guts.ChunkSize {
		return digestOf(guts.ChainingValue(d.node(msg)))
	}
	var out Digest
	blake3.DeriveKey(d.context, msg, out[:])
	return out
}

// Fields is the digest of a list of byte strings: each is preceded by its
// length as 8 big-endian bytes, so that no two lists give the same message.
func (d *Domain) Fields(fields ...[]byte) Digest { return d.Hash(lengthPrefixed(fields)) }

// Expand is the endless output of the domain for a list of byte strings.
func (d *Domain) Expand(fields ...[]byte) *Stream {
	seed := d.Fields(fields...)
	return &Stream{node: expandDomain.node(seed[:])}
}

var expandDomain = NewDomain("expand")

func (d *Domain) node(msg []byte) guts.Node {
	return rootChunk(msg, &d.key, guts.FlagDeriveKeyMaterial)
}

// rootChunk is the node of a message of at most one chunk. Only its last block
// is flagged as the root.
func rootChunk(msg []byte, key *[8]uint32, flags uint32) guts.Node {
	n := guts.CompressChunk(msg, key, 0, flags)
	n.Flags |= guts.FlagRoot
	return n
}

// PRF is a pseudo-random function of two words under a key: the first 8 bytes,
// big-endian, of the keyed BLAKE3 hash of both as 8 big-endian bytes.
func PRF(key Digest, x, y uint64) uint64 {
	var msg [16]byte
	binary.BigEndian.PutUint64(msg[:], x)
	binary.BigEndian.PutUint64(msg[8:], y)
	words := wordsOf(key)
	out := digestOf(guts.ChainingValue(rootChunk(msg[:], &words, guts.FlagKeyedHash)))
	return binary.BigEndian.Uint64(out[:])
}

// Stream is the extendable output of a root node: block i is the node
// compressed with counter i.
type Stream struct {
	node guts.Node
	buf  [64]byte
	have int // unread bytes at the end of buf
}

// Uint64 is the next 8 bytes, big-endian.
func (s *Stream) Uint64() uint64 {
	if s.have == 0 { // 64 is a multiple of 8: no value straddles two blocks
		s.buf = guts.WordsToBytes(guts.CompressNode(s.node))
		s.node.Counter++
		s.have = len(s.buf)
	}
	v := binary.BigEndian.Uint64(s.buf[len(s.buf)-s.have:])
	s.have -= 8
	return v
}

// Digest is the next 32 bytes.
func (s *Stream) Digest() (d Digest) {
	for i := 0; i < DigestSize; i += 8 {
		binary.BigEndian.PutUint64(d[i:], s.Uint64())
	}
	return d
}

// Uint64Bytes is v as a field of a hashed message.
func Uint64Bytes(v uint64) []byte { return binary.BigEndian.AppendUint64(nil, v) }

func lengthPrefixed(fields [][]byte) []byte {
	n := 0
	for _, f := range fields {
		n += 8 + len(f)
	}
	b := make([]byte, 0, n)
	for _, f := range fields {
		b = binary.BigEndian.AppendUint64(b, uint64(len(f)))
		b = append(b, f...)
	}
	return b
}

func digestOf(cv [8]uint32) (d Digest) {
	for i, w := range cv {
		binary.LittleEndian.PutUint32(d[4*i:], w)
	}
	return d
}

func wordsOf(d Digest) (cv [8]uint32) {
	for i := range cv {
		cv[i] = binary.LittleEndian.Uint32(d[4*i:])
	}
	return cv
}
