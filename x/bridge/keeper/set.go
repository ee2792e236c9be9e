// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"slices"
	"time"

	"cosmossdk.io/collections"
	sdk "github.com/cosmos/cosmos-sdk/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/weft-network/weft/x/bridge/types"
)

// maxSetsAhead keeps the latest set within the window of nonces that the contract accepts.
const maxSetsAhead = 900

// members are the validators of now that have a key. Those without count in the total.
func (k *Keeper) members(ctx context.Context) ([]types.Member, error) {
	var list []types.Candidate
	var total int64
	var fault error
	unit := k.Staking.PowerReduction(ctx)
	err := k.Staking.IterateBondedValidatorsByPower(ctx, func(_ int64, v stakingtypes.ValidatorI) bool {
		power := v.GetConsensusPower(unit)
		total += power
		address, err := orZero(k.operators.Get(ctx, v.GetOperator()))
		if err != nil {
			fault = err
			return true
		}
		if len(address) > 0 {
			list = append(list, types.Candidate{Operator: v.GetOperator(), Address: address, Power: power})
		}
		return false
	})
	if err == nil {
		err = fault
	}
	return types.Members(list, total), err
}

// checkSet makes a set when the powers have moved, or when the latest one is old.
func (k *Keeper) checkSet(ctx context.Context) error {
	s, err := k.state.Get(ctx)
	if err != nil || s.Set == 0 || height(ctx)-s.CheckedHeight < types.SetCheckBlocks || s.LatestSet-s.Set >= maxSetsAhead {
		return err
	}
	s.CheckedHeight = height(ctx)
	if err := k.state.Set(ctx, s); err != nil {
		return err
	}
	members, err := k.members(ctx)
	if err != nil || types.CheckMembers(members) != nil {
		return err // too many validators have no key; the contract would refuse the set
	}
	latest, err := k.sets.Get(ctx, s.LatestSet)
	if err != nil {
		return err
	}
	p, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	moved := types.Moved(latest.Members, members)*types.BasisPoints > types.TotalPower*uint64(p.SetMove)
	if !moved && height(ctx)-latest.Height < int64(p.SetBlocks) {
		return nil
	}
	return k.makeSet(ctx, s, members)
}

// makeSet has a set signed in the place of the one that waits, if one does.
func (k *Keeper) makeSet(ctx context.Context, s types.State, members []types.Member) error {
	before, err := k.sets.Get(ctx, s.LatestSet)
	if err != nil {
		return err
	}
	if has, err := k.orders.Has(ctx, before.Order); err != nil {
		return err
	} else if has {
		// What was signed of it stays good on Ethereum: its record stays too.
		if err := k.drop(ctx, before.Order); err != nil {
			return err
		}
	}
	set := types.Set{Nonce: s.LatestSet + 1, Members: members, Height: height(ctx)}
	if set.Order, err = k.order(ctx, types.ORDER_KIND_SET, types.SetWords(set), 0); err != nil {
		return err
	}
	if err := k.sets.Set(ctx, set.Nonce, set); err != nil {
		return err
	}
	if err := k.change(ctx, func(s *types.State) { s.LatestSet = set.Nonce }); err != nil {
		return err
	}
	return emit(ctx, &types.EventSetMade{Nonce: set.Nonce, Order: set.Order})
}

// confirmSet follows the contract to another set.
func (k *Keeper) confirmSet(ctx context.Context, e types.SetUpdated) error {
	s, err := k.state.Get(ctx)
	if err != nil {
		return err
	}
	first := s.Set == 0
	if first {
		if err := k.adopt(ctx, e); err != nil {
			return err
		}
		s.LatestSet = e.Set
	} else {
		set, err := orZero(k.sets.Get(ctx, e.Set))
		if err != nil {
			return err
		}
		if e.Set <= s.Set || !slices.Equal(types.Packed(set.Members), e.Words) {
			return types.ErrContradiction.Wrapf("the contract took set %d, which the chain did not make like that", e.Set)
		}
		if err := k.retire(ctx, e.Set); err != nil {
			return err
		}
	}
	s.Set = e.Set
	if err := k.state.Set(ctx, s); err != nil {
		return err
	}
	if err := k.renew(ctx, e.Set); err != nil {
		return err
	}
	if first {
		if err := k.listAll(ctx); err != nil {
			return err
		}
	}
	return emit(ctx, &types.EventSetConfirmed{Nonce: e.Set})
}

// adopt takes the set that the contract was deployed with. Governance chose the contract; its validators must be this chain's.
func (k *Keeper) adopt(ctx context.Context, e types.SetUpdated) error {
	set := types.Set{Nonce: e.Set, Height: height(ctx)}
	for _, w := range e.Words {
		address, power, err := types.Unpack(w)
		if err != nil {
			return err
		}
		key, err := orZero(k.keys.Get(ctx, address))
		if err != nil {
			return err
		}
		if key.Operator == "" || key.Revoked {
			return types.ErrContradiction.Wrapf("the contract was deployed with %x, which is no validator's key", address)
		}
		set.Members = append(set.Members, types.Member{Operator: key.Operator, Address: address, Power: power})
	}
	if err := types.CheckMembers(set.Members); err != nil {
		return err
	}
	if e.Set == 0 {
		return types.ErrContradiction.Wrap("the contract was deployed with a set of nonce 0; sets begin at 1")
	}
	return k.sets.Set(ctx, set.Nonce, set)
}

// retire notes that sets before one have no say on Ethereum any more.
func (k *Keeper) retire(ctx context.Context, before uint64) error {
	var old []types.Set
	err := k.sets.Walk(ctx, new(collections.Range[uint64]).EndExclusive(before).Descending(), func(_ uint64, set types.Set) (bool, error) {
		if set.Retired != 0 {
			return true, nil // and so are those before
		}
		old = append(old, set)
		return false, nil
	})
	if err != nil {
		return err
	}
	for _, set := range old {
		set.Retired = max(1, sdk.UnwrapSDKContext(ctx).BlockTime().Unix())
		if err := k.sets.Set(ctx, set.Nonce, set); err != nil {
			return err
		}
	}
	return nil
}

// forget removes the oldest set once nobody can be slashed for it, with the digests that it was to sign.
func (k *Keeper) forget(ctx context.Context) error {
	oldest, err := k.oldest(ctx)
	if err != nil || oldest.Retired == 0 {
		return err
	}
	hold, err := k.Staking.UnbondingTime(ctx)
	if err != nil || sdk.UnwrapSDKContext(ctx).BlockTime().Unix() <= oldest.Retired+int64(hold/time.Second) {
		return err
	}
	var digests []digestKey
	err = k.ordered.Walk(ctx, collections.NewPrefixedPairRange[uint64, []byte](oldest.Nonce), func(key digestKey) (bool, error) {
		digests = append(digests, key)
		return len(digests) == types.DueItemsPerBlock, nil
	})
	if err != nil {
		return err
	}
	for _, d := range digests {
		if err := k.ordered.Remove(ctx, d); err != nil {
			return err
		}
	}
	if len(digests) == types.DueItemsPerBlock {
		return nil // the rest in later blocks
	}
	return k.sets.Remove(ctx, oldest.Nonce)
}

// oldest is the set that the chain has known for longest.
func (k *Keeper) oldest(ctx context.Context) (types.Set, error) {
	var out types.Set
	err := k.sets.Walk(ctx, nil, func(_ uint64, set types.Set) (bool, error) {
		out = set
		return true, nil
	})
	return out, err
}
