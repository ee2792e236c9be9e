// SPDX-License-Identifier: Apache-2.0

package lab

import (
	"errors"
	"fmt"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/engine"
)

// ErrBatches is returned when the batches of a step cannot be had.
var ErrBatches = errors.New("no batch")

// Batches gives the token ids of every step: rows of context + 1 ids, the last
// of which is only a target. Steps count from 1.
type Batches interface {
	Batch(step uint64, ids []uint32) error
}

// Trainer makes the inner steps of a specification, one after another, as one
// slot without outer steps. It is for one goroutine, Stop excepted.
type Trainer struct {
	*engine.Engine
	prog    *program.Program
	batches Batches
	batch   int // input
	loss    int // output
	step    uint64
}

// NewTrainer plans the step program of s and draws the first parameters, if s
// has a seed for them.
func NewTrainer(s *spec.Spec, batches Batches, cfg engine.Config) (*Trainer, error) {
	p, err := program.Build(s)
	if err != nil {
		return nil, err
	}
	t := &Trainer{prog: p, batches: batches, loss: len(p.Outputs()) - 1}
	if t.batch, err = inputNamed(p, "batch"); err != nil {
		return nil, err
	}
	if t.Engine, err = engine.New(p, cfg); err != nil {
		return nil, err
	}
	if len(s.Init.Seed) > 0 {
		if err := t.draw(s, cfg); err != nil {
			t.Close()
			return nil, err
		}
	}
	return t, nil
}

// draw computes the first parameters. Their engine lives only as long.
func (t *Trainer) draw(s *spec.Spec, cfg engine.Config) error {
	p, err := program.BuildInit(s)
	if err != nil {
		return err
	}
	e, err := engine.New(p, engine.Config{Kernel: cfg.Kernel, Workers: cfg.Workers})
	if err != nil {
		return err
	}
	defer e.Close()
	if err := e.Run(); err != nil {
		return err
	}
	for i := range p.Outputs() {
		if err := t.Load(i, e.Output(i)); err != nil {
			return err
		}
	}
	return nil
}

// inputNamed finds an input of a program.
func inputNamed(p *program.Program, name string) (int, error) {
	for i := range p.NumInputs() {
		in, err := p.Input(i)
		if err != nil {
			return 0, err
		}
		if in.Name == name {
			return i, nil
		}
	}
	return 0, fmt.Errorf("%w: the %s program has no input %q", program.ErrRange, p.Name, name)
}

// Done is the number of steps made.
func (t *Trainer) Done() uint64 { return t.step }

// Resume says that the state is the one after step.
func (t *Trainer) Resume(step uint64) { t.step = step }

// Tokens is the number of tokens that one step trains on.
func (t *Trainer) Tokens() int { return t.prog.Dims.Tokens * t.prog.Dims.Micro }

// Params is the number of tensors of parameters: the first inputs, before as
// many of each moment.
func (t *Trainer) Params() int { return t.prog.Dims.NumParams() }

// Step makes the next step and returns its loss. When it fails because it was
// stopped, the state is still that after the step before.
func (t *Trainer) Step() (float32, error) {
	next := t.step + 1
	if err := t.batches.Batch(next, t.Input(t.batch).U32()); err != nil {
		return 0, fmt.Errorf("%w for step %d: %w", ErrBatches, next, err)
	}
	t.SetClock(program.Clock{Age: next, Step: next})
	if err := t.Run(); err != nil {
		return 0, err
	}
	t.step = next
	return t.Output(t.loss).F32()[0], nil
}
