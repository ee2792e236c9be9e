// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/engine"
	"github.com/weft-network/weft/trainer/outer"
	"github.com/weft-network/weft/trainer/tensor"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// unitOf makes the unit of a slot in a round and commits it.
func (m *member) unitOf(ctx context.Context, r *jobtypes.Round, slot jobtypes.SlotState) error {
	j, err := m.readJournal(r.Number, slot.Slot.Index)
	if err != nil {
		return err
	}
	if j == nil || !j.Commit {
		if j, err = m.make(ctx, r, slot, j); err != nil {
			return err
		}
	}
	m.report(Progress{Round: r.Number, Phase: PhaseCommit, Slot: j.Slot})
	result := m.unitResult(j)
	if m.cfg.Forge != nil {
		if err := m.cfg.Forge(ctx, result); err != nil {
			return err
		}
	}
	err = m.send(ctx, jobtypes.NewCommit(&m.spec, result))
	switch {
	case errors.Is(err, jobtypes.ErrCommitted):
		return nil // by this worker, before it was interrupted
	case errors.Is(err, jobtypes.ErrRoundPhase), freed(err):
		return errOver
	case err != nil || len(j.Proof) > 0:
		return err
	}
	return m.carry(ctx, j)
}

// freed reports whether a slot is no longer this worker's, or not in this round.
func freed(err error) bool {
	return errors.Is(err, jobtypes.ErrNoSlot) || errors.Is(err, jobtypes.ErrNotHolder) || errors.Is(err, jobtypes.ErrNotActive)
}

// make executes the steps of a unit that are not done: 0 begins, 1 to H train,
// H+1 encodes (R6).
func (m *member) make(ctx context.Context, r *jobtypes.Round, slot jobtypes.SlotState, old *journal) (*journal, error) {
	if err := m.ready(); err != nil {
		return nil, err
	}
	base, err := m.base(ctx, r)
	if err != nil {
		return nil, err
	}
	j := &journal{Round: r.Number, Slot: slot.Slot.Index, Base: text{base}, From: slot.FromRound, Age: slot.Age}
	if old != nil && old.Base == j.Base && old.From == j.From && old.Age == j.Age && m.resume(ctx, old) {
		j = old
	}
	if len(j.States) == 0 {
		if err := m.begin(ctx, j); err != nil {
			return nil, err
		}
		if err := m.record(ctx, r, j); err != nil {
			return nil, err
		}
	}
	diverged, err := m.steps(ctx, r, j)
	if err == nil && !diverged {
		err = m.encode(ctx, r, j)
	}
	if err != nil {
		return nil, err
	}
	j.Commit = true
	return j, m.write(j)
}

// steps makes the inner steps that are not done, and reports whether the last
// one diverged.
func (m *member) steps(ctx context.Context, r *jobtypes.Round, j *journal) (diverged bool, err error) {
	defer context.AfterFunc(ctx, m.engine.Stop)()
	mark := m.pulse.mark()
	for len(j.Losses) < int(m.spec.Inner.Steps) {
		if mark, err = m.stillOpen(ctx, r.Number, mark); err != nil {
			return false, err
		}
		switch err := m.inner(ctx, r.Number, j); {
		case errors.Is(err, engine.ErrStopped):
			return false, ctx.Err()
		case errors.Is(err, engine.ErrDiverged):
			m.cfg.Log.Warn("a unit diverged", "job", m.id, "round", r.Number, "slot", j.Slot, "err", err)
			return true, m.prove(ctx, r, j)
		case err != nil:
			return false, err
		}
		if err := m.record(ctx, r, j); err != nil {
			return false, err
		}
	}
	return false, nil
}

