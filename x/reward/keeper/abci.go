// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"fmt"

	"cosmossdk.io/collections"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/reward/types"
)

// EndBlock returns at most MaxDue unlocked share entries and, in the last
// block of an epoch, fixes its emission. No item can halt the chain.
func (k *Keeper) EndBlock(ctx context.Context) error {
	if err := k.returnShares(ctx); err != nil {
		return err
	}
	e, err := k.epoch.Get(ctx)
	if err != nil {
		return err
	}
	p, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	if height(ctx) < epochEnd(e, p) {
		return nil
	}
	return k.endEpoch(ctx, e, p)
}

// isolated runs an item so that its failure, panics included, changes nothing.
func isolated(ctx context.Context, item func(context.Context) error) (err error) {
	cached, write := sdk.UnwrapSDKContext(ctx).CacheContext()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	if err := item(cached); err != nil {
		return err
	}
	write()
	return nil
}

// returnShares gives shares back whose time in the unlock queue is over. An
// entry that fails is tried again after another unlock period.
func (k *Keeper) returnShares(ctx context.Context) error {
	due, err := k.dueUnlocks(ctx)
	if err != nil {
		return err
	}
	for _, key := range due {
		giveShares := func(ctx context.Context) error { return k.returnEntry(ctx, key) }
		if err := isolated(ctx, giveShares); err != nil {
			if err := k.putOff(ctx, key, err); err != nil {
				return err
			}
		}
	}
	return nil
}

// dueUnlocks reads the first entries of the queue up to this height.
func (k *Keeper) dueUnlocks(ctx context.Context) ([]dueKey, error) {
	until := collections.NewPrefixUntilTripleRange[int64, sdk.AccAddress, uint64](height(ctx))
	var due []dueKey
	err := k.unlockQueue.Walk(ctx, until, func(key dueKey) (bool, error) {
		due = append(due, key)
		return len(due) == types.MaxDue, nil
	})
	return due, err
}

// putOff moves a failed entry to a later height.
func (k *Keeper) putOff(ctx context.Context, key dueKey, cause error) error {
	p, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	u, err := k.takeUnlock(ctx, key)
	if err != nil {
		return err
	}
	u.Height = height(ctx) + int64(p.UnlockBlocks)
	if err := k.queueUnlock(ctx, key.K2(), u); err != nil {
		return err
	}
	return emit(ctx, &types.EventItemFailed{
		Queue: "unlock", Job: u.Job, Account: u.Owner, Height: u.Height, Error: cause.Error(),
	})
}
