// SPDX-License-Identifier: Apache-2.0

package cpu

import (
	"math/bits"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
)

// encode writes whole blocks.
func encode(c *kernel.Call, a *program.EncodeAttr, task, tasks int) {
	first, end := kernel.Span(a.Coding.Blocks(), task, tasks)
	x := c.In[0].U32()
	for block := first; block < end; block++ {
		at, n := a.Coding.Elements(block)
		offset, length := a.Coding.Place(block)
		a.Coding.EncodeBlock(x[at:at+n], c.Out.Data[offset:offset+length])
	}
}

// tally reads each block of each delta once.
func tally(c *kernel.Call, a *program.TallyAttr, task, tasks int) {
	first, end := kernel.Span(a.Coding.Blocks(), task, tasks)
	for block := first; block < end; block++ {
		at, n := a.Coding.Elements(block)
		offset, length := a.Coding.Place(block)
		out := c.Out.I64()[at : at+n]
		if a.Start {
			copy(out, c.In[len(c.In)-1].I64()[at:])
		} else {
			clear(out)
		}
		for d := range a.Deltas {
			b := c.In[d].Data[a.Offset+offset:][:length]
			if a.Count {
				a.Coding.AddBlock(b, n, 0, nil, out)
			} else {
				a.Coding.AddBlock(b, n, int64(c.In[a.Deltas].U32()[a.First+d]), out, nil)
			}
		}
	}
}

// norm sums whole blocks; one block is one output.
func norm(c *kernel.Call, a *program.NormAttr, task, tasks int) {
	firstOut, endOut := kernel.Span(c.Op.Shape.Size(), task, tasks)
	for i := firstOut; i < endOut; i++ {
		var lo, hi, carry uint64
		if a.Start {
			lo, hi = c.In[1].U64()[0], c.In[1].U64()[1]
		}
		first, n := a.Block(i)
		if a.Squares {
			for _, v := range c.In[0].I64()[first : first+n] {
				m := uint64(max(v, -v))
				h, l := bits.Mul64(m, m)
				lo, carry = bits.Add64(lo, l, 0)
				hi += h + carry
			}
		} else {
			halves := c.In[0].U64()[2*first : 2*(first+n)]
			for j := 0; j < len(halves); j += 2 {
				lo, carry = bits.Add64(lo, halves[j], 0)
				hi += halves[j+1] + carry
			}
		}
		c.Out.U64()[2*i], c.Out.U64()[2*i+1] = lo, hi
	}
}