// begin is step 0: the round's parameters and what the slot carries (R7).
func (m *member) begin(ctx context.Context, j *journal) error {
	to, err := m.stateIn(m.engine.State())
	if err != nil {
		return err
	}
	base, err := m.exchange.Tensors(m.theta.layout, m.theta.data, program.ClassParam)
	if err != nil {
		return err
	}
	var from *outer.State
	if j.From != 0 {
		before, err := m.readJournal(j.From, j.Slot)
		if err != nil {
			return err
		}
		m.release(ctx, j.Slot, before)
		id, err := m.endState(ctx, j.From, j.Slot, before)
		if err != nil {
			return err
		}
		err = m.sound(ctx, source{id: id, from: m.everyone(ctx), pin: blob.Pin{Name: m.pin("carried")}}, func() error {
			return m.readState(ctx, id, m.engine.Layout(), m.carried)
		})
		if err != nil {
			return fmt.Errorf("carried state of round %d: %w", j.From, err)
		}
		carried, err := m.stateIn(m.carried)
		if err != nil {
			return err
		}
		from = &carried
	}
	m.engine.Changed()
	return m.exchange.Begin(to, base, from)
}

// stateIn is the tensors of a unit's state in memory.
func (m *member) stateIn(data []byte) (s outer.State, err error) {
	for _, class := range []struct {
		class program.Class
		to    *[]tensor.Tensor
	}{
		{program.ClassParam, &s.Params},
		{program.ClassMoment1, &s.Moment1},
		{program.ClassMoment2, &s.Moment2},
		{program.ClassFeedback, &s.Feedback},
	} {
		if *class.to, err = m.exchange.Tensors(m.engine.Layout(), data, class.class); err != nil {
			return s, err
		}
	}
	return s, nil
}

// endState is the state after the last step of an earlier unit of a slot.
func (m *member) endState(ctx context.Context, round uint64, slot uint32, j *journal) (commit.ID, error) {
	if j != nil && j.Commit && len(j.States) == m.spec.LeafCount() {
		return j.end(), nil
	}
	units, err := m.units(ctx, round)
	if err != nil {
		return commit.ID{}, err
	}
	u, ok := units[slot]
	if !ok || len(u.Anchors) == 0 {
		return commit.ID{}, fmt.Errorf("%w: the chain lists no unit of slot %d in round %d", ErrJob, slot, round)
	}
	return jobtypes.CommitID("anchors", &u.Anchors[len(u.Anchors)-1])
}

// carry keeps the state that the slot's next unit may begin with for as long as
// it takes: rounds may be missed, and jobs pause.
func (m *member) carry(ctx context.Context, j *journal) error {
	return m.cfg.Store.Pin(ctx, j.end(), blob.Pin{Name: m.pin("carried")})
}

// release lets go of the states before the latest one that is carried for good:
// while its round is not FINAL it may be void, and an earlier one carried again
// (R9). What keeps them for audits is another pin.
func (m *member) release(ctx context.Context, slot uint32, carried *journal) {
	for carried != nil && m.theta.rounds[carried.Round].Phase != jobtypes.ROUND_PHASE_FINAL {
		if carried.From == 0 {
			return
		}
		before, err := m.readJournal(carried.From, slot)
		if err != nil {
			return
		}
		carried = before
	}
	if carried == nil {
		return
	}
	for q := m.released[slot] + 1; q < carried.Round; q++ {
		m.released[slot] = q
		old, err := m.readJournal(q, slot)
		if err != nil || old == nil || !old.Commit {
			continue
		}
		if err := m.cfg.Store.Unpin(ctx, old.end(), m.pin("carried")); err != nil && !lost(err) {
			m.cfg.Log.Warn("a state that is carried no longer is still kept", "job", m.id, "round", q, "err", err)
		}
	}
}

