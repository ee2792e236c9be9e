// SPDX-License-Identifier: Apache-2.0

package lab

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gofrs/flock"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/checkpoint"
	"github.com/weft-network/weft/trainer/data"
	"github.com/weft-network/weft/trainer/data/token"
	"github.com/weft-network/weft/trainer/engine"
)

// ErrInterrupted is returned by a run that was asked to stop. What it has done
// is saved.
var ErrInterrupted = errors.New("interrupted")

// Run is the training of one model: its parts, and how often it does what.
type Run struct {
	Spec      *spec.Spec
	Dir       string
	Text      *data.Dataset
	Tokenizer token.Tokenizer
	Machine   Machine
	Plan      Plan
	Watcher   Watcher
	Trainer   *Trainer
	Evaluator *Evaluator // nil without held-out text
	Sampler   *Sampler

	lock   *flock.Flock
	held   Held
	layout *program.State
	folder *checkpoint.Folder
	saver  *checkpoint.Saver
	losses *Losses
	clock  clock
	score  *Score
	final  checkpoint.Entry
}

// Plan says how long a run is, and every how many steps it evaluates, samples
// and saves. It does all of that after the last step; 0 means only then.
type Plan struct {
	Steps, EvalEvery, SampleEvery, SaveEvery uint64
	// Prompt is what samples continue, by SampleTokens tokens.
	Prompt       string
	SampleTokens int
	Temperature  float32
}

// due reports whether something that happens every so many steps happens now.
func (p *Plan) due(every, step uint64) bool {
	return step == p.Steps || every > 0 && step%every == 0
}

// still counts how often it happens after step.
func (p *Plan) still(every, step uint64) uint64 {
	if step >= p.Steps {
		return 0
	}
	if every == 0 {
		return 1
	}
	return (p.Steps-1)/every - step/every + 1
}

// Result is what a finished run has come to.
type Result struct {
	// FirstLoss is that of step 1; nil if its record is lost.
	FirstLoss *float32
	// LastLoss is that of the last step; nil if no step was left to make.
	LastLoss *float32
	// Score is nil without held-out text.
	Score *Score
	// Made is the number of steps that this process made, in Took.
	Made uint64
	Took time.Duration
	// Final is the last checkpoint: its id names the state.
	Final checkpoint.Entry
}

// Train makes the steps that are left. When ctx ends, it saves the steps that
// are made and returns ErrInterrupted.
func (r *Run) Train(ctx context.Context) (Result, error) {
	r.clock = clock{tokens: r.Trainer.Tokens(), beside: map[string]time.Duration{}}
	result := Result{Final: r.final}
	r.saver = checkpoint.NewSaver(r.folder, checkpoint.SaverOptions{Buffers: 1, Saved: func(e checkpoint.Entry, err error) {
		if err == nil {
			result.Final = e
			r.Watcher.Saved(e)
		}
	}})
	stop := context.AfterFunc(ctx, r.stop)
	defer stop()
	began, first := time.Now(), r.Trainer.Done()
	err := r.steps(ctx, &result)
	if ctx.Err() != nil {
		err = r.interrupted(err)
	}
	if err := errors.Join(err, r.saver.Close()); err != nil {
		return Result{}, err
	}
	result.Made, result.Took = r.Trainer.Done()-first, time.Since(began)
	result.FirstLoss, result.Score = r.losses.First, r.score
	return result, nil
}

// stop ends whichever program runs.
func (r *Run) stop() {
	r.Trainer.Stop()
	if r.Evaluator != nil {
		r.Evaluator.Stop()
	}
	r.Sampler.Stop()
}

func (r *Run) steps(ctx context.Context, result *Result) error {
	if r.Trainer.Done() == r.Plan.Steps { // killed between its last step and its end
		if err := r.after(ctx, r.Plan.Steps); err != nil {
			return err
		}
	}
	for r.Trainer.Done() < r.Plan.Steps {
		began := time.Now()
		loss, err := r.Trainer.Step()
		if err != nil {
			return err
		}
		step := r.Trainer.Done()
		if err := r.losses.Add(step, loss); err != nil {
			return err
		}
		result.LastLoss = &loss
		r.clock.stepped(time.Since(began))
		r.Watcher.Stepped(Step{step, r.Plan.Steps, loss, r.clock.rate(), r.clock.left(&r.Plan, step)})
		if err := r.after(ctx, step); err != nil {
			return err
		}
	}
	return nil
}

// after does what is due after a step. Saving comes first: what follows may
// take long, and a kill must not cost the steps.
func (r *Run) after(ctx context.Context, step uint64) error {
	if r.Plan.due(r.Plan.SaveEvery, step) {
		if err := r.saver.Save(step, r.Trainer.State()); err != nil {
			return err
		}
	}
	if r.Evaluator != nil && r.Plan.due(r.Plan.EvalEvery, step) {
		if err := r.measured("evaluation", func() error { return r.evaluate(ctx, step) }); err != nil {
			return err
		}
	}
	if r.Plan.due(r.Plan.SampleEvery, step) {
		return r.measured("sample", func() error { return r.sample(ctx, step) })
	}
	return nil
}

func (r *Run) measured(what string, do func() error) error {
	began := time.Now()
	err := do()
	r.clock.beside[what] = time.Since(began)
	return err
}

func (r *Run) evaluate(ctx context.Context, step uint64) error {
	score, err := r.Evaluator.Score(ctx, r.held)
	if err != nil {
		return err
	}
	r.score = &score
	r.Watcher.Evaluated(step, score)
	return nil
}

func (r *Run) sample(ctx context.Context, step uint64) error {
	prompt := Prompt(r.Tokenizer, r.Plan.Prompt)
	text := []byte(r.Plan.Prompt)
	err := r.Sampler.Generate(ctx, prompt, r.Plan.SampleTokens, NewDraw(r.Plan.Temperature, step), func(id uint32) error {
		text = r.Tokenizer.Decode(text, []uint32{id})
		return nil
	})
	if err != nil {
		return err
	}
	r.Watcher.Sampled(step, string(text))
	return nil
}

// interrupted saves the state, which a stopped step has left as it was.
func (r *Run) interrupted(err error) error {
	if err != nil && !errors.Is(err, engine.ErrStopped) && !errors.Is(err, context.Canceled) {
		return err
	}
	if err := r.saver.Save(r.Trainer.Done(), r.Trainer.State()); err != nil {
		return err
	}
	return fmt.Errorf("%w after step %d of %d, which is saved; go on with --resume", ErrInterrupted, r.Trainer.Done(), r.Plan.Steps)
}
