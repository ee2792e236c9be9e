// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/collections"

	"github.com/weft-network/weft/x/bridge/types"
)

// open returns what is being signed, oldest first.
func (k *Keeper) open(ctx context.Context) ([]types.Order, error) {
	var out []types.Order
	err := k.orders.Walk(ctx, nil, func(_ uint64, o types.Order) (bool, error) {
		out = append(out, o)
		return false, nil
	})
	return out, err
}

// order has something signed by the set that the contract has.
func (k *Keeper) order(ctx context.Context, kind types.OrderKind, words [][]byte, expires int64) (uint64, error) {
	s, err := k.state.Get(ctx)
	if err != nil {
		return 0, err
	}
	s.LastOrder++
	if err := k.state.Set(ctx, s); err != nil {
		return 0, err
	}
	o := types.Order{Id: s.LastOrder, Kind: kind, Words: words, Height: height(ctx), Expires: expires}
	if err := k.remember(ctx, o, s.Set); err != nil {
		return 0, err
	}
	return o.Id, k.orders.Set(ctx, o.Id, o)
}

// remember writes down that the chain wants an order signed by a set: whoever signs it does no wrong, for ever.
func (k *Keeper) remember(ctx context.Context, o types.Order, set uint64) error {
	domain, err := k.domain(ctx)
	if err != nil {
		return err
	}
	digest, err := o.Digest(domain, set)
	if err != nil {
		return err
	}
	return k.ordered.Set(ctx, collections.Join(set, digest[:]))
}

// drop ends an order.
func (k *Keeper) drop(ctx context.Context, id uint64) error {
	if err := k.unsign(ctx, id); err != nil {
		return err
	}
	return k.orders.Remove(ctx, id)
}

func (k *Keeper) unsign(ctx context.Context, id uint64) error {
	return k.signatures.Clear(ctx, collections.NewPrefixedPairRange[uint64, uint32](id))
}

// renew has everything open signed by another set, which the contract has from now on. Sets up to its own are not wanted any more.
func (k *Keeper) renew(ctx context.Context, set uint64) error {
	orders, err := k.open(ctx)
	if err != nil {
		return err
	}
	for _, o := range orders {
		if o.Kind == types.ORDER_KIND_SET {
			next, err := types.SetNonce(o.Words) // the new set's nonce is the first word behind set_nonce
			if err != nil {
				return err
			}
			if next <= set {
				if err := k.drop(ctx, o.Id); err != nil {
					return err
				}
				continue
			}
		}
		if err := k.unsign(ctx, o.Id); err != nil {
			return err
		}
		o.Height, o.Judged = height(ctx), false
		if err := k.orders.Set(ctx, o.Id, o); err != nil {
			return err
		}
		if err := k.remember(ctx, o, set); err != nil {
			return err
		}
	}
	return nil
}

// restart gives everybody the whole time to sign again, after a halt or while the bridge was off.
func (k *Keeper) restart(ctx context.Context) error {
	orders, err := k.open(ctx)
	if err != nil {
		return err
	}
	for _, o := range orders {
		o.Height = height(ctx)
		if err := k.orders.Set(ctx, o.Id, o); err != nil {
			return err
		}
	}
	return nil
}

// expire drops listings that were signed long enough.
func (k *Keeper) expire(ctx context.Context) error {
	orders, err := k.open(ctx)
	if err != nil {
		return err
	}
	for _, o := range orders {
		if o.Expires > 0 && o.Expires <= height(ctx) {
			if err := k.drop(ctx, o.Id); err != nil {
				return err
			}
		}
	}
	return nil
}

// signed are the members that signed an order, by their index.
func (k *Keeper) signed(ctx context.Context, order uint64) ([]uint32, error) {
	var out []uint32
	err := k.signatures.Walk(ctx, collections.NewPrefixedPairRange[uint64, uint32](order), func(key signatureKey, _ []byte) (bool, error) {
		out = append(out, key.K2())
		return false, nil
	})
	return out, err
}
