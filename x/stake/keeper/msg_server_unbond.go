// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/stake/types"
)

// Unbond takes free stake out of the bond. It stays slashable until it is paid, unbonding_blocks later. What remains may
// be less than min_bond: the provider is then not active.
func (m msgServer) Unbond(ctx context.Context, msg *types.MsgUnbond) (*types.MsgUnbondResponse, error) {
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
	if free := stake.Free(); free.LT(msg.Amount.Amount) {
		return nil, types.ErrFreeStakeShort.Wrapf("%s asked, %s%s free, %s locked: wait until duties end, see weftd query stake locks",
			msg.Amount, free, m.BondDenom, stake.Locked)
	}
	params, err := m.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	if stake.Unbondings >= params.MaxUnbondings {
		return nil, types.ErrTooManyUnbondings.Wrapf("%d under way, at most %d: wait for one to complete, or cancel one and unbond the sum",
			stake.Unbondings, params.MaxUnbondings)
	}
	entry, err := m.startUnbonding(ctx, operator, &stake, unbondingStart{msg.Amount.Amount, params.UnbondingBlocks})
	if err != nil {
		return nil, err
	}
	return &types.MsgUnbondResponse{UnbondingId: entry.Id, CompletionHeight: entry.CompletionHeight}, m.stakes.Set(ctx, operator, stake)
}

// unbondingStart is what a new unbonding is made of.
type unbondingStart struct {
	amount math.Int
	blocks uint64
}

// startUnbonding moves free stake into a new unbonding. The caller stores stake.
func (k Keeper) startUnbonding(ctx context.Context, operator sdk.AccAddress, stake *types.Stake, start unbondingStart) (types.Unbonding, error) {
	id, err := k.unbondingSeq.Next(ctx)
	if err != nil {
		return types.Unbonding{}, err
	}
	entry := types.Unbonding{
		Id: id, Operator: k.text(operator), Amount: start.amount,
		CreatedHeight: height(ctx), CompletionHeight: height(ctx) + int64(start.blocks),
	}
	stake.Bonded = stake.Bonded.Sub(start.amount)
	stake.Unbonding = stake.Unbonding.Add(start.amount)
	stake.Unbondings++
	if err := k.putUnbonding(ctx, operator, entry); err != nil {
		return types.Unbonding{}, err
	}
	if err := add(ctx, k.poolBonded, start.amount.Neg()); err != nil {
		return types.Unbonding{}, err
	}
	if err := add(ctx, k.poolUnbonding, start.amount); err != nil {
		return types.Unbonding{}, err
	}
	return entry, emit(ctx, &types.EventUnbondingStarted{
		Operator: entry.Operator, UnbondingId: id, Amount: start.amount, CompletionHeight: entry.CompletionHeight,
	})
}
