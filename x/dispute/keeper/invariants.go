// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/x/dispute/types"
)

// CheckInvariants checks what must hold between any two messages. It walks the
// whole state: it is for tests, simulations and operators.
func (k *Keeper) CheckInvariants(ctx context.Context) error {
	g, err := k.ExportGenesis(ctx)
	if err != nil {
		return err
	}
	if err := g.Validate(); err != nil {
		return types.ErrBroken.Wrap(err.Error())
	}
	counted := counts{units: map[unit]uint64{}, full: map[unit]uint64{}, locks: map[string]uint64{}}
	deposits, err := k.checkRequests(ctx, g, &counted)
	if err != nil {
		return err
	}
	if err := k.checkBonds(ctx, g, deposits); err != nil {
		return err
	}
	for i := range g.Games {
		if err := k.checkGame(ctx, &g.Games[i], &counted); err != nil {
			return err
		}
	}
	if err := k.checkCounts(ctx, &counted); err != nil {
		return err
	}
	return k.checkAudits(ctx, &g.Audits)
}

// checkBonds: the module's account holds exactly the bonds of the open games and
// the deposits of the open requests.
func (k *Keeper) checkBonds(ctx context.Context, g *types.GenesisState, deposits math.Int) error {
	bonds := deposits
	for i := range g.Games {
		if g.Games[i].Outcome == types.OUTCOME_UNSPECIFIED {
			bonds = bonds.Add(g.Games[i].Bond)
		}
	}
	if held := k.bank.GetBalance(ctx, moduleAddress(), k.bondDenom).Amount; !held.Equal(bonds) {
		return types.ErrBroken.Wrapf("the account holds %s, bonds of open games and deposits of open requests are %s", held, bonds)
	}
	return nil
}

// counts are what the open games and requests name.
type counts struct {
	units map[unit]uint64
	full  map[unit]uint64
	locks map[string]uint64
}

// unit is the key of a unit that a map takes.
type unit struct {
	job, round uint64
	slot       uint32
}

// checkGame: an open game is indexed, has its place in the queue, holds its
// unit if it says so, and its stake is not released; one that is over holds
// nothing.
func (k *Keeper) checkGame(ctx context.Context, g *types.Game, c *counts) error {
	open := g.Outcome == types.OUTCOME_UNSPECIFIED
	indexed, err := k.openGames.Has(ctx, collections.Join4(g.Board, g.ClaimHash(), g.BoundHeight, g.Id))
	if err != nil {
		return err
	}
	if indexed != open {
		return types.ErrBroken.Wrapf("game %d is %s, indexed as open: %t", g.Id, g.Outcome, indexed)
	}
	if !open {
		if g.Holds || g.EndedHeight == 0 {
			return types.ErrBroken.Wrapf("game %d is over, ended at %d, and holds its unit: %t", g.Id, g.EndedHeight, g.Holds)
		}
		return nil
	}
	b, err := k.Board(ctx, g.Board)
	if err != nil {
		return err
	}
	c.locks[g.Defender+" "+b.Lock]++
	if err := k.checkQueued(ctx, g, &b); err != nil {
		return err
	}
	if g.Kind != types.KIND_STEP {
		return nil
	}
	c.units[unit{g.Job, g.Round, g.Slot}]++
	if !g.Matched {
		c.full[unit{g.Job, g.Round, g.Slot}]++
	}
	u, err := k.job.Unit(ctx, g.Job, g.Round, g.Slot)
	if err != nil {
		return err
	}
	if g.Holds && u.Holds == 0 {
		return types.ErrBroken.Wrapf("game %d holds its unit, which has no hold", g.Id)
	}
	return nil
}

// checkQueued: somebody comes for every open game.
func (k *Keeper) checkQueued(ctx context.Context, g *types.Game, b *types.Board) error {
	position, err := game.Decode(g.Position)
	if err != nil {
		return err
	}
	at := g.Deadline + 1
	if side, _ := position.Turn(); side == game.Nobody {
		at = g.Deadline // the height of the last move
	}
	queued, err := k.due.Has(ctx, clockItem(at, g.Id))
	if err != nil || queued {
		return err
	}
	swept := false
	err = k.due.Walk(ctx, nil, func(d dueKey) (bool, error) {
		kind, id := types.DueKind(d.K2()), d.K3()
		swept = (kind == types.DUE_KIND_SWEEP && id == b.Id) || (kind == types.DUE_KIND_CLOCK && id == g.Id)
		return swept, nil
	})
	if err != nil || swept {
		return err
	}
	return types.ErrBroken.Wrapf("game %d waits until %d and nothing in the queue comes for it", g.Id, at)
}

// checkCounts: the counters of units and locks are those of the open games.
func (k *Keeper) checkCounts(ctx context.Context, c *counts) error {
	if err := checkUnits(ctx, k.openUnits, c.units); err != nil {
		return err
	}
	if err := checkUnits(ctx, k.fullUnits, c.full); err != nil {
		return err
	}
	locks := 0
	err := k.locks.Walk(ctx, nil, func(key lockKey, n uint64) (bool, error) {
		locks++
		name, err := k.addr.BytesToString(key.K1())
		if err != nil {
			return true, err
		}
		if want := c.locks[name+" "+key.K2()]; n != want {
			return true, types.ErrBroken.Wrapf("lock %v is named by %d games, there are %d", key, n, want)
		}
		return false, nil
	})
	if err == nil && locks != len(c.locks) {
		err = types.ErrBroken.Wrapf("%d locks are counted, open games name %d", locks, len(c.locks))
	}
	return err
}

// checkUnits: one counter of units is that of the open games.
func checkUnits(ctx context.Context, m collections.Map[unitKey, uint64], want map[unit]uint64) error {
	units := 0
	err := m.Walk(ctx, nil, func(key unitKey, n uint64) (bool, error) {
		units++
		if there := want[unit{key.K1(), key.K2(), key.K3()}]; n != there {
			return true, types.ErrBroken.Wrapf("unit %v counts %d open games in %s, there are %d", key, n, m.GetName(), there)
		}
		return false, nil
	})
	if err == nil && units != len(want) {
		err = types.ErrBroken.Wrapf("%d units are counted in %s, open games name %d", units, m.GetName(), len(want))
	}
	return err
}
