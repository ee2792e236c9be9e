// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"fmt"

	"cosmossdk.io/collections"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/gogoproto/proto"

	"github.com/weft-network/weft/x/job/types"
)

// BlockItems is the most queue items that one block takes; the rest wait for
// the next block, oldest first.
const BlockItems = 100

// retryBlocks is how long a failed item waits before it is tried again.
const retryBlocks = 100

type protoEvent = proto.Message

// enqueue schedules an item.
func (k *Keeper) enqueue(ctx context.Context, d types.Due) error {
	seq, err := k.dueSeq.Next(ctx)
	if err != nil {
		return err
	}
	d.Sequence = seq
	if d.Deadline == 0 {
		d.Deadline = d.Height
	}
	return k.due.Set(ctx, collections.Join(d.Height, seq), d)
}

// EndBlock takes the items that are due.
func (k *Keeper) EndBlock(ctx context.Context) error {
	items, err := k.dueItems(ctx)
	if err != nil {
		return err
	}
	for _, d := range items {
		if err := k.due.Remove(ctx, collections.Join(d.Height, d.Sequence)); err != nil {
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
func (k *Keeper) dueItems(ctx context.Context) ([]types.Due, error) {
	rng := new(collections.Range[dueKey]).EndExclusive(collections.Join(height(ctx)+1, uint64(0)))
	it, err := k.due.Iterate(ctx, rng)
	if err != nil {
		return nil, err
	}
	defer it.Close()
	var out []types.Due
	for ; it.Valid() && len(out) < BlockItems; it.Next() {
		d, err := it.Value()
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

// isolated runs one item so that its failure, a panic included, leaves no
// trace in the state.
func (k *Keeper) isolated(ctx context.Context, d types.Due) (err error) {
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
// chain nor the other jobs wait for it.
func (k *Keeper) retry(ctx context.Context, d types.Due, cause error) error {
	at := height(ctx) + retryBlocks
	err := emit(ctx, &types.EventItemFailed{Kind: d.Kind, Job: d.Job, Round: d.Round, Error: cause.Error(), RetryHeight: at})
	if err != nil {
		return err
	}
	d.Height = at
	return k.enqueue(ctx, d)
}

// run does what an item is for. An item whose job has moved on does nothing.
func (k *Keeper) run(ctx context.Context, d types.Due) error {
	switch d.Kind {
	case types.DUE_KIND_WAIT:
		return k.endWait(ctx, d)
	case types.DUE_KIND_START:
		return k.start(ctx, d)
	case types.DUE_KIND_TRAINING:
		return k.endTraining(ctx, d)
	case types.DUE_KIND_WITNESS:
		return k.endWitnessing(ctx, d)
	case types.DUE_KIND_FINAL:
		return k.finish(ctx, d)
	case types.DUE_KIND_UNLOCK:
		return k.unlock(ctx, d)
	case types.DUE_KIND_OUTCOME:
		return k.countOutcome(ctx, d)
	case types.DUE_KIND_CONTEST:
		return k.endContest(ctx, d)
	case types.DUE_KIND_VOID:
		return k.takeBack(ctx, d.Job, d.Round)
	default:
		return fmt.Errorf("queue item of kind %d", d.Kind)
	}
}
