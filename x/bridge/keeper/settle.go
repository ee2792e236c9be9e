// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	"github.com/weft-network/weft/x/bridge/types"
)

// A bounty waits in one queue from the first to the last, by the time on Ethereum at which something is to be done with it: be settled, have its
// signatures renewed, be closed, be forgotten.

// bounty returns a bounty that is known.
func (k *Keeper) bounty(ctx context.Context, id []byte) (types.Bounty, error) {
	b, err := k.bounties.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return b, types.ErrNoBounty.Wrapf("%x: see weftd query bridge bounties", id)
	}
	return b, err
}

// putOff stores a bounty, with the time of what is to be done next.
func (k *Keeper) putOff(ctx context.Context, b types.Bounty, due uint64) error {
	if err := k.bountyDues.Remove(ctx, collections.Join(b.Due, b.Id)); err != nil {
		return err
	}
	b.Due = due
	if err := k.bountyDues.Set(ctx, collections.Join(b.Due, b.Id)); err != nil {
		return err
	}
	return k.bounties.Set(ctx, b.Id, b)
}

// note records a bounty that a sponsor holds in escrow on Ethereum.
func (k *Keeper) note(ctx context.Context, b types.Bounty) error {
	has, err := k.bounties.Has(ctx, b.Id)
	if err != nil {
		return err
	}
	if has {
		return types.ErrContradiction.Wrapf("bounty %x was noted twice", b.Id)
	}
	if err := b.Validate(); err != nil {
		return types.ErrContradiction.Wrap(err.Error())
	}
	b.Bound = b.Job
	if err := k.putOff(ctx, b, b.RefundTime()); err != nil {
		return err
	}
	return emit(ctx, &types.EventBountyNoted{Bounty: b})
}

// settleAll does what is due with bounties. What has no room waits at the head of the queue.
func (k *Keeper) settleAll(ctx context.Context) error {
	s, err := k.state.Get(ctx)
	if err != nil {
		return err
	}
	room, err := k.finishSigned(ctx, s.Set)
	if err != nil {
		return err
	}
	var due [][]byte
	err = k.bountyDues.Walk(ctx, collections.NewPrefixUntilPairRange[uint64, []byte](s.EthTime), func(key bountyDueKey) (bool, error) {
		due = append(due, key.K2())
		return len(due) == types.DueItemsPerBlock, nil
	})
	if err != nil {
		return err
	}
	for _, id := range due {
		b, err := k.bounties.Get(ctx, id)
		if err != nil {
			return err
		}
		if err := k.settleDue(ctx, s, b, &room); err != nil {
			return err
		}
	}
	return nil
}

// settleDue does what is due with one bounty; room is how many orders may still be opened.
func (k *Keeper) settleDue(ctx context.Context, s types.State, b types.Bounty, room *int) error {
	switch refund := b.RefundTime(); {
	case s.EthTime >= refund:
		return k.closeBounty(ctx, s, b)
	case b.Order == 0:
		if *room == 0 {
			return nil
		}
		*room--
		return k.fix(ctx, s, b)
	default:
		o, err := orZero(k.settlements.Get(ctx, b.Order))
		if err != nil {
			return err
		}
		if o.Id != 0 && o.Signed != s.Set {
			if *room == 0 {
				return nil
			}
			*room--
			if err := k.reopen(ctx, s, o); err != nil {
				return err
			}
		}
		return k.putOff(ctx, b, min(s.EthTime+types.RenewDelay, refund))
	}
}

// fix ends the claims of a bounty and has its settlement signed. From then on nothing of it changes: no bounty has two settlements.
func (k *Keeper) fix(ctx context.Context, s types.State, b types.Bounty) error {
	p, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	root := b.PeaksRoot()
	b.Root, b.Peaks = root[:], nil
	words := types.SettlementWords(types.Settlement{
		Target: types.Escrow(p.Contract), Bounty: b.Id, Spec: b.Spec, Root: b.Root, Awarded: b.Awarded, Model: b.Model,
	})
	if b.Order, err = k.order(ctx, types.ORDER_KIND_SETTLEMENT, words, 0); err != nil {
		return err
	}
	if err := k.putOff(ctx, b, min(s.EthTime+types.RenewDelay, b.RefundTime())); err != nil {
		return err
	}
	return emit(ctx, &types.EventBountyFixed{Bounty: b.Id, Root: b.Root, Claims: b.Claims, Awarded: b.Awarded, Model: b.Model, Order: b.Order})
}

