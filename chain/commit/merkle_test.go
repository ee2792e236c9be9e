// SPDX-License-Identifier: Apache-2.0

package commit_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
)

func entriesOf(n int) []commit.Digest {
	entries := make([]commit.Digest, n)
	for i := range entries {
		entries[i] = commit.Sum([]byte{byte(i), byte(i >> 8)})
	}
	return entries
}

// topOf is the definition, recursive.
func topOf(entries []commit.Digest) commit.Digest {
	if len(entries) == 0 {
		return commit.Digest{}
	}
	if len(entries) == 1 {
		return entries[0]
	}
	mid := 1
	for mid*2 < len(entries) {
		mid *= 2
	}
	return commit.MerkleNode(topOf(entries[:mid]), topOf(entries[mid:]))
}

func TestMerkle(t *testing.T) {
	seen := make(map[commit.Digest]int)
	for n := range 70 {
		entries := entriesOf(n)
		root := commit.MerkleRoot(entries)
		require.Equal(t, commit.MerkleTop(uint64(n), topOf(entries)), root)
		require.NotContains(t, seen, root)
		seen[root] = n
		for i := range uint64(n) {
			path, err := commit.MerkleProve(entries, i)
			require.NoError(t, err)
			require.NoError(t, commit.MerkleVerify(root, uint64(n), i, entries[i], path), "entry %d of %d", i, n)
			for j := range uint64(n) {
				if j != i {
					require.ErrorIs(t, commit.MerkleVerify(root, uint64(n), j, entries[i], path), commit.ErrMerkle)
				}
			}
		}
		_, err := commit.MerkleProve(entries, uint64(n))
		require.ErrorIs(t, err, commit.ErrMerkle)
	}
}

func TestMerkleRefuses(t *testing.T) {
	entries := entriesOf(11)
	root := commit.MerkleRoot(entries)
	path, err := commit.MerkleProve(entries, 5)
	require.NoError(t, err)
	long := append(append([]commit.Digest{}, path...), commit.Digest{})
	inner := commit.MerkleNode(entries[4], entries[5])
	for name, err := range map[string]error{
		"short path":        commit.MerkleVerify(root, 11, 5, entries[5], path[1:]),
		"long path":         commit.MerkleVerify(root, 11, 5, entries[5], long),
		"inner node":        commit.MerkleVerify(root, 6, 2, inner, path[1:]),
		"other count":       commit.MerkleVerify(root, 12, 5, entries[5], path),
		"past the end":      commit.MerkleVerify(root, 11, 11, entries[5], path),
		"empty tree":        commit.MerkleVerify(root, 0, 0, entries[5], nil),
		"root as an entry":  commit.MerkleVerify(root, 1, 0, root, nil),
		"hostile magnitude": commit.MerkleVerify(root, math.MaxUint64, math.MaxUint64-1, entries[5], path),
	} {
		require.ErrorIs(t, err, commit.ErrMerkle, name)
	}
	for k := range path {
		path[k][0] ^= 1
		require.ErrorIs(t, commit.MerkleVerify(root, 11, 5, entries[5], path), commit.ErrMerkle, "sibling %d", k)
		path[k][0] ^= 1
	}
}

// Spec A5: a trace tree is descended some levels a move, and a witness ends at
// an agreed subtree.
func TestMerkleDescendAndAscend(t *testing.T) {
	for n := 1; n < 70; n++ {
		entries := entriesOf(n)
		for levels := range 8 {
			counts := commit.MerkleDescend(uint64(n), levels)
			require.LessOrEqual(t, len(counts), 1<<levels)
			var tops []commit.Digest
			at := uint64(0)
			for _, c := range counts {
				sub := entries[at : at+c]
				tops = append(tops, commit.MerkleSubtree(sub))
				path, err := commit.MerkleProve(sub, c-1)
				require.NoError(t, err)
				top, err := commit.MerklePath(c, c-1, sub[c-1], path)
				require.NoError(t, err)
				require.Equal(t, tops[len(tops)-1], top)
				at += c
			}
			require.Equal(t, uint64(n), at)
			top, err := commit.MerkleAscend(uint64(n), levels, tops)
			require.NoError(t, err)
			require.Equal(t, commit.MerkleSubtree(entries), top)
			require.Equal(t, commit.MerkleRoot(entries), commit.MerkleTop(uint64(n), top))
			_, err = commit.MerkleAscend(uint64(n), levels, tops[1:])
			require.ErrorIs(t, err, commit.ErrMerkle)
		}
	}
	require.Len(t, commit.MerkleDescend(math.MaxUint64, 1000), 1<<commit.MaxDescent)
}

func BenchmarkMerkleRoot1026(b *testing.B) {
	entries := entriesOf(1026)
	b.ReportAllocs()
	for b.Loop() {
		commit.MerkleRoot(entries)
	}
}
