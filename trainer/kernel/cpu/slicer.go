// SPDX-License-Identifier: Apache-2.0

package cpu

import (
	"math"
	"math/bits"

	"github.com/weft-network/weft/chain/program"
)

// slicer is the inner loops of products of profile i8x2 (N9) on one instruction
// set. Rows of A are packed in strips of eight, rows of B in panels, both in
// steps of a few terms.
//
// Two layouts are in use. In pairs a step is one term and 32 bits hold two
// numbers of 16: (hi, lo) of A, (q, hi) of B. One product of pairs is then
// hi*q' + lo*hi' = 128 hi*hi' + hi*lo' + lo*hi', and a block of them stays below
// 2^31. In bytes a step is four terms, the high slices before the low ones, and
// those of B are 128 more, since the instruction wants one side unsigned.
type slicer struct {
	// columns is the width of a panel.
	columns int
	// terms of a step, and its bytes in a strip and in a panel.
	terms, stepA, stepB int
	// product is out[8][columns] = base + the sums of n steps times the power of
	// two that ea[8] and eb[columns] add up to, NaN if one is; rows are ldo
	// apart, a nil base is +0. Sums start at init[2][8], of both accumulators.
	product func(n int, a, b *byte, init *int32, ea, eb, out *float32, ldo int, base *float32)
	// packA and packB quantise n steps of x[k][8] * scale[8]; sums[2][8] are those
	// of the slices, high ones first.
	packA func(n int, x, scale *float32, dst *byte, sums *int32)
	packB func(n int, x, scale *float32, dst *byte)
	// magnitudes are the bits of the largest of each of eight rows, x[k][8].
	magnitudes func(n int, x *float32, out *uint32)
	// spread multiplies x[k][8] by by[k] and brings it between the limits; NaN is
	// the upper.
	spread func(n int, x, by, limits *float32)
}

// portableSlicer is the code that runs everywhere.
var portableSlicer = slicer{
	columns: 8, terms: 1, stepA: 32, stepB: 32,
	product: slicedGeneric, packA: pairsGenericA, packB: pairsGenericB, magnitudes: magnitudesGeneric, spread: spreadGeneric,
}

// Bounds of scales (N9); package ref has their reasons.
const (
	mostSliced = 127 << 7
	mostScale  = 60
	leastScale = -115
)

// power is 2^e, a normal number.
func power(e int) float32 { return math.Float32frombits(uint32(e+127) << 23) }

// scaleOf is the exponent of the scale of numbers, from the bits of the largest
// magnitude; finite is false if that is none.
func scaleOf(m uint32, limit int) (s int, finite bool) {
	if m == 0 {
		return limit, true
	}
	e, n := int(m>>23)-127, m&0x7fffff|1<<23
	if m>>23 == 0 {
		up := bits.LeadingZeros32(m) - 8
		e, n = -126-up, m<<up
	}
	s = 13 - e
	if n > 127<<17 {
		s--
	}
	return min(s, limit), m < 0x7f800000
}

// factorOf is the factor of numbers that share a scale.
func factorOf(x []float32) float32 {
	m := uint32(0)
	for _, v := range x {
		m = max(m, math.Float32bits(v)&0x7fffffff)
	}
	s, finite := scaleOf(m, mostScale)
	if !finite {
		return math.Float32frombits(program.NaN)
	}
	return power(-s)
}

// unfactor is the scale that a factor undoes.
func unfactor(f float32) float32 {
	return power(min(max(127-int(math.Float32bits(f)>>23&0xff), leastScale), mostScale))
}
