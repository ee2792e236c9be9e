// SPDX-License-Identifier: Apache-2.0

package softfloat

import "math/bits"

// top is the place of the leading bit of a normalised mantissa: one bit is left
// for a carry, and one of a sum of two more.
const top = 61

// normalise moves the leading bit of m > 0 to top.
func normalise(m uint64, e int) (uint64, int) {
	shift := bits.LeadingZeros64(m) - (63 - top)
	return m << shift, e - shift
}

// Add is a + b.
func Add(a, b uint32) uint32 {
	if IsFinite(a) && IsFinite(b) {
		ma, ea := split(a)
		mb, eb := split(b)
		return sum(a&signBit, ma, ea, term{b & signBit, mb, eb})
	}
	switch {
	case IsNaN(a) || IsNaN(b):
		return NaN
	case IsFinite(b):
		return a
	case IsFinite(a) || a == b:
		return b
	}
	return NaN // infinities of two signs
}

// Sub is a - b.
func Sub(a, b uint32) uint32 { return Add(a, b^signBit) }

// term is m * 2^e with a sign.
type term struct {
	sign uint32
	m    uint64
	e    int
}

// sum is the rounded sum of two terms of at most 48 bits.
func sum(sign uint32, m uint64, e int, b term) uint32 {
	switch {
	case m == 0 && b.m == 0: // -0 only if both are
		return sign & b.sign
	case m == 0:
		return round(b.sign, b.m, b.e)
	case b.m == 0:
		return round(sign, m, e)
	}
	m, e = normalise(m, e)
	b.m, b.e = normalise(b.m, b.e)
	if e < b.e || (e == b.e && m < b.m) {
		sign, m, e, b = b.sign, b.m, b.e, term{sign, m, e}
	}
	// The smaller term loses bits only if it is moved by 14 or more: then the
	// difference has its leading bit at top-1 or above, and what is lost is far
	// below the place of rounding.
	low := stickyShift(b.m, e-b.e)
	if sign == b.sign {
		return round(sign, m+low, e)
	}
	if m == low {
		return 0
	}
	return round(sign, m-low, e)
}

// stickyShift is m / 2^n rounded down, with its lowest bit set if anything was
// dropped.
func stickyShift(m uint64, n int) uint64 {
	if n > 63 {
		n = 63 // m is below 2^63: nothing but the sticky bit remains
	}
	q := m >> n
	if q<<n != m {
		q |= 1
	}
	return q
}

// Mul is a * b.
func Mul(a, b uint32) uint32 {
	sign := (a ^ b) & signBit
	if IsFinite(a) && IsFinite(b) {
		ma, ea := split(a)
		mb, eb := split(b)
		return round(sign, ma*mb, ea+eb)
	}
	if IsNaN(a) || IsNaN(b) || IsZero(a) || IsZero(b) {
		return NaN
	}
	return sign | Infinity
}

// Fma is a*b + c, rounded once.
func Fma(a, b, c uint32) uint32 {
	sign := (a ^ b) & signBit
	if IsFinite(a) && IsFinite(b) && IsFinite(c) {
		ma, ea := split(a)
		mb, eb := split(b)
		mc, ec := split(c)
		return sum(sign, ma*mb, ea+eb, term{c & signBit, mc, ec})
	}
	switch {
	case IsNaN(a) || IsNaN(b) || IsNaN(c):
		return NaN
	case IsFinite(a) && IsFinite(b):
		return c
	case IsZero(a) || IsZero(b):
		return NaN
	case IsFinite(c) || c == sign|Infinity:
		return sign | Infinity
	}
	return NaN
}

// Div is a / b.
func Div(a, b uint32) uint32 {
	sign := (a ^ b) & signBit
	switch {
	case IsNaN(a) || IsNaN(b):
		return NaN
	case !IsFinite(a):
		if !IsFinite(b) {
			return NaN
		}
		return sign | Infinity
	case !IsFinite(b):
		return sign
	case IsZero(b):
		if IsZero(a) {
			return NaN
		}
		return sign | Infinity
	case IsZero(a):
		return sign
	}
	ma, ea := split(a)
	mb, eb := split(b)
	// At least 37 bits of quotient, the lowest for a remainder.
	ma, ea = normalise(ma, ea)
	q := ma / mb
	if q*mb != ma {
		q |= 1
	}
	return round(sign, q, ea-eb)
}

// Sqrt is the square root; of -0 it is -0.
func Sqrt(x uint32) uint32 {
	switch {
	case IsNaN(x):
		return NaN
	case IsZero(x) || x == Infinity:
		return x
	case x&signBit != 0:
		return NaN
	}
	m, e := normalise(split(x))
	if e&1 != 0 { // an even power has a whole root
		m, e = m>>1, e+1
	}
	r := root(m)
	if r*r != m {
		r |= 1 // 30 bits or more: the lowest stands for the remainder
	}
	return round(0, r, e/2)
}

// root is the square root of m < 2^62, rounded down, one bit after another.
func root(m uint64) uint64 {
	r := uint64(0)
	for bit := uint64(1) << 30; bit > 0; bit >>= 1 {
		if t := r | bit; t*t <= m {
			r = t
		}
	}
	return r
}
