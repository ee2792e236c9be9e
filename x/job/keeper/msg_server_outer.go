// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/spec"
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
	if err := checkStates(msg); err != nil {
		return nil, err
	}
	c, err := k.mayClaim(ctx, msg)
	if err != nil {
		return nil, err
	}
	key := collections.Join3(msg.Job, msg.Round, []byte(operator))
	if err := k.notClaimed(ctx, key); err != nil {
		return nil, err
	}
	if err := k.backClaim(ctx, operator, &c); err != nil {
		return nil, err
	}
	if err := k.claims.Set(ctx, key, c); err != nil {
		return nil, err
	}
	j, err := k.Job(ctx, msg.Job)
	if err != nil {
		return nil, err
	}
	if err := k.lookAgain(ctx, &j, msg.Round, msg.Id, false); err != nil {
		return nil, err
	}
	return &types.MsgPostOuterResponse{}, emit(ctx, &types.EventOuterPosted{Job: msg.Job, Round: msg.Round, Operator: msg.Operator, Id: &msg.Id})
}

// notClaimed refuses a second claim of an operator. One that was dropped makes
// room: what is asked now is another state.
func (k *Keeper) notClaimed(ctx context.Context, key voiceKey) error {
	c, err := k.claims.Get(ctx, key)
	switch {
	case errors.Is(err, collections.ErrNotFound):
		return nil
	case err != nil:
		return err
	case c.Status == types.CLAIM_STATUS_DROPPED:
		return nil
	}
	return types.ErrClaimed.Wrapf("round %d of job %d, and the claim is %s", c.Round, c.Job, c.Status)
}

// backClaim locks the bond behind a claim, if that of a dropped one is not
// locked still.
func (k *Keeper) backClaim(ctx context.Context, operator sdk.AccAddress, c *types.OuterClaim) error {
	p, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	c.Bond, c.Height, c.Status = p.OuterBond, height(ctx), types.CLAIM_STATUS_LIVE
	lock := types.OuterLock(c.Job, c.Round)
	locked, err := k.stake.LockedAmount(ctx, operator, lock)
	if err != nil || locked.IsPositive() {
		return err
	}
	if err := k.stake.Lock(ctx, operator, lock, math.NewIntFromUint64(p.OuterBond)); err != nil {
		return err
	}
	return k.enqueue(ctx, types.Due{
		Height: height(ctx) + 1, Kind: types.DUE_KIND_UNLOCK, Job: c.Job, Round: c.Round + 1, Operator: c.Operator, Lock: lock,
	})
}

// checkStates checks the content ids that a claim names.
func checkStates(msg *types.MsgPostOuter) error {
	id, err := types.CommitID("id", &msg.Id)
	if err != nil {
		return err
	}
	for i := range msg.Folded {
		f, err := types.CommitID("folded", &msg.Folded[i])
		if err != nil {
			return err
		}
		if f.Size != id.Size {
			return types.ErrInvalidClaim.Wrapf("folded state %d has %d bytes, the last one %d; outer states of a job are equally long", i, f.Size, id.Size)
		}
	}
	return nil
}

// mayClaim checks that the state after this round is open to claims, and that
// the claim names a state for every outer step that leads to it.
func (k *Keeper) mayClaim(ctx context.Context, msg *types.MsgPostOuter) (types.OuterClaim, error) {
	c := types.OuterClaim{Job: msg.Job, Round: msg.Round, Operator: msg.Operator, Id: msg.Id, Folded: msg.Folded}
	j, err := k.Job(ctx, msg.Job)
	if err != nil {
		return c, err
	}
	if err := require(&j, types.JOB_STATUS_RUNNING); err != nil {
		return c, err
	}
	s, err := k.Spec(ctx, msg.Job)
	if err != nil {
		return c, err
	}
	if err := k.openToClaims(ctx, &j, &s, msg.Round); err != nil {
		return c, err
	}
	held, err := k.heldBy(ctx, msg.Operator, msg.Job)
	if err != nil {
		return c, err
	}
	if len(held) == 0 {
		return c, types.ErrNotHolder.Wrapf("%s holds no slot of job %d", msg.Operator, msg.Job)
	}
	slot, err := k.slot(ctx, msg.Job, held[0])
	if err != nil {
		return c, err
	}
	c.Slot, c.Tenancy = slot.Index, slot.FirstRound
	f, err := k.fold(ctx, &j, msg.Round)
	if err != nil {
		return c, err
	}
	switch n := f.Steps(); {
	case n == 0:
		return c, types.ErrInvalidClaim.Wrapf("nothing was summed since the base %x: it is the outer state after round %d, and nothing is to be claimed",
			f.Base.Digest, msg.Round)
	case n != len(msg.Folded)+1:
		return c, types.ErrInvalidClaim.Wrapf("%d states, want one for each of %d outer steps", len(msg.Folded)+1, n)
	case f.Base == nil && s.Init.Base != nil:
		return c, types.ErrUnprovable.Wrap("the first parameters are those of a file of another layout; what two thirds of the slots name is the base of round 1")
	}
	return c, k.notRefuted(ctx, &c)
}

// openToClaims checks that the outer state after a round is asked for: the next
// round has opened and is not FINAL, or all rounds have closed and the outcome
// is open.
func (k *Keeper) openToClaims(ctx context.Context, j *types.Job, s *spec.Spec, round uint64) error {
	if round == j.Round && finishing(j, s) {
		return nil
	}
	if round >= j.Round {
		return types.ErrRoundPhase.Wrapf("round %d of job %d is not followed by another yet; its outer state is asked for when the next one opens", round, j.Id)
	}
	next, err := k.Round(ctx, j.Id, round+1)
	if err != nil {
		return err
	}
	if next.Phase == types.ROUND_PHASE_FINAL || next.Void {
		return types.ErrTooLate.Wrapf("round %d is %s, void: %t; what it started from is settled", next.Number, next.Phase, next.Void)
	}
	return nil
}

// notRefuted refuses what was proven false already.
func (k *Keeper) notRefuted(ctx context.Context, c *types.OuterClaim) error {
	claims, err := k.claimsOf(ctx, c.Job, c.Round)
	if err != nil {
		return err
	}
	for i := range claims {
		if claims[i].Status == types.CLAIM_STATUS_FALSE && claims[i].SameAs(c) {
			return types.ErrInvalidClaim.Wrapf("the same was proven false of %s", claims[i].Operator)
		}
	}
	return nil
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
