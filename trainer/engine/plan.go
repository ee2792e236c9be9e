// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
)

// plan decides in which groups operators are executed and where values lie.
// Values are numbered: operators first, then inputs.
type plan struct {
	*schedule
	kernel  kernel.Kernel
	workers int
	inputs  []program.Input
	layout  *program.State
	// virtual marks copies that never happen.
	virtual []bool
	// firstRead and lastRead are the operators that read a value's memory; -1
	// if none does, len(ops) if the caller may.
	firstRead, lastRead []int
	// group is the group of each operator; local marks what exists a slice at
	// a time.
	group []int
	local []bool
	// home is the value whose memory a value takes; itself if its own.
	home []int
	// last is the last operator that reads the memory of a home.
	last []int
	// offset of every home: in the arena, or in the memory of a slice.
	offset []int
	size   int
}

func (pl *plan) number(r program.Ref) int {
	if i, ok := r.Input(); ok {
		return len(pl.ops) + i
	}
	return int(r)
}

// newPlan plans a program for a configuration.
func newPlan(p *program.Program, cfg Config, level thrift) (*plan, error) {
	s, err := newSchedule(p, level)
	if err != nil {
		return nil, err
	}
	pl := &plan{schedule: s, layout: p.State(), kernel: cfg.Kernel, workers: cfg.Workers}
	for i := range p.NumInputs() {
		in, err := p.Input(i)
		if err != nil {
			return nil, err
		}
		pl.inputs = append(pl.inputs, in)
	}
	fuse := !cfg.Plain && cfg.Kernel.Strided()
	if fuse {
		pl.arrange()
	} else {
		pl.single()
	}
	n := len(pl.ops) + len(pl.inputs)
	pl.virtual, pl.home, pl.last, pl.offset = make([]bool, n), make([]int, n), make([]int, n), make([]int, n)
	pl.group, pl.local = make([]int, n), make([]bool, n)
	if fuse {
		pl.findVirtual()
	}
	pl.reads()
	pl.slice(cfg.slices)
	pl.settle(cfg.Plain)
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

// reads finds the first and last reader of every value.
func (pl *plan) reads() {
	pl.firstRead, pl.lastRead = make([]int, len(pl.home)), make([]int, len(pl.home))
	for v := range pl.home {
		pl.firstRead[v], pl.lastRead[v] = -1, -1
	}
	note := func(v, k int) {
		if pl.firstRead[v] < 0 {
			pl.firstRead[v] = k
		}
		pl.lastRead[v] = k
	}
	for k := range pl.ops {
		if pl.virtual[k] {
			continue
		}
		for _, r := range pl.ops[k].In {
			note(pl.read(r), k)
		}
	}
	for _, o := range pl.outputs {
		note(int(o.Ref), len(pl.ops))
	}
}

func (pl *plan) typeOf(v int) program.Type {
	if v < len(pl.ops) {
		return pl.ops[v].Type
	}
	return pl.inputs[v-len(pl.ops)].Type
}

func (pl *plan) elements(v int) int {
	if v < len(pl.ops) {
		return pl.ops[v].Shape.Size()
	}
	return pl.inputs[v-len(pl.ops)].Shape.Size()
}

func (pl *plan) bytes(v int) int { return pl.elements(v) * pl.typeOf(v).Bytes() }

// resolve is a call of operator k, without memory: with operands read through
// copies that never happen.
func (pl *plan) resolve(k int) *kernel.Call {
	op := &pl.ops[k]
	c := &kernel.Call{Op: op, StrideA: 1, StrideB: 1}
	for in, r := range op.In {
		src, ok := r.Op()
		if !ok || !pl.virtual[src] {
			continue
		}
		switch a := op.Attr.(type) {
		case *program.ProductAttr:
			strided(c, a, in, &pl.ops[src])
		case *program.ScatterAttr:
			c.StrideA, c.StrideB = 1, a.Width
		}
	}
	return c
}

// strided lets operand in of a product read the source of Copy src. The other
// operand may have been changed before: own starts from the call's attributes.
func strided(c *kernel.Call, a *program.ProductAttr, in int, src *program.Op) {
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
