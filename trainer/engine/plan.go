// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"sort"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/tensor"
)

// plan decides where values lie. Values are numbered: operators first, then
// inputs.
type plan struct {
	*schedule
	inputs []program.Input
	layout *program.State
	// virtual marks copies that never happen.
	virtual []bool
	// home is the value whose memory a value takes; itself if its own.
	home []int
	// last is the last operator that reads the memory of a home.
	last []int
	// offset of every home in the arena.
	offset []int
	size   int
}

func (pl *plan) number(r program.Ref) int {
	if i, ok := r.Input(); ok {
		return len(pl.ops) + i
	}
	return int(r)
}

// newPlan plans a program; fuse says that the kernel reads strided operands.
func newPlan(p *program.Program, fuse bool, level thrift) (*plan, error) {
	s, err := newSchedule(p, level)
	if err != nil {
		return nil, err
	}
	pl := &plan{schedule: s, layout: p.State()}
	for i := range p.NumInputs() {
		in, err := p.Input(i)
		if err != nil {
			return nil, err
		}
		pl.inputs = append(pl.inputs, in)
	}
	n := len(pl.ops) + len(pl.inputs)
	pl.virtual, pl.home, pl.last, pl.offset = make([]bool, n), make([]int, n), make([]int, n), make([]int, n)
	if fuse {
		pl.findVirtual()
	}
	pl.settle()
	pl.place()
	return pl, nil
}

// findVirtual finds copies that all readers can do without.
func (pl *plan) findVirtual() {
	readers := make([][]reader, len(pl.ops))
	for k := range pl.ops {
		for in, r := range pl.ops[k].In {
			if src, ok := r.Op(); ok && pl.ops[src].Kind == program.KindCopy {
				readers[src] = append(readers[src], reader{k, in})
			}
		}
	}
	wanted := map[int]bool{}
	for _, o := range pl.outputs {
		wanted[int(o.Ref)] = true
	}
	for k := range pl.ops {
		if pl.ops[k].Kind != program.KindCopy || wanted[k] {
			continue
		}
		// A Copy of a virtual Copy happens.
		if src, ok := pl.ops[k].In[0].Op(); ok && pl.virtual[src] {
			continue
		}
		pl.virtual[k] = len(readers[k]) > 0
		for _, r := range readers[k] {
			pl.virtual[k] = pl.virtual[k] && fusible(&pl.ops[k], &pl.ops[r.op], r.in)
		}
	}
}

// read is the value whose memory stands behind an input of an operator.
func (pl *plan) read(r program.Ref) int {
	v := pl.number(r)
	if v < len(pl.ops) && pl.virtual[v] {
		return pl.number(pl.ops[v].In[0])
	}
	return v
}

// settle decides who shares memory, and how long memory is needed.
func (pl *plan) settle() {
	lastRead := pl.lastReads()
	never := len(pl.ops)
	state := map[int]int{} // output of the new state -> input it replaces
	for _, o := range pl.outputs {
		lastRead[o.Ref] = never
		if in := pl.replaced(o); in >= 0 && lastRead[in] <= int(o.Ref) {
			state[int(o.Ref)] = in
		}
	}
	for v := range pl.home {
		pl.home[v], pl.last[v] = v, lastRead[v]
		if v >= len(pl.ops) {
			pl.last[v] = never // inputs belong to the caller
		}
	}
	for k := range pl.ops {
		if pl.virtual[k] {
			continue
		}
		if in, ok := state[k]; ok && (lastRead[in] < k || pl.inPlace(k, in)) {
			pl.home[k] = in
		} else {
			pl.inherit(k, lastRead[k])
		}
	}
}

// inherit gives operator k the memory of an input that it is the last to read.
func (pl *plan) inherit(k, lastRead int) {
	for _, r := range pl.ops[k].In {
		v := pl.number(r)
		if h := pl.home[v]; v < len(pl.ops) && h < len(pl.ops) && pl.last[h] == k && pl.inPlace(k, v) {
			pl.home[k], pl.last[h] = h, lastRead
			return
		}
	}
}

// lastReads is the last operator that reads each value; -1 if none does.
func (pl *plan) lastReads() []int {
	last := make([]int, len(pl.home))
	for v := range last {
		last[v] = -1
	}
	for k := range pl.ops {
		if pl.virtual[k] {
			continue
		}
		for _, r := range pl.ops[k].In {
			last[pl.read(r)] = k
		}
	}
	return last
}

