// SPDX-License-Identifier: Apache-2.0

package referee

import (
	"math/bits"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/referee/softfloat"
)

// random is N13: a sum of twelve u16 over 65536, which is exact, times the
// standard deviation.
func (c *call) random(a *program.RandomAttr) uint32 {
	const perUnit = 0x37800000 // 1/65536
	var sums [1]int32
	a.Sums(c.i, sums[:])
	c.ops += randomCost
	return softfloat.Mul(softfloat.Mul(softfloat.OfInt(int64(sums[0])), perUnit), a.Std)
}

// encode is one byte of the one encoding of a block.
func (c *call) encode(a *program.EncodeAttr) byte {
	block, at := a.Locate(c.i)
	_, length := a.Coding.Place(block)
	x := c.of(0)
	numbers := make([]uint32, x.Count)
	for j := range numbers {
		numbers[j] = x.number(j)
	}
	b := make([]byte, length)
	a.Coding.EncodeBlock(numbers, b)
	c.ops += encodeCost * uint64(x.Count)
	return b[at]
}

// tally adds or counts one element of some deltas.
func (c *call) tally(a *program.TallyAttr) int64 {
	block := c.i / a.Coding.BlockLen()
	first, n := a.Coding.Elements(block)
	total := make([]int64, n)
	sum, count := total, []int64(nil)
	if a.Count {
		sum, count = nil, total
	}
	for d := range a.Deltas {
		factor := int64(1)
		if !a.Count {
			factor = int64(c.of(a.Deltas).u32(d))
		}
		a.Coding.AddBlock(c.of(d).data, n, factor, sum, count)
		c.ops += tallyCost * uint64(n)
	}
	out := total[c.i-first]
	if a.Start {
		out += c.parts[len(c.parts)-1].i64(0)
	}
	return out
}

// norm adds a block of integers of 128 bits, or of squares.
func (c *call) norm(a *program.NormAttr) (hi, lo uint64) {
	if a.Start {
		hi, lo = c.of(1).u128(0)
	}
	x := c.of(0)
	for j := range x.Count {
		var h, l, carry uint64
		if a.Squares {
			v := x.i64(j)
			m := uint64(max(v, -v))
			h, l = bits.Mul64(m, m)
		} else {
			h, l = x.u128(j)
		}
		lo, carry = bits.Add64(lo, l, 0)
		hi, _ = bits.Add64(hi, h, carry)
		c.ops++
	}
	return hi, lo
}
