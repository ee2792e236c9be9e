// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"context"
	"errors"
	"fmt"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/sample"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/verifier/replay"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// Draw is what a verifier is to check of a unit (A1).
type Draw struct {
	Unit Unit
	// Segment is executed again, and of Traced, which is a step of it, the
	// outputs are recorded.
	Segment sample.Segment
	Traced  uint32
	// Blocks are those on which the first and the last step are checked, where
	// they are not the segment; none for a second look.
	Blocks []uint64
	// Keep is the height until which the store keeps what was read: whoever
	// reports a match may have to show the steps again. 0 keeps nothing.
	Keep int64
}

// Verdict is what an audit came to.
type Verdict struct {
	// Finding is the first difference that was found; nil if there is none.
	Finding *Finding
	// Trace is the root of the traced step's trace, in one's own execution from
	// the state before the segment: what a receipt names.
	Trace commit.Digest
	// Traced is the traced step as a challenge says it, with that trace; nil past
	// a difference.
	Traced *Finding
	// Steps is the number of steps that were executed.
	Steps int
}

// Auditor executes again what is drawn of units (A2). It keeps the engine of the
// job whose unit it had last. It is for one goroutine.
type Auditor struct {
	p     *Party
	inner *replay.Row
}

// Auditor is an auditor with the settings of the party. Any number may work
// beside it.
func (p *Party) Auditor() *Auditor { return &Auditor{p, replay.NewRow(p.cfg.Replay)} }

// Close ends the engine.
func (a *Auditor) Close() { a.inner.Close() }

// Audit checks what is drawn of a unit: it begins at the published state before
// the segment or, where nobody serves that, at the unit's first step, and
// compares every leaf on the way. Tell, which may be nil, learns of each step
// that is right, of how many. An error is no verdict; errors.Is
// blob.ErrUnavailable tells one because of what nobody serves.
func (a *Auditor) Audit(ctx context.Context, d *Draw, tell func(step, last uint32)) (*Verdict, error) {
	c := a.p.cfg.Client
	r, err := read(ctx, c, d.Unit)
	if err != nil {
		return nil, err
	}
	if s := d.Segment; s.First > s.Last || s.Last >= r.steps() || d.Traced < s.First || d.Traced > s.Last {
		return nil, fmt.Errorf("%w: steps %d to %d with %d traced, drawn of %v, which has steps 0 to %d", ErrConfig, s.First, s.Last, d.Traced,
			d.Unit, r.steps()-1)
	}
	said, err := r.commitment(ctx, c)
	if err != nil {
		return nil, err
	}
	files := a.p.files(ctx, d.Unit.Job)
	defer a.p.close(files)
	defer a.inner.Forget() // what it holds of the files ends with them
	u := &audited{Auditor: a, record: r, said: said, files: files}
	v, err := u.segment(ctx, d, tell)
	if err != nil || v.Finding != nil || len(d.Blocks) == 0 {
		return v, err
	}
	for _, step := range []uint32{0, r.spec.Inner.Steps + 1} {
		if d.Segment.First <= step && step <= d.Segment.Last || step >= r.steps() {
			continue
		}
		if v.Finding, err = u.blocks(ctx, step, d.Blocks); err != nil || v.Finding != nil {
			return v, err
		}
	}
	return v, nil
}

// audited is a unit under audit.
type audited struct {
	*Auditor
	*record
	said  *commitment
	files *replay.Stored
}

