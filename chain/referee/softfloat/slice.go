// SPDX-License-Identifier: Apache-2.0

package softfloat

import "math/bits"

// Bounds of profile i8x2 (N9).
const (
	// MostSliced is the largest magnitude of a quantised number: 127 * 2^7.
	MostSliced = 127 << 7
	// MostScale bounds the exponent of a scale of which two make a product.
	MostScale = 60
	// leastScale is the exponent of the scale of the largest numbers.
	leastScale = 12 - 127
)

// Scale is the exponent s of the power of two by which numbers are multiplied
// before they are quantised: the largest that leaves the largest of them at
// most MostSliced, and at most limit. m is the bits of the largest magnitude,
// which is finite.
func Scale(m uint32, limit int) int {
	n, e := split(m)
	if n == 0 {
		return limit
	}
	// n * 2^e with 24 bits: 1.984375 is 127 * 2^17 of them.
	up := 24 - bits.Len64(n)
	s := 13 - (e - up + 23)
	if n<<up > 127<<17 {
		s--
	}
	return min(s, limit)
}

// FactorScale is the s of a factor 2^-s; any bits are one.
func FactorScale(factor uint32) int {
	return min(max(127-int(factor>>fractionBits&0xff), leastScale), MostScale)
}

// Power is 2^e, a normal number.
func Power(e int) uint32 { return uint32(e+127) << fractionBits }

// Quantise is x * 2^s rounded to the nearest integer, ties to even, brought
// into the range of the slices; NaN is its upper end.
func Quantise(x uint32, s int) int64 {
	if IsNaN(x) {
		return MostSliced
	}
	q := uint64(MostSliced)
	// From 2^15 on a number is outside.
	if m, e := split(x); IsFinite(x) && bits.Len64(m)+e+s <= 15 {
		q = min(q, nearest(m, -(e+s)))
	}
	if x&signBit != 0 {
		return -int64(q)
	}
	return int64(q)
}

// Slices is q = 128 hi + lo, lo from -64 to 63.
func Slices(q int64) (hi, lo int64) {
	hi = (q + 64) >> 7
	return hi, q - hi<<7
}