// inner makes the next inner step.
func (m *member) inner(ctx context.Context, round uint64, j *journal) error {
	i := uint32(len(j.Losses)) + 1
	if err := m.filled(ctx, func() error { return m.batcher.Fill(m.engine.Input(m.batch), round, j.Slot, i) }); err != nil {
		return err
	}
	m.engine.SetClock(program.Clock{Age: j.Age + uint64(i), Step: (round-1)*uint64(m.spec.Inner.Steps) + uint64(i)})
	failed := m.engine.Run()
	if failed != nil && !errors.Is(failed, engine.ErrDiverged) {
		return failed
	}
	loss := m.engine.Output(m.loss).F32()[0]
	j.Losses = append(j.Losses, math.Float32bits(loss))
	m.tokens.Add(m.spec.TokensPerUnit() / uint64(m.spec.Inner.Steps))
	m.report(Progress{Round: round, Phase: PhaseTrain, Slot: j.Slot, Step: i, Steps: m.spec.Inner.Steps, Loss: loss})
	return failed
}

// encode is step H+1: the delta, its norm, and the error feedback that the next
// unit starts with.
func (m *member) encode(ctx context.Context, r *jobtypes.Round, j *journal) error {
	state, err := m.stateIn(m.engine.State())
	if err != nil {
		return err
	}
	base, err := m.exchange.Tensors(m.theta.layout, m.theta.data, program.ClassParam)
	if err != nil {
		return err
	}
	delta := make([]byte, m.exchange.Bytes())
	norm, err := m.exchange.Encode(outer.Unit{Base: base, Params: state.Params, Feedback: state.Feedback}, delta)
	if errors.Is(err, outer.ErrDiverged) {
		return fmt.Errorf("%w: %w", errUnprovable, err)
	}
	if err != nil {
		return err
	}
	m.engine.Changed()
	pin := blob.Pin{Name: m.pin("delta"), Height: m.until(r)}
	id, err := m.cfg.Store.Put(ctx, bytes.NewReader(delta), blob.PutOptions{SizeHint: uint64(len(delta)), Pins: []blob.Pin{pin}})
	if err != nil {
		return err
	}
	j.Delta, j.Norm = &text{id}, [2]uint64{norm.Hi, norm.Lo}
	return m.record(ctx, r, j)
}

// record notes the state after a step; an anchor is published, too, before the
// journal names it.
func (m *member) record(ctx context.Context, r *jobtypes.Round, j *journal) error {
	id, err := m.engine.ID()
	if err != nil {
		return err
	}
	step := uint32(len(j.States))
	j.States = append(j.States, text{id})
	if !slices.Contains(m.spec.Anchors(), step) {
		return nil
	}
	got, err := m.publishState(ctx, m.engine.Layout(), m.engine.State(), blob.Pin{Name: m.pin("state"), Height: m.until(r)})
	if err != nil {
		return err
	}
	if got != id {
		return fmt.Errorf("%w: the state after step %d was hashed as %s and published as %s; this machine's memory fails", ErrJob, step, id, got)
	}
	return m.write(j)
}

// resume loads the latest anchor of an interrupted unit that is still there.
func (m *member) resume(ctx context.Context, j *journal) bool {
	anchors := m.spec.Anchors()
	for _, step := range slices.Backward(anchors[:len(anchors)-1]) {
		if int(step) >= len(j.States) || len(j.Losses) < int(step) {
			continue
		}
		if err := m.readState(ctx, j.States[step].ID, m.engine.Layout(), m.engine.State()); err != nil {
			m.cfg.Log.Warn("an anchor cannot be read", "job", m.id, "round", j.Round, "slot", j.Slot, "step", step, "err", err)
			continue
		}
		m.engine.Changed()
		j.States, j.Losses, j.Delta, j.Proof = j.States[:step+1], j.Losses[:step], nil, nil
		m.cfg.Log.Info("resuming a unit", "job", m.id, "round", j.Round, "slot", j.Slot, "step", step)
		return true
	}
	return false
}

// stillOpen asks, when there was news, whether the round still takes commits.
func (m *member) stillOpen(ctx context.Context, round, mark uint64) (uint64, error) {
	if err := ctx.Err(); err != nil {
		return mark, err
	}
	news := m.pulse.mark()
	if news == mark {
		return mark, nil
	}
	r, err := m.round(ctx, round)
	if err == nil && r.Phase != jobtypes.ROUND_PHASE_TRAINING {
		err = errOver
	}
	return news, err
}
