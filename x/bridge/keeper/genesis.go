// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/collections"

	"github.com/weft-network/weft/x/bridge/types"
)

// InitGenesis loads a genesis. It refuses one that contradicts itself.
func (k *Keeper) InitGenesis(ctx context.Context, g types.GenesisState) error {
	if err := g.Validate(k.BondDenom); err != nil {
		return err
	}
	steps := []func() error{
		func() error { return k.params.Set(ctx, g.Params) },
		func() error { return k.state.Set(ctx, g.State) },
		func() error {
			return all(g.Tokens, func(t types.Token) error {
				if err := k.contracts.Set(ctx, t.Contract, t.Denom); err != nil {
					return err
				}
				return k.tokens.Set(ctx, t.Denom, t)
			})
		},
		func() error {
			return all(g.Ledgers, func(l types.Ledger) error { return k.ledgers.Set(ctx, l.Denom, l) })
		},
		func() error { return all(g.Keys, func(key types.Key) error { return k.initKey(ctx, key) }) },
		func() error { return all(g.Sets, func(s types.Set) error { return k.sets.Set(ctx, s.Nonce, s) }) },
		func() error { return all(g.Orders, func(o types.Order) error { return k.orders.Set(ctx, o.Id, o) }) },
		func() error {
			return all(g.Signatures, func(s types.OrderSignature) error {
				return k.signatures.Set(ctx, signature(s.Order, s.Member), s.Signature)
			})
		},
		func() error {
			return all(g.Ordered, func(o types.Ordered) error { return k.ordered.Set(ctx, collections.Join(o.Set, o.Digest)) })
		},
		func() error {
			return all(g.Batches, func(b types.Batch) error { return k.batches.Set(ctx, collections.Join(b.Denom, b.Nonce), b) })
		},
		func() error {
			return all(g.Withdrawals, func(w types.Withdrawal) error { return k.initWithdrawal(ctx, w) })
		},
		func() error {
			return all(g.Delayed, func(d types.Delayed) error { return k.delayed.Set(ctx, collections.Join(d.Denom, d.Nonce), d) })
		},
		func() error {
			return all(g.Bounties, func(b types.Bounty) error { return k.putOff(ctx, b, b.Due) })
		},
		func() error {
			return all(g.Claims, func(c types.BountyClaim) error { return k.initClaim(ctx, c) })
		},
		func() error {
			return all(g.Signed, func(o types.Order) error { return k.settlements.Set(ctx, o.Id, o) })
		},
	}
	return all(steps, func(step func() error) error { return step() })
}

