// SPDX-License-Identifier: Apache-2.0

package softfloat

// Constants of exp and log (N5).
const (
	log2E     = 0x3fb8aa3b // 1/ln 2
	shift     = 0x4b400000 // 1.5 * 2^23: adding it rounds to an integer
	minusLn2  = 0xbf317200 // -ln 2, its first 15 bits
	minusLow  = 0xb5bfbe8e // -(ln 2 less that)
	expLow    = 0xc2ae0000 // -87: exp is +0 below
	expHigh   = 0x42b170a4 // 88.72: exp is +Inf above
	ln2       = 0x3f317200
	ln2Low    = 0x35bfbe8e
	rootHalf  = 0x3f3504f3 // sqrt(1/2)
	minusHalf = 0xbf000000
	minus24   = 0xc1c00000
	twoTo24   = 0x4b800000
	leastNorm = 1 << fractionBits
)

// expPoly are the coefficients of exp, log's those of (log(1+f) - f + f^2/2) /
// f^3, the highest first.
var (
	expPoly = [...]uint32{0x3ab6889e, 0x3c0905d1, 0x3d2aaa8d, 0x3e2aaa6e, 0x3f000000, One, One}
	logPoly = [...]uint32{
		0x3d8ec753, 0xbdeb1ade, 0x3def5141, 0xbdfe7a63, 0x3e11e90d, 0xbe2aada5, 0x3e4ccead, 0xbe7ffffe, 0x3eaaaaaa,
	}
)

// horner is a chain of fma.
func horner(coefficients []uint32, x uint32) uint32 {
	y := coefficients[0]
	for _, c := range coefficients[1:] {
		y = Fma(y, x, c)
	}
	return y
}

// Exp is the exponential of N5.
func Exp(x uint32) uint32 {
	switch {
	case IsNaN(x):
		return NaN
	case Less(x, expLow):
		return 0
	case Less(expHigh, x):
		return Infinity
	}
	t := Fma(x, log2E, shift)
	n := Sub(t, shift)
	r := Fma(n, minusLow, Fma(n, minusLn2, x))
	// n is in the low bits of t, and no result is subnormal.
	return horner(expPoly[:], r) + t<<fractionBits
}

// Log is the natural logarithm of N5.
func Log(x uint32) uint32 {
	switch {
	case IsZero(x):
		return Infinity | signBit
	case IsNaN(x) || x&signBit != 0:
		return NaN
	case x == Infinity:
		return x
	}
	e := uint32(0)
	if x < leastNorm {
		x, e = Mul(x, twoTo24), minus24
	}
	b := x - rootHalf
	e = Add(e, OfInt(int64(int32(b)>>fractionBits)))
	f := Sub(b&fractionMask+rootHalf, One)
	z := Mul(f, f)
	y := Mul(Mul(f, z), horner(logPoly[:], f))
	y = Fma(minusHalf, z, Fma(e, ln2Low, y))
	return Fma(e, ln2, Add(f, y))
}
