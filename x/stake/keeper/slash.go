// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"cmp"
	"context"
	"slices"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/stake/types"
)

// Slash takes stake: from the lock, then from the free bond, then from the unbondings, latest completion first. It never
// touches another lock, which backs another duty. It pays the payouts from what it took and burns the rest, and returns
// what it took: the smaller of what was asked and what there was. A lock of which all was taken is gone.
func (k Keeper) Slash(ctx context.Context, s types.Slash) (math.Int, error) {
	if err := s.Validate(k.account); err != nil {
		return math.Int{}, err
	}
	stake, err := k.Stake(ctx, s.Operator)
	if err != nil {
		return math.Int{}, err
	}
	event := &types.EventSlashed{Operator: k.text(s.Operator), Reason: s.Reason, Ref: s.Ref, Asked: s.Amount}
	if event.FromLock, err = k.slashLock(ctx, s); err != nil {
		return math.Int{}, err
	}
	event.FromFree = math.MinInt(stake.Free(), s.Amount.Sub(event.FromLock))
	rest := s.Amount.Sub(event.FromLock).Sub(event.FromFree)
	if event.FromUnbonding, err = k.slashUnbondings(ctx, s.Operator, &stake, rest); err != nil {
		return math.Int{}, err
	}
	fromBond := event.FromLock.Add(event.FromFree)
	stake.Locked = stake.Locked.Sub(event.FromLock)
	stake.Bonded = stake.Bonded.Sub(fromBond)
	if err := k.stakes.Set(ctx, s.Operator, stake); err != nil {
		return math.Int{}, err
	}
	if err := add(ctx, k.poolLocked, event.FromLock.Neg()); err != nil {
		return math.Int{}, err
	}
	if err := add(ctx, k.poolBonded, fromBond.Neg()); err != nil {
		return math.Int{}, err
	}
	event.Taken = fromBond.Add(event.FromUnbonding)
	if event.Payouts, event.Burnt, err = k.payOut(ctx, s.Payouts, event.Taken); err != nil {
		return math.Int{}, err
	}
	return event.Taken, emit(ctx, event)
}

// slashLock takes from the lock that the slash names, if it is there.
func (k Keeper) slashLock(ctx context.Context, s types.Slash) (math.Int, error) {
	if s.Ref == "" {
		return math.ZeroInt(), nil
	}
	key := collections.Join(s.Operator, s.Ref)
	held, err := k.LockedAmount(ctx, s.Operator, s.Ref)
	if err != nil || held.IsZero() {
		return held, err
	}
	if s.Amount.LT(held) {
		return s.Amount, k.locks.Set(ctx, key, held.Sub(s.Amount))
	}
	return held, k.locks.Remove(ctx, key)
}

// slashUnbondings takes up to amount from the operator's unbondings, out of the sums of stake and of the pool. It reads all of them:
// there are at most max_unbondings.
func (k Keeper) slashUnbondings(ctx context.Context, operator sdk.AccAddress, stake *types.Stake, amount math.Int) (math.Int, error) {
	taken := math.ZeroInt()
	if amount.IsZero() || stake.Unbondings == 0 {
		return taken, nil
	}
	entries, err := k.unbondingsOf(ctx, operator)
	if err != nil {
		return math.Int{}, err
	}
	slices.SortFunc(entries, func(a, b types.Unbonding) int {
		return cmp.Or(cmp.Compare(b.CompletionHeight, a.CompletionHeight), cmp.Compare(b.Id, a.Id))
	})
	for _, entry := range entries {
		part := math.MinInt(entry.Amount, amount.Sub(taken))
		if part.IsZero() {
			break
		}
		taken = taken.Add(part)
		if err := k.reduceUnbonding(ctx, operator, stake, entry, part); err != nil {
			return math.Int{}, err
		}
	}
	return taken, add(ctx, k.poolUnbonding, taken.Neg())
}

// payOut sends the payouts from taken, in order, and burns the rest. A payment that the bank refuses is burnt: one bad
// recipient must not save the provider that is slashed.
func (k Keeper) payOut(ctx context.Context, payouts []types.Payout, taken math.Int) ([]types.SlashPayout, math.Int, error) {
	left, burnt := taken, math.ZeroInt()
	paid := make([]types.SlashPayout, len(payouts))
	for i, p := range payouts {
		part := math.MinInt(p.Amount, left)
		left = left.Sub(part)
		paid[i] = types.SlashPayout{Recipient: k.text(p.Recipient), Asked: p.Amount, Paid: part, Outcome: types.PayoutOutcomePaid}
		if part.LT(p.Amount) {
			paid[i].Outcome = types.PayoutOutcomeShort
		}
		if part.IsZero() {
			continue
		}
		cached, write := sdk.UnwrapSDKContext(ctx).CacheContext()
		if err := k.Bank.SendCoins(cached, k.account, p.Recipient, k.coins(part)); err != nil {
			burnt = burnt.Add(part)
			paid[i].Paid, paid[i].Outcome = math.ZeroInt(), types.PayoutOutcomeRefused
			continue
		}
		write()
	}
	burnt = burnt.Add(left)
	if burnt.IsZero() {
		return paid, burnt, nil
	}
	return paid, burnt, k.Bank.BurnCoins(ctx, types.ModuleName, k.coins(burnt))
}
