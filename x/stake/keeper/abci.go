// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"
	"fmt"
	"math"

	"cosmossdk.io/collections"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/stake/types"
)

// dueUnbonding is a key of the queue with its operator.
type dueUnbonding struct {
	height   int64
	id       uint64
	operator sdk.AccAddress
}

// EndBlock pays unbondings whose time is over, at most DueItemsPerBlock, the earliest first. The rest stays in the queue
// for the next block. A payment that fails is put off by RetryBlocks and cannot stop another or the chain.
func (k Keeper) EndBlock(ctx context.Context) error {
	due, err := k.due(ctx)
	if err != nil {
		return err
	}
	sctx := sdk.UnwrapSDKContext(ctx)
	for _, item := range due {
		reason, err := k.isolated(sctx, func(cached sdk.Context) error { return k.complete(cached, item) })
		if err == nil {
			continue
		}
		postpone := func(cached sdk.Context) error { return k.postpone(cached, item, reason, err) }
		if _, err := k.isolated(sctx, postpone); err != nil {
			sctx.Logger().Error("unbonding cannot be put off", "module", types.ModuleName, "unbonding", item.id, "error", err)
		}
	}
	return nil
}

// due lists the first items of the queue that are due.
func (k Keeper) due(ctx context.Context) ([]dueUnbonding, error) {
	var due []dueUnbonding
	until := new(collections.Range[collections.Pair[int64, uint64]]).EndInclusive(collections.Join(height(ctx), uint64(math.MaxUint64)))
	err := k.queue.Walk(ctx, until, func(key collections.Pair[int64, uint64], operator sdk.AccAddress) (bool, error) {
		due = append(due, dueUnbonding{key.K1(), key.K2(), operator})
		return len(due) == types.DueItemsPerBlock, nil
	})
	return due, err
}

// isolated runs f on a copy of the state, which is kept only if f returns no error. A panic is an error: its text may
// differ between nodes, so it goes to the log and not into the event.
func (k Keeper) isolated(ctx sdk.Context, f func(sdk.Context) error) (reason types.FailReason, err error) {
	defer func() {
		if r := recover(); r != nil {
			ctx.Logger().Error("panic in end block", "module", types.ModuleName, "panic", fmt.Sprint(r))
			reason, err = types.FailReasonPanic, errors.New("panic, see the node's log")
		}
	}()
	cached, write := ctx.CacheContext()
	if err := f(cached); err != nil {
		return types.FailReasonRefused, err
	}
	write()
	return types.FailReasonUnspecified, nil
}

// complete pays one unbonding to its operator.
func (k Keeper) complete(ctx context.Context, item dueUnbonding) error {
	entry, err := k.unbonding(ctx, item.operator, item.id)
	if err != nil {
		return err
	}
	stake, err := k.Stake(ctx, item.operator)
	if err != nil {
		return err
	}
	amount := entry.Amount
	if err := k.reduceUnbonding(ctx, item.operator, &stake, entry, amount); err != nil {
		return err
	}
	if err := add(ctx, k.poolUnbonding, amount.Neg()); err != nil {
		return err
	}
	if err := k.stakes.Set(ctx, item.operator, stake); err != nil {
		return err
	}
	if err := k.Bank.SendCoinsFromModuleToAccount(ctx, types.ModuleName, item.operator, k.coins(amount)); err != nil {
		return err
	}
	return emit(ctx, &types.EventUnbondingCompleted{Operator: entry.Operator, UnbondingId: entry.Id, Amount: amount})
}

// postpone moves an unbonding that could not be paid to a later height. A key of the queue that leads to no unbonding,
// which the invariants exclude, is dropped: there is no money behind it.
func (k Keeper) postpone(ctx context.Context, item dueUnbonding, reason types.FailReason, cause error) error {
	if err := k.queue.Remove(ctx, collections.Join(item.height, item.id)); err != nil {
		return err
	}
	entry, err := k.unbonding(ctx, item.operator, item.id)
	if errors.Is(err, types.ErrUnbondingNotFound) {
		return emit(ctx, &types.EventItemFailed{Operator: k.text(item.operator), UnbondingId: item.id, Reason: reason, Error: cause.Error()})
	}
	if err != nil {
		return err
	}
	entry.CompletionHeight = height(ctx) + types.RetryBlocks
	entry.Attempts++
	if err := k.putUnbonding(ctx, item.operator, entry); err != nil {
		return err
	}
	return emit(ctx, &types.EventItemFailed{
		Operator: entry.Operator, UnbondingId: entry.Id, Reason: reason, Error: cause.Error(), RetryHeight: entry.CompletionHeight,
	})
}
