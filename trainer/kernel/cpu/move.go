// SPDX-License-Identifier: Apache-2.0

package cpu

import (
	"math"
	"slices"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/ref"
)

// copyElements moves the runs of the last dimension.
func copyElements(c *kernel.Call, a *program.CopyAttr, task, tasks int) {
	w := newWalk(c.Op.Shape, a)
	first, end := kernel.Span(c.Op.Shape.Size()/w.n, task, tasks)
	in, out := c.In[0].U32(), c.Out.U32()
	numbers := c.Op.Type == program.F32
	for at := w.seek(first); first < end; first++ {
		dst := out[first*w.n : (first+1)*w.n]
		if w.stride == 1 {
			copy(dst, in[at:at+w.n])
		} else {
			for i := range dst {
				dst[i] = in[at+i*w.stride]
			}
		}
		if numbers {
			canonical(dst)
		}
		at = w.next(at)
	}
}

// maxRank bounds the dimensions of a Copy.
const maxRank = 8

// walk visits where the runs of a Copy begin in its input. Dimensions of one
// element are left out, so that runs are as long as they are.
type walk struct {
	n, stride int // of a run
	rank      int // of what follows, the last dimension first
	sizes     [maxRank]int
	strides   [maxRank]int
	index     [maxRank]int
	offset    int
}

func newWalk(shape program.Shape, a *program.CopyAttr) walk {
	w := walk{n: 1, stride: 1, offset: a.Offset}
	for d, n := range slices.Backward(shape) {
		switch {
		case n == 1:
		case w.n == 1:
			w.n, w.stride = n, a.Strides[d]
		default:
			w.sizes[w.rank], w.strides[w.rank] = n, a.Strides[d]
			w.rank++
		}
	}
	return w
}

// seek returns where run r begins.
func (w *walk) seek(r int) int {
	at := w.offset
	for d := range w.rank {
		w.index[d] = r % w.sizes[d]
		r /= w.sizes[d]
		at += w.index[d] * w.strides[d]
	}
	return at
}

// next returns where the run after the one at begins.
func (w *walk) next(at int) int {
	for d := range w.rank {
		at += w.strides[d]
		if w.index[d]++; w.index[d] < w.sizes[d] {
			return at
		}
		at -= w.sizes[d] * w.strides[d]
		w.index[d] = 0
	}
	return at
}

// canonical replaces every NaN by the one of N1.
func canonical(x []uint32) {
	for i, v := range x {
		if v&0x7fffffff > 0x7f800000 {
			x[i] = ref.NaN
		}
	}
}

func gather(c *kernel.Call, a *program.GatherAttr, task, tasks int) {
	first, end := kernel.Span(a.Rows, task, tasks)
	src, ids, out := c.In[0].U32(), c.In[1].U32(), c.Out.U32()
	for r := first; r < end; r++ {
		at, dst := a.Source(r, ids[r]), out[r*a.Width:(r+1)*a.Width]
		copy(dst, src[at:at+a.Width])
		canonical(dst)
	}
}

// scatterColumns is the least part of a row that a task owns.
const scatterColumns = 16

// scatter gives each task some columns of every row, so that tokens are added
// in order without any task waiting for another. dx is read as [Tokens, Width]
// if StrideB says so, else as the rule's [Width, Tokens].
func (k *Kernel) scatter(c *kernel.Call, a *program.ScatterAttr, task, tasks int) {
	unit, endUnit := kernel.Span((a.Width+scatterColumns-1)/scatterColumns, task, tasks)
	first, end := unit*scatterColumns, min(endUnit*scatterColumns, a.Width)
	ids, dx, out := c.In[0].U32(), c.In[1].F32(), c.Out.F32()
	for v := range a.Rows {
		row := out[v*a.Width+first : v*a.Width+end]
		if a.Start {
			copy(row, c.In[2].F32()[v*a.Width+first:])
		} else {
			clear(row)
		}
	}
	for t, id := range ids[:a.Tokens] {
		if uint64(id) >= uint64(a.Rows) {
			id = 0
		}
		row := out[int(id)*a.Width+first : int(id)*a.Width+end]
		if c.StrideB == a.Width && c.StrideA == 1 {
			for j, v := range dx[t*a.Width+first : t*a.Width+end] {
				row[j] += v
			}
			continue
		}
		for j := range row {
			row[j] += dx[(first+j)*a.Tokens+t]
		}
	}
	for v := range a.Rows {
		row := out[v*a.Width+first : v*a.Width+end]
		for j, x := range row {
			row[j] = ref.Canonical(x)
		}
	}
}

// turn is Rope, head by head.
func (k *Kernel) turn(c *kernel.Call, a *program.RopeAttr, task, tasks int) {
	first, end := kernel.Span(a.Rows, task, tasks)
	x, cos, sin, pos, out := c.In[0].F32(), c.In[1].F32(), c.In[2].F32(), c.In[3].U32(), c.Out.F32()
	half, f := a.Dim/2, k.r.rope
	if a.Inverse {
		f = k.r.ropeBack
	}
	for r := first; r < end; r++ {
		angle := a.Angle(pos[r%a.Positions])
		for h := range a.Heads {
			at := (r*a.Heads + h) * a.Dim
			f(half, from(out, at), from(out, at+half), from(x, at), from(x, at+half), from(cos, angle), from(sin, angle))
		}
	}
}

func segment(c *kernel.Call, a *program.SegmentAttr, task, tasks int) {
	first, end := kernel.Span(a.Rows, task, tasks)
	for r := first; r < end; r++ {
		ids, out := c.In[0].U32()[r*a.Context:(r+1)*a.Context], c.Out.U32()[r*a.Context:(r+1)*a.Context]
		start := 0
		for i, id := range ids {
			if i > 0 && ids[i-1] == a.Separator {
				start = i
			}
			switch a.Part {
			case program.SegmentFirst:
				out[i] = uint32(start)
			case program.SegmentOffset:
				out[i] = uint32(i - start)
			case program.SegmentEnd:
				if id != a.Separator && i < len(ids)-1 {
					continue
				}
				for j := start; j <= i; j++ {
					out[j] = uint32(i + 1)
				}
			}
		}
	}
}

// random draws initial parameters in short runs.
func random(c *kernel.Call, a *program.RandomAttr, task, tasks int) {
	first, end := kernel.Span(c.Op.Shape.Size(), task, tasks)
	var sums [4096]int32
	out := c.Out.F32()
	scale := math.Float32frombits(a.Std)
	for ; first < end; first += len(sums) {
		part := sums[:min(len(sums), end-first)]
		a.Sums(first, part)
		for i, s := range part {
			out[first+i] = float32(float32(s)*0x1p-16) * scale
		}
	}
}
