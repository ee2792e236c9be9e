// SPDX-License-Identifier: Apache-2.0

package ref

import "math"

// Constants of exp and log, as bits (N5).
const (
	Log2E    = 0x3fb8aa3b // 1/ln 2
	Shift    = 0x4b400000 // 1.5 * 2^23: adding it rounds to an integer
	MinusLn2 = 0xbf317200 // -ln 2, its first 15 bits
	MinusLow = 0xb5bfbe8e // -(ln 2 less that)
	ExpLow   = 0xc2ae0000 // -87: exp is +0 below
	ExpHigh  = 0x42b170a4 // 88.72: exp is +Inf above
	Ln2      = 0x3f317200
	Ln2Low   = 0x35bfbe8e
	RootHalf = 0x3f3504f3 // sqrt(1/2)
)

// ExpPoly are the coefficients of r^2 ... r^6 of exp(r), highest first; those
// of r and 1 are 1.
var ExpPoly = [...]uint32{0x3ab6889e, 0x3c0905d1, 0x3d2aaa8d, 0x3e2aaa6e, 0x3f000000}

// LogPoly are the coefficients of (log(1+f) - f + f^2/2) / f^3, highest first.
var LogPoly = [...]uint32{
	0x3d8ec753, 0xbdeb1ade, 0x3def5141, 0xbdfe7a63, 0x3e11e90d, 0xbe2aada5, 0x3e4ccead, 0xbe7ffffe, 0x3eaaaaaa,
}

func bits(b uint32) float32 { return math.Float32frombits(b) }

// horner is the chain of fma of N5: coefficients highest first.
func horner(coefficients []uint32, x float32) float32 {
	y := bits(coefficients[0])
	for _, c := range coefficients[1:] {
		y = Fma(y, x, bits(c))
	}
	return y
}

// Exp is the exponential of N5: x = n ln 2 + r, exp x = 2^n exp r.
func Exp(x float32) float32 {
	switch {
	case x != x:
		return x
	case x < bits(ExpLow):
		return 0
	case x > bits(ExpHigh):
		return float32(math.Inf(1))
	}
	t := Fma(x, bits(Log2E), bits(Shift))
	n := t - bits(Shift)
	r := Fma(n, bits(MinusLow), Fma(n, bits(MinusLn2), x))
	p := Fma(Fma(horner(ExpPoly[:], r), r, 1), r, 1)
	// The result is normal, so 2^n is an addition to the exponent; n is in the
	// low bits of t.
	return bits(math.Float32bits(p) + math.Float32bits(t)<<23)
}

// Log is the natural logarithm of N5: x = 2^e (1+f), sqrt(1/2) <= 1+f < sqrt 2.
func Log(x float32) float32 {
	switch {
	case x != x || x < 0:
		return bits(NaN)
	case x == 0:
		return float32(math.Inf(-1))
	case math.IsInf(float64(x), 1):
		return x
	}
	e := float32(0)
	if x < 0x1p-126 {
		x *= 0x1p24
		e = -24
	}
	b := math.Float32bits(x) - RootHalf
	e += float32(int32(b) >> 23)
	f := bits(b&0x007fffff+RootHalf) - 1
	z := f * f
	y := float32(f*z) * horner(LogPoly[:], f)
	y = Fma(e, bits(Ln2Low), y)
	y = Fma(-0.5, z, y)
	return Fma(e, bits(Ln2), f+y)
}
