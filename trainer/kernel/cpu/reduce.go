// SPDX-License-Identifier: Apache-2.0

package cpu

import (
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/ref"
)

// reduce computes whole blocks; one block is one output.
func (k *Kernel) reduce(c *kernel.Call, a *program.ReduceAttr, task, tasks int) {
	blocks := (a.Cols + program.ReduceBlock - 1) / program.ReduceBlock
	x, out := c.In[0].F32(), c.Out.F32()
	y := x
	if a.Term == program.TermDot {
		y = c.In[1].F32()
	}
	firstOut, endOut := kernel.Span(a.Rows*blocks, task, tasks)
	for i := firstOut; i < endOut; i++ {
		row, start := i/blocks, i%blocks*program.ReduceBlock
		first, end := start, min(start+program.ReduceBlock, a.Cols)
		if m := a.Mask; m.Use != program.MaskNone {
			in, at := len(c.In)-2, m.Index(row)
			lo, hi := program.Visible(c.In[in].U32()[at], c.In[in+1].U32()[at], a.Cols)
			first, end = max(first, lo), min(end, hi)
		}
		b := block{x: from(x, row*a.Cols+start), y: from(y, row*a.Cols+start), first: first - start, end: end - start}
		out[i] = ref.Canonical(k.block(a.Term, b))
	}
}

// block is elements [first, end) of one block of a row.
type block struct {
	x, y       *float32
	first, end int
}

func (k *Kernel) block(term program.Term, b block) float32 {
	n := b.end - b.first
	if n <= 0 {
		switch term {
		case program.TermMax:
			return k.r.maximum(0, b.x)
		case program.TermFactor:
			return factorOf(nil)
		default:
			return 0
		}
	}
	x := from(run(b.x, b.end), b.first)
	switch {
	case term == program.TermMax:
		return k.r.maximum(n, x)
	case term == program.TermFactor:
		return factorOf(run(x, n))
	case term == program.TermChain:
		s := float32(0)
		for _, v := range run(x, n) {
			s += v
		}
		return s
	case b.first > 0:
		return b.offLane(term)
	case term == program.TermSum:
		return k.r.sum(n, b.x, b.y)
	case term == program.TermSquare:
		return k.r.square(n, b.x, b.y)
	default:
		return k.r.dot(n, b.x, b.y)
	}
}

// offLane sums a block whose first visible element is not in lane 0.
func (b block) offLane(term program.Term) float32 {
	var l lanes
	x, y := run(b.x, b.end), run(b.y, b.end)
	for i := b.first; i < b.end; i++ {
		lane := &l[i%program.ReduceLanes]
		switch term {
		case program.TermSquare:
			*lane = fma(x[i], x[i], *lane)
		case program.TermDot:
			*lane += float32(x[i] * y[i])
		default:
			*lane += x[i]
		}
	}
	return l.fold()
}
