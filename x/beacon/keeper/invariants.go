// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"github.com/weft-network/weft/x/beacon/types"
)

// CheckInvariants reads the whole state and returns the first contradiction, as ErrInvariant:
//   - every record is one that genesis would accept: what is posted and awaited still has its answer in the queue;
//   - a round is open if and only if somebody waits for it and its answer is not queued;
//   - every posted round has its key in the queue of what is forgotten, and every key its round.
//
// It is for tests, simulations and debug commands: its cost grows with the state.
func (k *Keeper) CheckInvariants(ctx context.Context) error {
	g, err := k.ExportGenesis(ctx)
	if err != nil {
		return types.ErrInvariant.Wrap(err.Error())
	}
	if err := g.Validate(k.AddressCodec); err != nil {
		return types.ErrInvariant.Wrap(err.Error())
	}
	if err := k.checkOpen(ctx, g); err != nil {
		return err
	}
	return k.checkForgets(ctx, g)
}

// checkOpen compares the open rounds with those that follow from what is awaited.
func (k *Keeper) checkOpen(ctx context.Context, g *types.GenesisState) error {
	want := map[uint64]bool{}
	for _, a := range g.Awaited {
		want[a.Due] = true
	}
	for _, a := range g.Answers {
		delete(want, a.Due)
	}
	err := k.open.Walk(ctx, nil, func(due uint64) (bool, error) {
		if !want[due] {
			return true, types.ErrInvariant.Wrapf("round %d is open, but nobody waits for it, or its answer is queued", due)
		}
		delete(want, due)
		return false, nil
	})
	if err == nil && len(want) > 0 {
		err = types.ErrInvariant.Wrapf("%d awaited rounds are neither open nor is their answer queued", len(want))
	}
	return err
}

// checkForgets checks that the queue and the posted rounds name each other.
func (k *Keeper) checkForgets(ctx context.Context, g *types.GenesisState) error {
	forgotten := make(map[uint64]int64, len(g.Rounds))
	for _, r := range g.Rounds {
		forgotten[r.Round] = r.ForgetHeight
	}
	err := k.forgets.Walk(ctx, nil, func(key dueKey) (bool, error) {
		if at, known := forgotten[key.K2()]; !known || at != key.K1() {
			return true, types.ErrInvariant.Wrapf("round %d is to be forgotten at height %d, its record says %d (posted: %t)", key.K2(), key.K1(), at, known)
		}
		delete(forgotten, key.K2())
		return false, nil
	})
	if err == nil && len(forgotten) > 0 {
		err = types.ErrInvariant.Wrapf("%d posted rounds are never forgotten", len(forgotten))
	}
	return err
}
