// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// RetractUnit implements types.MsgServer.
func (m msgServer) RetractUnit(ctx context.Context, msg *types.MsgRetractUnit) (*types.MsgRetractUnitResponse, error) {
	u, r, err := m.k.ownUnit(ctx, msg.Operator, msg.Job, msg.Round, msg.Slot)
	if err != nil {
		return nil, err
	}
	if r.Phase != types.ROUND_PHASE_TRAINING {
		return nil, types.ErrRoundPhase.Wrapf("round %d of job %d is %s; a unit can be retracted while TRAINING, and confessed after", r.Number, r.Job, r.Phase)
	}
	return &types.MsgRetractUnitResponse{}, m.k.withdraw(ctx, u, types.UNIT_STATUS_RETRACTED)
}

// ConfessUnit implements types.MsgServer: cheaper than being proven false, and
// only while nobody has challenged the unit.
func (m msgServer) ConfessUnit(ctx context.Context, msg *types.MsgConfessUnit) (*types.MsgConfessUnitResponse, error) {
	k := m.k
	u, r, err := k.ownUnit(ctx, msg.Operator, msg.Job, msg.Round, msg.Slot)
	if err != nil {
		return nil, err
	}
	if r.Phase == types.ROUND_PHASE_TRAINING {
		return nil, types.ErrRoundPhase.Wrapf("round %d of job %d is still TRAINING; retract the unit, that costs nothing", r.Number, r.Job)
	}
	end, err := k.LateEnd(ctx, u.Job, u.Round)
	if err != nil {
		return nil, err
	}
	if end != 0 && height(ctx) > end {
		return nil, types.ErrTooLate.Wrapf("the late window of round %d ended at height %d", u.Round, end)
	}
	open, err := k.disputes.ChallengeOpen(ctx, u.Job, u.Round, u.Slot)
	if err != nil {
		return nil, err
	}
	if open {
		return nil, types.ErrChallenged.Wrap("a game or a data request about the unit is open, or its round is being audited; a unit can be confessed before, or after")
	}
	return &types.MsgConfessUnitResponse{}, k.confess(ctx, u)
}

func (k *Keeper) confess(ctx context.Context, u types.Unit) error {
	p, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	lock := types.SlotLock(u.Job, u.Slot, u.Tenancy)
	if err := k.burnStake(ctx, u.Operator, lock, p.ConfessPenalty, staketypes.SlashReasonConfession); err != nil {
		return err
	}
	j, err := k.Job(ctx, u.Job)
	if err != nil {
		return err
	}
	if err := k.listRetraction(ctx, &j, &u); err != nil {
		return err
	}
	if err := k.setJob(ctx, &j); err != nil {
		return err
	}
	return k.withdraw(ctx, u, types.UNIT_STATUS_CONFESSED)
}

// ownUnit returns a unit that its trainer may still withdraw, and its round.
func (k *Keeper) ownUnit(ctx context.Context, operator string, job, round uint64, slot uint32) (types.Unit, types.Round, error) {
	u, err := k.Unit(ctx, job, round, slot)
	if err != nil {
		return u, types.Round{}, err
	}
	if u.Operator != operator {
		return u, types.Round{}, types.ErrNotHolder.Wrapf("the unit is %s's", u.Operator)
	}
	if !paysStill(u.Status) {
		return u, types.Round{}, types.ErrUnitStatus.Wrapf("unit is %s; there is nothing to withdraw", u.Status)
	}
	r, err := k.Round(ctx, job, round)
	return u, r, err
}
