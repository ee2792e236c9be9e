// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/stake/types"
)

// Raw reaches into a keeper's store, to break it on purpose.
type Raw struct{ k Keeper }

// NewRaw returns the store of a keeper.
func NewRaw(k Keeper) Raw { return Raw{k} }

// SetStake overwrites a provider's stake.
func (r Raw) SetStake(ctx context.Context, operator sdk.AccAddress, s types.Stake) error {
	return r.k.stakes.Set(ctx, operator, s)
}

// SetProfile overwrites a provider's profile.
func (r Raw) SetProfile(ctx context.Context, operator sdk.AccAddress, p types.Profile) error {
	return r.k.profiles.Set(ctx, operator, p)
}

// SetVRFKey overwrites the owner of a VRF key.
func (r Raw) SetVRFKey(ctx context.Context, key []byte, operator sdk.AccAddress) error {
	return r.k.vrfKeys.Set(ctx, key, operator)
}

// SetLock overwrites a lock.
func (r Raw) SetLock(ctx context.Context, operator sdk.AccAddress, ref string, amount math.Int) error {
	return r.k.locks.Set(ctx, collections.Join(operator, ref), amount)
}

// Enqueue adds a key to the unbonding queue.
func (r Raw) Enqueue(ctx context.Context, height int64, id uint64, operator sdk.AccAddress) error {
	return r.k.queue.Set(ctx, collections.Join(height, id), operator)
}

// Dequeue removes a key of the unbonding queue.
func (r Raw) Dequeue(ctx context.Context, height int64, id uint64) error {
	return r.k.queue.Remove(ctx, collections.Join(height, id))
}

// Queued counts the keys of the unbonding queue.
func (r Raw) Queued(ctx context.Context) (n int, err error) {
	err = r.k.queue.Walk(ctx, nil, func(collections.Pair[int64, uint64], sdk.AccAddress) (bool, error) { n++; return false, nil })
	return n, err
}

// SetPoolBonded overwrites a sum of the pool.
func (r Raw) SetPoolBonded(ctx context.Context, amount math.Int) error {
	return r.k.poolBonded.Set(ctx, amount)
}
