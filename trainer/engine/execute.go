// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/tensor"
)

// job is a group with its memory.
type job struct {
	*group
	// calls of each entry, for each slice that there is at a time; nil for
	// copies that never happen.
	calls [][]*sliceCall
}

// sliceCall is a call that goes from slice to slice.
type sliceCall struct {
	kernel.Call
	cut   *cut // nil if there is one slice
	whole []tensor.Tensor
	out   tensor.Tensor
	still []bool // operands that exist a slice at a time; the output is last
}

// jobs gives every group its memory.
func (e *Engine) bind() {
	pl := e.plan
	for i := range pl.groups {
		j := job{group: &pl.groups[i]}
		for copied := range j.copies(pl.workers) {
			var calls []*sliceCall
			for k := j.first; k < j.end; k++ {
				calls = append(calls, e.call(j.group, k, copied))
			}
			j.calls = append(j.calls, calls)
		}
		e.jobs = append(e.jobs, j)
	}
}

// call is operator k of a group on the memory of one of the slices that there
// are at a time.
func (e *Engine) call(g *group, k, copied int) *sliceCall {
	pl := e.plan
	if pl.virtual[k] {
		return nil
	}
	c := &sliceCall{out: e.memory(g, k, copied)}
	if g.sliced() {
		c.cut = &g.cuts[k-g.first]
		c.Call = *c.cut.call
		if n := c.cut.chains; n > 0 {
			c.Part.Chains = e.arena[g.at+c.cut.chainsAt:][:n:n]
		}
	} else {
		c.Call = *pl.resolve(k)
	}
	c.Out = c.out
	for _, r := range pl.ops[k].In {
		v := pl.read(r)
		c.whole = append(c.whole, e.memory(g, v, copied))
		c.still = append(c.still, v < len(pl.ops) && pl.local[v])
	}
	c.In = append(c.In, c.whole...)
	c.still = append(c.still, pl.local[k])
	return c
}

// memory is that of a value, or of a slice of it if it is local.
func (e *Engine) memory(g *group, v, copied int) tensor.Tensor {
	pl := e.plan
	if v >= len(pl.ops) || !pl.local[v] {
		return e.value(v)
	}
	n := pl.bytes(v) / g.dims.count()
	at := g.at + copied*g.local + pl.offset[pl.home[v]]
	return tensor.Tensor{Type: tensor.Type(pl.typeOf(v)), Data: e.arena[at:][:n:n]}
}

// move lets the call work on a slice.
func (c *sliceCall) move(slice int, digits [4]int) {
	for i, t := range c.whole {
		if !c.still[i] {
			c.In[i].Data = t.Data[c.cut.in[i].at(digits)*t.Type.Bytes():]
		}
	}
	if !c.still[len(c.whole)] {
		c.Out.Data = c.out.Data[c.cut.out.at(digits)*c.out.Type.Bytes():]
	}
	if c.Part.Terms > 0 {
		c.Part.First = slice * c.Part.Terms / c.cut.count
	}
}

// execute runs a group.
func (e *Engine) execute(j *job) {
	switch {
	case !j.sliced():
		if c := j.calls[0][0]; c != nil {
			e.pool.execute(&c.Call)
		}
	case j.ordered:
		for slice := range j.dims.count() {
			digits := j.dims.digits(slice)
			for i, c := range j.calls[0] {
				if c != nil {
					c.move(slice, digits)
					e.pool.execute(&c.Call)
				}
				if e.record != nil {
					e.record.shared(e, j, i, slice)
				}
			}
		}
	default:
		e.now = j
		e.pool.slices(j.dims.count(), e.runSlice)
	}
}

// oneSlice runs a slice of the group of now on one worker.
func (e *Engine) oneSlice(worker, slice int) {
	j := e.now
	digits := j.dims.digits(slice)
	for i, c := range j.calls[worker] {
		if c != nil {
			c.move(slice, digits)
			e.pool.kernel.Run(&c.Call, 0, 1, e.pool.scratch[worker])
		}
		if e.record != nil {
			e.record.own(e, j, i, worker, slice)
		}
	}
}
