// SPDX-License-Identifier: Apache-2.0

package softfloat_test

import (
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/referee/softfloat"
)

func number(x uint32) float32 { return math.Float32frombits(x) }

// result is what the processor answers, NaN canonical. It takes one operation:
// the call keeps the compiler from fusing it with another.
func result(x float32) uint32 {
	if x != x {
		return softfloat.NaN
	}
	return math.Float32bits(x)
}

// fusedOnProcessor rounds the float64 sum to odd before the conversion: rounding
// twice would be wrong (N2).
func fusedOnProcessor(a, b, c uint32) uint32 {
	p, d := float64(number(a))*float64(number(b)), float64(number(c))
	s := p + d
	t := s - p
	rest := (p - (s - t)) + (d - t)
	odd := math.Float64bits(s)
	if rest != 0 && rest == rest && odd&1 == 0 {
		if (rest > 0) == (s > 0) {
			odd++
		} else {
			odd--
		}
	}
	return result(float32(math.Float64frombits(odd)))
}

// compare holds every operation of two and three operands, and those of one, to
// the processor.
func compare(t *testing.T, a, b, c uint32) {
	t.Helper()
	x, y := number(a), number(b)
	for _, op := range [...]struct {
		name      string
		want, got uint32
	}{
		{"add", result(x + y), softfloat.Add(a, b)},
		{"sub", result(x - y), softfloat.Sub(a, b)},
		{"mul", result(x * y), softfloat.Mul(a, b)},
		{"div", result(x / y), softfloat.Div(a, b)},
		{"fma", fusedOnProcessor(a, b, c), softfloat.Fma(a, b, c)},
		{"min", result(min(x, y)), softfloat.Min(a, b)},
		{"max", result(max(x, y)), softfloat.Max(a, b)},
		{"sqrt", result(float32(math.Sqrt(float64(x)))), softfloat.Sqrt(a)},
	} {
		if op.want != op.got {
			require.Failf(t, "wrong", "%s of %08x %08x %08x is %08x, not %08x", op.name, a, b, c, op.want, op.got)
		}
	}
	if less := x < y || (x == y && a>>31 > b>>31); less != softfloat.Less(a, b) {
		require.Failf(t, "wrong", "%08x < %08x is %v", a, b, less)
	}
}

// cases is how many drawn operands a test compares: a million, or as many
// millions as WEFT_SOFTFLOAT says.
func cases(t *testing.T) int {
	t.Helper()
	text := os.Getenv("WEFT_SOFTFLOAT")
	if text == "" {
		return 1_000_000
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err)
	return n * 1_000_000
}

// Spec N2: operands of any bits.
func TestRandomOperands(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 1))
	for range cases(t) {
		compare(t, rng.Uint32(), rng.Uint32(), rng.Uint32())
	}
}

// Operands at the edges of formats and roundings: few bits set, long runs of
// ones, exponents at the ends and near one another, sums that cancel, products
// and quotients next to a tie.
func TestStructuredOperands(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(2, 2))
	for range cases(t) {
		a, b := structured(rng), structured(rng)
		if rng.IntN(2) == 0 {
			b = near(rng, a)
		}
		c := structured(rng)
		switch rng.IntN(4) {
		case 0: // next to what the product cancels
			c = near(rng, softfloat.Neg(softfloat.Mul(a, b)))
		case 1: // half a last place of the product away
			c = near(rng, softfloat.Mul(softfloat.Mul(a, b), 0x33000000))
		case 2:
			a = near(rng, softfloat.Mul(b, c))
		}
		compare(t, a, b, c)
	}
}

// structured draws a number of few patterns.
func structured(rng *rand.Rand) uint32 {
	exponents := [...]uint32{0, 0, 1, 2, 23, 24, 25, 103, 104, 126, 127, 128, 149, 150, 151, 253, 254, 255}
	exponent := rng.Uint32N(256)
	if rng.IntN(2) == 0 {
		exponent = exponents[rng.IntN(len(exponents))]
	}
	fraction, place := rng.Uint32(), rng.IntN(24)
	switch rng.IntN(6) {
	case 0:
		fraction = 0
	case 1:
		fraction = 1 << place
	case 2:
		fraction = ^uint32(0) << place
	case 3:
		fraction = 1<<place - 1
	case 4:
		fraction = 1<<place | 1<<rng.IntN(24)
	}
	return rng.Uint32()&(1<<31) | exponent<<23 | fraction&0x7fffff
}

// near is a number a few last places away, of either sign.
func near(rng *rand.Rand, x uint32) uint32 {
	return (x + rng.Uint32N(5) - 2) ^ rng.Uint32N(2)<<31
}

// FuzzArithmetic compares any operands.
func FuzzArithmetic(f *testing.F) {
	f.Add(uint32(0x33800020), uint32(0x3f7fffc0), uint32(0x3f800001))
	f.Add(uint32(0x00000001), uint32(0x80000001), uint32(0x7f7fffff))
	f.Add(uint32(0x7f800000), uint32(0xff800000), uint32(0x7fc00001))
	f.Add(uint32(0x00800000), uint32(0x3f7fffff), uint32(0x80000000))
	f.Fuzz(func(t *testing.T, a, b, c uint32) { compare(t, a, b, c) })
}