func all[T any](list []T, f func(T) error) error {
	for _, v := range list {
		if err := f(v); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) initKey(ctx context.Context, key types.Key) error {
	if key.Current {
		if err := k.operators.Set(ctx, key.Operator, key.Address); err != nil {
			return err
		}
	}
	return k.keys.Set(ctx, key.Address, key)
}

// initWithdrawal puts a withdrawal where it belongs: into the queue, into its batch, or, if that is over, among those to be given back.
func (k *Keeper) initWithdrawal(ctx context.Context, w types.Withdrawal) error {
	if err := k.withdrawals.Set(ctx, w.Id, w); err != nil {
		return err
	}
	if w.Batch == 0 {
		return k.queue.Set(ctx, collections.Join(w.Denom, w.Id))
	}
	live, err := k.batches.Has(ctx, collections.Join(w.Denom, w.Batch))
	if err != nil || live {
		return err
	}
	return k.returns.Set(ctx, collections.Join(height(ctx), w.Id))
}

func (k *Keeper) initClaim(ctx context.Context, c types.BountyClaim) error {
	account, err := k.AddressCodec.StringToBytes(c.Account)
	if err != nil {
		return types.ErrBadGenesis.Wrapf("claim %d of bounty %x: %s", c.Index, c.Bounty, err)
	}
	if err := k.claimants.Set(ctx, collections.Join(c.Bounty, account)); err != nil {
		return err
	}
	return k.claims.Set(ctx, collections.Join(c.Bounty, c.Index), c)
}

// ExportGenesis returns the whole state, with what is being signed.
func (k *Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	var g types.GenesisState
	var err error
	if g.Params, err = k.params.Get(ctx); err != nil {
		return nil, err
	}
	if g.State, err = k.state.Get(ctx); err != nil {
		return nil, err
	}
	steps := []func() error{
		func() error { return gather(ctx, k.tokens, &g.Tokens) },
		func() error { return gather(ctx, k.ledgers, &g.Ledgers) },
		func() error { return gather(ctx, k.keys, &g.Keys) },
		func() error { return gather(ctx, k.sets, &g.Sets) },
		func() error { return gather(ctx, k.orders, &g.Orders) },
		func() error {
			return k.signatures.Walk(ctx, nil, func(key signatureKey, sig []byte) (bool, error) {
				g.Signatures = append(g.Signatures, types.OrderSignature{Order: key.K1(), Member: key.K2(), Signature: sig})
				return false, nil
			})
		},
		func() error {
			return k.ordered.Walk(ctx, nil, func(key digestKey) (bool, error) {
				g.Ordered = append(g.Ordered, types.Ordered{Set: key.K1(), Digest: key.K2()})
				return false, nil
			})
		},
		func() error { return gather(ctx, k.withdrawals, &g.Withdrawals) },
		func() error { return gather(ctx, k.batches, &g.Batches) },
		func() error { return gather(ctx, k.delayed, &g.Delayed) },
		func() error { return gather(ctx, k.bounties, &g.Bounties) },
		func() error { return gather(ctx, k.claims, &g.Claims) },
		func() error { return gather(ctx, k.settlements, &g.Signed) },
	}
	return &g, all(steps, func(step func() error) error { return step() })
}

// gather appends the values of a collection, in the order of its keys.
func gather[K, V any](ctx context.Context, m collections.Map[K, V], out *[]V) error {
	return m.Walk(ctx, nil, func(_ K, v V) (bool, error) {
		*out = append(*out, v)
		return false, nil
	})
}

// CheckInvariants reads the whole state and returns the first contradiction, as ErrInvariant: the records are ones that genesis would accept,
// the ledgers are the sums of what they stand for and agree with the coins. It is for tests, simulations and debug commands.
func (k *Keeper) CheckInvariants(ctx context.Context) error {
	g, err := k.ExportGenesis(ctx)
	if err == nil {
		err = g.Validate(k.BondDenom)
	}
	if err == nil {
		err = k.checkQueues(ctx, g)
	}
	if err == nil {
		err = k.checkBountyQueue(ctx, g)
	}
	if err == nil {
		err = k.checkSupplies(ctx)
	}
	if err != nil {
		return types.ErrInvariant.Wrap(err.Error())
	}
	return nil
}

// checkQueues holds every withdrawal to be in exactly one place: the queue, a batch, the returns.
func (k *Keeper) checkQueues(ctx context.Context, g *types.GenesisState) error {
	places := make(map[uint64]int, len(g.Withdrawals)) // looked up, never walked
	err := k.queue.Walk(ctx, nil, func(key tokenKey) (bool, error) {
		places[key.K2()]++
		return false, nil
	})
	if err != nil {
		return err
	}
	err = k.returns.Walk(ctx, nil, func(key dueKey) (bool, error) {
		places[key.K2()]++
		return false, nil
	})
	if err != nil {
		return err
	}
	for _, b := range g.Batches {
		for _, id := range b.Withdrawals {
			places[id]++
		}
	}
	for _, w := range g.Withdrawals {
		if places[w.Id] != 1 {
			return types.ErrInvariant.Wrapf("withdrawal %d is in %d places", w.Id, places[w.Id])
		}
	}
	if len(places) != len(g.Withdrawals) {
		return types.ErrInvariant.Wrapf("%d withdrawals are somewhere, %d are known", len(places), len(g.Withdrawals))
	}
	return nil
}

// checkBountyQueue holds every bounty to be in the queue once, at its time, and every claim to have its claimant.
func (k *Keeper) checkBountyQueue(ctx context.Context, g *types.GenesisState) error {
	waiting := 0
	err := k.bountyDues.Walk(ctx, nil, func(bountyDueKey) (bool, error) {
		waiting++
		return false, nil
	})
	if err != nil {
		return err
	}
	if waiting != len(g.Bounties) {
		return types.ErrInvariant.Wrapf("%d bounties wait, %d are known", waiting, len(g.Bounties))
	}
	for _, b := range g.Bounties {
		if has, err := k.bountyDues.Has(ctx, collections.Join(b.Due, b.Id)); err != nil || !has {
			return types.ErrInvariant.Wrapf("bounty %x does not wait for %d: %v", b.Id, b.Due, err)
		}
	}
	for _, c := range g.Claims {
		account, err := k.AddressCodec.StringToBytes(c.Account)
		if err != nil {
			return err
		}
		if has, err := k.claimants.Has(ctx, collections.Join(c.Bounty, account)); err != nil || !has {
			return types.ErrInvariant.Wrapf("claim %d of bounty %x has no claimant: %v", c.Index, c.Bounty, err)
		}
	}
	return nil
}
