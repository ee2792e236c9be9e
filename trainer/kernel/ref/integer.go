// SPDX-License-Identifier: Apache-2.0

package ref

import (
	"cmp"
	"math"
	wide "math/bits"
	"slices"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
)

// integer writes output element i of an operator of the exchange. These work
// on integers, the bits of numbers included, and know no arithmetic but that.
func integer(c *kernel.Call, i int) {
	switch a := c.Op.Attr.(type) {
	case *program.EncodeAttr:
		block, at := a.Locate(i)
		first, n := a.Coding.Elements(block)
		c.Out.Data[i] = encoded(&a.Coding, c.In[0].U32()[first:first+n])[at]
	case *program.TallyAttr:
		c.Out.I64()[i] = tally(c, a, i)
	case *program.NormAttr:
		hi, lo := norm(c, a, i)
		c.Out.U64()[2*i], c.Out.U64()[2*i+1] = lo, hi
	default:
		panic("ref: no integer rule for " + c.Op.Kind.String())
	}
}

// tally adds, or counts, element i of every delta.
func tally(c *kernel.Call, a *program.TallyAttr, i int) int64 {
	block := i / a.Coding.BlockLen()
	offset, length := a.Coding.Place(block)
	first, n := a.Coding.Elements(block)
	total := int64(0)
	if a.Start {
		total = c.In[len(c.In)-1].I64()[i]
	}
	for d := range a.Deltas {
		value, sent := decoded(&a.Coding, c.In[d].Data[a.Offset+offset:][:length], n, i-first)
		switch {
		case a.Count && sent:
			total++
		case !a.Count:
			total += value * int64(c.In[a.Deltas].U32()[a.First+d])
		}
	}
	return total
}

// norm adds a block of squares, or of 128-bit numbers.
func norm(c *kernel.Call, a *program.NormAttr, i int) (hi, lo uint64) {
	if a.Start {
		lo, hi = c.In[1].U64()[0], c.In[1].U64()[1]
	}
	first, n := a.Block(i)
	for j := first; j < first+n; j++ {
		var h, l, carry uint64
		if a.Squares {
			v := c.In[0].I64()[j]
			m := uint64(max(v, -v))
			h, l = wide.Mul64(m, m)
		} else {
			l, h = c.In[0].U64()[2*j], c.In[0].U64()[2*j+1]
		}
		lo, carry = wide.Add64(lo, l, 0)
		hi, _ = wide.Add64(hi, h, carry)
	}
	return hi, lo
}

// code is one nonzero code of a block: magnitude 1 to 127.
type code struct {
	place, size int
	minus       bool
}

// encoded is docs/spec/delta.md, read aloud.
func encoded(c *program.Coding, x []uint32) []byte {
	if c.Codec == program.Sparse {
		scale, codes := sparseCodes(c, x)
		return written(c, len(x), scale, codes)
	}
	scale, codes := denseCodes(c, x)
	return written(c, len(x), scale, codes)
}

// size is |x| as bits, which order as numbers do; 0 if x is not finite.
func size(x uint32) uint32 {
	if x &= 0x7fffffff; x < 0x7f800000 {
		return x
	}
	return 0
}

// floorLog2 of a finite number above 0.
func floorLog2(m uint32) int {
	e := int(m >> 23)
	if e == 0 {
		return wide.Len32(m) - 1 - 149
	}
	return e - 127
}

// rounded is m / 2^e to the nearest integer, halves to even, at most 128.
func rounded(m uint32, e int) int {
	mantissa, exponent := uint64(m&0x7fffff), int(m>>23)
	if exponent == 0 {
		exponent = 1
	} else {
		mantissa |= 1 << 23
	}
	q := 0
	for q < 128 && lessOrTie(q, mantissa, exponent-150-e) {
		q++
	}
	return q
}

// lessOrTie reports whether mantissa * 2^shift is above q + 1/2, or is that
// with q odd: whether q + 1 is the better code.
func lessOrTie(q int, mantissa uint64, shift int) bool {
	// Twice both sides, as integers.
	left, right := 2*uint64(q)+1, 2*mantissa
	switch {
	case shift > 16:
		return mantissa > 0
	case shift > 0:
		right <<= shift
	case shift < -40:
		return false
	default:
		left <<= -shift
	}
	return left < right || (left == right && q%2 == 1)
}

func clamp(c *program.Coding, e int) int { return min(max(e, c.Min), c.Min+program.MaxScale-1) }

