// SPDX-License-Identifier: Apache-2.0

package cpu

import (
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/tensor"
)

// block8 is terms [first, first+n) of up to 8 rows of an operand.
type block8 struct {
	matrix
	at, rows, first, n int
}

// pack writes a block to dst, k-major, w apart; missing rows are zeros, whose
// results nobody reads.
func (k *Kernel) pack(dst []float32, w int, m block8) {
	at, rows, n := m.at*m.row+m.first*m.k, m.rows, m.n
	if rows == stripRows && m.row == 1 {
		k.r.packStraight(n, from(dst, 0), from(m.data, at), 4*w, 4*m.k)
		return
	}
	done := 0
	if rows == stripRows && m.k == 1 && n >= stripRows {
		k.r.packTurned(n/stripRows, from(dst, 0), from(m.data, at), 4*w, 4*m.row)
		done = n / stripRows * stripRows
	}
	for i := range stripRows {
		if i >= rows {
			for j := done; j < n; j++ {
				dst[j*w+i] = 0
			}
			continue
		}
		src := m.data[at+i*m.row:]
		for j := done; j < n; j++ {
			dst[j*w+i] = src[j*m.k]
		}
	}
}

func packTurnedGeneric(n int, dst, src *float32, dstStride, srcStride int) {
	d, s := dstStride/4, srcStride/4
	out, in := run(dst, (8*n-1)*d+8), run(src, 7*s+8*n)
	for k := range 8 * n {
		for i := range 8 {
			out[k*d+i] = in[i*s+k]
		}
	}
}

func packStraightGeneric(n int, dst, src *float32, dstStride, srcStride int) {
	d, s := dstStride/4, srcStride/4
	out, in := run(dst, (n-1)*d+8), run(src, (n-1)*s+8)
	for k := range n {
		copy(out[k*d:k*d+8], in[k*s:])
	}
}

// dotColumns is the most chains of dots that run side by side.
const dotColumns = 512

// dotsOnly holds for the gradient of a norm's weight: one number a batch.
func dotsOnly(a *program.ProductAttr) bool {
	return a.M == 1 && a.N == 1 && a.Batch[1] == 1 && a.Batch[2] == 1 && a.Mask.Use == program.MaskNone && !a.Start
}

// dots runs batches side by side, one term of each at a time. That is fast
// where neighbouring batches are neighbours in memory.
func (k *Kernel) dots(c *kernel.Call, a *program.ProductAttr, task, tasks int, scratch []byte) {
	acc := tensor.Tensor{Type: tensor.F32, Data: scratch}.F32()
	x, y, out := c.In[0].F32()[a.A.Offset:], c.In[1].F32()[a.B.Offset:], c.Out.F32()
	firstUnit, endUnit := kernel.Span(k.productUnits(a), task, tasks)
	for u := firstUnit; u < endUnit; u++ {
		first := u * dotColumns
		n := min(dotColumns, a.Batch[0]-first)
		for at := 0; at < a.K; at += program.ProductBlock {
			clear(acc[:n])
			for t := at; t < min(at+program.ProductBlock, a.K); t++ {
				if a.A.Batch[0] == 1 && a.B.Batch[0] == 1 {
					k.r.chains(n, from(acc, 0), from(x, first+t*c.StrideA), from(y, first+t*c.StrideB))
					continue
				}
				for i := range n {
					b := first + i
					chainsGeneric(1, from(acc, i), from(x, b*a.A.Batch[0]+t*c.StrideA), from(y, b*a.B.Batch[0]+t*c.StrideB))
				}
			}
			var base *float32
			if at > 0 {
				base = from(out, first)
			}
			k.r.finish(n, from(out, first), base, from(acc, 0))
		}
	}
}
