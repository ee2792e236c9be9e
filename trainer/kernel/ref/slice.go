// SPDX-License-Identifier: Apache-2.0

package ref

import "math"

// Bounds of the integers of profile i8x2 (N9).
const (
	// mostSliced is the largest magnitude of a quantised number: 127 in the
	// high slice.
	mostSliced = 127 << 7
	// mostScale bounds the exponent of one scale, so that a product of two is a
	// normal number; where there is one, it may be twice that.
	mostScale = 60
	// leastScale is that of the largest numbers.
	leastScale = -115
)

// scaleOf is the s by whose power of two numbers are multiplied before they are
// rounded to integers, m being the largest magnitude: as large as leaves m at
// most mostSliced, and at most limit.
func scaleOf(m float32, limit int) int {
	if m == 0 {
		return limit
	}
	fraction, exponent := math.Frexp(float64(m)) // in [1/2, 1)
	s := 14 - exponent
	if fraction > 1.984375/2 {
		s--
	}
	return min(s, limit)
}

// largest is the largest magnitude; ok is false if a number is not finite.
func largest(x []float32) (m float32, ok bool) {
	for _, v := range x {
		v = float32(math.Abs(float64(v)))
		if !(v <= math.MaxFloat32) {
			return 0, false
		}
		m = max(m, v)
	}
	return m, true
}

// quantise is x * 2^s rounded to an integer, what is outside the slices being
// brought to their ends; NaN is the upper.
func quantise(x float32, s int) int64 {
	if x != x {
		return mostSliced
	}
	return int64(math.RoundToEven(min(max(math.Ldexp(float64(x), s), -mostSliced), mostSliced)))
}

// split is q = 128 hi + lo, hi in [-127, 127] and lo in [-64, 63].
func split(q int64) (hi, lo int64) {
	hi = (q + 64) >> 7
	return hi, q - hi<<7
}

// power is 2^e, a normal number.
func power(e int) float32 { return float32(math.Ldexp(1, e)) }

// Factor is 2^-s of numbers that share a scale; NaN if one is not finite.
func (Binary32) Factor(x []float32) float32 {
	m, ok := largest(x)
	if !ok {
		return bits(NaN)
	}
	return power(-scaleOf(m, mostScale))
}

// Sliced is one block of a product of profile i8x2: every operand in two
// slices, their products exact but for that of both low slices, which the rule
// leaves out. With factors y is quantised term by term, and x takes its factors
// over first; then x has the only scale.
func (Binary32) Sliced(x, y, factors []float32) float32 {
	var a, b []int64
	var sx, sy int
	var okX bool
	okY := true
	if factors == nil {
		a, sx, okX = sliced(x, mostScale)
		b, sy, okY = sliced(y, mostScale)
	} else {
		scaled := make([]float32, len(x))
		for k, f := range factors {
			scaled[k] = float32(x[k] * f)
			s := 127 - int(math.Float32bits(f)>>23&0xff)
			b = append(b, quantise(y[k], min(max(s, leastScale), mostScale)))
		}
		a, sx, okX = sliced(scaled, 2*mostScale)
	}
	if !okX || !okY {
		return bits(NaN)
	}
	var high, cross int64
	for k := range a {
		hiA, loA := split(a[k])
		hiB, loB := split(b[k])
		high += hiA * hiB
		cross += hiA*loB + loA*hiB
	}
	// Both sums are below 2^24, so this rounds once.
	p := Fma(float32(high), 128, float32(cross))
	e := 7 - sx - sy
	return float32(float32(p*power(e>>1)) * power(e-e>>1))
}

// sliced quantises numbers that share a scale; ok is false if one is not
// finite.
func sliced(x []float32, limit int) (q []int64, s int, ok bool) {
	m, ok := largest(x)
	s = scaleOf(m, limit)
	for _, v := range x {
		q = append(q, quantise(v, s))
	}
	return q, s, ok
}
