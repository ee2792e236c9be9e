// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/cosmos/cosmos-sdk/testutil/simsx"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/x/job/types"
)

// JoinJob takes a slot for anybody who can afford it.
func (f Factory) JoinJob() simsx.SimMsgFactoryFn[*types.MsgJoinJob] {
	return factory(f, func(d *draw) (string, *types.MsgJoinJob, tryFn) {
		j, ok := pick(d, d.state.Jobs, open)
		if !ok {
			return "", nil, nil
		}
		msg := &types.MsgJoinJob{Operator: d.provider(f, j.Id), Job: j.Id}
		return msg.Operator, msg, func(ctx context.Context) error { _, err := f.server.JoinJob(ctx, msg); return err }
	})
}

// provider is a random account that could take a slot, or none.
func (d *draw) provider(f Factory, job uint64) string {
	n := d.data.AccountsCount()
	from := d.data.Rand().Intn(n)
	for i := range n {
		a := d.data.AccountAt(d.reporter, (from+i)%n)
		cached, _ := sdk.UnwrapSDKContext(d.ctx).CacheContext()
		if _, err := f.server.JoinJob(cached, &types.MsgJoinJob{Operator: a.AddressBech32, Job: job}); err == nil {
			return a.AddressBech32
		}
	}
	return ""
}

// LeaveJob gives a slot back.
func (f Factory) LeaveJob() simsx.SimMsgFactoryFn[*types.MsgLeaveJob] {
	return factory(f, func(d *draw) (string, *types.MsgLeaveJob, tryFn) {
		s, ok := pick(d, d.state.Slots, func(*types.Slot) bool { return true })
		if !ok {
			return "", nil, nil
		}
		msg := &types.MsgLeaveJob{Operator: s.Operator, Job: s.Job, Slot: s.Index}
		return msg.Operator, msg, func(ctx context.Context) error { _, err := f.server.LeaveJob(ctx, msg); return err }
	})
}

// CommitUnit commits a unit of an open round; now and then on another base.
func (f Factory) CommitUnit() simsx.SimMsgFactoryFn[*types.MsgCommitUnit] {
	return factory(f, func(d *draw) (string, *types.MsgCommitUnit, tryFn) {
		s, ok := pick(d, d.state.Slots, d.mayCommit)
		if !ok {
			return "", nil, nil
		}
		base := "base"
		if d.data.Rand().Intn(20) == 0 {
			base = "another base"
		}
		msg, err := f.commit(d, s, base)
		if err != nil {
			d.reporter.Fail(err)
			return "", nil, nil
		}
		return msg.Operator, msg, func(ctx context.Context) error { _, err := f.server.CommitUnit(ctx, msg); return err }
	})
}

func (d *draw) mayCommit(s *types.Slot) bool {
	j := d.job(s.Job)
	return slices.ContainsFunc(d.state.Rounds, func(r types.Round) bool {
		return r.Job == s.Job && r.Number == j.Round && r.Phase == types.ROUND_PHASE_TRAINING && s.FirstRound <= r.Number &&
			commit.Bitmap(r.Active).Has(int(s.Index)) && !commit.Bitmap(r.Committed).Has(int(s.Index))
	})
}

// commit makes up a unit: the chain cannot tell, only a replay could.
func (f Factory) commit(d *draw, slot *types.Slot, base string) (*types.MsgCommitUnit, error) {
	s, err := f.keeper.Spec(d.ctx, slot.Job)
	if err != nil {
		return nil, err
	}
	trainer, err := sdk.AccAddressFromBech32(slot.Operator)
	if err != nil {
		return nil, err
	}
	round := d.job(slot.Job).Round
	sizes, err := types.SizesOf(&s)
	if err != nil {
		return nil, err
	}
	id := func(what string, i int, size uint64) commit.ID {
		return commit.ID{Digest: commit.Sum(fmt.Appendf(nil, "%s/%d/%d/%d/%d", what, slot.Job, round, slot.Index, i)), Size: size}
	}
	u := types.UnitResult{
		ChainID: sdk.UnwrapSDKContext(d.ctx).ChainID(), Operator: slot.Operator, Trainer: trainer, Job: slot.Job, Round: round, Slot: slot.Index,
		Base: commit.ID{Digest: commit.Sum(fmt.Appendf(nil, "%s/%d/%d", base, slot.Job, round)), Size: sizes.Base}, Delta: id("delta", 0, sizes.Delta),
		Norm: commit.Norm{Lo: 1},
	}
	for i := range s.LeafCount() {
		u.States = append(u.States, id("state", i, sizes.State))
	}
	for range s.Inner.Steps {
		u.Losses = append(u.Losses, 0x40000000) // 2.0
	}
	return types.NewCommit(&s, &u), nil
}

// RetractUnit withdraws a unit in time.
func (f Factory) RetractUnit() simsx.SimMsgFactoryFn[*types.MsgRetractUnit] {
	return factory(f, func(d *draw) (string, *types.MsgRetractUnit, tryFn) {
		u, ok := pick(d, d.state.Units, func(u *types.Unit) bool {
			j := d.job(u.Job)
			return open(j) && u.Round == j.Round
		})
		if !ok {
			return "", nil, nil
		}
		msg := &types.MsgRetractUnit{Operator: u.Operator, Job: u.Job, Round: u.Round, Slot: u.Slot}
		return msg.Operator, msg, func(ctx context.Context) error { _, err := f.server.RetractUnit(ctx, msg); return err }
	})
}

