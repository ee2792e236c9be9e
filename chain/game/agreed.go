// SPDX-License-Identifier: Apache-2.0

package game

import "github.com/weft-network/weft/chain/commit"

// subtree is a run of entries of a trace under one node of its Merkle tree.
type subtree struct{ first, count uint64 }

// leftOf are the left siblings on the way down from a subtree of n entries to
// child i of those that a descent lists, from the top down.
func leftOf(i int, n uint64, levels int, children []commit.Digest) ([]commit.Digest, error) {
	var agreed []commit.Digest
	for ; levels > 0 && n > 1; levels-- {
		mid := commit.Split(n)
		left := len(commit.MerkleDescend(mid, levels-1))
		if i < left {
			n, children = mid, children[:left]
			continue
		}
		top, err := commit.MerkleAscend(mid, levels-1, children[:left])
		if err != nil {
			return nil, err
		}
		agreed = append(agreed, top)
		n, children, i = n-mid, children[left:], i-left
	}
	return agreed, nil
}

// passed finds, on the way down a trace of n entries to entry target, the left
// sibling that holds entry k: its place among them, and its entries. There is
// none for the target itself and what lies right of it.
func passed(n, target, k uint64) (at int, s subtree, ok bool) {
	if k >= target || target >= n {
		return 0, s, false
	}
	for {
		mid := commit.Split(n)
		switch {
		case target-s.first < mid:
			n = mid
		case k-s.first < mid:
			return at, subtree{s.first, mid}, true
		default:
			at++
			s.first, n = s.first+mid, n-mid
		}
	}
}
