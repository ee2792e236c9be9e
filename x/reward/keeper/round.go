// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/math"

	"github.com/weft-network/weft/x/reward/types"
)

// FinalizeRound makes the units of a round final, in time that does not depend
// on their number: what they were promised is owed, the job's vest clock goes
// on, their tokens and FLOP count. Held units wait for Unhold.
func (k *Keeper) FinalizeRound(ctx context.Context, job, round uint64) error {
	e, err := k.escrow(ctx, job)
	if err != nil {
		return err
	}
	r, err := k.round(ctx, job, round)
	if err != nil {
		return err
	}
	if r.Final() {
		return types.ErrRoundFinal.Wrapf("job %d round %d is final already", job, round)
	}
	w, err := k.work(ctx, job)
	if err != nil {
		return err
	}
	e.VestClock++
	r.FinalClock = e.VestClock
	if r.Grants > 0 {
		e.OpenRounds--
	}
	e.PendingGrants -= uint64(r.Grants - r.Aside)
	owe(&e, r.Amount)
	if w.Tokens, err = types.AddCount(w.Tokens, r.Tokens); err != nil {
		return err
	}
	if r.Epoch, err = k.countFlops(ctx, &w, r.Flops); err != nil {
		return err
	}
	if err := errors.Join(k.escrows.Set(ctx, job, e), k.setRound(ctx, r), k.works.Set(ctx, job, w)); err != nil {
		return err
	}
	err = moved(ctx, types.EventMoved{
		Reason: types.REASON_FINAL, From: types.PLACE_RESERVED, To: types.PLACE_OWED, Amount: r.Amount, Job: job, Round: round,
	})
	if err != nil {
		return err
	}
	return emit(ctx, &types.EventRoundFinalized{
		Job: job, Round: round, VestClock: e.VestClock, Grants: r.Grants, Aside: r.Aside,
		Tokens: r.Tokens, Flops: r.Flops, Epoch: r.Epoch,
	})
}

// finalizeLate makes one unit final whose round was finalised while it was
// held. The caller stores the grant.
func (k *Keeper) finalizeLate(ctx context.Context, e *types.Escrow, g *types.GrantState) error {
	w, err := k.work(ctx, g.Job)
	if err != nil {
		return err
	}
	g.FinalClock = e.VestClock
	e.PendingGrants--
	owe(e, g.Amount)
	if g.Epoch, err = k.countFlops(ctx, &w, g.Flops); err != nil {
		return err
	}
	if err := errors.Join(k.escrows.Set(ctx, g.Job, *e), k.works.Set(ctx, g.Job, w)); err != nil {
		return err
	}
	return moved(ctx, types.EventMoved{
		Reason: types.REASON_FINAL, From: types.PLACE_RESERVED, To: types.PLACE_OWED, Amount: g.Amount,
		Job: g.Job, Account: g.Operator, Round: g.Round, Slot: g.Slot,
	})
}

// owe moves money within an escrow from what is set aside to what is owed.
func owe(e *types.Escrow, amount math.Int) {
	e.Reserved, e.Pending = e.Reserved.Sub(amount), e.Pending.Sub(amount)
	e.Owed = e.Owed.Add(amount)
}
