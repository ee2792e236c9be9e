// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/x/reward/types"
)

// CheckInvariants walks all state and reports the first sum that disagrees
// with another, or with x/bank. It is for genesis, tests, simulations and a
// debug command: its cost grows with the state.
func (k *Keeper) CheckInvariants(ctx context.Context) error {
	g, err := k.ExportGenesis(ctx)
	if err != nil {
		return err
	}
	if err := g.Validate(k.addr); err != nil {
		return err
	}
	b, err := newBooks(g, height(ctx))
	if err != nil {
		return err
	}
	for _, check := range []func() error{b.checkEscrows, b.checkRounds, b.checkMembers, b.checkEmission, b.checkModels, b.checkTotals} {
		if err := check(); err != nil {
			return err
		}
	}
	if err := k.checkBank(ctx, b); err != nil {
		return err
	}
	return k.checkIndexes(ctx, g)
}

// same refuses two amounts that should be equal.
func same(what string, got, want math.Int) error {
	if got.Equal(want) {
		return nil
	}
	return types.ErrInvariantBroken.Wrapf("%s: %s, but its parts make %s", what, got, want)
}

// sameCount is same for counts.
func sameCount(what string, got, want uint64) error {
	return same(what, math.NewIntFromUint64(got), math.NewIntFromUint64(want))
}

// atMost refuses an amount above its bound.
func atMost(what string, got, bound math.Int) error {
	if got.LTE(bound) {
		return nil
	}
	return types.ErrInvariantBroken.Wrapf("%s: %s, more than %s", what, got, bound)
}

// that refuses a state that cannot be.
func that(ok bool, what string, args ...any) error {
	if ok {
		return nil
	}
	return types.ErrInvariantBroken.Wrapf(what, args...)
}

// checkBank compares the books with the module account and with the supply of
// shares.
func (k *Keeper) checkBank(ctx context.Context, b *books) error {
	held := math.ZeroInt()
	for _, e := range b.g.Escrows {
		held = held.Add(e.Held())
	}
	for _, f := range b.g.AuditFees {
		held = held.Add(f.Amount)
	}
	for _, m := range b.g.Models {
		held = held.Add(m.Unpaid())
	}
	if err := same("module account", k.bank.GetBalance(ctx, k.module, k.bondDenom).Amount, held); err != nil {
		return err
	}
	for _, m := range b.g.Models {
		denom := types.ShareDenom(m.Job)
		if err := same("supply of "+denom, k.bank.GetSupply(ctx, denom).Amount, math.NewIntFromUint64(m.Issued)); err != nil {
			return err
		}
		if err := that(m.Issued <= payout.ModelShares, "%s: %d shares exist", denom, m.Issued); err != nil {
			return err
		}
		kept := math.NewIntFromUint64(m.Locked + b.unlocking[m.Job])
		if err := same("module account, "+denom, k.bank.GetBalance(ctx, k.module, denom).Amount, kept); err != nil {
			return err
		}
	}
	return nil
}

// checkIndexes compares the indexes with what they index.
func (k *Keeper) checkIndexes(ctx context.Context, g *types.GenesisState) error {
	var open, paid uint64
	for _, s := range g.Grants {
		operator, err := k.accAddress(s.Operator)
		if err != nil {
			return err
		}
		index, count := k.openGrants, &open
		if s.Done {
			index, count = k.paidGrants, &paid
		}
		has, err := index.Has(ctx, collections.Join4(operator, s.Job, s.Round, s.Slot))
		if err != nil {
			return err
		}
		if err := that(has, "%s is missing in the index of its operator", s.Key()); err != nil {
			return err
		}
		*count++
	}
	for _, u := range g.Unlocks {
		owner, err := k.accAddress(u.Owner)
		if err != nil {
			return err
		}
		has, err := k.unlockQueue.Has(ctx, collections.Join3(u.Height, owner, u.Job))
		if err != nil {
			return err
		}
		if err := that(has, "unlocking of %s at %d is missing in the queue", u.Owner, u.Height); err != nil {
			return err
		}
	}
	return errors.Join(
		countKeys(ctx, "open grants", k.openGrants, open),
		countKeys(ctx, "paid grants", k.paidGrants, paid),
		countKeys(ctx, "unlock queue", k.unlockQueue, uint64(len(g.Unlocks))),
	)
}

func countKeys[K any](ctx context.Context, what string, set collections.KeySet[K], want uint64) error {
	var n uint64
	err := set.Walk(ctx, nil, func(K) (bool, error) {
		n++
		return false, nil
	})
	if err != nil {
		return err
	}
	return sameCount(what, n, want)
}
