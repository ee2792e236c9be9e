// SPDX-License-Identifier: Apache-2.0

package kerneltest

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/referee"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/ref"
	"github.com/weft-network/weft/trainer/tensor"
)

// span is elements first to first+count of a tensor as they lie in memory.
func span(x tensor.Tensor, first, count int) ([]byte, error) {
	width := x.Type.Bytes()
	if first < 0 || count < 0 || first+count > x.Len() {
		return nil, fmt.Errorf("elements %d to %d of %d", first, first+count, x.Len())
	}
	return x.Data[first*width : (first+count)*width], nil
}

// operands are the inputs of one operator.
type operands []tensor.Tensor

// Read implements referee.Operands.
func (o operands) Read(rg program.Range) ([]byte, program.Type, error) {
	b, err := span(o[rg.In], rg.First, rg.Count)
	return b, program.Type(o[rg.In].Type), err
}

// judge holds the referee to what ref made of an operator, on its first and
// last element and on some between.
func (m *maker) judge(op *program.Op, in []tensor.Tensor, want tensor.Tensor) {
	m.t.Helper()
	n, width := want.Len(), want.Type.Bytes()
	for j := range min(n, 12) {
		i := m.rng.IntN(n)
		if j < 2 {
			i = j * (n - 1)
		}
		got, err := referee.Judge(op, i, operands(in))
		require.NoError(m.t, err)
		if w := want.Data[i*width : (i+1)*width]; string(w) != string(got) {
			require.Equal(m.t, fmt.Sprintf("%x", w), fmt.Sprintf("%x", got), "referee: %s, %s numbers, element %d of %v, attributes %+v",
				op.Kind, m.mix.name, i, op.Shape, op.Attr)
		}
	}
}

// Values are all values of a program that was executed: its inputs and the
// outputs of its operators. It is a referee.Reader.
type Values struct {
	Program *program.Program
	Clock   program.Clock
	Inputs  []tensor.Tensor
	Outputs []tensor.Tensor
}

// Read implements referee.Reader. It refuses constants: nobody opens those.
func (v *Values) Read(ref program.Ref, first, count int) ([]byte, error) {
	if k, ok := ref.Op(); ok {
		return span(v.Outputs[k], first, count)
	}
	i, _ := ref.Input()
	if in, err := v.Program.Input(i); err != nil || in.Class == program.ClassConst {
		return nil, fmt.Errorf("input %d is a constant, or none", i)
	}
	return span(v.Inputs[i], first, count)
}

// Judge holds the referee, and the kernel that executed the program, to ref on
// some elements of every operator.
func (v *Values) Judge(t *testing.T, rng *rand.Rand, elements int) {
	t.Helper()
	for k, op := range v.Program.All() {
		n := op.Shape.Size()
		for j := range min(n, elements) {
			i := rng.IntN(n)
			if j < 2 {
				i = j * (n - 1)
			}
			made, err := span(v.Outputs[k], i, 1)
			require.NoError(t, err)
			require.Equal(t, made, v.Element(t, k, i))
		}
	}
}

// Element holds the referee to ref on one element, and what the referee reads
// to program.Witness. Only what the operator reads need be there.
func (v *Values) Element(t *testing.T, k, i int) []byte {
	t.Helper()
	op, err := v.Program.At(k)
	require.NoError(t, err)
	c := v.call(&op)
	ref.Kernel{}.Run(c, i, op.Shape.Size(), nil) // this element alone
	want, err := span(c.Out, i, 1)
	require.NoError(t, err)

	rec := &referee.Recorder{From: v}
	got, err := referee.Element(v.Program, k, i, v.Clock, rec)
	require.NoError(t, err)
	if string(want) != string(got) {
		require.Equal(t, fmt.Sprintf("%x", want), fmt.Sprintf("%x", got), "%s: operator %d, a %s, element %d of %v, attributes %+v",
			v.Program.Name, k, op.Kind, i, op.Shape, op.Attr)
	}
	require.Equal(t, v.witness(t, &op, i), rec.Ranges, "operator %d, element %d", k, i)

	opened := &referee.Opening{Ranges: rec.Ranges, Data: rec.Data}
	again, err := referee.Element(v.Program, k, i, v.Clock, opened)
	require.NoError(t, err)
	require.Equal(t, got, again)
	require.True(t, opened.Done())
	return got
}

