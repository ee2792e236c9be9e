// SPDX-License-Identifier: Apache-2.0

package commit

import (
	"fmt"
	"math/bits"
	"slices"
)

var (
	nodeDomain = NewDomain("merkle node")
	rootDomain = NewDomain("merkle root")
)

// Split is the number of leaves in the left subtree of a tree of n > 1 leaves:
// the largest power of two below n. Merkle trees and BLAKE3 trees share it.
func Split(n uint64) uint64 { return 1 << (bits.Len64(n-1) - 1) }

// MerkleNode is the digest of an inner node of a Merkle tree.
func MerkleNode(left, right Digest) Digest {
	var b [2 * DigestSize]byte
	copy(b[:], left[:])
	copy(b[DigestSize:], right[:])
	return nodeDomain.Hash(b[:])
}

// MerkleTop turns the top node of a tree of n entries into its root. The root
// thereby binds n, and so the shape: one root has one list of entries.
// The top of a single entry is that entry, the top of none is zero.
func MerkleTop(n uint64, top Digest) Digest { return rootDomain.Fields(Uint64Bytes(n), top[:]) }

// MerkleRoot is the root of the Merkle tree over entries, in order.
func MerkleRoot(entries []Digest) Digest {
	var m Merkle
	for _, e := range entries {
		m.Add(e)
	}
	return m.Root()
}

// Merkle computes a root from entries added one at a time, in memory
// logarithmic in their number. The zero value is an empty list.
type Merkle struct {
	n     uint64
	stack []Digest // tops of the full subtrees, one per bit set in n, largest first
}

// Add appends one entry.
func (m *Merkle) Add(entry Digest) {
	for i := m.n; i&1 == 1; i >>= 1 {
		last := len(m.stack) - 1
		entry = MerkleNode(m.stack[last], entry)
		m.stack = m.stack[:last]
	}
	m.stack = append(m.stack, entry)
	m.n++
}

// Len is the number of entries added.
func (m *Merkle) Len() uint64 { return m.n }

// Root is the root of the entries so far; more may be added afterwards.
func (m *Merkle) Root() Digest {
	var top Digest
	for i, full := range slices.Backward(m.stack) {
		if i == len(m.stack)-1 {
			top = full
		} else {
			top = MerkleNode(full, top)
		}
	}
	return MerkleTop(m.n, top)
}

// MerkleProve is the path of entry i: the siblings from the entry up.
func MerkleProve(entries []Digest, i uint64) ([]Digest, error) {
	n := uint64(len(entries))
	if i >= n {
		return nil, fmt.Errorf("%w: entry %d of %d", ErrMerkle, i, n)
	}
	var path []Digest
	for len(entries) > 1 {
		mid := Split(uint64(len(entries)))
		if i < mid {
			path = append(path, MerkleSubtree(entries[mid:]))
			entries = entries[:mid]
		} else {
			path = append(path, MerkleSubtree(entries[:mid]))
			entries, i = entries[mid:], i-mid
		}
	}
	slices.Reverse(path)
	return path, nil
}

// MerkleVerify checks that entry is number i of the n entries under root. The
// path must have exactly the length that n and i demand.
func MerkleVerify(root Digest, n, i uint64, entry Digest, path []Digest) error {
	top, err := MerklePath(n, i, entry, path)
	if err != nil {
		return err
	}
	if got := MerkleTop(n, top); got != root {
		return fmt.Errorf("%w: entry %d of %d leads to %v, root is %v", ErrMerkle, i, n, got, root)
	}
	return nil
}

// MerklePath is the top of the subtree of n entries in which entry is number
// i, by its path: for comparison with an inner node that is already agreed.
func MerklePath(n, i uint64, entry Digest, path []Digest) (Digest, error) {
	if i >= n {
		return Digest{}, fmt.Errorf("%w: entry %d of %d", ErrMerkle, i, n)
	}
	sides := merkleSides(n, i)
	if len(path) != len(sides) {
		return Digest{}, fmt.Errorf("%w: path of %d, want %d for entry %d of %d", ErrMerkle, len(path), len(sides), i, n)
	}
	for k, sibling := range path {
		if right := sides[len(sides)-1-k]; right {
			entry = MerkleNode(sibling, entry)
		} else {
			entry = MerkleNode(entry, sibling)
		}
	}
	return entry, nil
}

// merkleSides says at each level, from the top down, whether entry i of n lies
// in the right subtree. At most 64 levels.
func merkleSides(n, i uint64) []bool {
	sides := make([]bool, 0, 64)
	for n > 1 {
		mid := Split(n)
		right := i >= mid
		if sides = append(sides, right); right {
			n, i = n-mid, i-mid
		} else {
			n = mid
		}
	}
	return sides
}

// MerkleSubtree is the top of the subtree over one or more entries.
func MerkleSubtree(entries []Digest) Digest {
	if len(entries) == 1 {
		return entries[0]
	}
	mid := Split(uint64(len(entries)))
	return MerkleNode(MerkleSubtree(entries[:mid]), MerkleSubtree(entries[mid:]))
}
