// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"context"
	"errors"
	"math"

	"github.com/weft-network/weft/trainer/blob"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

// task is one duty of a draw.
type task struct {
	drawKey
	at int // its place among the duties
}

// wake has idle workers look for duties.
func (v *Verifier) wake() {
	for range v.cfg.Audits {
		select {
		case v.news <- struct{}{}:
		default:
			return
		}
	}
}

// work executes duties, one at a time, until ctx ends. It begins with a draw as
// soon as that is made, so that the work of a round is spread over its window by
// the number of workers, and nothing waits for the end of one.
func (v *Verifier) work(ctx context.Context) error {
	auditor := v.newAuditor()
	defer auditor.Close()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-v.news:
		}
		for ctx.Err() == nil {
			r, at, ok := v.next()
			if !ok {
				break
			}
			if err := v.execute(ctx, auditor, &r, at); err != nil {
				return err
			}
		}
	}
}

// next takes the duty whose window ends first.
func (v *Verifier) next() (r report, at int, ok bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	height := v.chain.Height()
	for _, r := range v.book.list() {
		if r.Bound || height >= r.CommitEnd {
			continue
		}
		for i, d := range r.Duties {
			if t := (task{r.drawKey, i}); !d.Done && v.busy[t] <= height {
				v.busy[t] = math.MaxInt64
				return r, i, true
			}
		}
	}
	return report{}, 0, false
}

// begin is the context of a duty's execution, which ends with its draw.
func (v *Verifier) begin(ctx context.Context, t task) (context.Context, context.CancelFunc) {
	v.mu.Lock()
	defer v.mu.Unlock()
	ctx, cancel := context.WithCancel(ctx)
	v.running[t] = cancel
	return ctx, cancel
}

// end ends what is executed for a draw whose results are fixed, or lost: a
// worker that waits for a blob is wanted for the next one.
func (v *Verifier) end(k drawKey) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for t, cancel := range v.running {
		if t.drawKey == k {
			cancel()
		}
	}
}

// free lets a duty be taken again from a height on.
func (v *Verifier) free(t task, done bool, from int64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.running, t)
	if v.busy[t] = from; done {
		delete(v.busy, t)
	}
}

// execute executes a duty and notes its result. Only an error of the book ends
// the work: what cannot be noted must not be sent.
func (v *Verifier) execute(ctx context.Context, auditor Executor, r *report, at int) error {
	t, d := task{r.drawKey, at}, &r.Duties[at]
	draw := &Draw{Unit: Unit{r.Job, r.Round, d.Slot}, Segment: d.segment(), Traced: d.Traced, Blocks: d.Blocks, Keep: r.Keep}
	inner, cancel := v.begin(ctx, t)
	defer cancel()
	verdict, err := auditor.Audit(inner, draw, func(step, last uint32) {
		v.cfg.Report(News{Kind: NewsStep, Job: r.Job, Round: r.Round, Draw: r.Draw, Slot: d.Slot, Step: step, Last: last})
	})
	var result *disputetypes.AuditResult
	if err == nil {
		say := v.result
		if d.Again != nil {
			say = v.resultAgain
		}
		result, err = say(inner, r, d, verdict)
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case inner.Err() != nil:
		v.free(t, true, 0)
		return nil
	case err != nil:
		v.log.Warn("an audit cannot be made yet", "about", draw.Unit, "err", err)
		v.free(t, false, v.chain.Height()+min(retryAfter, r.spare()))
		missed := errors.Is(err, blob.ErrUnavailable)
		return v.note(t, func(d *duty) { d.Missed = missed })
	}
	news := News{Kind: NewsAudited, Job: r.Job, Round: r.Round, Draw: r.Draw, Slot: d.Slot, Steps: verdict.Steps}
	var text []byte
	if result != nil {
		news.Verdict = result.Verdict
		if text, err = result.Marshal(); err != nil {
			return err
		}
	}
	err = v.note(t, func(d *duty) { d.Done, d.Missed, d.Result = true, false, text })
	v.free(t, err == nil, 0)
	v.cfg.Report(news)
	return err
}

// note changes a duty whose results are not bound.
func (v *Verifier) note(t task, change func(d *duty)) error {
	return v.book.update(t.drawKey, func(r *report) {
		if !r.Bound {
			change(&r.Duties[t.at])
		}
	})
}

// result is what a verdict is on the chain. A state that is not finite is shown
// at once and is no result: its leaf is right, and the unit is false from then on.
func (v *Verifier) result(ctx context.Context, r *report, d *duty, verdict *Verdict) (*disputetypes.AuditResult, error) {
	found := verdict.Finding
	if found != nil && found.NonFinite {
		return nil, v.expose(ctx, found)
	}
	receipt := disputetypes.Receipt(v.chain.ChainID(), v.address, r.Seed, d.wire(), verdict.Trace)
	out := &disputetypes.AuditResult{Slot: d.Slot, Verdict: disputetypes.VERDICT_MATCH, Receipt: receipt[:]}
	if found == nil {
		return out, nil
	}
	out.Verdict = disputetypes.VERDICT_MISMATCH
	var err error
	out.Mismatch, err = v.mismatch(ctx, found)
	return out, err
}

// mismatch is a challenge as a result carries it.
func (v *Verifier) mismatch(ctx context.Context, found *Finding) (*disputetypes.Mismatch, error) {
	m, err := v.challenge(ctx, found)
	if err != nil {
		return nil, err
	}
	return &disputetypes.Mismatch{
		Step: m.Step, Leaf: m.Leaf, Path: m.Path, Before: m.Before, BeforeOut: m.BeforeOut, BeforePath: m.BeforePath,
		State: m.State, Out: m.Out, Bond: m.Bond,
	}, nil
}
