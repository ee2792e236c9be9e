// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	"github.com/weft-network/weft/x/job/types"
)

// outcomeGas is charged for each held slot when the statements of a job's
// outcome are counted.
const outcomeGas = 1_000

// PostOuter implements types.MsgServer.
func (m msgServer) PostOuter(ctx context.Context, msg *types.MsgPostOuter) (*types.MsgPostOuterResponse, error) {
	k := m.k
	operator, err := k.operator(msg.Operator)
	if err != nil {
		return nil, err
	}
	if _, err := types.CommitID("id", &msg.Id); err != nil {
		return nil, err
	}
	r, err := k.mayClaim(ctx, msg)
	if err != nil {
		return nil, err
	}
	key := collections.Join3(msg.Job, msg.Round, []byte(operator))
	if has, err := k.claims.Has(ctx, key); err != nil || has {
		return nil, orElse(err, types.ErrClaimed.Wrapf("round %d of job %d", msg.Round, msg.Job))
	}
	p, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	lock := types.OuterLock(msg.Job, msg.Round)
	if err := k.stake.Lock(ctx, operator, lock, math.NewIntFromUint64(p.OuterBond)); err != nil {
		return nil, err
	}
	err = k.enqueue(ctx, types.Due{
		Height: max(r.FinalHeight, height(ctx)) + 1, Kind: types.DUE_KIND_UNLOCK, Job: msg.Job, Round: msg.Round, Operator: msg.Operator, Lock: lock,
	})
	if err != nil {
		return nil, err
	}
	claim := types.OuterClaim{Job: msg.Job, Round: msg.Round, Operator: msg.Operator, Id: msg.Id, Height: height(ctx), Bond: p.OuterBond}
	if err := k.claims.Set(ctx, key, claim); err != nil {
		return nil, err
	}
	return &types.MsgPostOuterResponse{}, emit(ctx, &types.EventOuterPosted{Job: msg.Job, Round: msg.Round, Operator: msg.Operator, Id: &msg.Id})
}

// mayClaim checks that the state after this round is still open to claims:
// the round has closed and the next one has not.
func (k *Keeper) mayClaim(ctx context.Context, msg *types.MsgPostOuter) (types.Round, error) {
	j, err := k.Job(ctx, msg.Job)
	if err != nil {
		return types.Round{}, err
	}
	if err := require(&j, types.JOB_STATUS_RUNNING, types.JOB_STATUS_PAUSED); err != nil {
		return types.Round{}, err
	}
	r, err := k.Round(ctx, msg.Job, msg.Round)
	if err != nil {
		return r, err
	}
	if r.Phase < types.ROUND_PHASE_AUDITING {
		return r, types.ErrRoundPhase.Wrapf("round %d of job %d is %s; its outer state follows when it has closed", r.Number, r.Job, r.Phase)
	}
	if j.Round > msg.Round {
		next, err := k.Round(ctx, msg.Job, msg.Round+1)
		if err != nil {
			return r, err
		}
		if next.Phase >= types.ROUND_PHASE_AUDITING {
			return r, types.ErrTooLate.Wrapf("round %d has closed on its base", next.Number)
		}
	}
	held, err := k.countSlots(ctx, msg.Operator, msg.Job)
	if err != nil {
		return r, err
	}
	if held == 0 {
		return r, types.ErrNotHolder.Wrapf("%s holds no slot of job %d", msg.Operator, msg.Job)
	}
	return r, nil
}

// CompleteJob implements types.MsgServer. When holders of two thirds of the
// slots have named the same outcome, the job is complete when the block ends.
func (m msgServer) CompleteJob(ctx context.Context, msg *types.MsgCompleteJob) (*types.MsgCompleteJobResponse, error) {
	k := m.k
	operator, err := k.operator(msg.Operator)
	if err != nil {
		return nil, err
	}
	if _, err := types.CommitID("outer", &msg.Outer); err != nil {
		return nil, err
	}
	if _, err := types.CommitID("result", &msg.Result); err != nil {
		return nil, err
	}
	j, err := k.Job(ctx, msg.Job)
	if err != nil {
		return nil, err
	}
	s, err := k.Spec(ctx, msg.Job)
	if err != nil {
		return nil, err
	}
	if !finishing(&j, &s) || j.FinalRounds < j.Round {
		return nil, types.ErrNotFinished.Wrapf("job %d is %s with %d of %d rounds FINAL", j.Id, j.Status, j.FinalRounds, s.Rounds.Rounds)
	}
	held, err := k.countSlots(ctx, msg.Operator, msg.Job)
	if err != nil {
		return nil, err
	}
	if held == 0 && msg.Operator != j.Submitter {
		return nil, types.ErrNotHolder.Wrapf("%s holds no slot of job %d and did not submit it", msg.Operator, msg.Job)
	}
	consumeGas(ctx, outcomeGas*uint64(s.Rounds.Slots), "count of outcomes")
	c := types.Completion{Job: msg.Job, Operator: msg.Operator, Outer: msg.Outer, Result: msg.Result}
	if err := k.completions.Set(ctx, collections.Join(msg.Job, []byte(operator)), c); err != nil {
		return nil, err
	}
	return &types.MsgCompleteJobResponse{}, k.countAtEnd(ctx, &j)
}

func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}
