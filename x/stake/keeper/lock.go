// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/stake/types"
)

// Lock sets a part of the operator's free stake aside for a duty named ref. It does not ask whether the operator is
// active: a jailed provider must still be able to back its defence. See RequireActive.
func (k Keeper) Lock(ctx context.Context, operator sdk.AccAddress, ref string, amount math.Int) error {
	if err := types.ValidateRef(ref); err != nil {
		return err
	}
	if err := types.ValidateAmount(amount); err != nil {
		return err
	}
	stake, err := k.Stake(ctx, operator)
	if err != nil {
		return err
	}
	key := collections.Join(operator, ref)
	if exists, err := k.locks.Has(ctx, key); err != nil {
		return err
	} else if exists {
		return types.ErrLockExists.Wrapf("%s of %s: unlock it first", ref, k.text(operator))
	}
	if free := stake.Free(); free.LT(amount) {
		return types.ErrFreeStakeShort.Wrapf("%s needs %s%s for %s and has %s free: bond %s more",
			k.text(operator), amount, k.BondDenom, ref, free, amount.Sub(free))
	}
	stake.Locked = stake.Locked.Add(amount)
	if err := k.locks.Set(ctx, key, amount); err != nil {
		return err
	}
	if err := k.stakes.Set(ctx, operator, stake); err != nil {
		return err
	}
	if err := add(ctx, k.poolLocked, amount); err != nil {
		return err
	}
	return emit(ctx, &types.EventLocked{Operator: k.text(operator), Ref: ref, Amount: amount})
}

// Unlock ends a lock: what slashes left of it is free again. A lock that was slashed whole is gone and gives
// ErrLockNotFound: ask LockedAmount first where that can be.
func (k Keeper) Unlock(ctx context.Context, operator sdk.AccAddress, ref string) error {
	amount, err := k.LockedAmount(ctx, operator, ref)
	if err != nil {
		return err
	}
	if amount.IsZero() {
		return types.ErrLockNotFound.Wrapf("%q of %s", ref, k.text(operator))
	}
	stake, err := k.Stake(ctx, operator)
	if err != nil {
		return err
	}
	stake.Locked = stake.Locked.Sub(amount)
	if err := k.locks.Remove(ctx, collections.Join(operator, ref)); err != nil {
		return err
	}
	if err := k.stakes.Set(ctx, operator, stake); err != nil {
		return err
	}
	if err := add(ctx, k.poolLocked, amount.Neg()); err != nil {
		return err
	}
	return emit(ctx, &types.EventUnlocked{Operator: k.text(operator), Ref: ref, Amount: amount})
}

// LockedAmount returns what a lock holds: zero if there is no such lock, or if all of it was slashed.
func (k Keeper) LockedAmount(ctx context.Context, operator sdk.AccAddress, ref string) (math.Int, error) {
	amount, err := k.locks.Get(ctx, collections.Join(operator, ref))
	if errors.Is(err, collections.ErrNotFound) {
		return math.ZeroInt(), nil
	}
	return amount, err
}
