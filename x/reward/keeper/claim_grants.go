// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/x/reward/types"
)

// claimGrants takes the vested pay and emission of the account's units. A
// claim goes on where the one before stopped, so that units whose pay still
// vests never stand in the way of others.
func (k *Keeper) claimGrants(ctx context.Context, c *claim) error {
	keys, err := k.nextOpen(ctx, c)
	if err != nil {
		return err
	}
	for _, key := range keys {
		chargeItem(ctx, c)
		if err := k.claimGrant(ctx, c, key); err != nil {
			return err
		}
	}
	cursor := collections.Join(c.account, c.job)
	switch {
	case !c.more:
		return k.cursors.Remove(ctx, cursor)
	case len(keys) == 0: // the limit went to epochs; the place is kept
		return nil
	}
	last := keys[len(keys)-1]
	return k.cursors.Set(ctx, cursor, types.Cursor{Operator: c.name, Job: c.job, Round: last.K3(), Slot: last.K4()})
}

// nextOpen lists the units to look at: from the cursor to the end, then from
// the beginning to the cursor.
func (k *Keeper) nextOpen(ctx context.Context, c *claim) ([]ownedKey, error) {
	all := collections.QuadSuperPrefix[sdk.AccAddress, uint64, uint64, uint32](c.account, c.job)
	at, err := k.cursors.Get(ctx, collections.Join(c.account, c.job))
	if errors.Is(err, collections.ErrNotFound) {
		return k.collectOpen(ctx, c, nil, new(collections.Range[ownedKey]).Prefix(all))
	}
	if err != nil {
		return nil, err
	}
	cursor := collections.Join4(c.account, c.job, at.Round, at.Slot)
	keys, err := k.collectOpen(ctx, c, nil, new(collections.Range[ownedKey]).Prefix(all).StartExclusive(cursor))
	if err != nil || c.more {
		return keys, err
	}
	return k.collectOpen(ctx, c, keys, new(collections.Range[ownedKey]).StartInclusive(all).EndInclusive(cursor))
}

// collectOpen adds the units of a range as far as the claim may look at them,
// and notes whether there are more.
func (k *Keeper) collectOpen(ctx context.Context, c *claim, keys []ownedKey, in collections.Ranger[ownedKey]) ([]ownedKey, error) {
	err := k.openGrants.Walk(ctx, in, func(key ownedKey) (bool, error) {
		if len(keys) == c.left {
			c.more = true
			return true, nil
		}
		keys = append(keys, key)
		return false, nil
	})
	return keys, err
}

// claimGrant takes what one unit can have now.
func (k *Keeper) claimGrant(ctx context.Context, c *claim, key ownedKey) error {
	g, err := k.grants.Get(ctx, collections.Join3(key.K2(), key.K3(), key.K4()))
	if err != nil || g.Held {
		return err
	}
	r, err := k.claimRound(ctx, c, g.Round)
	if err != nil {
		return err
	}
	clock, epoch := g.Finality(r)
	if clock == 0 {
		return nil
	}
	pool, err := k.emissionOf(ctx, c, epoch)
	if err != nil {
		return err
	}
	due := grantDue(g, c.escrow, clock, pool, height(ctx))
	if pool != nil {
		pool.TrainersMinted = pool.TrainersMinted.Add(due.emission)
	}
	c.pay, c.trainerEmission = c.pay.Add(due.pay), c.trainerEmission.Add(due.emission)
	c.escrow.Owed, c.escrow.Paid = c.escrow.Owed.Sub(due.pay), c.escrow.Paid.Add(due.pay)
	g.Paid, g.Minted = g.Paid.Add(due.pay), g.Minted.Add(due.emission)
	g.Done = due.vested && epoch < c.epoch
	switch {
	case g.Done && c.escrow.Settled(height(ctx)):
		c.pruned = true
		return k.removeGrant(ctx, c.account, g)
	case g.Done:
		return errors.Join(k.setGrant(ctx, g), k.openGrants.Remove(ctx, key), k.paidGrants.Set(ctx, key))
	case due.pay.IsZero() && due.emission.IsZero():
		return nil
	}
	return k.setGrant(ctx, g)
}

// dueOf is what one unit can have now.
type dueOf struct {
	pay, emission math.Int
	// vested is true if no more will vest.
	vested bool
}

// grantDue works out what a final unit can have now: the vested part of its
// pay, and the same part of its emission once its epoch has ended.
func grantDue(g types.GrantState, e types.Escrow, clock uint64, pool *types.EpochPool, height int64) dueOf {
	elapsed := e.VestClock - clock
	if e.Settled(height) {
		elapsed = e.VestRounds
	}
	d := dueOf{
		pay:      payout.Vested(g.Amount, elapsed, e.VestRounds).Sub(g.Paid),
		emission: math.ZeroInt(),
		vested:   elapsed >= e.VestRounds,
	}
	if pool != nil {
		d.emission = payout.Vested(grantEmission(g, *pool), elapsed, e.VestRounds).Sub(g.Minted)
	}
	return d
}

// grantEmission is a unit's whole part of its epoch's emission.
func grantEmission(g types.GrantState, p types.EpochPool) math.Int {
	return payout.ShareInt(p.Trainers, g.Flops, p.Flops)
}

// emissionOf reads the emission of an ended epoch; nil if the epoch runs, or
// the unit's job was not sponsored.
func (k *Keeper) emissionOf(ctx context.Context, c *claim, epoch uint64) (*types.EpochPool, error) {
	if epoch == 0 || epoch >= c.epoch {
		return nil, nil
	}
	return k.claimPool(ctx, c, epoch)
}

// claimRound reads the sums of a round once per claim.
func (k *Keeper) claimRound(ctx context.Context, c *claim, round uint64) (types.RoundState, error) {
	if r, ok := c.rounds[round]; ok {
		return r, nil
	}
	r, err := k.round(ctx, c.job, round)
	if err == nil {
		c.rounds[round] = r
	}
	return r, err
}

// pruneGrants removes records of units that were paid in full, which until the
// job is settled are kept because they can still be revoked.
func (k *Keeper) pruneGrants(ctx context.Context, c *claim) error {
	if !c.escrow.Settled(height(ctx)) {
		return nil
	}
	var keys []ownedKey
	all := collections.QuadSuperPrefix[sdk.AccAddress, uint64, uint64, uint32](c.account, c.job)
	err := k.paidGrants.Walk(ctx, new(collections.Range[ownedKey]).Prefix(all), func(key ownedKey) (bool, error) {
		if len(keys) == c.left {
			c.more = true
			return true, nil
		}
		keys = append(keys, key)
		return false, nil
	})
	if err != nil {
		return err
	}
	for _, key := range keys {
		chargeItem(ctx, c)
		c.pruned = true
		err := errors.Join(k.grants.Remove(ctx, collections.Join3(key.K2(), key.K3(), key.K4())), k.paidGrants.Remove(ctx, key))
		if err != nil {
			return err
		}
	}
	return nil
}
