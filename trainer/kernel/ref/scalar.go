// SPDX-License-Identifier: Apache-2.0

package ref

import (
	"math"

	"github.com/weft-network/weft/chain/program"
)

// NaN is the one NaN that an operator's output may hold (N1).
const NaN = program.NaN

// Canonical returns x, or the canonical NaN for any NaN.
func Canonical(x float32) float32 {
	if x != x {
		return math.Float32frombits(NaN)
	}
	return x
}

// Fma is a*b + c with one rounding to binary32.
//
// The product is exact in float64. The sum is rounded there once, and again by
// the conversion, which goes wrong when the first rounding lands on a tie of
// the second. Rounding the sum to odd instead makes the conversion right.
func Fma(a, b, c float32) float32 {
	p, d := float64(a)*float64(b), float64(c)
	s := p + d
	bits := math.Float64bits(s)
	// Of a normal result the conversion drops 29 bits: only a half is a tie.
	if exponent := bits >> 52 & 0x7ff; bits&0x1fffffff != 0x10000000 && exponent > 1023-126 {
		return float32(s)
	}
	// Two-sum: s + e is the exact sum. NaN and infinities have e NaN.
	t := s - p
	e := (p - (s - t)) + (d - t)
	if e != 0 && e == e && bits&1 == 0 {
		if (e > 0) == (s > 0) {
			bits++
		} else {
			bits--
		}
	}
	return float32(math.Float64frombits(bits))
}

// Sqrt is correctly rounded: float64 has more than twice the digits.
func Sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }

// key orders floats as N1 does: -0 below +0.
func key(x float32) int32 {
	b := int32(math.Float32bits(x))
	return b ^ int32(uint32(b>>31)>>1)
}

// Min is the smaller by N1's order, NaN if either is.
func Min(a, b float32) float32 {
	switch {
	case a != a:
		return a
	case b != b:
		return b
	case key(b) < key(a):
		return b
	}
	return a
}

// Max is the larger by N1's order, NaN if either is.
func Max(a, b float32) float32 {
	switch {
	case a != a:
		return a
	case b != b:
		return b
	case key(b) > key(a):
		return b
	}
	return a
}

// KeepLimit is the magnitude below which Keep drops a moment: 2^-120.
const KeepLimit = 0x1p-120

// Keep is x, or +0 if |x| < 2^-120.
func Keep(x float32) float32 {
	if x < KeepLimit && x > -KeepLimit {
		return 0
	}
	return x
}

// Narrow rounds to bf16, nearest even; the result is a binary32 whose low half
// is zero.
func Narrow(x float32) float32 {
	if x != x {
		return math.Float32frombits(NaN)
	}
	b := math.Float32bits(x)
	b += 0x7fff + b>>16&1
	return math.Float32frombits(b &^ 0xffff)
}
