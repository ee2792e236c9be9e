// SPDX-License-Identifier: Apache-2.0

package ref_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/trainer/kernel/ref"
)

func f32(b uint32) float32 { return math.Float32frombits(b) }

// Golden vector of N2: rounding twice gives 3f800002.
func TestFmaGolden(t *testing.T) {
	t.Parallel()
	a, b, c := f32(0x33800020), f32(0x3f7fffc0), f32(0x3f800001)
	require.Equal(t, uint32(0x3f800001), math.Float32bits(ref.Fma(a, b, c)))
	require.Equal(t, uint32(0x3f800002), math.Float32bits(float32(float64(a)*float64(b)+float64(c))))
}

// exactFma rounds the exact value once.
func exactFma(a, b, c float32) float32 {
	x := new(big.Float).SetPrec(700).SetFloat64(float64(a))
	y := new(big.Float).SetPrec(700).SetFloat64(float64(b))
	z := new(big.Float).SetPrec(700).SetFloat64(float64(c))
	x.Mul(x, y)
	x.Add(x, z)
	r, _ := x.Float32()
	return r
}

func TestFma(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	near := func(e int) float32 { // random mantissa with many zeros, chosen exponent
		m, few, sign := rng.Uint32(), rng.Uint32(), rng.Uint32()&0x80000000
		return f32(uint32(e)<<23 | m&few&0x7fffff | sign)
	}
	check := func(a, b, c float32) {
		if math.IsInf(float64(a), 0) || math.IsInf(float64(b), 0) || math.IsInf(float64(c), 0) || a != a || b != b || c != c {
			return
		}
		want, got := exactFma(a, b, c), ref.Fma(a, b, c)
		if want == 0 && got == 0 { // big.Float has no rule for the sign of a cancelled sum
			return
		}
		require.Equal(t, math.Float32bits(want), math.Float32bits(got), "%x %x %x",
			math.Float32bits(a), math.Float32bits(b), math.Float32bits(c))
	}
	for range 100000 {
		e := rng.IntN(254)
		check(f32(rng.Uint32()), f32(rng.Uint32()), f32(rng.Uint32()))
		check(near(e), near(127), near(e))
		check(near(min(254, 100+rng.IntN(40))), near(max(1, rng.IntN(30))), near(rng.IntN(3))) // subnormal results
		check(near(103+rng.IntN(4)), near(126+rng.IntN(2)), near(127))                         // near ties
	}
	inf := float32(math.Inf(1))
	require.Equal(t, inf, ref.Fma(inf, 1, 1))
	require.Equal(t, inf, ref.Fma(f32(0x7f7fffff), 2, 0))
	require.True(t, ref.Fma(inf, 0, 1) != ref.Fma(inf, 0, 1))
	require.Equal(t, uint32(0), math.Float32bits(ref.Fma(0, -1, 0)))
	require.Equal(t, uint32(0x80000000), math.Float32bits(ref.Fma(f32(1), -f32(1), 0)))
}

// ulps is the distance in units of the last place between finite floats.
func ulps(a, b float32) uint32 {
	order := func(x float32) int64 {
		v := int64(int32(math.Float32bits(x)))
		if v < 0 {
			v = -(v & 0x7fffffff)
		}
		return v
	}
	d := order(a) - order(b)
	if d < 0 {
		d = -d
	}
	return uint32(d)
}

// step visits a part of all 2^32 inputs; WEFT_EXHAUSTIVE=1 visits all. It is
// read once: the go command logs every look at the environment.
var step = func() uint64 {
	if os.Getenv("WEFT_EXHAUSTIVE") == "1" {
		return 1
	}
	return 4093
}()

