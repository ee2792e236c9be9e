// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"github.com/weft-network/weft/x/stake/types"
)

// CancelUnbond puts a part, or all, of an unbonding back into the bond. Unlike x/staking it allows this to a jailed
// provider: both sides of the move can be slashed alike, and the bond may be what it lacks to unjail.
func (m msgServer) CancelUnbond(ctx context.Context, msg *types.MsgCancelUnbond) (*types.MsgCancelUnbondResponse, error) {
	operator, err := m.operator(msg.Operator)
	if err != nil {
		return nil, err
	}
	if err := m.checkCoin(msg.Amount); err != nil {
		return nil, err
	}
	stake, err := m.Stake(ctx, operator)
	if err != nil {
		return nil, err
	}
	entry, err := m.unbonding(ctx, operator, msg.UnbondingId)
	if err != nil {
		return nil, err
	}
	amount := msg.Amount.Amount
	if entry.Amount.LT(amount) {
		return nil, types.ErrUnbondingShort.Wrapf("%s asked, unbonding %d holds %s%s", msg.Amount, entry.Id, entry.Amount, m.BondDenom)
	}
	if err := m.reduceUnbonding(ctx, operator, &stake, entry, amount); err != nil {
		return nil, err
	}
	stake.Bonded = stake.Bonded.Add(amount)
	if err := add(ctx, m.poolUnbonding, amount.Neg()); err != nil {
		return nil, err
	}
	if err := add(ctx, m.poolBonded, amount); err != nil {
		return nil, err
	}
	if err := m.stakes.Set(ctx, operator, stake); err != nil {
		return nil, err
	}
	return &types.MsgCancelUnbondResponse{}, emit(ctx, &types.EventUnbondingCancelled{
		Operator: entry.Operator, UnbondingId: entry.Id, Amount: amount,
	})
}
