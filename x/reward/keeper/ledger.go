// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/gogoproto/proto"

	"github.com/weft-network/weft/x/reward/types"
)

func emit(ctx context.Context, e proto.Message) error {
	return sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(e)
}

// moved says in an event that money changed its place. Every change of a
// place's balance goes with exactly one of these; zero moves nothing.
func moved(ctx context.Context, e types.EventMoved) error {
	if e.Amount.IsZero() {
		return nil
	}
	return emit(ctx, &e)
}

func (k *Keeper) coins(amount math.Int) sdk.Coins {
	return sdk.NewCoins(sdk.NewCoin(k.bondDenom, amount))
}

func shareCoins(job, shares uint64) sdk.Coins {
	return sdk.NewCoins(sdk.NewCoin(types.ShareDenom(job), math.NewIntFromUint64(shares)))
}

// receive takes money of the bond denom from an account.
func (k *Keeper) receive(ctx context.Context, from sdk.AccAddress, amount math.Int) error {
	return k.bank.SendCoinsFromAccountToModule(ctx, from, types.ModuleName, k.coins(amount))
}

// send pays money of the bond denom to an account; zero pays nothing.
func (k *Keeper) send(ctx context.Context, to sdk.AccAddress, amount math.Int) error {
	if amount.IsZero() {
		return nil
	}
	return k.bank.SendCoinsFromModuleToAccount(ctx, types.ModuleName, to, k.coins(amount))
}

// mint makes money of the bond denom; zero makes nothing.
func (k *Keeper) mint(ctx context.Context, amount math.Int) error {
	if amount.IsZero() {
		return nil
	}
	return k.bank.MintCoins(ctx, types.ModuleName, k.coins(amount))
}

// burn destroys money of the bond denom; zero destroys nothing.
func (k *Keeper) burn(ctx context.Context, amount math.Int) error {
	if amount.IsZero() {
		return nil
	}
	return k.bank.BurnCoins(ctx, types.ModuleName, k.coins(amount))
}

// fund gives money of the bond denom to the community pool; zero gives
// nothing.
func (k *Keeper) fund(ctx context.Context, amount math.Int) error {
	if amount.IsZero() {
		return nil
	}
	return k.community.FundCommunityPool(ctx, k.coins(amount), k.module)
}

// updateTotals changes the sums over all jobs.
func (k *Keeper) updateTotals(ctx context.Context, change func(*types.Totals)) error {
	t, err := k.totals.Get(ctx)
	if err != nil {
		return err
	}
	change(&t)
	return k.totals.Set(ctx, t)
}
