// SPDX-License-Identifier: Apache-2.0

package replay

import (
	"context"
	"fmt"
	"math"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/trainer/engine"
)

// Row executes inner steps, one after another, in one engine: of the segments
// of an audit, or of a whole unit. Neither plan nor memory is made anew before
// another job comes, and the state stays where it is from step to step. A step
// that does not follow the one before has its state read from the file. Row is
// for one goroutine.
type Row struct {
	cfg Config
	// The engine is that of a job: its inner steps have one program.
	chain string
	job   uint64
	x     *execution
	last  int // the loss among the outputs
	// at is the state that lies in the engine; zero if none.
	at    commit.ID
	facts *game.Facts
	files Files
}

// NewRow is a row that has made no step. Close ends its engine.
func NewRow(cfg Config) *Row { return &Row{cfg: cfg} }

// Step is what an inner step came to.
type Step struct {
	Result game.Result
	// Trace is the root of the step's trace, if that was asked for: what a
	// receipt names, and what a defender of the step would post.
	Trace commit.Digest
	// Diverged says that a number of the new state is not finite.
	Diverged bool
}

// Run executes the inner step that the facts describe. Tracing it changes no
// bit, and costs the hashing of every operator's output.
func (r *Row) Run(ctx context.Context, f *game.Facts, files Files, trace bool) (Step, error) {
	if err := f.Validate(); err != nil {
		return Step{}, err
	}
	if f.New == nil || f.Exchange != nil || f.Tokens.Rows == nil {
		return Step{}, fmt.Errorf("%w: step %d is none of those that read a batch", ErrStep, f.Leaf.Step)
	}
	if err := r.plan(f); err != nil {
		return Step{}, err
	}
	s := &Story{ctx: ctx, facts: f, files: files, cfg: r.cfg}
	if trace {
		r.x.Record()
		defer r.x.Unrecord()
	}
	if err := r.run(s); err != nil {
		return Step{}, err
	}
	return r.came(f)
}

// plan makes the engine of a job.
func (r *Row) plan(f *game.Facts) error {
	if r.x != nil && r.chain == f.Leaf.ChainID && r.job == f.Leaf.Job {
		return nil
	}
	r.Close()
	e, err := engine.New(f.Program, engine.Config{Kernel: r.cfg.Kernel, Workers: r.cfg.Workers, Memory: r.cfg.Memory})
	if err != nil {
		return err
	}
	r.chain, r.job, r.x, r.last = f.Leaf.ChainID, f.Leaf.Job, &execution{Engine: e}, len(f.Program.Outputs())-1
	return nil
}

func (r *Row) run(s *Story) error {
	fill := s.tokens
	if r.at != s.facts.State.ID || r.at.IsZero() {
		fill = s.load
	}
	r.at, r.files, r.x.diverged = commit.ID{}, s.files, false
	if err := fill(r.x.Engine); err != nil {
		return err
	}
	r.x.SetClock(s.facts.Clock)
	if err := s.compute(r.x); err != nil {
		r.Close() // a stopped engine is stopped for good
		return err
	}
	return nil
}

// came reads what a step left.
func (r *Row) came(f *game.Facts) (Step, error) {
	id, err := r.x.ID()
	if err != nil {
		return Step{}, err
	}
	r.at, r.facts = id, f
	s := Step{
		Result:   game.Result{State: id, Out: commit.LossOut(math.Float32bits(r.x.Output(r.last).F32()[0]))},
		Diverged: r.x.diverged,
	}
	if roots := r.x.Roots(); roots != nil {
		s.Trace, err = f.TraceRoot(roots, s.Result)
	}
	return s, err
}

// Files are the state that the last step left, over the files that it was given:
// what the step after it reads. They are good until the next Run.
func (r *Row) Files() Files {
	if r.at.IsZero() {
		return r.files
	}
	return overlay{[]*made{{id: r.at, parts: [][]byte{r.facts.New.Header(), r.x.State()}}}, beneath(r.files)}
}

// Forget lets go of state and files, and keeps the engine.
func (r *Row) Forget() { r.at, r.facts, r.files = commit.ID{}, nil, nil }

// Close ends the engine; the next Run makes another.
func (r *Row) Close() {
	if r.x != nil {
		r.x.Close()
	}
	r.x, r.at = nil, commit.ID{}
}
