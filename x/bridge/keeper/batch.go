// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/bridge/types"
)

// batchesOf returns the batches of a token that can still be executed, the oldest first.
func (k *Keeper) batchesOf(ctx context.Context, denom string) ([]types.Batch, error) {
	var out []types.Batch
	err := k.batches.Walk(ctx, collections.NewPrefixedPairRange[string, uint64](denom), func(_ tokenKey, b types.Batch) (bool, error) {
		out = append(out, b)
		return false, nil
	})
	return out, err
}

// makeBatches makes a batch of each token whose turn it is.
func (k *Keeper) makeBatches(ctx context.Context) error {
	p, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	tokens, err := k.listed(ctx)
	if err != nil {
		return err
	}
	for i, t := range tokens {
		if uint64(height(ctx))%p.BatchBlocks != uint64(i)%p.BatchBlocks {
			continue
		}
		if err := k.makeBatch(ctx, p, t); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) makeBatch(ctx context.Context, p types.Params, t types.Token) error {
	const kept = 4 // orders that only sets and listings take
	before, err := k.batchesOf(ctx, t.Denom)
	if err != nil {
		return err
	}
	orders, err := k.open(ctx)
	if err != nil || len(before) >= types.MaxOpenBatches || len(orders) >= types.MaxOpenOrders-kept {
		return err
	}
	list, err := k.waiting(ctx, t.Denom, int(p.BatchTransfers))
	if err != nil || len(list) == 0 {
		return err
	}
	l, err := k.ledgers.Get(ctx, t.Denom)
	if err != nil {
		return err
	}
	l.Batch++
	if err := k.ledgers.Set(ctx, t.Denom, l); err != nil {
		return err
	}
	deadline := uint64(max(0, sdk.UnwrapSDKContext(ctx).BlockTime().Unix())) + p.BatchTimeout
	b := types.Batch{Denom: t.Denom, Nonce: l.Batch, Deadline: deadline, Total: math.ZeroInt(), Fee: math.ZeroInt()}
	for i := range list {
		w := &list[i]
		w.Batch = b.Nonce
		b.Withdrawals, b.Total, b.Fee = append(b.Withdrawals, w.Id), b.Total.Add(w.Amount), b.Fee.Add(w.Fee)
		if err := k.queue.Remove(ctx, collections.Join(t.Denom, w.Id)); err != nil {
			return err
		}
		if err := k.withdrawals.Set(ctx, w.Id, *w); err != nil {
			return err
		}
	}
	if b.Order, err = k.order(ctx, types.ORDER_KIND_BATCH, types.BatchWords(t.Contract, b, list), 0); err != nil {
		return err
	}
	if err := k.batches.Set(ctx, collections.Join(t.Denom, b.Nonce), b); err != nil {
		return err
	}
	return emit(ctx, &types.EventBatchMade{Denom: t.Denom, Nonce: b.Nonce, Order: b.Order, Deadline: b.Deadline})
}

// waiting are the first withdrawals of a token that are in no batch.
func (k *Keeper) waiting(ctx context.Context, denom string, most int) ([]types.Withdrawal, error) {
	var ids []uint64
	err := k.queue.Walk(ctx, collections.NewPrefixedPairRange[string, uint64](denom), func(key tokenKey) (bool, error) {
		ids = append(ids, key.K2())
		return len(ids) == most, nil
	})
	if err != nil {
		return nil, err
	}
	out := make([]types.Withdrawal, len(ids))
	for i, id := range ids {
		if out[i], err = k.withdrawals.Get(ctx, id); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// endBatch removes a batch with its order.
func (k *Keeper) endBatch(ctx context.Context, b types.Batch) error {
	if err := k.drop(ctx, b.Order); err != nil {
		return err
	}
	return k.batches.Remove(ctx, collections.Join(b.Denom, b.Nonce))
}

// killBefore ends the batches of a token below a nonce: the contract never executes them after a later one.
func (k *Keeper) killBefore(ctx context.Context, denom string, nonce uint64) error {
	list, err := k.batchesOf(ctx, denom)
	if err != nil {
		return err
	}
	for _, b := range list {
		if b.Nonce < nonce {
			if err := k.kill(ctx, b); err != nil {
				return err
			}
		}
	}
	return nil
}

// killLate ends the batches whose deadline Ethereum has passed. Every event up to that time was executed here before, so that none of them
// was paid: the contract refuses a batch in a block whose time is not before its deadline.
func (k *Keeper) killLate(ctx context.Context) error {
	s, err := k.state.Get(ctx)
	if err != nil {
		return err
	}
	var late []types.Batch
	err = k.batches.Walk(ctx, nil, func(_ tokenKey, b types.Batch) (bool, error) {
		if b.Deadline <= s.EthTime {
			late = append(late, b)
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	for _, b := range late {
		if err := k.kill(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

// kill ends a batch that can never be executed, and queues its withdrawals to be given back.
func (k *Keeper) kill(ctx context.Context, b types.Batch) error {
	for _, id := range b.Withdrawals {
		if err := k.returns.Set(ctx, collections.Join(height(ctx), id)); err != nil {
			return err
		}
	}
	if err := k.endBatch(ctx, b); err != nil {
		return err
	}
	return emit(ctx, &types.EventBatchDead{Denom: b.Denom, Nonce: b.Nonce})
}

// returnAll gives back what is due. What cannot be paid is tried again.
func (k *Keeper) returnAll(ctx context.Context) error {
	var due []dueKey
	err := k.returns.Walk(ctx, collections.NewPrefixUntilPairRange[int64, uint64](height(ctx)), func(key dueKey) (bool, error) {
		due = append(due, key)
		return len(due) == types.DueItemsPerBlock, nil
	})
	if err != nil {
		return err
	}
	for _, key := range due {
		if err := k.returns.Remove(ctx, key); err != nil {
			return err
		}
		fault := try(ctx, func(ctx context.Context) error { return k.giveBack(ctx, key.K2()) })
		if fault == nil {
			continue
		}
		if err := k.returns.Set(ctx, collections.Join(height(ctx)+types.RetryBlocks, key.K2())); err != nil {
			return err
		}
		if err := emit(ctx, &types.EventReturnFailed{Id: key.K2(), Error: fault.Error()}); err != nil {
			return err
		}
	}
	return nil
}

// giveBack undoes a withdrawal. Its part of the cap stays used.
func (k *Keeper) giveBack(ctx context.Context, id uint64) error {
	w, err := k.withdrawals.Get(ctx, id)
	if err != nil {
		return err
	}
	sender, err := k.AddressCodec.StringToBytes(w.Sender)
	if err != nil {
		return err
	}
	l, err := k.ledgers.Get(ctx, w.Denom)
	if err != nil {
		return err
	}
	l.Pending = l.Pending.Sub(w.Total())
	if err := k.ledgers.Set(ctx, w.Denom, l); err != nil {
		return err
	}
	if err := k.withdrawals.Remove(ctx, id); err != nil {
		return err
	}
	if err := k.pay(ctx, sender, w.Denom, w.Total()); err != nil {
		return err
	}
	return emit(ctx, &types.EventWithdrawalReturned{Id: id, Sender: w.Sender, Amount: sdk.NewCoin(w.Denom, w.Total())})
}