// Spec N5: at most 2 ulp from the correctly rounded value inside the range.
func TestExp(t *testing.T) {
	t.Parallel()
	worst := uint32(0)
	for b := uint64(0); b < 1<<32; b += step {
		x := f32(uint32(b))
		got := ref.Exp(x)
		switch {
		case x != x:
			require.True(t, got != got)
		case x < -87:
			require.Equal(t, uint32(0), math.Float32bits(got))
		case float64(x) > float64(f32(ref.ExpHigh)):
			require.True(t, math.IsInf(float64(got), 1))
		default:
			worst = max(worst, ulps(got, float32(math.Exp(float64(x)))))
			if got < 0x1p-126 {
				t.Fatalf("exp(%v) = %v is subnormal", x, got)
			}
		}
	}
	t.Logf("exp: %d ulp", worst)
	require.LessOrEqual(t, worst, uint32(2))
	require.Equal(t, float32(1), ref.Exp(0))
}

func TestLog(t *testing.T) {
	t.Parallel()
	worst := uint32(0)
	check := func(x float32) {
		got := ref.Log(x)
		switch {
		case x != x || x < 0:
			require.Equal(t, uint32(ref.NaN), math.Float32bits(got))
		case x == 0:
			require.True(t, math.IsInf(float64(got), -1))
		case math.IsInf(float64(x), 1):
			require.Equal(t, x, got)
		default:
			worst = max(worst, ulps(got, float32(math.Log(float64(x)))))
		}
	}
	for b := uint64(0); b < 1<<32; b += step {
		check(f32(uint32(b)))
	}
	for b := uint32(0x3f000000); b < 0x40000000; b += 61 { // around 1
		check(f32(b))
	}
	for b := uint32(0x3f800000 - 4096); b < 0x3f800000+4096; b++ {
		check(f32(b))
	}
	t.Logf("log: %d ulp", worst)
	require.LessOrEqual(t, worst, uint32(2))
	require.Equal(t, uint32(0), math.Float32bits(ref.Log(1)))
}

// The chapter names every constant of exp and log.
func TestChapter(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../../docs/spec/numerics.md")
	require.NoError(t, err)
	named := []uint32{
		ref.Log2E, ref.Shift, ref.MinusLn2, ref.MinusLow, ref.ExpLow, ref.ExpHigh, ref.Ln2, ref.Ln2Low, ref.RootHalf, ref.NaN,
	}
	for _, list := range [][]uint32{named, ref.ExpPoly[:], ref.LogPoly[:]} {
		for _, bits := range list {
			require.Contains(t, string(text), fmt.Sprintf("%08x", bits))
		}
	}
}

func TestOrder(t *testing.T) {
	t.Parallel()
	nan, zero, minus := f32(ref.NaN), float32(0), f32(0x80000000)
	require.Equal(t, math.Float32bits(minus), math.Float32bits(ref.Min(zero, minus)))
	require.Equal(t, math.Float32bits(zero), math.Float32bits(ref.Max(minus, zero)))
	require.Equal(t, float32(-2), ref.Min(-2, -1))
	require.Equal(t, float32(-1), ref.Max(-2, -1))
	require.True(t, ref.Max(nan, 1) != ref.Max(nan, 1))
	require.True(t, ref.Min(1, nan) != ref.Min(1, nan))
}

func TestNarrowKeep(t *testing.T) {
	t.Parallel()
	for in, want := range map[uint32]uint32{
		0x3f800000: 0x3f800000, 0x3f808000: 0x3f800000, 0x3f818000: 0x3f820000, 0x3f808001: 0x3f810000,
		0x7f7fffff: 0x7f800000, 0x7f800000: 0x7f800000, 0x80000000: 0x80000000, 0x7f800001: ref.NaN, 0x00008001: 0x00010000,
	} {
		require.Equal(t, want, math.Float32bits(ref.Narrow(f32(in))), "%x", in)
	}
	require.Equal(t, float32(ref.KeepLimit), ref.Keep(ref.KeepLimit))
	require.Equal(t, uint32(0), math.Float32bits(ref.Keep(-ref.KeepLimit*0.75)))
}
