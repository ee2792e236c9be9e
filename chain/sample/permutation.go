// SPDX-License-Identifier: Apache-2.0

package sample

import (
	"errors"
	"fmt"
	"math/bits"

	"github.com/weft-network/weft/chain/commit"
)

// MaxPermutation is the largest number of things that can be permuted.
const MaxPermutation = 1 << 48

// ErrRange is an argument outside the range that its function is defined on.
var ErrRange = errors.New("sample out of range")

// feistelRounds is twice the four rounds after which a Feistel network with
// random round functions is a strong pseudo-random permutation.
const feistelRounds = 8

// Permutation is a keyed permutation of 0..n-1 that needs no table.
//
// It is an alternating Feistel network over pairs (low < a, high < b) with
// a = ⌈√n⌉ and b = ⌈n/a⌉, so that a·b exceeds n by less than a. A value that
// lands in the surplus is permuted again until it falls below n; as the
// network permutes the pairs, that ends after at most a·b-n further rounds.
type Permutation struct {
	key     commit.Digest
	n, a, b uint64
}

// NewPermutation is the permutation of n things under key.
func NewPermutation(key commit.Digest, n uint64) (Permutation, error) {
	if n == 0 || n > MaxPermutation {
		return Permutation{}, fmt.Errorf("%w: permutation of %d, want 1 to %d", ErrRange, n, uint64(MaxPermutation))
	}
	a := ceilSqrt(n)
	return Permutation{key: key, n: n, a: a, b: (n + a - 1) / a}, nil
}

// Len is n.
func (p Permutation) Len() uint64 { return p.n }

// At is the image of i, which must be below n.
func (p Permutation) At(i uint64) uint64 {
	for {
		if i = p.forward(i); i < p.n {
			return i
		}
	}
}

// Index is the inverse of At.
func (p Permutation) Index(pos uint64) uint64 {
	for {
		if pos = p.backward(pos); pos < p.n {
			return pos
		}
	}
}

func (p Permutation) forward(x uint64) uint64 {
	low, high := x%p.a, x/p.a
	for r := uint64(0); r < feistelRounds; r += 2 {
		low = (low + commit.PRF(p.key, r, high)%p.a) % p.a
		high = (high + commit.PRF(p.key, r+1, low)%p.b) % p.b
	}
	return high*p.a + low
}

func (p Permutation) backward(x uint64) uint64 {
	low, high := x%p.a, x/p.a
	for r := uint64(feistelRounds); r > 0; r -= 2 {
		high = (high + p.b - commit.PRF(p.key, r-1, low)%p.b) % p.b
		low = (low + p.a - commit.PRF(p.key, r-2, high)%p.a) % p.a
	}
	return high*p.a + low
}

// ceilSqrt is ⌈√n⌉ for 1 ≤ n ≤ 2^48, found bit by bit.
func ceilSqrt(n uint64) uint64 {
	var root uint64 // ⌊√(n-1)⌋
	for bit := uint64(1) << (bits.Len64(n) / 2); bit > 0; bit >>= 1 {
		if t := root + bit; t*t <= n-1 {
			root = t
		}
	}
	return root + 1
}
