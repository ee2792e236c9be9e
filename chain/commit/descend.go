// SPDX-License-Identifier: Apache-2.0

package commit

import "fmt"

// MaxDescent is the largest number of binary levels taken at once.
const MaxDescent = 10

// Descend lists the spans that lie the given number of levels below s inside
// its BLAKE3 tree, in order; a chunk met on the way stands for itself. A node
// has no levels to descend: it is opened as a whole.
func (s Span) Descend(levels int) []Span {
	if levels <= 0 || s.IsNode() || s.IsChunk() {
		return []Span{s}
	}
	levels = min(levels, MaxDescent) - 1
	return append(s.Child(0).Descend(levels), s.Child(1).Descend(levels)...)
}

// Ascend is the digest of s from those of the spans that Descend lists.
func (s Span) Ascend(levels int, digests []Digest) (Digest, error) {
	if want := len(s.Descend(levels)); len(digests) != want {
		return Digest{}, fmt.Errorf("%w: %d digests, want %d, one per span %d levels down", ErrProof, len(digests), want, levels)
	}
	return s.ascend(min(levels, MaxDescent), &digests), nil
}

func (s Span) ascend(levels int, digests *[]Digest) Digest {
	if levels <= 0 || s.IsNode() || s.IsChunk() {
		d := (*digests)[0]
		*digests = (*digests)[1:]
		return d
	}
	left := s.Child(0).ascend(levels-1, digests)
	right := s.Child(1).ascend(levels-1, digests)
	return s.Join([]Digest{left, right})
}

// MerkleDescend lists how many entries each subtree holds that lies the given
// number of levels below a Merkle subtree of n ≥ 1 entries, in order; a single
// entry met on the way stands for itself.
func MerkleDescend(n uint64, levels int) []uint64 {
	if levels <= 0 || n <= 1 {
		return []uint64{n}
	}
	levels = min(levels, MaxDescent) - 1
	mid := Split(n)
	return append(MerkleDescend(mid, levels), MerkleDescend(n-mid, levels)...)
}

// MerkleAscend is the top of a Merkle subtree of n entries from those of the
// subtrees that MerkleDescend lists.
func MerkleAscend(n uint64, levels int, tops []Digest) (Digest, error) {
	if want := len(MerkleDescend(n, levels)); len(tops) != want {
		return Digest{}, fmt.Errorf("%w: %d digests, want %d, one per subtree %d levels down", ErrMerkle, len(tops), want, levels)
	}
	return merkleAscend(n, min(levels, MaxDescent), &tops), nil
}

func merkleAscend(n uint64, levels int, tops *[]Digest) Digest {
	if levels <= 0 || n <= 1 {
		d := (*tops)[0]
		*tops = (*tops)[1:]
		return d
	}
	mid := Split(n)
	left := merkleAscend(mid, levels-1, tops)
	right := merkleAscend(n-mid, levels-1, tops)
	return MerkleNode(left, right)
}