// denseCodes finds the lowest scale at which no code is above 127.
func denseCodes(c *program.Coding, x []uint32) (scale int, codes []code) {
	scale = c.Min
	for _, v := range x {
		for scale < clamp(c, 1000) && rounded(size(v), scale) > 127 {
			scale++
		}
	}
	for i, v := range x {
		if q := min(127, rounded(size(v), scale)); q > 0 {
			codes = append(codes, code{i, q, v>>31 == 1})
		}
	}
	return scale, codes
}

// sparseCodes sorts by size, the lower place first of equals.
func sparseCodes(c *program.Coding, x []uint32) (scale int, codes []code) {
	var places []int
	for i, v := range x {
		if size(v) > 0 {
			places = append(places, i)
		}
	}
	slices.SortStableFunc(places, func(i, j int) int { return cmp.Compare(size(x[j]), size(x[i])) })
	places = places[:min(len(places), c.Kept(len(x)))]
	if len(places) == 0 {
		return c.Min, nil
	}
	scale = clamp(c, nearestScale(size(x[places[(len(places)-1)/2]])))
	slices.Sort(places)
	for _, i := range places {
		e := floorLog2(size(x[i]))
		switch { // nearest of 0, 1 and 3 scales
		case e >= scale+1:
			codes = append(codes, code{i, 3, x[i]>>31 == 1})
		case e >= scale-1:
			codes = append(codes, code{i, 1, x[i]>>31 == 1})
		}
	}
	return scale, codes
}

// nearestScale is the exponent e of which 2^e or 3 * 2^e is nearest to m; the
// larger of two that are as near.
func nearestScale(m uint32) int {
	e := floorLog2(m)
	switch fraction := m & 0x7fffff; { // of 1, 3/2 and 2 times 2^floorLog2
	case 4*fraction < 1<<23:
		return e
	case 4*fraction < 3<<23:
		return e - 1
	}
	return e + 1
}

// written lays out a block of n elements.
func written(c *program.Coding, n, scale int, codes []code) []byte {
	if c.Codec == program.Sparse {
		b := make([]byte, 1+(14*c.Kept(n)+7)/8)
		for k, q := range codes {
			entry := q.place | (q.size/2)<<12
			if q.minus {
				entry |= 1 << 13
			}
			for bit := range 14 {
				at := 14*k + bit
				b[1+at/8] |= byte(entry>>bit&1) << (at % 8)
			}
		}
		return marked(c, b, scale, codes)
	}
	b := make([]byte, 1+n)
	for _, q := range codes {
		if q.minus {
			q.size = -q.size
		}
		b[1+q.place] = byte(q.size)
	}
	return marked(c, b, scale, codes)
}

func marked(c *program.Coding, b []byte, scale int, codes []code) []byte {
	if len(codes) > 0 {
		b[0] = byte(scale - c.Min + 1)
	}
	return b
}

// decoded is element at of a block of n elements, in units of 2^Min, and
// whether the block sends it. A block is well formed if encoding what it says
// gives it back.
func decoded(c *program.Coding, b []byte, n, at int) (value int64, sent bool) {
	scale, codes := int(b[0]), []code(nil)
	if scale > program.MaxScale {
		return 0, false
	}
	if c.Codec == program.Sparse {
		codes = sparseRead(b, c.Kept(n))
	} else {
		for i, q := range b[1:] {
			if v := int(int8(q)); v != 0 {
				codes = append(codes, code{i, max(v, -v), v < 0})
			}
		}
		sent = true
	}
	x := make([]uint32, n)
	for _, q := range codes {
		if scale == 0 || q.place >= n {
			return 0, false
		}
		v := float32(q.size) * bits(uint32(c.Min+scale-1+127)<<23)
		if q.minus {
			v = -v
		}
		x[q.place] = math.Float32bits(v)
		if q.place == at {
			value, sent = int64(q.size)<<(scale-1), true
			if q.minus {
				value = -value
			}
		}
	}
	if !slices.Equal(b, encoded(c, x)) {
		return 0, false
	}
	return value, sent
}

// sparseRead lists entries until one does not ascend.
func sparseRead(b []byte, kept int) []code {
	var codes []code
	if b[0] == 0 {
		return nil
	}
	for k := range kept {
		entry := 0
		for bit := range 14 {
			at := 14*k + bit
			entry |= int(b[1+at/8]>>(at%8)&1) << bit
		}
		place := entry & 4095
		if k > 0 && place <= codes[k-1].place {
			return codes
		}
		codes = append(codes, code{place, 1 + entry>>12&1*2, entry>>13 == 1})
	}
	return codes
}