// finishSigned takes settlements that more than two thirds have signed out of what is being signed, and returns how many others there is room for.
// The contract has no event that tells of a settlement: an order that waited for it would be in the way of batches for as long as a bounty lasts.
func (k *Keeper) finishSigned(ctx context.Context, set uint64) (room int, err error) {
	const kept = 4 // orders that only sets and listings take
	orders, err := k.open(ctx)
	if err != nil {
		return 0, err
	}
	total, settlements := len(orders), 0
	for _, o := range orders {
		if o.Kind != types.ORDER_KIND_SETTLEMENT {
			continue
		}
		done, err := k.finish(ctx, o, set)
		if err != nil {
			return 0, err
		}
		if done {
			total--
		} else {
			settlements++
		}
	}
	return max(0, min(types.MaxOpenSettlements-settlements, types.MaxOpenOrders-kept-total)), nil
}

func (k *Keeper) finish(ctx context.Context, o types.Order, nonce uint64) (bool, error) {
	set, err := k.sets.Get(ctx, nonce)
	if err != nil {
		return false, err
	}
	members, err := k.signed(ctx, o.Id)
	if err != nil || types.PowerOf(set.Members, members) <= types.Threshold {
		return false, err
	}
	o.Signed = nonce
	if err := k.settlements.Set(ctx, o.Id, o); err != nil {
		return false, err
	}
	if err := k.orders.Remove(ctx, o.Id); err != nil {
		return false, err
	}
	return true, emit(ctx, &types.EventSettlementSigned{Bounty: o.Words[1], Order: o.Id, Set: nonce})
}

// reopen has a settlement signed again, as it was: the contract has another set than the one that signed it.
func (k *Keeper) reopen(ctx context.Context, s types.State, o types.Order) error {
	if err := k.unsign(ctx, o.Id); err != nil {
		return err
	}
	if err := k.settlements.Remove(ctx, o.Id); err != nil {
		return err
	}
	o.Signed, o.Judged, o.Height = 0, false, height(ctx)
	if err := k.remember(ctx, o, s.Set); err != nil {
		return err
	}
	return k.orders.Set(ctx, o.Id, o)
}

// closeBounty drops the order of a bounty that its sponsor can take back, and forgets the bounty some time after that.
func (k *Keeper) closeBounty(ctx context.Context, s types.State, b types.Bounty) error {
	if b.Order != 0 {
		if err := k.drop(ctx, b.Order); err != nil {
			return err
		}
		if err := k.settlements.Remove(ctx, b.Order); err != nil {
			return err
		}
		b.Order = 0
	}
	if forget := b.ForgetTime(); s.EthTime < forget {
		if err := k.putOff(ctx, b, forget); err != nil {
			return err
		}
		return emit(ctx, &types.EventBountyEnded{Bounty: b.Id})
	}
	return k.forgetBounty(ctx, b)
}

// forgetBounty removes a bounty with its claims, a number of them in a block.
func (k *Keeper) forgetBounty(ctx context.Context, b types.Bounty) error {
	var list []types.BountyClaim
	err := k.claims.Walk(ctx, collections.NewPrefixedPairRange[[]byte, uint64](b.Id), func(_ claimKey, c types.BountyClaim) (bool, error) {
		list = append(list, c)
		return len(list) == types.DueItemsPerBlock, nil
	})
	if err != nil {
		return err
	}
	for _, c := range list {
		account, err := k.AddressCodec.StringToBytes(c.Account)
		if err != nil {
			return err
		}
		if err := k.claimants.Remove(ctx, collections.Join(b.Id, account)); err != nil {
			return err
		}
		if err := k.claims.Remove(ctx, collections.Join(b.Id, c.Index)); err != nil {
			return err
		}
	}
	if len(list) == types.DueItemsPerBlock {
		return nil // the rest in later blocks
	}
	if err := k.bountyDues.Remove(ctx, collections.Join(b.Due, b.Id)); err != nil {
		return err
	}
	if err := k.bounties.Remove(ctx, b.Id); err != nil {
		return err
	}
	return emit(ctx, &types.EventBountyForgotten{Bounty: b.Id})
}