// replaced is the input whose place in the state an output takes, or -1.
func (pl *plan) replaced(o program.Output) int {
	for i, in := range pl.inputs {
		if in.Class == o.Class && in.Tensor == o.Tensor && in.Class <= program.ClassMoment2 {
			return len(pl.ops) + i
		}
	}
	return -1
}

// inPlace reports whether operator k may write over value v: the contract of
// kernel.Kernel.
func (pl *plan) inPlace(k, v int) bool {
	op := &pl.ops[k]
	if pl.bytes(v) != pl.bytes(k) || pl.typeOf(v) != op.Type {
		return false
	}
	whole := false
	for in, r := range op.In {
		if pl.read(r) != v {
			continue
		}
		if pl.number(r) != v {
			return false
		}
		switch a := op.Attr.(type) {
		case *program.MapAttr:
			if in >= len(a.Modes) || a.Modes[in] != program.Full {
				return false
			}
		case *program.ProductAttr:
			if !a.Start || in != 2 {
				return false
			}
		case *program.ScatterAttr:
			if in != 2 {
				return false
			}
		default:
			return false
		}
		whole = true
	}
	return whole
}

func (pl *plan) typeOf(v int) program.Type {
	if v < len(pl.ops) {
		return pl.ops[v].Type
	}
	return pl.inputs[v-len(pl.ops)].Type
}

func (pl *plan) bytes(v int) int {
	if v < len(pl.ops) {
		return pl.ops[v].Shape.Size() * pl.ops[v].Type.Bytes()
	}
	in := &pl.inputs[v-len(pl.ops)]
	return in.Shape.Size() * in.Type.Bytes()
}

// place lays out the homes in order of their first operator, each in the
// smallest gap that holds it.
func (pl *plan) place() {
	var live []int
	for k := range pl.ops {
		if pl.virtual[k] || pl.home[k] != k {
			continue
		}
		kept := live[:0]
		for _, v := range live {
			if pl.last[v] >= k {
				kept = append(kept, v)
			}
		}
		live = kept
		pl.offset[k] = pl.gap(live, aligned(pl.bytes(k)))
		pl.size = max(pl.size, pl.offset[k]+aligned(pl.bytes(k)))
		at := sort.Search(len(live), func(i int) bool { return pl.offset[live[i]] > pl.offset[k] })
		live = append(live, 0)
		copy(live[at+1:], live[at:])
		live[at] = k
	}
}

// gap finds the smallest gap between live homes, which are sorted by offset.
func (pl *plan) gap(live []int, n int) int {
	at, best, bestSize := 0, -1, 0
	for _, v := range live {
		if size := pl.offset[v] - at; size >= n && (best < 0 || size < bestSize) {
			best, bestSize = at, size
		}
		at = max(at, pl.offset[v]+aligned(pl.bytes(v)))
	}
	if best < 0 {
		return at
	}
	return best
}

func aligned(n int) int { return (n + tensor.Align - 1) &^ (tensor.Align - 1) }

// call prepares operator k; memory gives the tensor of a value.
func (pl *plan) call(k int, memory func(v int) tensor.Tensor) *kernel.Call {
	op := &pl.ops[k]
	c := &kernel.Call{Op: op, StrideA: 1, StrideB: 1, Out: memory(k)}
	for in, r := range op.In {
		c.In = append(c.In, memory(pl.read(r)))
		src, ok := r.Op()
		if !ok || !pl.virtual[src] {
			continue
		}
		switch a := op.Attr.(type) {
		case *program.ProductAttr:
			pl.strided(c, a, in, &pl.ops[src])
		case *program.ScatterAttr:
			c.StrideA, c.StrideB = 1, a.Width
		}
	}
	return c
}

// strided lets operand in of a product read the source of Copy src. The other
// operand may have been changed before: own starts from the call's attributes.
func (pl *plan) strided(c *kernel.Call, a *program.ProductAttr, in int, src *program.Op) {
	own, op := *a, *c.Op
	if changed, ok := c.Op.Attr.(*program.ProductAttr); ok {
		own = *changed
	}
	if in == 0 {
		o, _ := readThrough(src, a.A, a.Batch, a.M, a.K)
		own.A, c.StrideA = o.view, o.stride
	} else {
		o, _ := readThrough(src, a.B, a.Batch, a.N, a.K)
		own.B, c.StrideB = o.view, o.stride
	}
	op.Attr = &own
	c.Op = &op
}
