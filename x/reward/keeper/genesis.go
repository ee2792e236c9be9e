// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	"github.com/weft-network/weft/x/reward/types"
)

// InitGenesis loads a genesis, rebuilds the indexes, and refuses state whose
// sums disagree with each other or with x/bank, which must be loaded before.
func (k *Keeper) InitGenesis(ctx context.Context, g types.GenesisState) error {
	if err := g.Validate(k.addr); err != nil {
		return err
	}
	// A new chain's first epoch begins with the chain; none begins later.
	if now := height(ctx); g.Epoch.StartHeight == 0 || g.Epoch.StartHeight > now {
		g.Epoch.StartHeight = now
	}
	// Minting and burning nothing makes the account before anybody can make a
	// plain one at its address, and panics unless the app gives the permissions.
	err := errors.Join(k.bank.MintCoins(ctx, types.ModuleName, nil), k.bank.BurnCoins(ctx, types.ModuleName, nil))
	if err != nil {
		return err
	}
	err = errors.Join(k.params.Set(ctx, g.Params), k.epoch.Set(ctx, g.Epoch), k.totals.Set(ctx, g.Totals))
	if err != nil {
		return err
	}
	for _, load := range []func(context.Context, types.GenesisState) error{
		k.loadEscrows, k.loadUnits, k.loadMembers, k.loadEmission, k.loadModels,
	} {
		if err := load(ctx, g); err != nil {
			return err
		}
	}
	return k.CheckInvariants(ctx)
}

// load stores the entries of one collection.
func load[K, V any](ctx context.Context, m collections.Map[K, V], entries []V, key func(V) (K, error)) error {
	for _, v := range entries {
		at, err := key(v)
		if err != nil {
			return err
		}
		if err := m.Set(ctx, at, v); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) memberKey(account string, job uint64) (memberKey, error) {
	a, err := k.accAddress(account)
	return collections.Join(a, job), err
}

func (k *Keeper) loadEscrows(ctx context.Context, g types.GenesisState) error {
	return errors.Join(
		load(ctx, k.escrows, g.Escrows, func(e types.Escrow) (uint64, error) { return e.Job, nil }),
		load(ctx, k.deposits, g.Deposits, func(d types.Deposit) (depositKey, error) {
			a, err := k.accAddress(d.Depositor)
			return collections.Join(d.Job, a), err
		}),
	)
}

// loadUnits loads grants with their index of operators.
func (k *Keeper) loadUnits(ctx context.Context, g types.GenesisState) error {
	err := errors.Join(
		load(ctx, k.rounds, g.Rounds, func(r types.RoundState) (roundKey, error) { return collections.Join(r.Job, r.Round), nil }),
		load(ctx, k.grants, g.Grants, func(s types.GrantState) (grantKey, error) {
			return collections.Join3(s.Job, s.Round, s.Slot), nil
		}),
		load(ctx, k.cursors, g.Cursors, func(s types.Cursor) (memberKey, error) { return k.memberKey(s.Operator, s.Job) }),
	)
	if err != nil {
		return err
	}
	for _, s := range g.Grants {
		operator, err := k.accAddress(s.Operator)
		if err != nil {
			return err
		}
		index := k.openGrants
		if s.Done {
			index = k.paidGrants
		}
		if err := index.Set(ctx, collections.Join4(operator, s.Job, s.Round, s.Slot)); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) loadMembers(ctx context.Context, g types.GenesisState) error {
	return errors.Join(
		load(ctx, k.auditFees, g.AuditFees, func(f types.AuditFee) (memberKey, error) { return k.memberKey(f.Verifier, f.Job) }),
		load(ctx, k.members, g.Members, func(m types.Member) (memberKey, error) { return k.memberKey(m.Account, m.Job) }),
		load(ctx, k.received, g.Received, func(r types.Received) (memberKey, error) { return k.memberKey(r.Account, r.Job) }),
	)
}

func (k *Keeper) loadEmission(ctx context.Context, g types.GenesisState) error {
	return errors.Join(
		load(ctx, k.works, g.Works, func(w types.Work) (uint64, error) { return w.Job, nil }),
		load(ctx, k.sponsors, g.Sponsors, func(s types.Sponsor) (uint64, error) { return s.Job, nil }),
		load(ctx, k.pools, g.Pools, func(p types.EpochPool) (poolKey, error) { return collections.Join(p.Job, p.Epoch), nil }),
		load(ctx, k.epochAudits, g.EpochAudits, func(a types.EpochAudits) (auditsKey, error) {
			v, err := k.accAddress(a.Verifier)
			return collections.Join3(v, a.Job, a.Epoch), err
		}),
	)
}

// loadModels loads models, locks, and the unlock queue with its order.
func (k *Keeper) loadModels(ctx context.Context, g types.GenesisState) error {
	err := errors.Join(
		load(ctx, k.models, g.Models, func(m types.Model) (uint64, error) { return m.Job, nil }),
		load(ctx, k.locks, g.Locks, func(l types.Lock) (memberKey, error) { return k.memberKey(l.Owner, l.Job) }),
	)
	if err != nil {
		return err
	}
	for _, u := range g.Unlocks {
		owner, err := k.accAddress(u.Owner)
		if err != nil {
			return err
		}
		if err := k.queueUnlock(ctx, owner, u); err != nil {
			return err
		}
	}
	return nil
}

// ExportGenesis dumps all state in the order of its keys.
func (k *Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	var (
		g   types.GenesisState
		err error
	)
	if g.Params, err = k.params.Get(ctx); err != nil {
		return nil, err
	}
	if g.Epoch, err = k.epoch.Get(ctx); err != nil {
		return nil, err
	}
	if g.Totals, err = k.totals.Get(ctx); err != nil {
		return nil, err
	}
	return &g, errors.Join(
		dump(ctx, k.escrows, &g.Escrows), dump(ctx, k.deposits, &g.Deposits),
		dump(ctx, k.rounds, &g.Rounds), dump(ctx, k.grants, &g.Grants), dump(ctx, k.cursors, &g.Cursors),
		dump(ctx, k.auditFees, &g.AuditFees), dump(ctx, k.members, &g.Members), dump(ctx, k.received, &g.Received),
		dump(ctx, k.works, &g.Works), dump(ctx, k.sponsors, &g.Sponsors),
		dump(ctx, k.pools, &g.Pools), dump(ctx, k.epochAudits, &g.EpochAudits),
		dump(ctx, k.models, &g.Models), dump(ctx, k.locks, &g.Locks), dump(ctx, k.unlocks, &g.Unlocks),
	)
}

// dump reads all entries of a collection.
func dump[K, V any](ctx context.Context, m collections.Map[K, V], into *[]V) error {
	return m.Walk(ctx, nil, func(_ K, v V) (bool, error) {
		*into = append(*into, v)
		return false, nil
	})
}
