// SPDX-License-Identifier: Apache-2.0

package referee

import (
	"encoding/binary"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/referee/softfloat"
)

// evaluate applies the rule of the operator's kind to what was read, and gives
// the element as it lies in memory.
func (c *call) evaluate() []byte {
	switch a := c.op.Attr.(type) {
	case *program.ProductAttr:
		return c.number(c.product(a))
	case *program.MapAttr:
		return c.number(c.apply(a))
	case *program.ReduceAttr:
		return c.number(c.reduce(a))
	case *program.ScatterAttr:
		return c.number(c.scatter(a))
	case *program.RopeAttr:
		return c.number(c.rope(a))
	case *program.RandomAttr:
		return c.number(c.random(a))
	case *program.SegmentAttr:
		return c.index(c.segment(a))
	case *program.EncodeAttr:
		return []byte{c.encode(a)}
	case *program.TallyAttr:
		return binary.LittleEndian.AppendUint64(nil, uint64(c.tally(a)))
	case *program.NormAttr:
		hi, lo := c.norm(a)
		return binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(nil, lo), hi)
	default: // *program.CopyAttr and *program.GatherAttr move their last range
		c.ops++
		moved := &c.parts[len(c.parts)-1]
		if c.op.Type == program.U32 {
			return c.index(moved.u32(0))
		}
		return c.number(moved.number(0))
	}
}

// number is an output in binary32 or bf16, its NaN canonical (N1).
func (c *call) number(x uint32) []byte {
	x = softfloat.Canonical(x)
	if c.op.Type == program.BF16 {
		return binary.LittleEndian.AppendUint16(nil, uint16(x>>16))
	}
	return binary.LittleEndian.AppendUint32(nil, x)
}

func (c *call) index(x uint32) []byte { return binary.LittleEndian.AppendUint32(nil, x) }

// of is the range read of an input; nil if the rule reads nothing of it.
func (c *call) of(in int) *part {
	for n := range c.parts {
		if c.parts[n].In == in {
			return &c.parts[n]
		}
	}
	return nil
}

// product adds up blocks of terms, counted from the operator's first k, and adds
// them to the start value in order: fma chains from +0 (N3), or slices (N9).
// Terms outside the visible range were not read; a block without any adds
// nothing.
func (c *call) product(a *program.ProductAttr) uint32 {
	out := uint32(0)
	if a.Start {
		out = c.of(2).number(0)
	}
	x, y := c.of(0), c.of(1)
	if x == nil {
		return out
	}
	// Where the range starts in the row tells the place of its first term.
	first := x.First - c.rowOf(a)
	for k, end := 0, 0; k < x.Count; k = end {
		end = min(x.Count, (first+k)/a.Block()*a.Block()+a.Block()-first)
		c.ops++
		if a.Profile == program.ProfileI8X2 {
			out = softfloat.Add(out, c.sliced(a, k, end))
			continue
		}
		chain := uint32(0)
		for n := k; n < end; n++ {
			chain = softfloat.Fma(x.number(n), y.number(n), chain)
			c.ops++
		}
		out = softfloat.Add(out, chain)
	}
	return out
}

// rowOf is the offset of the first term of operand A.
func (c *call) rowOf(a *program.ProductAttr) int {
	row := c.i / a.N
	batch, m := row/a.M, row%a.M
	return a.A.At([3]int{batch / (a.Batch[1] * a.Batch[2]), batch / a.Batch[2] % a.Batch[1], batch % a.Batch[2]}, m)
}

// reduce is N4 over one block; a range starts inside the block if the row is
// masked, and its lanes are counted from the block's start all the same.
func (c *call) reduce(a *program.ReduceAttr) uint32 {
	x := c.of(0)
	if x == nil {
		switch a.Term {
		case program.TermMax:
			return softfloat.Neg(softfloat.Infinity)
		case program.TermFactor:
			return c.factor(nil)
		default:
			return 0
		}
	}
	c.ops += uint64(x.Count)
	switch a.Term {
	case program.TermMax:
		out := softfloat.Neg(softfloat.Infinity)
		for j := range x.Count {
			out = softfloat.Max(out, x.number(j))
		}
		return out
	case program.TermChain:
		out := uint32(0)
		for j := range x.Count {
			out = softfloat.Add(out, x.number(j))
		}
		return out
	case program.TermFactor:
		return c.factor(x.numbers(0, x.Count))
	default:
		return c.lanes(a, x)
	}
}

// lanes adds the terms of a block in 32 lanes and folds them by halves.
func (c *call) lanes(a *program.ReduceAttr, x *part) uint32 {
	var lanes [program.ReduceLanes]uint32
	// Blocks of a row start at multiples of 4096 in the row, which lanes divide.
	first := x.First % a.Cols
	y := c.of(1)
	for j := range x.Count {
		l := &lanes[(first+j)%program.ReduceLanes]
		v := x.number(j)
		switch a.Term {
		case program.TermSquare:
			*l = softfloat.Fma(v, v, *l)
		case program.TermDot:
			*l = softfloat.Add(*l, softfloat.Mul(v, y.number(j)))
			c.ops++
		default:
			*l = softfloat.Add(*l, v)
		}
	}
	for half := program.ReduceLanes / 2; half > 0; half /= 2 {
		for l := range half {
			lanes[l] = softfloat.Add(lanes[l], lanes[l+half])
			c.ops++
		}
	}
	return lanes[0]
}

// scatter adds the gradients of the tokens whose id is the element's row, an id
// that the vocabulary lacks being 0, tokens ascending.
func (c *call) scatter(a *program.ScatterAttr) uint32 {
	out, v := uint32(0), c.i/a.Width
	if a.Start {
		out = c.of(2).number(0)
	}
	ids, dx := c.of(0), c.of(1)
	for t := range a.Tokens {
		id := uint64(ids.u32(t))
		if id >= uint64(a.Rows) {
			id = 0
		}
		c.ops++
		if id == uint64(v) {
			out = softfloat.Add(out, dx.number(t))
			c.ops++
		}
	}
	return out
}

// rope turns a pair: the first number of the range and its last.
func (c *call) rope(a *program.RopeAttr) uint32 {
	x, cos, sin := c.of(0), c.of(1).number(0), c.of(2).number(0)
	if a.Inverse {
		sin = softfloat.Neg(sin)
	}
	c.ops += 3
	x1, x2 := x.number(0), x.number(x.Count-1)
	if c.i%a.Dim < a.Dim/2 {
		return softfloat.Sub(softfloat.Mul(x1, cos), softfloat.Mul(x2, sin))
	}
	return softfloat.Fma(x2, cos, softfloat.Mul(x1, sin))
}

// segment finds the document of a token in the ids of its sample.
func (c *call) segment(a *program.SegmentAttr) uint32 {
	ids, at := c.of(0), c.i%a.Context
	if a.Part == program.SegmentEnd {
		end := at
		for end < a.Context && ids.u32(end) != a.Separator {
			end++
			c.ops++
		}
		return uint32(min(end+1, a.Context))
	}
	first := at
	for first > 0 && ids.u32(first-1) != a.Separator {
		first--
		c.ops++
	}
	if a.Part == program.SegmentOffset {
		return uint32(at - first)
	}
	return uint32(first)
}
