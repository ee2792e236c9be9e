// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
)

// committing is one commit on its way through the checks.
type committing struct {
	msg      *types.MsgCommitUnit
	operator sdk.AccAddress
	spec     *spec.Spec
	round    *types.Round
	slot     types.Slot
	claim    claimedUnit
}

// CommitUnit implements types.MsgServer.
func (m msgServer) CommitUnit(ctx context.Context, msg *types.MsgCommitUnit) (*types.MsgCommitUnitResponse, error) {
	k := m.k
	c, err := k.mayCommit(ctx, msg)
	if err != nil {
		return nil, err
	}
	consumeGas(ctx, commitGas(msg), "leaves of a commit")
	c.claim, err = checkCommit(sdk.UnwrapSDKContext(ctx).ChainID(), c.operator, c.spec, msg)
	if err != nil {
		return nil, err
	}
	if err := k.bind(ctx, c); err != nil {
		return nil, err
	}
	if c.round.TrainingDone() {
		return &types.MsgCommitUnitResponse{}, k.endPhaseNow(ctx, c.round, types.DUE_KIND_TRAINING)
	}
	return &types.MsgCommitUnitResponse{}, k.setRound(ctx, c.round)
}

// mayCommit checks that this operator may commit this slot now.
func (k *Keeper) mayCommit(ctx context.Context, msg *types.MsgCommitUnit) (*committing, error) {
	operator, err := k.operator(msg.Operator)
	if err != nil {
		return nil, err
	}
	r, err := k.Round(ctx, msg.Job, msg.Round)
	if err != nil {
		return nil, err
	}
	if r.Phase != types.ROUND_PHASE_TRAINING || height(ctx) > r.Deadline {
		return nil, types.ErrRoundPhase.Wrapf("round %d of job %d is %s with deadline %d at height %d; commit while TRAINING",
			r.Number, r.Job, r.Phase, r.Deadline, height(ctx))
	}
	s, err := k.Spec(ctx, msg.Job)
	if err != nil {
		return nil, err
	}
	slot, err := k.slot(ctx, msg.Job, msg.Slot)
	if err != nil {
		return nil, err
	}
	switch {
	case slot.Operator != msg.Operator:
		return nil, types.ErrNotHolder.Wrapf("slot %d of job %d is held by %s", msg.Slot, msg.Job, slot.Operator)
	case slot.FirstRound > r.Number || !commit.Bitmap(r.Active).Has(int(msg.Slot)):
		return nil, types.ErrNotActive.Wrapf("slot %d takes part from round %d on", msg.Slot, slot.FirstRound)
	case commit.Bitmap(r.Committed).Has(int(msg.Slot)):
		return nil, types.ErrCommitted.Wrapf("slot %d in round %d of job %d; a unit is committed once", msg.Slot, r.Number, r.Job)
	}
	return &committing{msg: msg, operator: operator, spec: &s, round: &r, slot: slot}, nil
}

// bind stores the unit, its place in the round and its pending pay.
func (k *Keeper) bind(ctx context.Context, c *committing) error {
	from, age, err := k.carried(ctx, &c.slot, c.spec)
	if err != nil {
		return err
	}
	u := types.Unit{
		Job: c.msg.Job, Round: c.msg.Round, Slot: c.msg.Slot, Operator: c.msg.Operator, Status: types.UNIT_STATUS_COMMITTED,
		Base: c.msg.Base, LeavesRoot: c.claim.leavesRoot[:], Anchors: c.msg.Anchors, Delta: c.msg.Delta, Norm: c.msg.Norm,
		Tokens: c.msg.Tokens, Steps: c.claim.steps, Diverged: c.claim.diverged, Loss: c.claim.loss, Height: height(ctx),
		FromRound: from, Age: age, Tenancy: c.slot.FirstRound,
	}
	if err := k.setUnit(ctx, &u); err != nil {
		return err
	}
	c.slot.LastCommit, c.slot.FromRound, c.slot.Age = u.Round, from, age
	if err := k.slots.Set(ctx, collections.Join(u.Job, u.Slot), c.slot); err != nil {
		return err
	}
	c.round.NameBase(int(u.Slot), u.Base)
	commit.Bitmap(c.round.Committed).Set(int(u.Slot))
	if u.Diverged {
		commit.Bitmap(c.round.Diverged).Set(int(u.Slot))
	}
	c.round.Loss += u.Loss
	if err := k.credit(ctx, c, &u); err != nil {
		return err
	}
	return emit(ctx, &types.EventUnitCommitted{
		Job: u.Job, Round: u.Round, Slot: u.Slot, Operator: u.Operator, Base: &u.Base, Delta: u.Delta,
		EndState: &u.Anchors[len(u.Anchors)-1], Diverged: u.Diverged, Loss: u.Loss,
	})
}

// credit promises the unit's pay: its price, or for a diverged unit the part
// of it that the steps up to the divergence make, the rest going back.
func (k *Keeper) credit(ctx context.Context, c *committing, u *types.Unit) error {
	price := math.NewIntFromUint64(c.spec.Price.Unit)
	part := func(whole math.Int) math.Int {
		return whole.MulRaw(int64(u.Steps)).QuoRaw(int64(c.spec.Inner.Steps))
	}
	amount := part(price)
	if err := k.release(ctx, u.Job, price.Sub(amount)); err != nil {
		return err
	}
	return k.reward.Credit(ctx, rewardtypes.Grant{
		Job: u.Job, Round: u.Round, Slot: u.Slot, Operator: c.operator, Amount: amount,
		Tokens: u.Tokens, Flops: part(math.NewIntFromBigInt(c.spec.UnitFLOP())),
	})
}

func consumeGas(ctx context.Context, amount uint64, what string) {
	sdk.UnwrapSDKContext(ctx).GasMeter().ConsumeGas(amount, what)
}