// call is an operator with its inputs, and an output of its own.
func (v *Values) call(op *program.Op) *kernel.Call {
	c := kernel.New(op)
	for _, r := range op.In {
		if i, ok := r.Input(); ok {
			c.In = append(c.In, v.Inputs[i])
		} else {
			c.In = append(c.In, v.Outputs[r])
		}
	}
	return c
}

// witness is program.Witness less the ranges of constants.
func (v *Values) witness(t *testing.T, op *program.Op, i int) []referee.Range {
	t.Helper()
	constant := func(r program.Ref) bool {
		i, ok := r.Input()
		if !ok {
			return false
		}
		in, err := v.Program.Input(i)
		require.NoError(t, err)
		return in.Class == program.ClassConst
	}
	ranges, err := program.Witness(op, i, func(in, i int) uint32 {
		ref := op.In[in]
		if k, ok := ref.Op(); ok {
			return v.Outputs[k].U32()[i]
		}
		n, _ := ref.Input()
		return v.Inputs[n].U32()[i]
	})
	require.NoError(t, err)
	var read []referee.Range
	for _, rg := range ranges {
		if !constant(op.In[rg.In]) {
			read = append(read, referee.Range{Ref: op.In[rg.In], First: rg.First, Count: rg.Count})
		}
	}
	return read
}

// Evaluate executes a program on inputs whose numbers are drawn from a population;
// ids and positions are now and then outside, deltas now and then damaged.
// Constants are computed.
func Evaluate(t *testing.T, k kernel.Kernel, p *program.Program, population int, rng *rand.Rand) *Values {
	t.Helper()
	m := &maker{t: t, rng: rng, mix: mixes[population]}
	v := &Values{Program: p, Clock: program.Clock{Age: 1 + rng.Uint64N(32), Step: 1 + rng.Uint64N(32)}, Inputs: make([]tensor.Tensor, p.NumInputs())}
	inputs := Constants(v.Clock, func(_ int, in program.Input) tensor.Tensor {
		n := in.Shape.Size()
		switch in.Type {
		case program.U32:
			return m.integers(n, m.limit(p, in)+1)
		case program.BF16:
			x := tensor.New(tensor.BF16, n)
			for i, v := range m.numbers(n).U32() {
				x.U16()[i] = uint16(v >> 16)
			}
			return x
		case program.U8:
			return m.deltas(p, n)
		default:
			return m.numbers(n)
		}
	})
	v.Outputs = Execute(k, p, func(i int, in program.Input) tensor.Tensor {
		v.Inputs[i] = inputs(i, in)
		return v.Inputs[i]
	})
	return v
}

// deltas are the bytes of a delta for every tensor that a program tallies, now
// and then a byte of it changed.
func (m *maker) deltas(p *program.Program, n int) tensor.Tensor {
	b := tensor.New(tensor.U8, n)
	for _, op := range p.All() {
		a, ok := op.Attr.(*program.TallyAttr)
		if !ok || a.First > 0 || a.Count {
			continue
		}
		c, x := &a.Coding, m.numbers(a.Coding.Len).U32()
		for block := range c.Blocks() {
			first, elements := c.Elements(block)
			offset, length := c.Place(block)
			part := b.Data[a.Offset+offset:][:length]
			c.EncodeBlock(x[first:first+elements], part)
			if m.rng.IntN(4) == 0 {
				part[m.rng.IntN(length)] = byte(m.rng.Uint32())
			}
		}
	}
	return b
}

// Populations is the number of populations that Evaluate draws from.
var Populations = len(mixes)

// limit is the least integer that an input must not reach.
func (m *maker) limit(p *program.Program, in program.Input) int {
	switch {
	case in.Class == program.ClassFactor:
		return program.FactorOne
	case in.Class == program.ClassPosition:
		return p.Dims.Context
	case m.rng.IntN(2) == 0: // many of the same
		return 3
	}
	return p.Dims.Vocab + 1
}
