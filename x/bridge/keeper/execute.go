// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/bridge/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// execute does what an event of the contract means here.
func (k *Keeper) execute(ctx context.Context, nonce uint64, e types.EthereumEvent) error {
	body, err := e.Decode()
	if err != nil {
		return err
	}
	s, err := k.state.Get(ctx)
	if err != nil {
		return err
	}
	if _, isSet := body.(types.SetUpdated); s.Set == 0 && !isSet {
		return types.ErrContradiction.Wrapf("event %d is before the contract's set of validators", nonce)
	}
	switch b := body.(type) {
	case types.Deposited:
		return k.deposit(ctx, nonce, b)
	case types.BatchExecuted:
		return k.executed(ctx, b)
	case types.SetUpdated:
		return k.confirmSet(ctx, b)
	case types.Bounty:
		return k.note(ctx, b)
	}
	return types.ErrBadEvent.Wrapf("event %d of kind %d", nonce, e.Kind)
}

// deposit books what came into the contract. EndBlock credits it, as far as the cap of the window reaches.
func (k *Keeper) deposit(ctx context.Context, nonce uint64, d types.Deposited) error {
	t, l, err := k.tokenAt(ctx, d.Token)
	if err != nil {
		return err
	}
	if !d.Amount.IsPositive() {
		return types.ErrContradiction.Wrapf("deposit %d is of nothing", nonce)
	}
	if t.Kind == types.TOKEN_KIND_MINT {
		l.Outside = l.Outside.Sub(d.Amount)
	} else {
		l.Outside = l.Outside.Add(d.Amount)
	}
	if l.Outside.IsNegative() {
		return types.ErrContradiction.Wrapf("deposit %d burnt %s%s more than the contract minted", nonce, l.Outside.Neg(), t.Denom)
	}
	l.Delayed = l.Delayed.Add(d.Amount)
	if err := k.ledgers.Set(ctx, t.Denom, l); err != nil {
		return err
	}
	err = k.delayed.Set(ctx, collections.Join(t.Denom, nonce),
		types.Delayed{Nonce: nonce, Denom: t.Denom, Account: d.Account, Job: d.Job, Amount: d.Amount})
	if err != nil {
		return err
	}
	return emit(ctx, &types.EventDeposited{
		Nonce: nonce, From: d.From, Account: d.Account, Amount: sdk.Coin{Denom: t.Denom, Amount: d.Amount}, Job: d.Job,
	})
}

// creditAll credits deposits, the oldest of each token first, until the caps of the window are reached.
func (k *Keeper) creditAll(ctx context.Context) error {
	tokens, err := k.listed(ctx)
	if err != nil {
		return err
	}
	left := types.DueItemsPerBlock
	for _, t := range tokens {
		if left == 0 {
			return nil
		}
		done, err := k.creditToken(ctx, t, left)
		if err != nil {
			return err
		}
		left -= done
	}
	return nil
}

func (k *Keeper) creditToken(ctx context.Context, t types.Token, most int) (int, error) {
	var due []types.Delayed
	err := k.delayed.Walk(ctx, collections.NewPrefixedPairRange[string, uint64](t.Denom), func(_ tokenKey, d types.Delayed) (bool, error) {
		due = append(due, d)
		return len(due) == most, nil
	})
	if err != nil || len(due) == 0 {
		return 0, err
	}
	l, err := k.ledgers.Get(ctx, t.Denom)
	if err != nil {
		return 0, err
	}
	if err := k.roll(ctx, &l); err != nil {
		return 0, err
	}
	for i, d := range due {
		amount := math.MinInt(d.Amount, t.InCap.Sub(l.InUsed))
		if !amount.IsPositive() {
			return i, k.ledgers.Set(ctx, t.Denom, l)
		}
		l.InUsed, l.Delayed = l.InUsed.Add(amount), l.Delayed.Sub(amount)
		if err := k.credit(ctx, t, d, amount); err != nil {
			return i, err
		}
		if d.Amount = d.Amount.Sub(amount); d.Amount.IsPositive() {
			err = k.delayed.Set(ctx, collections.Join(t.Denom, d.Nonce), d)
		} else {
			err = k.delayed.Remove(ctx, collections.Join(t.Denom, d.Nonce))
		}
		if err != nil {
			return i, err
		}
	}
	return len(due), k.ledgers.Set(ctx, t.Denom, l)
}

