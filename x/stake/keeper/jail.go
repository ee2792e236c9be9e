// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/gogoproto/proto"

	"github.com/weft-network/weft/x/stake/types"
)

// Jail keeps a provider from new work until it unjails, which it may from untilHeight on, but not before jail_blocks have
// passed. A second jailing can only make the time longer. Locks and duties under way stay as they are.
func (k Keeper) Jail(ctx context.Context, operator sdk.AccAddress, reason types.SlashReason, untilHeight int64) error {
	if err := types.ValidateReason(reason); err != nil {
		return err
	}
	stake, err := k.Stake(ctx, operator)
	if err != nil {
		return err
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	untilHeight = max(untilHeight, height(ctx)+int64(params.JailBlocks))
	if stake.Jailed {
		untilHeight = max(untilHeight, stake.JailedUntil)
	}
	stake.Jailed, stake.JailedUntil, stake.JailReason = true, untilHeight, reason
	if err := k.stakes.Set(ctx, operator, stake); err != nil {
		return err
	}
	if err := emit(ctx, &types.EventJailed{Operator: k.text(operator), Reason: reason, UntilHeight: untilHeight}); err != nil {
		return err
	}
	return (*k.hooks).AfterJailed(ctx, operator)
}

// emit adds a typed event to the block.
func emit(ctx context.Context, event proto.Message) error {
	return sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(event)
}
