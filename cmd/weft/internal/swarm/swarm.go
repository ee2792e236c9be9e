// SPDX-License-Identifier: Apache-2.0

package swarm

import (
	"context"
	"errors"
	"fmt"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/sample"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/trainer/data"
	"github.com/weft-network/weft/trainer/engine"
	"github.com/weft-network/weft/trainer/outer"
	"github.com/weft-network/weft/trainer/tensor"
)

// Swarm is a job and all of its slots. It is for one goroutine. Close it.
type Swarm struct {
	o        Options
	spec     *spec.Spec
	exchange *outer.Exchange
	engine   *engine.Engine
	batch    tensor.Tensor
	loss     int // output
	batcher  *data.Batcher
	eval     *lab.Evaluator // nil without held-out text
	held     lab.Held

	layout *program.State
	data   []byte // the outer state
	global outer.OuterState
	course course
}

// course is the way from one outer state to the next.
type course interface {
	// round trains all slots for a round and moves the outer state; the loss is
	// the mean over slots and steps.
	round(number uint64) (loss float64, t Traffic, err error)
}

// Round is a round that was made.
type Round struct {
	Number, Of uint32
	// Loss is the mean of the inner steps of all slots.
	Loss    float64
	Traffic Traffic
	// Score is nil where the round was not evaluated.
	Score *lab.Score
}

// Result is what a run has come to.
type Result struct {
	// LossStart and LossEnd are those of the first and the last round.
	LossStart, LossEnd float64
	// Score is nil without held-out text.
	Score  *lab.Score
	Params uint64
	// Steps of each slot, and tokens of all.
	Steps, Tokens uint64
	// Delta is the bytes of one delta.
	Delta uint64
	// Traffic of one slot in the whole run.
	Traffic Traffic
	Ratios  Ratios
	// Outer names the last outer state. In data parallel training its momentum is
	// zero.
	Outer commit.ID
}

// New prepares a swarm.
func New(o Options) (*Swarm, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	w := &Swarm{o: o, spec: o.Spec}
	if o.Mode != Coded {
		w.spec = uncoded(o.Spec)
	}
	err := w.open()
	if err != nil {
		w.Close()
		return nil, err
	}
	return w, nil
}

func (w *Swarm) open() error {
	for _, step := range []func() error{w.openState, w.openEngine, w.openText, w.draw, w.openCourse} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (w *Swarm) openState() error {
	o, err := program.OuterOf(w.spec)
	if err != nil {
		return err
	}
	w.exchange = outer.New(o, w.o.Machine.Threads)
	if w.layout, err = program.NewOuterState(w.spec); err != nil {
		return err
	}
	w.data = tensor.Memory(int(w.layout.DataSize()))
	if w.global.Params, err = w.exchange.Tensors(w.layout, w.data, program.ClassParam); err != nil {
		return err
	}
	w.global.Momentum, err = w.exchange.Tensors(w.layout, w.data, program.ClassMomentum)
	return err
}

func (w *Swarm) openEngine() error {
	s := w.spec
	if w.o.Mode == Gradients {
		s = together(s)
	}
	p, err := program.Build(s)
	if err != nil {
		return err
	}
	m := w.o.Machine
	if w.engine, err = engine.New(p, engine.Config{Kernel: m.Kernel, Workers: m.Threads, Memory: m.Memory}); err != nil {
		return err
	}
	w.loss = len(p.Outputs()) - 1
	for i := range p.NumInputs() {
		in, err := p.Input(i)
		if err != nil {
			return err
		}
		if in.Class == program.ClassTokens {
			w.batch = w.engine.Input(i)
		}
	}
	return nil
}

func (w *Swarm) openText() error {
	s, err := w.spec, error(nil)
	in, m := s.Inner, w.o.Machine
	w.batcher, err = data.NewBatcher(w.o.Text, int(in.Context), sample.Order{
		Job: w.o.Job, Slots: s.Rounds.Slots, Steps: in.Steps, Batch: in.Batch,
	})
	if err != nil || w.o.Text.Manifest().ValidationTokens == 0 {
		return err
	}
	if w.held, err = data.NewValidation(w.o.Text, int(in.Context), 1); err != nil {
		return err
	}
	if n := w.o.EvalTokens; n > 0 {
		w.held = lab.First(w.held, max(1, n/int(in.Context)))
	}
	w.eval, err = lab.NewEvaluator(s, w.o.Tokenizer, engine.Config{Kernel: m.Kernel, Workers: m.Threads, State: w.data})
	return err
}

// draw makes the first parameters.
func (w *Swarm) draw() error {
	if len(w.spec.Init.Seed) == 0 {
		return fmt.Errorf("%w: the job starts from init.base; a swarm draws its first parameters: give it init.seed", ErrOptions)
	}
	p, err := program.BuildInit(w.spec)
	if err != nil {
		return err
	}
	e, err := engine.New(p, engine.Config{Kernel: w.o.Machine.Kernel, Workers: w.o.Machine.Threads})
	if err != nil {
		return err
	}
	defer e.Close()
	if err := e.Run(); err != nil {
		return err
	}
	for i, t := range w.global.Params {
		copy(t.Data, e.Output(i).Data)
	}
	return nil
}

func (w *Swarm) openCourse() (err error) {
	var l link
	switch {
	case w.o.Mode == Gradients:
		w.course, err = newParallel(w)
		return err
	case w.o.Mode == Exact:
		l, err = newExact(w)
	case w.o.Again > 0:
		l, err = newAgain(w)
	default:
		l = newCoded(w)
	}
	if err == nil {
		w.course, err = newDiloco(w, l)
	}
	return err
}

// Close ends the engines.
func (w *Swarm) Close() {
	if w.engine != nil {
		w.engine.Close()
	}
	if w.eval != nil {
		w.eval.Close()
	}
}

// Run makes all rounds.
func (w *Swarm) Run(ctx context.Context) (*Result, error) {
	defer context.AfterFunc(ctx, w.stop)()
	s := w.spec
	n, h := uint64(s.Rounds.Slots), uint64(s.Inner.Steps)
	r := &Result{Params: s.Params(), Steps: h * uint64(s.Rounds.Rounds), Delta: w.delta()}
	r.Tokens = n * r.Steps * uint64(s.Inner.Batch) * uint64(s.Inner.Context)
	for i := uint32(1); i <= s.Rounds.Rounds; i++ {
		made, err := w.round(ctx, i)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil:
			return nil, fmt.Errorf("round %d: %w", i, err)
		}
		if i == 1 {
			r.LossStart = made.Loss
		}
		r.LossEnd, r.Score = made.Loss, made.Score
		r.Traffic.add(made.Traffic)
		w.o.Watch(made)
	}
	r.Ratios = ratios(r.Traffic, r.Params, r.Steps, n)
	var err error
	r.Outer, err = w.id()
	return r, err
}

