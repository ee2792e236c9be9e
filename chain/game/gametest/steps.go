// SPDX-License-Identifier: Apache-2.0

package gametest

import (
	"bytes"
	"encoding/binary"
	"slices"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/sample"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/chain/spec/spectest"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Small is a job with the fewest numbers that still has operators of several
// chunks: traces of a few dozen entries in the steps around the inner ones.
func Small() *spec.Spec {
	s := spectest.Tiny()
	s.ProgramDigest = nil
	s.Model.Vocab, s.Model.Width, s.Model.Layers, s.Model.Ffn = 300, 2, 1, 3
	s.Model.Heads, s.Model.KvHeads, s.Model.HeadDim = 1, 1, 2
	s.Data.TokenWidth, s.Data.Dataset.Size_ = 2, 1<<17
	s.Inner.Batch, s.Inner.MicroBatches, s.Inner.Context = 2, 2, 6
	return s
}

// Toy is the job of which the parameters after step i are i: an outer step of
// one delta that says −1 of everything.
func Toy() *spec.Spec {
	s := Small()
	s.Model.Vocab = 700
	s.Outer.Kind, s.Outer.LearningRate, s.Outer.Momentum, s.Outer.ExponentMin = spec.OuterKind_OUTER_KIND_SGD, "1", "", -24
	return s
}

// ToyStep is the step of Toy after which the parameters are i, 1 to 2^24.
func ToyStep(i int) *World { return toy(Toy(), i) }

// LeastStep is ToyStep with the fewest numbers that a model can have.
func LeastStep(i int) *World {
	s := Toy()
	s.Model.Vocab, s.Model.Width, s.Model.Ffn = 2, 1, 1
	return toy(s, i)
}

func toy(s *spec.Spec, i int) *World {
	layout := must(program.NewOuterState(s))
	exchange := must(program.OuterOf(s))
	blobs := NewBlobs()
	state := layout.Header()
	for range layout.DataSize() / 4 {
		state = binary.LittleEndian.AppendUint32(state, whole(i-1))
	}
	var delta []byte
	for p := range exchange.Dims.NumParams() {
		c := exchange.Coding(p)
		for block := range c.Blocks() {
			_, n := c.Elements(block)
			delta = append(delta, 19)                                     // 2^-6
			delta = append(delta, bytes.Repeat([]byte{0x100 - 64}, n)...) // −64
		}
	}
	return NewWorld(game.Facts{
		Program: must(program.BuildOuter(s, 1)), New: layout,
		State:  game.File{ID: blobs.Add(state), Layout: layout},
		Deltas: []commit.ID{blobs.Add(delta)}, Factors: []uint32{program.FactorOne},
	}, blobs, nil)
}

// whole is a non-negative integer below 2^24 as binary32.
func whole(n int) uint32 {
	if n == 0 {
		return 0
	}
	e := 0
	for n>>(e+1) > 0 {
		e++
	}
	return uint32(127+e)<<23 | uint32(n)<<(23-e)&(1<<23-1)
}

// Steps are one step of every kind that a job has, each over what the one
// before it left: its initial parameters, begin, the first inner step, encode,
// the outer step, an evaluation.
type Steps struct {
	Init, Begin, Inner, Encode, Outer, Eval *World
	Spec                                    *spec.Spec
	Blobs                                   *Blobs
	Dataset                                 commit.ID
	run                                     Operator
	step, outer                             *program.State
}

// NewSteps makes the steps of a job. Without an executor the referee computes
// every element.
func NewSteps(s *spec.Spec, run Operator) *Steps {
	j := &Steps{Spec: s, Blobs: NewBlobs(), run: run, step: must(program.NewState(s)), outer: must(program.NewOuterState(s))}
	tokens := make([]byte, 0, s.Data.Tokens*uint64(s.Data.TokenWidth))
	for i := range s.Data.Tokens {
		id := binary.LittleEndian.AppendUint32(nil, uint32(i*i*7+i/3)%s.Model.Vocab)
		tokens = append(tokens, id[:s.Data.TokenWidth]...)
	}
	j.Dataset = j.Blobs.Add(tokens)

	j.Init = j.world(game.Facts{Program: must(program.BuildInit(s)), New: j.outer})
	theta := j.left(j.Init, j.outer)
	j.Begin = j.world(game.Facts{Program: must(program.BuildBegin(s)), New: j.step, Base: theta})
	j.Inner = j.Step(j.left(j.Begin, j.step), 1)
	last := j.left(j.Inner, j.step)
	j.Encode = j.world(game.Facts{
		Program: must(program.BuildEncode(s)), New: j.step, Finite: true, Exchange: must(program.OuterOf(s)), State: last, Base: theta,
	})
	delta, norm, err := commit.ParseDeltaOut(j.Encode.Truth().result.Out)
	if err != nil {
		panic(err)
	}
	j.Outer = j.world(game.Facts{
		Program: must(program.BuildOuter(s, 2)), New: j.outer, State: theta,
		Deltas: []commit.ID{delta, delta}, Factors: program.Factors([]commit.Norm{norm, norm}),
	})
	j.Eval = j.world(game.Facts{Program: must(program.BuildEval(s)), State: j.left(j.Outer, j.outer), Tokens: game.Tokens{
		Dataset: j.Dataset, Width: int(s.Data.TokenWidth),
		Rows: sample.Run{Start: s.Data.ValidationStart, Sample: 3, Context: uint64(s.Inner.Context)},
	}})
	return j
}

// Step is inner step i after a state.
func (j *Steps) Step(state game.File, i uint32) *World {
	s := j.Spec
	order := sample.Order{
		Job: 1, Samples: (s.Data.Tokens - s.Data.ValidationTokens - 1) / uint64(s.Inner.Context),
		Slots: s.Rounds.Slots, Steps: s.Inner.Steps, Batch: s.Inner.Batch,
	}
	return j.world(game.Facts{
		Program: must(program.Build(s)), Clock: program.Clock{Age: uint64(i), Step: uint64(i)}, New: j.step, Finite: true, State: state,
		Tokens: game.Tokens{
			Dataset: j.Dataset, Width: int(s.Data.TokenWidth),
			Rows: sample.Batch{Order: order, Round: 1, Slot: 1, Step: i, Context: uint64(s.Inner.Context)},
		},
	})
}

// All are the steps with their names.
func (j *Steps) All() ([]string, []*World) {
	return []string{"init", "begin", "inner", "encode", "outer", "evaluation"},
		slices.Clone([]*World{j.Init, j.Begin, j.Inner, j.Encode, j.Outer, j.Eval})
}

func (j *Steps) world(f game.Facts) *World { return NewWorld(f, j.Blobs, j.run) }

// left is the state that a step leaves.
func (j *Steps) left(w *World, layout *program.State) game.File {
	return game.File{ID: w.Truth().result.State, Layout: layout}
}
