// SPDX-License-Identifier: Apache-2.0

package referee

import (
	"fmt"

	"github.com/weft-network/weft/chain/program"
)

// Operands gives what an operator reads, by the position of the input.
type Operands interface {
	// Read gives a range as it lies in memory, and the format of its elements.
	Read(rg program.Range) ([]byte, program.Type, error)
}

// Judge computes element i of an operator that stands alone: Element is Judge
// of an operator of a program. The operator is one that a program can have.
func Judge(op *program.Op, i int, in Operands) ([]byte, error) {
	c, err := gather(op, i, in)
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

// gather reads everything that the rule of an element reads.
func gather(op *program.Op, i int, in Operands) (*call, error) {
	g := &gathering{in: in}
	ranges, err := program.Witness(op, i, g.peek)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRange, err)
	}
	c := &call{op: op, i: i, parts: g.peeked}
	// A witness begins with the ranges that said where others lie.
	for _, rg := range ranges[min(len(g.peeked), len(ranges)):] {
		c.parts = append(c.parts, g.read(rg))
	}
	if g.err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRead, g.err)
	}
	return c, nil
}

// gathering reads ranges until one fails.
type gathering struct {
	in     Operands
	peeked []part
	err    error
}

// peek is a program.Peek. After a failure it answers 0, and nothing is read
// any more.
func (g *gathering) peek(in, i int) uint32 {
	x := g.read(program.Range{In: in, First: i, Count: 1})
	if g.err != nil {
		return 0
	}
	g.peeked = append(g.peeked, x)
	return x.u32(0)
}

func (g *gathering) read(rg program.Range) part {
	x := part{Range: rg}
	if g.err != nil {
		return x
	}
	x.data, x.kind, g.err = g.in.Read(rg)
	if want := rg.Count * x.kind.Bytes(); g.err == nil && len(x.data) != want {
		g.err = fmt.Errorf("input %d: %d bytes of %d elements in %s from %d; allowed: %d", rg.In, len(x.data), rg.Count, x.kind, rg.First, want)
	}
	return x
}
