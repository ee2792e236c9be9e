// SPDX-License-Identifier: Apache-2.0

package softfloat_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/referee/softfloat"
)

// Spec N2: the triple that rounding twice gets wrong.
func TestFmaRoundsOnce(t *testing.T) {
	t.Parallel()
	require.Equal(t, uint32(0x3f800001), softfloat.Fma(0x33800020, 0x3f7fffc0, 0x3f800001))
	twice := float32(float64(number(0x33800020))*float64(number(0x3f7fffc0)) + float64(number(0x3f800001)))
	require.Equal(t, uint32(0x3f800002), math.Float32bits(twice), "the trap is a trap")
}

// Spec N1 and N5: values by hand.
func TestGoldenValues(t *testing.T) {
	t.Parallel()
	const nan, inf, minusInf = softfloat.NaN, softfloat.Infinity, softfloat.Infinity | 1<<31
	two := func(f func(a, b uint32) uint32, a, b uint32) uint32 { return f(a, b) }
	for name, c := range map[string]struct{ got, want uint32 }{
		"x - x is +0":              {softfloat.Sub(0xc1234567, 0xc1234567), 0},
		"-0 + -0":                  {softfloat.Add(1<<31, 1<<31), 1 << 31},
		"-0 + +0":                  {softfloat.Add(1<<31, 0), 0},
		"inf - inf":                {softfloat.Sub(inf, inf), nan},
		"0 * inf":                  {softfloat.Mul(0, minusInf), nan},
		"0 / 0":                    {softfloat.Div(0, 1<<31), nan},
		"1 / -0":                   {softfloat.Div(softfloat.One, 1<<31), minusInf},
		"sqrt -0":                  {softfloat.Sqrt(1 << 31), 1 << 31},
		"sqrt -1":                  {softfloat.Sqrt(0xbf800000), nan},
		"sqrt of the smallest":     {softfloat.Sqrt(1), 0x1a3504f3},
		"0 * inf + nan":            {softfloat.Fma(0, inf, nan), nan},
		"exact zero of an fma":     {softfloat.Fma(0x3f800000, 0xbf800000, 0x3f800000), 0},
		"largest + half of a last": {softfloat.Add(0x7f7fffff, 0x73000000), inf},
		"largest + less":           {softfloat.Add(0x7f7fffff, 0x72ffffff), 0x7f7fffff},
		"half of the smallest":     {softfloat.Mul(1, 0x3f000000), 0},
		"3/4 of the smallest":      {softfloat.Mul(1, 0x3f400000), 1},
		"a NaN's sign and payload": {softfloat.Neg(0xff812345), nan},
		"min of zeros":             {two(softfloat.Min, 0, 1<<31), 1 << 31},
		"max of zeros":             {two(softfloat.Max, 1<<31, 0), 0},
		"min with a NaN":           {softfloat.Min(0, 0xffc00001), nan},
		"exp 0":                    {softfloat.Exp(0), softfloat.One},
		"exp 1":                    {softfloat.Exp(softfloat.One), 0x402df854},
		"exp -87":                  {softfloat.Exp(0xc2ae0000), 0x00b33687},
		"exp below -87":            {softfloat.Exp(0xc2ae0001), 0},
		"exp 88.72":                {softfloat.Exp(0x42b170a4), 0x7f7f4648},
		"exp above 88.72":          {softfloat.Exp(0x42b170a5), inf},
		"log 1":                    {softfloat.Log(softfloat.One), 0},
		"log -0":                   {softfloat.Log(1 << 31), minusInf},
		"log of the smallest":      {softfloat.Log(1), 0xc2ce8ed0},
		"log -1":                   {softfloat.Log(0xbf800000), nan},
		"kept":                     {softfloat.Keep(0x83800000), 0x83800000},
		"dropped":                  {softfloat.Keep(0x837fffff), 0},
		"narrow a tie":             {softfloat.Narrow(0x3f808000), 0x3f800000},
		"narrow a tie up":          {softfloat.Narrow(0x3f818000), 0x3f820000},
		"narrow the largest":       {softfloat.Narrow(0x7f7fffff), inf},
		"narrow a quiet NaN":       {softfloat.Narrow(0x7f800001), nan},
		"widen a NaN":              {softfloat.Widen(0xffff), nan},
		"the least integer":        {softfloat.OfInt(math.MinInt64), 0xdf000000},
		"2^24 + 1, a tie":          {softfloat.OfInt(1<<24 + 1), 0x4b800000},
		"2^24 + 3, a tie":          {softfloat.OfInt(-1<<24 - 3), 0xcb800002},
	} {
		require.Equalf(t, c.want, c.got, "%s: %08x, not %08x", name, c.got, c.want)
	}
}

// Conversions to integers round to even after the clamp.
func TestToInt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		x    float32
		want int32
	}{
		{0.5, 0},
		{1.5, 2},
		{-2.5, -2},
		{16256.4, 16256},
		{16256.6, 16256},
		{-1e30, -16256},
		{float32(math.Inf(1)), 16256},
		{0x1p-149, 0},
		{8388609, 16256},
	} {
		require.Equal(t, c.want, softfloat.ToInt(math.Float32bits(c.x), -16256, 16256), "%v", c.x)
	}
	require.Equal(t, int32(math.MinInt32), softfloat.ToInt(0xff7fffff, math.MinInt32, math.MaxInt32))
	require.Equal(t, int32(math.MaxInt32), softfloat.ToInt(0x4f000000, math.MinInt32, math.MaxInt32))
	require.Equal(t, int32(2147483520), softfloat.ToInt(0x4effffff, math.MinInt32, math.MaxInt32))
	require.Equal(t, int32(5), softfloat.ToInt(softfloat.NaN, 5, 9))
}
