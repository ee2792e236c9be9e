// SPDX-License-Identifier: Apache-2.0

package referee

import (
	"fmt"

	"github.com/weft-network/weft/chain/program"
)

// Element computes element i of operator k's output: its bytes as they lie in
// memory. It reads the ranges of program.Witness in their order, each once,
// without those of constants, which it computes. A reader that fails or
// answers a wrong length makes it fail with ErrRead.
func Element(p *program.Program, k, i int, clock program.Clock, r Reader) ([]byte, error) {
	c, err := gather(p, k, i, clock, r)
	if err != nil {
		return nil, err
	}
	return c.evaluate(), nil
}

// call is one element of one operator with what its rule reads.
type call struct {
	op    *program.Op
	i     int
	parts []part
	// ops counts arithmetic operations; Work bounds them.
	ops uint64
}

// source reads the inputs of an operator.
type source struct {
	p     *program.Program
	op    *program.Op
	clock program.Clock
	r     Reader
	// peeked are the elements that said where others lie, in order; the
	// witness begins with them.
	peeked []part
	err    error
}

// gather reads everything that the rule of an element reads.
func gather(p *program.Program, k, i int, clock program.Clock, r Reader) (*call, error) {
	op, err := operator(p, k, i)
	if err != nil {
		return nil, err
	}
	s := &source{p: p, op: &op, clock: clock, r: r}
	ranges, err := program.Witness(&op, i, s.peek)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRange, err)
	}
	c := &call{op: &op, i: i, parts: make([]part, 0, len(ranges))}
	for n, rg := range ranges {
		if n < len(s.peeked) {
			c.parts = append(c.parts, s.peeked[n])
			continue
		}
		c.parts = append(c.parts, s.read(rg))
	}
	if s.err != nil {
		return nil, fmt.Errorf("%w: operator %d, element %d: %w", ErrRead, k, i, s.err)
	}
	return c, nil
}

// operator is operator k, which has an element i.
func operator(p *program.Program, k, i int) (program.Op, error) {
	op, err := p.At(k)
	if err != nil {
		return op, fmt.Errorf("%w: %w", ErrRange, err)
	}
	if n := op.Shape.Size(); i < 0 || i >= n {
		return op, fmt.Errorf("%w: element %d of operator %d; allowed: 0 to %d", ErrRange, i, k, n-1)
	}
	return op, nil
}

// peek is a program.Peek that reads. After a failure it answers 0, and gather
// fails.
func (s *source) peek(in, i int) uint32 {
	x := s.read(program.Range{In: in, First: i, Count: 1})
	s.peeked = append(s.peeked, x)
	return x.u32(0)
}

// read gives one range; zeros after a failure.
func (s *source) read(rg program.Range) part {
	ref := s.op.In[rg.In]
	kind, constant := describe(s.p, ref)
	x := part{Range: rg, kind: kind}
	n := rg.Count * kind.Bytes()
	switch {
	case s.err != nil:
		x.data = make([]byte, n)
	case constant != nil:
		x.data = tabulate(constant, s.clock, rg)
	default:
		var err error
		if x.data, err = s.r.Read(ref, rg.First, rg.Count); err == nil && len(x.data) != n {
			err = fmt.Errorf("%d bytes of %d %s from %d of value %d; allowed: %d", len(x.data), rg.Count, kind, rg.First, ref, n)
		}
		if err != nil {
			s.err, x.data = err, make([]byte, n)
		}
	}
	return x
}

// describe is the format of a value, and its rule if it is a constant. Refs are
// those of operators of p, so the value is there.
func describe(p *program.Program, ref program.Ref) (program.Type, *program.Const) {
	if k, ok := ref.Op(); ok {
		if op, err := p.At(k); err == nil {
			return op.Type, nil
		}
		return program.F32, nil
	}
	i, _ := ref.Input()
	in, err := p.Input(i)
	if err != nil {
		return program.F32, nil
	}
	return in.Type, in.Const
}
