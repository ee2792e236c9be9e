// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"slices"

	"github.com/weft-network/weft/chain/program"
)

// thrift is how much is computed again in the backward pass instead of being
// kept from the forward pass. It cannot change a bit.
type thrift int

const (
	keepAll   thrift = iota
	keepCheap        // normalised rows and SwiGLU are computed again
	keepLeast        // attention weights too, with their products
	thrifts
)

// schedule is a program's operators with some of them repeated.
type schedule struct {
	ops []program.Op
	// original is the program's operator that an entry computes first, -1 for
	// a repetition.
	original []int
	// section is the repetition of a stage that an entry belongs to.
	section []int
	outputs []program.Output
	groups  []group
}

// again builds schedules.
type again struct {
	*schedule
	p     *program.Program
	from  []program.Op
	level thrift
	// at is the entry of each operator of the program, of its repetition of a
	// stage.
	at, of []int
	// repeats holds entries by operator, for the section being built.
	repeats map[int]program.Ref
	current int
}

func newSchedule(p *program.Program, level thrift) (*schedule, error) {
	a := &again{schedule: &schedule{}, p: p, from: p.All(), level: level, current: -1}
	a.at, a.of = make([]int, len(a.from)), make([]int, len(a.from))
	for k := range a.from {
		s, err := p.Section(k)
		if err != nil {
			return nil, err
		}
		a.of[k] = s
	}
	for k := range a.from {
		if a.of[k] != a.current {
			a.current, a.repeats = a.of[k], map[int]program.Ref{}
		}
		a.at[k] = int(a.add(k, k))
	}
	a.outputs = slices.Clone(p.Outputs())
	for i := range a.outputs {
		a.outputs[i].Ref = program.Ref(a.at[a.outputs[i].Ref])
	}
	return a.schedule, nil
}

// add appends operator k, and before it whatever of its inputs is repeated.
func (a *again) add(k, original int) program.Ref {
	op := a.from[k]
	op.In = slices.Clone(op.In)
	for i, r := range op.In {
		src, ok := r.Op()
		if !ok {
			continue
		}
		if a.of[src] != a.current && a.cheap(src) {
			op.In[i] = a.repeat(src)
		} else {
			op.In[i] = program.Ref(a.at[src])
		}
	}
	a.ops = append(a.ops, op)
	a.original = append(a.original, original)
	a.section = append(a.section, a.current)
	return program.Ref(len(a.ops) - 1)
}

// repeat computes operator k once more in this section.
func (a *again) repeat(k int) program.Ref {
	r, ok := a.repeats[k]
	if !ok {
		r = a.add(k, -1)
		a.repeats[k] = r
	}
	return r
}

// cheap reports whether an output of another section is better repeated.
func (a *again) cheap(k int) bool {
	switch attr := a.from[k].Attr.(type) {
	case *program.MapAttr:
		if attr.Func == program.FuncNorm || attr.Func == program.FuncSwiGLU {
			return a.level >= keepCheap
		}
		return attr.Func == program.FuncScoreExp && a.level >= keepLeast
	case *program.ProductAttr: // the scores, which only ScoreExp reads again
		return a.level >= keepLeast && attr.Mask.Use == program.MaskColumns
	}
	return false
}
