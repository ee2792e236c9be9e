// SPDX-License-Identifier: Apache-2.0

package referee

import (
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/referee/softfloat"
)

// row is numbers that share a scale, as binary32.
type row []uint32

// scale is the exponent of the scale; ok is false if a number is not finite.
func (r row) scale(limit int) (s int, ok bool) {
	m := uint32(0)
	for _, x := range r {
		m = max(m, x&^(1<<31))
	}
	return softfloat.Scale(m, limit), softfloat.IsFinite(m)
}

// numbers are elements first to end of a range.
func (x *part) numbers(first, end int) row {
	r := make(row, 0, end-first)
	for j := first; j < end; j++ {
		r = append(r, x.number(j))
	}
	return r
}

// factor is the power of two that undoes the scale of a row (N9).
func (c *call) factor(x row) uint32 {
	s, ok := x.scale(softfloat.MostScale)
	if !ok {
		return softfloat.NaN
	}
	return softfloat.Power(-s)
}

// sliced is the terms from first to end of what was read, which lie in one block
// of a product of profile i8x2 (N9).
func (c *call) sliced(a *program.ProductAttr, first, end int) uint32 {
	x, y := c.of(0).numbers(first, end), c.of(1).numbers(first, end)
	c.ops += sliceCost * uint64(len(x))
	limit, sy, ok := softfloat.MostScale, 0, true
	scaleOf := func(int) int { return sy }
	if a.Factored() {
		f := c.of(a.FactorInput()).numbers(first, end)
		for k := range x {
			x[k] = softfloat.Mul(x[k], f[k])
		}
		limit = 2 * softfloat.MostScale
		scaleOf = func(k int) int { return softfloat.FactorScale(f[k]) }
	} else {
		sy, ok = y.scale(limit)
	}
	sx, finite := x.scale(limit)
	if !ok || !finite {
		return softfloat.NaN
	}
	var high, cross int64
	for k := range x {
		hiX, loX := softfloat.Slices(softfloat.Quantise(x[k], sx))
		hiY, loY := softfloat.Slices(softfloat.Quantise(y[k], scaleOf(k)))
		high += hiX * hiY
		cross += hiX*loY + loX*hiY
	}
	// One rounding: below 2^31, and exact times a power of two as long as it is
	// finite.
	p, e := softfloat.OfInt(high<<7+cross), 7-sx-sy
	return softfloat.Mul(softfloat.Mul(p, softfloat.Power(e>>1)), softfloat.Power(e-e>>1))
}