// segment executes the drawn steps.
func (u *audited) segment(ctx context.Context, d *Draw, tell func(step, last uint32)) (*Verdict, error) {
	v := &Verdict{}
	x, before, err := u.begin(d.Segment.First)
	if err != nil {
		return nil, err
	}
	for v.Finding == nil && x.next <= d.Segment.Last {
		step := x.next
		s, found, err := x.compare(ctx, u.said, before, step == d.Traced)
		if err != nil {
			return nil, err
		}
		if v.Steps++; step == d.Traced {
			v.Trace = s.trace
			v.Traced = &Finding{
				Unit: d.Unit, Step: step, Claim: game.Claim{Result: s.result, Trace: s.trace}, leaves: u.said.leaves, before: before,
			}
		}
		if v.Finding, before = found, s.result; tell != nil && found == nil {
			tell(step, d.Segment.Last)
		}
	}
	for x.next <= d.Traced { // past a difference one's own steps are traced
		s, err := x.step(ctx, commit.Digest{}, x.next == d.Traced)
		if err != nil {
			return nil, err
		}
		v.Steps++
		v.Trace = s.trace
	}
	return v, u.keep(ctx, d)
}

// keep keeps what the segment was executed from: if somebody disputes the report,
// it is executed again. What is not there was not needed.
func (u *audited) keep(ctx context.Context, d *Draw) error {
	if d.Keep == 0 {
		return nil
	}
	ids, err := u.reads(d.Segment.First)
	if err != nil {
		return err
	}
	if u.carried != (commit.ID{}) {
		ids = append(ids, u.carried) // what it begins with if the state before the segment is gone
	}
	pin := blob.Pin{Name: fmt.Sprintf("audit/%d/%d/%d/%d", d.Unit.Job, d.Unit.Round, d.Unit.Slot, d.Segment.First), Height: d.Keep}
	for _, id := range ids {
		if err := u.p.cfg.Store.Pin(ctx, id, pin); err != nil && !errors.Is(err, blob.ErrNotFound) {
			return err
		}
	}
	return nil
}

// begin is a row from a step on, and what both sides agree to before it. If
// nobody serves the state before the step, the row begins with the unit, which
// starts from what everybody has: the extra steps are to be paid by whoever
// withholds the state.
func (u *audited) begin(step uint32) (*row, game.Result, error) {
	if step > 0 {
		before, err := u.result(u.said, step-1)
		if err != nil {
			return nil, game.Result{}, err
		}
		_, _, err = u.files.Blob(before.State)
		if err == nil {
			x, err := u.from(step, u.inner, u.p.cfg.Replay, u.files)
			return x, before, err
		}
		if !errors.Is(err, blob.ErrUnavailable) {
			return nil, game.Result{}, err
		}
		u.p.cfg.Log.Warn("a published state is not served; the unit is executed from its first step", "about", u.Unit, "step", step-1, "err", err)
	}
	x, err := u.from(0, u.inner, u.p.cfg.Replay, u.files)
	return x, game.Result{}, err
}

// blocks checks blocks of step 0 or H+1. One that differs has the whole step
// executed: its result is what to challenge with.
func (u *audited) blocks(ctx context.Context, step uint32, blocks []uint64) (*Finding, error) {
	now, err := u.result(u.said, step)
	if err != nil {
		return nil, err
	}
	spots := replay.Spots{State: now.State, Blocks: blocks}
	before, from := u.carried, game.Result{}
	if step > 0 {
		if from, err = u.result(u.said, step-1); err != nil {
			return nil, err
		}
		before = from.State
		if spots.Delta, err = jobtypes.CommitID("delta", u.unit.Delta); err != nil {
			return nil, err
		}
	}
	f, err := u.facts(step, before, u.said.leaves[step])
	if err != nil {
		return nil, err
	}
	block, differs, err := replay.Check(ctx, f, spots, u.files, u.p.cfg.Replay)
	if err != nil || !differs {
		return nil, err
	}
	x, err := u.from(step, u.inner, u.p.cfg.Replay, u.files)
	if err != nil {
		return nil, err
	}
	_, found, err := x.compare(ctx, u.said, from, false)
	if err == nil && found == nil {
		err = fmt.Errorf("%w: block %d of step %d of %v differs, and the whole step does not; test the memory of this machine",
			replay.ErrUnsound, block, step, u.Unit)
	}
	return found, err
}
