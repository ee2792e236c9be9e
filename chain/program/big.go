// SPDX-License-Identifier: Apache-2.0

package program

import "math/big"

// precision is the mantissa of every intermediate of a constant. N6 asks for
// 256 bits; the rest keeps the error of the series below far out of reach of
// the one rounding to binary32.
const precision = 320

func whole(x int64) *big.Float { return new(big.Float).SetPrec(precision).SetInt64(x) }

func realRat(x *big.Rat) *big.Float { return new(big.Float).SetPrec(precision).SetRat(x) }

func sum(a, b *big.Float) *big.Float  { return new(big.Float).SetPrec(precision).Add(a, b) }
func diff(a, b *big.Float) *big.Float { return new(big.Float).SetPrec(precision).Sub(a, b) }
func prod(a, b *big.Float) *big.Float { return new(big.Float).SetPrec(precision).Mul(a, b) }
func quot(a, b *big.Float) *big.Float { return new(big.Float).SetPrec(precision).Quo(a, b) }

// half is 1/2.
func half() *big.Float { return new(big.Float).SetMantExp(whole(1), -1) }

// root is the square root of a >= 0, by integers: big.Float's begins with the
// processor's.
func root(a *big.Float) *big.Float {
	if a.Sign() == 0 {
		return whole(0)
	}
	m := new(big.Float)
	e := a.MantExp(m) // a = m 2^e, 1/2 <= m < 1
	// The root of an integer of twice the bits; the power that is left is even.
	scale := 2*precision + 64
	scale += (e - scale) & 1
	n, _ := m.SetMantExp(m, scale).Int(nil)
	return new(big.Float).SetMantExp(new(big.Float).SetPrec(precision).SetInt(n.Sqrt(n)), (e-scale)/2)
}

// power is x^n by squaring, most significant bit first.
func power(x *big.Float, n uint64) *big.Float {
	y := whole(1)
	for bit := 63; bit >= 0; bit-- {
		y = prod(y, y)
		if n>>bit&1 == 1 {
			y = prod(y, x)
		}
	}
	return y
}

// negligible reports whether a term no longer changes a value near 1.
func negligible(term *big.Float) bool {
	return term.Sign() == 0 || term.MantExp(nil) < -precision
}

// atanh sums y + y^3/3 + y^5/5 ... for |y| <= 1/3; alternate makes it atan.
func atanh(y *big.Float, alternate bool) *big.Float {
	square, term, total := prod(y, y), y, whole(0)
	if alternate {
		square.Neg(square)
	}
	for n := int64(1); !negligible(term); n += 2 {
		total = sum(total, quot(term, whole(n)))
		term = prod(term, square)
	}
	return total
}

// ln2 = 2 atanh(1/3).
func ln2() *big.Float { return prod(whole(2), atanh(quot(whole(1), whole(3)), false)) }

// pi is Machin's formula.
func pi() *big.Float {
	a := prod(whole(16), atanh(quot(whole(1), whole(5)), true))
	return diff(a, prod(whole(4), atanh(quot(whole(1), whole(239)), true)))
}

// ln is the natural logarithm of x > 0.
func ln(x *big.Float) *big.Float {
	m := new(big.Float)
	e := x.MantExp(m)                              // x = m 2^e, 1/2 <= m < 1
	y := quot(diff(m, whole(1)), sum(m, whole(1))) // |y| <= 1/3
	return sum(prod(whole(2), atanh(y, false)), prod(whole(int64(e)), ln2()))
}

// exp is e^x for |x| < 2^20.
func exp(x *big.Float) *big.Float {
	l := ln2()
	n := roundInt(quot(x, l))
	r := diff(x, prod(whole(n), l))
	term, total := whole(1), whole(0)
	for k := int64(1); !negligible(term); k++ {
		total = sum(total, term)
		term = quot(prod(term, r), whole(k))
	}
	return new(big.Float).SetPrec(precision).SetMantExp(total, int(n))
}

// cosSin returns the cosine and sine of 0 <= a < 2^20.
func cosSin(a *big.Float) (c, s *big.Float) {
	half := quot(pi(), whole(2))
	n := roundInt(quot(a, half))
	r := diff(a, prod(whole(n), half))
	square := prod(r, r)
	square.Neg(square)
	c, s = taylor(whole(1), square, 1), taylor(r, square, 2)
	switch n % 4 { // turn by n quarters
	case 1:
		c, s = s.Neg(s), c
	case 2:
		c, s = c.Neg(c), s.Neg(s)
	case 3:
		c, s = s, c.Neg(c)
	}
	return c, s
}

// taylor sums term, then term*square/(k(k+1)), and so on with k += 2.
func taylor(term, square *big.Float, k int64) *big.Float {
	total := whole(0)
	for ; !negligible(term); k += 2 {
		total = sum(total, term)
		term = quot(prod(term, square), whole(k*(k+1)))
	}
	return total
}

// roundInt is the integer nearest to x, halves away from 0, for |x| < 2^62.
func roundInt(x *big.Float) int64 {
	away := half()
	if x.Sign() < 0 {
		away.Neg(away)
	}
	n, _ := sum(x, away).Int64()
	return n
}

// bits32 rounds to binary32, nearest even, and returns the bits.
func bits32(x *big.Float) uint32 {
	sign := uint32(0)
	if x.Sign() < 0 {
		sign = 1 << 31
	}
	if x.Sign() == 0 {
		return 0
	}
	m := new(big.Float)
	e := x.MantExp(m) // |x| = |m| 2^e, 1/2 <= |m| < 1
	// The last place of the result: 2^(e-24), or 2^-149 for subnormals.
	last := max(e-24, -149)
	scaled := new(big.Float).SetPrec(precision).SetMantExp(m.Abs(m), e-last)
	n, _ := scaled.Int(nil)
	rest := diff(scaled, new(big.Float).SetPrec(precision).SetInt(n))
	q := uint32(n.Uint64()) // below 2^24
	if c := rest.Cmp(half()); c > 0 || (c == 0 && q&1 == 1) {
		q++
	}
	// q 2^last as bits: adding q to the exponent field carries correctly both
	// from subnormal to normal and into the next power of two.
	if last == -149 {
		return sign | q
	}
	if last > 104 {
		return sign | 0x7f800000
	}
	return sign | min(uint32(last+149)<<23+q, 0x7f800000)
}
