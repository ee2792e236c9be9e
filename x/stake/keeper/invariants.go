// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"bytes"
	"context"
	"errors"

	"cosmossdk.io/collections"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/stake/types"
)

// CheckInvariants reads the whole state and returns the first contradiction, as ErrInvariant:
//   - every record is one that genesis would accept; a provider's locked is the sum of its locks and at most its bonded,
//     its unbonding the sum of its unbondings;
//   - every unbonding has its key in the queue and every key of the queue its unbonding;
//   - the VRF key table holds the keys of the profiles and no others;
//   - the pool is the sum over the providers;
//   - the module's account holds what is bonded and unbonding.
//
// It is for tests, simulations and debug commands: its cost grows with the state.
func (k Keeper) CheckInvariants(ctx context.Context) error {
	g, err := k.ExportGenesis(ctx)
	if err != nil {
		return types.ErrInvariant.Wrap(err.Error())
	}
	if err := g.Validate(k.AddressCodec); err != nil {
		return types.ErrInvariant.Wrap(err.Error())
	}
	if err := k.checkProfiles(ctx, len(g.Providers)); err != nil {
		return err
	}
	if err := k.checkQueue(ctx, len(g.Unbondings)); err != nil {
		return err
	}
	want, err := k.Pool(ctx)
	if err != nil {
		return types.ErrInvariant.Wrap(err.Error())
	}
	if pool := g.Pool(); !pool.Bonded.Equal(want.Bonded) || !pool.Locked.Equal(want.Locked) ||
		!pool.Unbonding.Equal(want.Unbonding) || pool.Providers != want.Providers {
		return types.ErrInvariant.Wrapf("pool is %v, providers sum to %v", want, pool)
	}
	return k.checkBalance(ctx, want, types.ErrInvariant.Wrap)
}

// checkProfiles checks that there are as many profiles as stakes and that the VRF key table follows from the profiles.
func (k Keeper) checkProfiles(ctx context.Context, providers int) error {
	keys := 0
	err := k.profiles.Walk(ctx, nil, func(operator sdk.AccAddress, p types.Profile) (bool, error) {
		providers--
		if len(p.VrfKey) == 0 {
			return false, nil
		}
		keys++
		owner, err := k.vrfKeys.Get(ctx, p.VrfKey)
		if err != nil || !bytes.Equal(owner, operator) {
			return true, types.ErrInvariant.Wrapf("VRF key %x of %s belongs to %s in the table (%v)", p.VrfKey, k.text(operator), k.text(owner), err)
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	if providers != 0 {
		return types.ErrInvariant.Wrapf("%d more stakes than profiles", providers)
	}
	return count(ctx, k.vrfKeys, keys, "VRF keys")
}

// checkQueue checks that the queue and the unbondings name each other.
func (k Keeper) checkQueue(ctx context.Context, unbondings int) error {
	err := k.queue.Walk(ctx, nil, func(key collections.Pair[int64, uint64], operator sdk.AccAddress) (bool, error) {
		entry, err := k.unbondings.Get(ctx, collections.Join(operator, key.K2()))
		if errors.Is(err, collections.ErrNotFound) || err == nil && entry.CompletionHeight != key.K1() {
			return true, types.ErrInvariant.Wrapf("queue has unbonding %d at height %d, the unbonding is at %d", key.K2(), key.K1(), entry.CompletionHeight)
		}
		return false, err
	})
	if err != nil {
		return err
	}
	// Ids are unique, so equal counts and queue keys that all lead to an unbonding mean that none lacks its key.
	return count(ctx, k.queue, unbondings, "queue keys")
}

// count checks the size of a table.
func count[K, V any](ctx context.Context, table collections.Map[K, V], want int, what string) error {
	n := 0
	err := table.Walk(ctx, nil, func(K, V) (bool, error) { n++; return false, nil })
	if err != nil {
		return err
	}
	if n != want {
		return types.ErrInvariant.Wrapf("%d %s, records need %d", n, what, want)
	}
	return nil
}

// checkBalance compares the account's balance with the books.
func (k Keeper) checkBalance(ctx context.Context, pool types.Pool, fail func(string) error) error {
	balance := k.Bank.GetBalance(ctx, k.account, k.BondDenom).Amount
	if owed := pool.Bonded.Add(pool.Unbonding); !balance.Equal(owed) {
		return fail("module account holds " + balance.String() + k.BondDenom + ", bonded and unbonding are " + owed.String())
	}
	return nil
}
