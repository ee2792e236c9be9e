// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"fmt"

	"cosmossdk.io/collections"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/dispute/types"
)

const (
	// BlockItems is the most queue items that one block takes; the rest wait
	// for the next block, oldest first.
	BlockItems = 100
	// retryBlocks is how long a failed item waits before it is tried again.
	retryBlocks = 100
	// sweepGames and forgetRecords bound the work of one item, serveGames the
	// items that one post makes.
	sweepGames    = 20
	serveGames    = 8
	forgetRecords = 50
)

// EndBlock takes the items that are due.
func (k *Keeper) EndBlock(ctx context.Context) error {
	items, err := k.dueItems(ctx)
	if err != nil {
		return err
	}
	for _, d := range items {
		if err := k.due.Remove(ctx, d); err != nil {
			return err
		}
		if err := k.isolated(ctx, d); err != nil {
			if err := k.retry(ctx, d, err); err != nil {
				return err
			}
		}
	}
	return nil
}

// dueItems lists the oldest items whose height has come.
func (k *Keeper) dueItems(ctx context.Context) ([]dueKey, error) {
	rng := new(collections.Range[dueKey]).EndExclusive(collections.TriplePrefix[int64, int32, uint64](height(ctx) + 1))
	var out []dueKey
	err := k.due.Walk(ctx, rng, func(d dueKey) (bool, error) {
		out = append(out, d)
		return len(out) == BlockItems, nil
	})
	return out, err
}

// isolated runs one item so that its failure, a panic included, leaves no
// trace in the state.
func (k *Keeper) isolated(ctx context.Context, d dueKey) (err error) {
	cached, write := sdk.UnwrapSDKContext(ctx).CacheContext()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	if err := k.run(cached, d); err != nil {
		return err
	}
	write()
	return nil
}

// retry reports a failed item and schedules it again, so that neither the
// chain nor another game waits for it.
func (k *Keeper) retry(ctx context.Context, d dueKey, cause error) error {
	at := height(ctx) + retryBlocks
	err := emit(ctx, &types.EventItemFailed{Kind: types.DueKind(d.K2()), Id: d.K3(), Error: cause.Error(), RetryHeight: at})
	if err != nil {
		return err
	}
	return k.due.Set(ctx, collections.Join3(at, d.K2(), d.K3()))
}

// run does what an item is for. An item whose game or board has moved on does
// nothing.
func (k *Keeper) run(ctx context.Context, d dueKey) error {
	switch types.DueKind(d.K2()) {
	case types.DUE_KIND_CLOCK:
		return k.lookAtGame(ctx, d.K3())
	case types.DUE_KIND_SWEEP:
		return k.sweep(ctx, d.K3())
	case types.DUE_KIND_FORGET:
		return k.forget(ctx, d.K3())
	case types.DUE_KIND_BEACON, types.DUE_KIND_AUDIT, types.DUE_KIND_AUDIT_FORGET, types.DUE_KIND_ACTIVITY:
		return k.runAudit(ctx, d)
	case types.DUE_KIND_REQUEST:
		return k.lookAtRequest(ctx, d.K3())
	case types.DUE_KIND_PUNISH:
		return k.punishMore(ctx, d.K3())
	case types.DUE_KIND_FORGET_REQUEST:
		return k.forgetRequest(ctx, d.K3())
	default:
		return fmt.Errorf("queue item of kind %d", d.K2())
	}
}
