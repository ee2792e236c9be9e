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

// unbonding returns one unbonding of the operator, ErrUnbondingNotFound if it has none with that id.
func (k Keeper) unbonding(ctx context.Context, operator sdk.AccAddress, id uint64) (types.Unbonding, error) {
	entry, err := k.unbondings.Get(ctx, collections.Join(operator, id))
	if errors.Is(err, collections.ErrNotFound) {
		return types.Unbonding{}, types.ErrUnbondingNotFound.Wrapf("%d of %s: see weftd query stake unbondings", id, k.text(operator))
	}
	return entry, err
}

// unbondingsOf returns the operator's unbondings by id.
func (k Keeper) unbondingsOf(ctx context.Context, operator sdk.AccAddress) ([]types.Unbonding, error) {
	var entries []types.Unbonding
	err := k.unbondings.Walk(ctx, collections.NewPrefixedPairRange[sdk.AccAddress, uint64](operator),
		func(_ collections.Pair[sdk.AccAddress, uint64], entry types.Unbonding) (bool, error) {
			entries = append(entries, entry)
			return false, nil
		})
	return entries, err
}

// putUnbonding stores an unbonding with its queue key.
func (k Keeper) putUnbonding(ctx context.Context, operator sdk.AccAddress, entry types.Unbonding) error {
	if err := k.unbondings.Set(ctx, collections.Join(operator, entry.Id), entry); err != nil {
		return err
	}
	return k.queue.Set(ctx, collections.Join(entry.CompletionHeight, entry.Id), operator)
}

// reduceUnbonding takes amount out of an unbonding and of the operator's sums in stake. The caller stores stake and takes
// amount out of the pool. An unbonding that is empty is gone.
func (k Keeper) reduceUnbonding(ctx context.Context, operator sdk.AccAddress, stake *types.Stake, entry types.Unbonding, amount math.Int) error {
	entry.Amount = entry.Amount.Sub(amount)
	stake.Unbonding = stake.Unbonding.Sub(amount)
	if entry.Amount.IsPositive() {
		return k.unbondings.Set(ctx, collections.Join(operator, entry.Id), entry)
	}
	stake.Unbondings--
	if err := k.unbondings.Remove(ctx, collections.Join(operator, entry.Id)); err != nil {
		return err
	}
	return k.queue.Remove(ctx, collections.Join(entry.CompletionHeight, entry.Id))
}