func (w *Swarm) stop() {
	w.engine.Stop()
	if w.eval != nil {
		w.eval.Stop()
	}
}

func (w *Swarm) round(ctx context.Context, number uint32) (Round, error) {
	made := Round{Number: number, Of: w.spec.Rounds.Rounds}
	var err error
	made.Loss, made.Traffic, err = w.course.round(uint64(number))
	if err != nil {
		return made, err
	}
	every := w.o.EvalEvery
	if w.eval == nil || number < made.Of && (every == 0 || number%every != 0) {
		return made, nil
	}
	score, err := w.eval.Score(ctx, w.held)
	made.Score = &score
	return made, err
}

// delta is the bytes of what a slot sends of itself in a round, or in a step
// without rounds.
func (w *Swarm) delta() uint64 {
	if w.o.Mode == Coded {
		return uint64(w.exchange.Bytes())
	}
	return w.bytes32()
}

// bytes32 is the size of the model in binary32.
func (w *Swarm) bytes32() uint64 { return 4 * w.spec.Params() }

// id is the content id of the outer state's file, which slots of the network
// name as the base of the round after.
func (w *Swarm) id() (commit.ID, error) {
	header := w.layout.Header()
	leaves := make([]commit.Digest, w.layout.Leaves())
	for i := range leaves {
		leaves[i] = w.layout.Leaf(header, w.data, i)
	}
	return w.layout.Join(leaves)
}

// step trains one step on the batch that is filled in.
func (w *Swarm) step(c program.Clock) (float64, error) {
	w.engine.SetClock(c)
	if err := w.engine.Run(); err != nil {
		return 0, err
	}
	return float64(w.engine.Output(w.loss).F32()[0]), nil
}

// state is the tensors of a unit's state in memory.
func (w *Swarm) state(data []byte) (s outer.State, err error) {
	view := func(class program.Class) []tensor.Tensor {
		list, failed := w.exchange.Tensors(w.engine.Layout(), data, class)
		err = errors.Join(err, failed)
		return list
	}
	s = outer.State{
		Params: view(program.ClassParam), Moment1: view(program.ClassMoment1), Moment2: view(program.ClassMoment2),
		Feedback: view(program.ClassFeedback),
	}
	return s, err
}
