// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/weft-network/weft/x/bridge/types"
)

func signature(order uint64, member uint32) signatureKey { return collections.Join(order, member) }

// judge slashes those who let the time to sign an order pass; one order in a block.
func (k *Keeper) judge(ctx context.Context) error {
	p, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	orders, err := k.open(ctx)
	if err != nil {
		return err
	}
	for _, o := range orders {
		if !o.Judged && height(ctx)-o.Height >= int64(p.SignBlocks) {
			o.Judged = true
			if err := k.orders.Set(ctx, o.Id, o); err != nil {
				return err
			}
			return k.judgeOrder(ctx, p, o)
		}
	}
	return nil
}

// judgeOrder slashes the members that did not sign, unless so many did not that the order cannot be executed: then the fault is a common
// one, and a bridge that takes stake from most validators at once would be worse than one that stands.
func (k *Keeper) judgeOrder(ctx context.Context, p types.Params, o types.Order) error {
	s, err := k.state.Get(ctx)
	if err != nil {
		return err
	}
	set, err := k.sets.Get(ctx, s.Set)
	if err != nil {
		return err
	}
	signed, err := k.signed(ctx, o.Id)
	if err != nil || types.PowerOf(set.Members, signed) <= types.Threshold || p.SlashMissing == 0 {
		return err
	}
	next := 0
	for i, m := range set.Members {
		if next < len(signed) && int(signed[next]) == i { // both rise
			next++
			continue
		}
		punished, err := k.slash(ctx, m.Operator, height(ctx), p.SlashMissing, true)
		if err != nil {
			return err
		}
		if !punished {
			continue
		}
		if err := emit(ctx, &types.EventSignerSlashed{Operator: m.Operator, Order: o.Id}); err != nil {
			return err
		}
	}
	return nil
}

// slash takes a part, in 1/10000, of the stake that stood behind a validator since a height. It reports false if there is none: the
// validator is gone, or, with bonded, validates no more.
func (k *Keeper) slash(ctx context.Context, operator string, since int64, part uint32, bonded bool) (bool, error) {
	v, ok, err := k.validator(ctx, operator)
	if err != nil || !ok || v.IsUnbonded() || bonded && !v.IsBonded() {
		return false, err
	}
	cons, err := v.GetConsAddr()
	if err != nil {
		return false, err
	}
	power := v.PotentialConsensusPower(k.Staking.PowerReduction(ctx))
	_, err = k.Staking.Slash(ctx, cons, since, power, math.LegacyNewDecWithPrec(int64(part), 4))
	return err == nil, err
}

// jail takes a validator out of the set of validators.
func (k *Keeper) jail(ctx context.Context, operator string) error {
	v, ok, err := k.validator(ctx, operator)
	if err != nil || !ok || v.IsJailed() || v.IsUnbonded() {
		return err
	}
	cons, err := v.GetConsAddr()
	if err != nil {
		return err
	}
	return k.Staking.Jail(ctx, cons)
}

func (k *Keeper) validator(ctx context.Context, operator string) (stakingtypes.Validator, bool, error) {
	address, err := k.ValidatorCodec.StringToBytes(operator)
	if err != nil {
		return stakingtypes.Validator{}, false, err
	}
	v, err := k.Staking.GetValidator(ctx, sdk.ValAddress(address))
	if errors.Is(err, stakingtypes.ErrNoValidatorFound) {
		return v, false, nil
	}
	return v, err == nil, err
}
