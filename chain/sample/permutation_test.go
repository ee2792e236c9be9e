// SPDX-License-Identifier: Apache-2.0

package sample_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/sample"
)

func permutation(t require.TestingT, key string, n uint64) sample.Permutation {
	p, err := sample.NewPermutation(commit.Sum([]byte(key)), n)
	require.NoError(t, err)
	require.Equal(t, n, p.Len())
	return p
}

// Spec R5: full coverage, no repeats.
func TestPermutationCovers(t *testing.T) {
	sizes := []uint64{4095, 4096, 4097, 65537}
	for n := uint64(1); n <= 200; n++ {
		sizes = append(sizes, n)
	}
	for _, n := range sizes {
		p := permutation(t, "covers", n)
		seen := make([]bool, n)
		for i := range n {
			pos := p.At(i)
			require.Less(t, pos, n)
			require.False(t, seen[pos], "n %d: %d twice", n, pos)
			seen[pos] = true
			require.Equal(t, i, p.Index(pos))
		}
	}
}

func TestPermutationInverts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Uint64Range(1, sample.MaxPermutation).Draw(t, "n")
		p := permutation(t, rapid.String().Draw(t, "key"), n)
		i := rapid.Uint64Range(0, n-1).Draw(t, "i")
		pos := p.At(i)
		require.Less(t, pos, n)
		require.Equal(t, i, p.Index(pos))
	})
}

func TestPermutationRefuses(t *testing.T) {
	for _, n := range []uint64{0, sample.MaxPermutation + 1, 1<<64 - 1} {
		_, err := sample.NewPermutation(commit.Digest{}, n)
		require.ErrorIs(t, err, sample.ErrRange)
	}
	permutation(t, "largest", sample.MaxPermutation).At(sample.MaxPermutation - 1)
}

// Not a statistical proof, but enough to notice a round function that does
// nothing: neighbours are scattered over all octants, fixed points are rare,
// and keys give different orders.
func TestPermutationScatters(t *testing.T) {
	const n = 1 << 14
	p, q := permutation(t, "one", n), permutation(t, "two", n)
	var octants [8][8]int
	fixed, equal, rising := 0, 0, 0
	for i := range uint64(n) {
		pos := p.At(i)
		octants[i*8/n][pos*8/n]++
		if pos == i {
			fixed++
		}
		if pos == q.At(i) {
			equal++
		}
		if i > 0 && pos > p.At(i-1) {
			rising++
		}
	}
	for i, row := range octants {
		for j, count := range row { // expected 256, standard deviation below 16
			require.InDelta(t, 256, count, 80, "from octant %d to %d", i, j)
		}
	}
	require.Less(t, fixed, 10)
	require.Less(t, equal, 10)
	require.InDelta(t, n/2, rising, 300)
}

// All orders of a small set occur about equally often.
func TestPermutationOfThreeIsFair(t *testing.T) {
	var count [27]int
	for k := range 6000 {
		p := permutation(t, string(commit.Uint64Bytes(uint64(k))), 3)
		count[p.At(0)*9+p.At(1)*3+p.At(2)]++
	}
	orders := 0
	for _, c := range count {
		if c > 0 {
			orders++
			require.InDelta(t, 1000, c, 150)
		}
	}
	require.Equal(t, 6, orders)
}

func BenchmarkPermutationAt(b *testing.B) {
	p, err := sample.NewPermutation(commit.Digest{1}, 1<<33+12345)
	require.NoError(b, err)
	b.ReportAllocs()
	for i := uint64(0); b.Loop(); i++ {
		p.At(i)
	}
}
