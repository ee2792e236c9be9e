// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/weft-network/weft/x/stake/types"
)

// InitGenesis loads a genesis. It refuses one that contradicts itself or the balance of the module's account.
func (k Keeper) InitGenesis(ctx context.Context, g types.GenesisState) error {
	if err := g.Validate(k.AddressCodec); err != nil {
		return err
	}
	// The account is made here, before anybody can make a plain account at its address.
	if account := k.Accounts.GetModuleAccount(ctx, types.ModuleName); account == nil || !account.HasPermission(authtypes.Burner) {
		return types.ErrBadGenesis.Wrapf("the application gives module account %s no permission to burn", types.ModuleName)
	}
	if err := k.params.Set(ctx, g.Params); err != nil {
		return err
	}
	if err := k.unbondingSeq.Set(ctx, g.NextUnbondingId); err != nil {
		return err
	}
	pool := g.Pool()
	if err := k.setPool(ctx, pool); err != nil {
		return err
	}
	for _, p := range g.Providers {
		if err := k.importProvider(ctx, p); err != nil {
			return err
		}
	}
	for _, lock := range g.Locks {
		operator, err := k.AddressCodec.StringToBytes(lock.Operator)
		if err != nil {
			return err
		}
		if err := k.locks.Set(ctx, collections.Join(sdk.AccAddress(operator), lock.Ref), lock.Amount); err != nil {
			return err
		}
	}
	for _, entry := range g.Unbondings {
		operator, err := k.AddressCodec.StringToBytes(entry.Operator)
		if err != nil {
			return err
		}
		if err := k.putUnbonding(ctx, operator, entry); err != nil {
			return err
		}
	}
	return k.checkBalance(ctx, pool, types.ErrBadGenesis.Wrap)
}

func (k Keeper) importProvider(ctx context.Context, p types.Provider) error {
	operator, err := k.AddressCodec.StringToBytes(p.Operator)
	if err != nil {
		return err
	}
	if len(p.Profile.VrfKey) > 0 {
		if err := k.vrfKeys.Set(ctx, p.Profile.VrfKey, operator); err != nil {
			return err
		}
	}
	if err := k.profiles.Set(ctx, operator, p.Profile); err != nil {
		return err
	}
	return k.stakes.Set(ctx, operator, p.Stake)
}

// ExportGenesis returns the whole state. Heights are absolute: a chain that starts from it starts above the last height.
func (k Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	params, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	next, err := k.unbondingSeq.Peek(ctx)
	if err != nil {
		return nil, err
	}
	g := &types.GenesisState{Params: params, NextUnbondingId: next}
	err = k.stakes.Walk(ctx, nil, func(operator sdk.AccAddress, _ types.Stake) (bool, error) {
		p, err := k.Provider(ctx, operator)
		g.Providers = append(g.Providers, p)
		return false, err
	})
	if err != nil {
		return nil, err
	}
	err = k.locks.Walk(ctx, nil, func(key collections.Pair[sdk.AccAddress, string], amount math.Int) (bool, error) {
		g.Locks = append(g.Locks, types.Lock{Operator: k.text(key.K1()), Ref: key.K2(), Amount: amount})
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	err = k.unbondings.Walk(ctx, nil, func(_ collections.Pair[sdk.AccAddress, uint64], entry types.Unbonding) (bool, error) {
		g.Unbondings = append(g.Unbondings, entry)
		return false, nil
	})
	return g, err
}

// Pool returns the sums over all providers.
func (k Keeper) Pool(ctx context.Context) (types.Pool, error) {
	var pool types.Pool
	for _, sum := range []struct {
		item collections.Item[math.Int]
		out  *math.Int
	}{{k.poolBonded, &pool.Bonded}, {k.poolLocked, &pool.Locked}, {k.poolUnbonding, &pool.Unbonding}} {
		amount, err := sum.item.Get(ctx)
		if errors.Is(err, collections.ErrNotFound) {
			amount, err = math.ZeroInt(), nil
		}
		if err != nil {
			return types.Pool{}, err
		}
		*sum.out = amount
	}
	count, err := k.providerCount.Get(ctx)
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return types.Pool{}, err
	}
	pool.Providers = count
	return pool, nil
}

func (k Keeper) setPool(ctx context.Context, pool types.Pool) error {
	if err := k.poolBonded.Set(ctx, pool.Bonded); err != nil {
		return err
	}
	if err := k.poolLocked.Set(ctx, pool.Locked); err != nil {
		return err
	}
	if err := k.poolUnbonding.Set(ctx, pool.Unbonding); err != nil {
		return err
	}
	return k.providerCount.Set(ctx, pool.Providers)
}