// credit pays out a deposit, or a part of one. An account that cannot receive has given to the community: governance can give it back.
func (k *Keeper) credit(ctx context.Context, t types.Token, d types.Delayed, amount math.Int) error {
	coins := sdk.NewCoins(sdk.NewCoin(t.Denom, amount))
	if t.Kind == types.TOKEN_KIND_LOCK {
		if err := k.Bank.MintCoins(ctx, types.ModuleName, coins); err != nil {
			return err
		}
	}
	event := &types.EventCredited{Nonce: d.Nonce, Account: d.Account, Amount: coins[0], Job: d.Job}
	if try(ctx, func(ctx context.Context) error { return k.pay(ctx, d.Account, t.Denom, amount) }) != nil {
		event.Community = true
		if err := k.Community.FundCommunityPool(ctx, coins, moduleAddress()); err != nil {
			return err
		}
		return emit(ctx, event)
	}
	if d.Job > 0 && t.Kind == types.TOKEN_KIND_MINT {
		event.Funded = try(ctx, func(ctx context.Context) error { return k.fund(ctx, d, coins[0]) }) == nil
	}
	return emit(ctx, event)
}

// fund moves a deposit on into a job's escrow. A job that takes no money leaves it with the account.
func (k *Keeper) fund(ctx context.Context, d types.Delayed, amount sdk.Coin) error {
	funder, err := k.AddressCodec.BytesToString(d.Account)
	if err != nil {
		return err
	}
	_, err = k.Jobs.FundJob(ctx, &jobtypes.MsgFundJob{Funder: funder, Job: d.Job, Amount: amount})
	return err
}

// try does something whose failure leaves no trace.
func try(ctx context.Context, work func(context.Context) error) error {
	cached, write := sdk.UnwrapSDKContext(ctx).CacheContext()
	err := work(cached)
	if err == nil {
		write()
	}
	return err
}

// executed books a batch that the contract has paid. Those of the token before it never can be any more.
func (k *Keeper) executed(ctx context.Context, e types.BatchExecuted) error {
	t, l, err := k.tokenAt(ctx, e.Token)
	if err != nil {
		return err
	}
	b, err := k.batches.Get(ctx, collections.Join(t.Denom, e.Batch))
	if errors.Is(err, collections.ErrNotFound) {
		return types.ErrContradiction.Wrapf("the contract paid batch %d of %s, which the chain did not make or has given back", e.Batch, t.Denom)
	}
	if err != nil {
		return err
	}
	sum := b.Total.Add(b.Fee)
	l.Pending = l.Pending.Sub(sum)
	if t.Kind == types.TOKEN_KIND_MINT {
		l.Outside = l.Outside.Add(sum)
	} else {
		l.Outside = l.Outside.Sub(sum)
		if err := k.Bank.BurnCoins(ctx, types.ModuleName, sdk.NewCoins(sdk.NewCoin(t.Denom, sum))); err != nil {
			return err
		}
	}
	if err := k.ledgers.Set(ctx, t.Denom, l); err != nil {
		return err
	}
	for _, id := range b.Withdrawals {
		if err := k.withdrawals.Remove(ctx, id); err != nil {
			return err
		}
	}
	if err := k.endBatch(ctx, b); err != nil {
		return err
	}
	if err := k.killBefore(ctx, t.Denom, e.Batch); err != nil {
		return err
	}
	return emit(ctx, &types.EventBatchExecuted{Denom: t.Denom, Nonce: e.Batch, Relayer: e.Relayer})
}
