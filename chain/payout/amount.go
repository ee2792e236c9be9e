// SPDX-License-Identifier: Apache-2.0

package payout

import (
	"math/big"

	"cosmossdk.io/math"
)

// BasisPoints is the whole in basis points.
const BasisPoints = 10_000

// maxBits is what math.Int can hold.
const maxBits = 256

// Share returns floor(amount · part / whole), at most amount. With whole 0
// there is nothing to share: 0.
func Share(amount math.Int, part, whole uint64) math.Int {
	return ShareInt(amount, math.NewIntFromUint64(part), math.NewIntFromUint64(whole))
}

// ShareInt is Share for parts that do not fit in 64 bits.
func ShareInt(amount, part, whole math.Int) math.Int {
	a, p, w := positive(amount), positive(part), positive(whole)
	if w.Sign() == 0 {
		return math.ZeroInt()
	}
	if p.Cmp(w) >= 0 {
		return math.NewIntFromBigInt(a)
	}
	a.Mul(a, p)
	return math.NewIntFromBigInt(a.Quo(a, w))
}

// Bps returns floor(amount · bps / 10000), at most amount.
func Bps(amount math.Int, bps uint32) math.Int {
	return Share(amount, uint64(bps), BasisPoints)
}

// positive returns a copy of the amount as a number of at least 0.
func positive(a math.Int) *big.Int {
	if a.IsNil() || a.IsNegative() {
		return new(big.Int)
	}
	return a.BigInt()
}

// rest is whole − parts, for parts that sum to at most whole.
func rest(whole math.Int, parts ...math.Int) math.Int {
	left := positive(whole)
	for _, p := range parts {
		left.Sub(left, p.BigIntMut())
	}
	return math.NewIntFromBigInt(left)
}

// ceilQuo returns ceil(a / b) for a ≥ 0 and b > 0.
func ceilQuo(a, b *big.Int) *big.Int {
	q, r := new(big.Int).QuoRem(a, b, new(big.Int))
	if r.Sign() > 0 {
		q.Add(q, big.NewInt(1))
	}
	return q
}
