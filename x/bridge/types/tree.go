// SPDX-License-Identifier: Apache-2.0

package types

import (
	"bytes"
	"math/bits"
)

// A settlement's tree has its leaves in the order of their indices. Of n leaves the largest power of two below n are the left half, the rest
// the right one, and so on in each half. An inner node is the hash of its two children with the lower one first, as in OpenZeppelin's
// MerkleProof: a proof needs no sides.

// node is the parent of two nodes.
func node(a, b Word) Word {
	if bytes.Compare(a[:], b[:]) > 0 {
		a, b = b, a
	}
	return Keccak(a[:], b[:])
}

// SettlementRoot is the root over all leaves; that over none is zero.
func SettlementRoot(leaves []Word) Word {
	switch len(leaves) {
	case 0:
		return Word{}
	case 1:
		return leaves[0]
	}
	half := leftHalf(len(leaves))
	return node(SettlementRoot(leaves[:half]), SettlementRoot(leaves[half:]))
}

// SettlementProof is what the contract wants beside a leaf: the nodes beside its way to the root, from below.
func SettlementProof(leaves []Word, index int) ([][]byte, error) {
	if index < 0 || index >= len(leaves) {
		return nil, ErrNoLeaf.Wrapf("leaf %d; there are %d, from 0", index, len(leaves))
	}
	if len(leaves) == 1 {
		return nil, nil
	}
	half := leftHalf(len(leaves))
	own, other := leaves[:half], leaves[half:]
	if index >= half {
		own, other, index = other, own, index-half
	}
	proof, err := SettlementProof(own, index)
	beside := SettlementRoot(other)
	return append(proof, beside[:]), err
}

// leftHalf is the largest power of two below n, which is at least 2.
func leftHalf(n int) int { return 1 << (bits.Len(uint(n-1)) - 1) }

// appendLeaf adds a leaf to the peaks of n leaves: the roots of the full trees of which n is the sum, the largest first. It never needs more
// than these.
func appendLeaf(peaks [][]byte, n uint64, leaf Word) [][]byte {
	for ; n&1 == 1; n >>= 1 {
		last := len(peaks) - 1
		leaf = node(Word(peaks[last]), leaf)
		peaks = peaks[:last]
	}
	return append(peaks, leaf[:])
}

// rootOf is the root over the leaves of peaks.
func rootOf(peaks [][]byte) Word {
	if len(peaks) == 0 {
		return Word{}
	}
	root := Word(peaks[len(peaks)-1])
	for i := len(peaks) - 2; i >= 0; i-- {
		root = node(Word(peaks[i]), root)
	}
	return root
}