// ConfessUnit withdraws a unit later.
func (f Factory) ConfessUnit() simsx.SimMsgFactoryFn[*types.MsgConfessUnit] {
	return factory(f, func(d *draw) (string, *types.MsgConfessUnit, tryFn) {
		u, ok := pick(d, d.state.Units, func(u *types.Unit) bool { return u.Status == types.UNIT_STATUS_COMMITTED })
		if !ok {
			return "", nil, nil
		}
		msg := &types.MsgConfessUnit{Operator: u.Operator, Job: u.Job, Round: u.Round, Slot: u.Slot}
		return msg.Operator, msg, func(ctx context.Context) error { _, err := f.server.ConfessUnit(ctx, msg); return err }
	})
}

// Witness states that an operator holds every delta of a round.
func (f Factory) Witness() simsx.SimMsgFactoryFn[*types.MsgWitness] {
	return factory(f, func(d *draw) (string, *types.MsgWitness, tryFn) {
		r, ok := pick(d, d.state.Rounds, func(r *types.Round) bool { return r.Phase == types.ROUND_PHASE_WITNESSING })
		if !ok {
			return "", nil, nil
		}
		s, ok := pick(d, d.state.Slots, func(s *types.Slot) bool { return s.Job == r.Job && s.FirstRound <= r.Number })
		if !ok {
			return "", nil, nil
		}
		msg := &types.MsgWitness{Operator: s.Operator, Job: r.Job, Round: r.Number, Deltas: r.Summable()}
		return msg.Operator, msg, func(ctx context.Context) error { _, err := f.server.Witness(ctx, msg); return err }
	})
}

// PostOuter claims the state after a round.
func (f Factory) PostOuter() simsx.SimMsgFactoryFn[*types.MsgPostOuter] {
	return factory(f, func(d *draw) (string, *types.MsgPostOuter, tryFn) {
		s, ok := pick(d, d.state.Slots, func(s *types.Slot) bool { return d.job(s.Job).Round > 0 })
		if !ok {
			return "", nil, nil
		}
		round := d.job(s.Job).Round - uint64(d.data.Rand().Intn(2))
		sp, err := f.keeper.Spec(d.ctx, s.Job)
		if err != nil {
			d.reporter.Fail(err)
			return "", nil, nil
		}
		sizes, err := types.SizesOf(&sp)
		if err != nil {
			d.reporter.Fail(err)
			return "", nil, nil
		}
		id := commit.ID{Digest: commit.Sum([]byte("claimed")), Size: sizes.Base}
		msg := &types.MsgPostOuter{Operator: s.Operator, Job: s.Job, Round: round, Id: types.WireID(id)}
		return msg.Operator, msg, func(ctx context.Context) error { _, err := f.server.PostOuter(ctx, msg); return err }
	})
}

// PostEvaluation states a validation loss.
func (f Factory) PostEvaluation() simsx.SimMsgFactoryFn[*types.MsgPostEvaluation] {
	return factory(f, func(d *draw) (string, *types.MsgPostEvaluation, tryFn) {
		r, ok := pick(d, d.state.Rounds, func(r *types.Round) bool { return r.Number > 1 && r.Base != nil })
		if !ok {
			return "", nil, nil
		}
		s, ok := pick(d, d.state.Slots, func(s *types.Slot) bool { return s.Job == r.Job })
		if !ok {
			return "", nil, nil
		}
		sp, err := f.keeper.Spec(d.ctx, r.Job)
		if err != nil {
			d.reporter.Fail(err)
			return "", nil, nil
		}
		losses := bytes.Repeat(commit.LossOut(0x40000000), int(types.EvaluationBatches(&sp)))
		msg := &types.MsgPostEvaluation{Operator: s.Operator, Job: r.Job, Round: r.Number - 1, Losses: losses}
		return msg.Operator, msg, func(ctx context.Context) error { _, err := f.server.PostEvaluation(ctx, msg); return err }
	})
}

// CompleteJob states a finished job's outcome.
func (f Factory) CompleteJob() simsx.SimMsgFactoryFn[*types.MsgCompleteJob] {
	return factory(f, func(d *draw) (string, *types.MsgCompleteJob, tryFn) {
		s, ok := pick(d, d.state.Slots, func(s *types.Slot) bool { return d.job(s.Job).Status == types.JOB_STATUS_RUNNING })
		if !ok {
			return "", nil, nil
		}
		msg := &types.MsgCompleteJob{
			Operator: s.Operator, Job: s.Job, Outer: types.WireID(outcomeID(s.Job, "outer")), Result: types.WireID(outcomeID(s.Job, "result")),
		}
		return msg.Operator, msg, func(ctx context.Context) error { _, err := f.server.CompleteJob(ctx, msg); return err }
	})
}

func outcomeID(job uint64, what string) commit.ID {
	return commit.ID{Digest: commit.Sum(fmt.Appendf(nil, "%s/%d", what, job)), Size: 1 << 20}
}
