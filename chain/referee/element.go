// SPDX-License-Identifier: Apache-2.0

package referee

import (
	"encoding/binary"
	"fmt"

	"github.com/weft-network/weft/chain/program"
)

// Element computes element i of operator k's output: its bytes as they lie in
// memory. It reads the ranges of program.Witness in their order, each once,
// without those of constants, which it computes. A reader that fails or
// answers a wrong length makes it fail with ErrRead.
func Element(p *program.Program, k, i int, clock program.Clock, r Reader) ([]byte, error) {
	op, err := operator(p, k, i)
	if err != nil {
		return nil, err
	}
	b, err := Judge(&op, i, &values{p, &op, clock, r})
	if err != nil {
		return nil, fmt.Errorf("operator %d, element %d: %w", k, i, err)
	}
	return b, nil
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

// values are the inputs of an operator of a program.
type values struct {
	p     *program.Program
	op    *program.Op
	clock program.Clock
	r     Reader
}

// Read implements Operands.
func (v *values) Read(rg program.Range) ([]byte, program.Type, error) {
	ref := v.op.In[rg.In]
	kind, constant := describe(v.p, ref)
	if constant != nil {
		b, err := tabulate(constant, v.clock, rg)
		return b, kind, err
	}
	b, err := v.r.Read(ref, rg.First, rg.Count)
	return b, kind, err
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

// tabulate computes a range of a constant. Rules read one element of one, so
// that nothing is computed in vain.
func tabulate(c *program.Const, clock program.Clock, rg program.Range) ([]byte, error) {
	if c.Clocked() && (clock.Age == 0 || clock.Step == 0) {
		return nil, fmt.Errorf("%w: age %d, step %d; allowed: from 1 on", ErrClock, clock.Age, clock.Step)
	}
	b := make([]byte, 0, 4*rg.Count)
	for j := range rg.Count {
		b = binary.LittleEndian.AppendUint32(b, c.At(clock, rg.First+j))
	}
	return b, nil
}
