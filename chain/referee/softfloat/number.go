// SPDX-License-Identifier: Apache-2.0

package softfloat

import "math/bits"

// Parts of a binary32: sign, 8 bits of exponent, 23 bits of fraction. A normal
// number is (2^23 + fraction) * 2^(exponent - 150); exponent 0 is fraction *
// 2^-149.
const (
	signBit      = 1 << 31
	fractionBits = 23
	hiddenBit    = 1 << fractionBits
	fractionMask = hiddenBit - 1
	// Powers of two of the last place of the smallest and the largest numbers.
	leastPower    = -149
	greatestPower = 104
)

// Numbers by name.
const (
	NaN      = 0x7fc00000
	Infinity = 0x7f800000
	One      = 0x3f800000
)

// IsNaN reports whether x is any NaN.
func IsNaN(x uint32) bool { return x&^signBit > Infinity }

// IsFinite reports whether x is neither infinite nor NaN.
func IsFinite(x uint32) bool { return x&Infinity != Infinity }

// IsZero holds for both zeros.
func IsZero(x uint32) bool { return x&^signBit == 0 }

// Canonical is x, or the one NaN for any.
func Canonical(x uint32) uint32 {
	if IsNaN(x) {
		return NaN
	}
	return x
}

// Neg turns the sign.
func Neg(x uint32) uint32 {
	if IsNaN(x) {
		return NaN
	}
	return x ^ signBit
}

// split writes |x| of a finite x as m * 2^e, m below 2^24.
func split(x uint32) (m uint64, e int) {
	exponent, fraction := int(x>>fractionBits&0xff), uint64(x&fractionMask)
	if exponent == 0 {
		return fraction, leastPower
	}
	return fraction | hiddenBit, exponent - 150
}

// round is m * 2^e with a sign, to nearest, ties to even. The lowest bit of m
// may stand for any remainder below it, if m has more than 25 bits: it is then
// neither kept nor the highest bit dropped.
func round(sign uint32, m uint64, e int) uint32 {
	if m == 0 {
		return sign
	}
	// The last place kept: 24 bits, fewer where the number is subnormal.
	last := max(e+bits.Len64(m)-24, leastPower)
	q := nearest(m, last-e)
	// q * 2^last as bits: q carries into the exponent by itself, from subnormal
	// to normal and to the next power of two, the largest of which is infinity.
	if last > greatestPower {
		return sign | Infinity
	}
	return sign | (uint32(last-leastPower)<<fractionBits + uint32(q))
}

// nearest is m / 2^drop to the nearest integer, ties to even; a negative drop
// multiplies.
func nearest(m uint64, drop int) uint64 {
	switch {
	case drop <= 0:
		return m << -drop
	case drop > 64:
		return 0 // below a half
	}
	const half = 1 << 63
	q, rest := m>>drop, m<<(64-drop)
	if rest > half || (rest == half && q&1 == 1) {
		q++
	}
	return q
}

// key orders numbers as N1 does: as a signed integer, the lower bits turned
// over where the sign is set.
func key(x uint32) int32 { return int32(x ^ x>>31*^uint32(signBit)) }

// Min is the smaller by N1's order, -0 below +0; NaN if either is.
func Min(a, b uint32) uint32 {
	switch {
	case IsNaN(a) || IsNaN(b):
		return NaN
	case key(b) < key(a):
		return b
	}
	return a
}

// Max is the larger by N1's order; NaN if either is.
func Max(a, b uint32) uint32 {
	switch {
	case IsNaN(a) || IsNaN(b):
		return NaN
	case key(b) > key(a):
		return b
	}
	return a
}

// Less reports a < b by N1's order; false if either is NaN.
func Less(a, b uint32) bool { return !IsNaN(a) && !IsNaN(b) && key(a) < key(b) }
