// SPDX-License-Identifier: Apache-2.0

package kerneltest

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/chain/spec/spectest"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/tensor"
)

// Spec is a job of a few thousand parameters that trains in milliseconds.
func Spec() *spec.Spec {
	s := spectest.Tiny()
	s.ProgramDigest = nil
	s.Model.Width, s.Model.HeadDim, s.Model.Ffn = 16, 4, 24
	s.Inner.Schedule = spec.Schedule{
		Kind: spec.ScheduleKind_SCHEDULE_KIND_COSINE, Peak: "0.01", Final: "0.001", WarmupSteps: 4, DecaySteps: 28,
	}
	return s
}

// Inputs gives the inputs of a program, by index.
type Inputs func(i int, in program.Input) tensor.Tensor

// Constants wraps inputs, so that constants are computed.
func Constants(clock program.Clock, inputs Inputs) Inputs {
	return func(i int, in program.Input) tensor.Tensor {
		if in.Class != program.ClassConst {
			return inputs(i, in)
		}
		t := tensor.New(tensor.Type(in.Type), in.Shape.Size())
		in.Const.Fill(clock, t.U32())
		return t
	}
}

// Execute runs every operator of a program in order and keeps every output.
func Execute(k kernel.Kernel, p *program.Program, inputs Inputs) []tensor.Tensor {
	given := make([]tensor.Tensor, p.NumInputs())
	for i := range given {
		in, err := p.Input(i)
		if err != nil {
			panic(err)
		}
		given[i] = inputs(i, in)
	}
	ops := p.All()
	outs := make([]tensor.Tensor, len(ops))
	for n := range ops {
		c := kernel.New(&ops[n])
		for _, r := range ops[n].In {
			if i, ok := r.Input(); ok {
				c.In = append(c.In, given[i])
			} else {
				c.In = append(c.In, outs[r])
			}
		}
		kernel.Do(k, c, 3)
		outs[n] = c.Out
	}
	return outs
}

// Trainer trains with Execute, one step after another.
type Trainer struct {
	Kernel  kernel.Kernel
	Program *program.Program
	// State holds parameters, first and second moments.
	State []tensor.Tensor
	// Text is read in turns, a byte a token.
	Text  []byte
	steps uint64
}

// NewTrainer draws the first parameters.
func NewTrainer(t testing.TB, k kernel.Kernel, s *spec.Spec) *Trainer {
	t.Helper()
	start, err := program.BuildInit(s)
	require.NoError(t, err)
	step, err := program.Build(s)
	require.NoError(t, err)
	outs := Execute(k, start, Constants(program.Clock{}, nil))
	tr := &Trainer{Kernel: k, Program: step, Text: bytes.Repeat([]byte("to weave is to cross threads; "), 300)}
	for _, o := range start.Outputs() {
		tr.State = append(tr.State, outs[o.Ref])
	}
	for range 2 {
		for i := range step.Dims.NumParams() {
			tr.State = append(tr.State, tensor.New(tensor.Type(step.Dims.Moments), step.Dims.Param(i).Shape.Size()))
		}
	}
	return tr
}

// Batch is the ids of the next step.
func (tr *Trainer) Batch() tensor.Tensor {
	d := &tr.Program.Dims
	rows := d.Samples * d.Micro
	t := tensor.New(tensor.U32, rows*(d.Context+1))
	rng := rand.New(rand.NewPCG(tr.steps, 7))
	for r := range rows {
		at := rng.IntN(len(tr.Text) - d.Context - 1)
		for c := range d.Context + 1 {
			t.U32()[r*(d.Context+1)+c] = uint32(tr.Text[at+c])
		}
	}
	return t
}

// Clock is that of the next step.
func (tr *Trainer) Clock() program.Clock { return program.Clock{Age: tr.steps + 1, Step: tr.steps + 1} }

// Step trains one step and returns all outputs and the loss.
func (tr *Trainer) Step() ([]tensor.Tensor, float32) {
	batch := tr.Batch()
	outs := Execute(tr.Kernel, tr.Program, Constants(tr.Clock(), func(i int, in program.Input) tensor.Tensor {
		if in.Class == program.ClassTokens {
			return batch
		}
		return tr.State[i]
	}))
	tr.steps++
	loss := float32(math.NaN())
	for i, o := range tr.Program.Outputs() {
		if o.Name == "loss" {
			loss = outs[o.Ref].F32()[0]
			continue
		}
		tr.State[i] = outs[o.Ref]
	}
	return outs, loss
}

// Advance goes on to the next batch without training.
func (tr *Trainer) Advance() { tr.steps++ }
