// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/x/job/types"
)

// vacate has the open round of a job wait no longer for a slot that was taken
// from its holder: nobody can commit it any more, and a holder without another
// slot cannot witness. Whoever is slashed would hold up all others else, for as
// long as the windows last.
func (k *Keeper) vacate(ctx context.Context, job uint64, index uint32, operator string) error {
	j, err := k.Job(ctx, job)
	if err != nil || j.Round == 0 {
		return err
	}
	r, err := k.Round(ctx, job, j.Round)
	if err != nil {
		return err
	}
	over := r.Void || (r.Phase != types.ROUND_PHASE_TRAINING && r.Phase != types.ROUND_PHASE_WITNESSING)
	if over || !commit.Bitmap(r.Active).Has(int(index)) || commit.Bitmap(r.Gone).Has(int(index)) {
		return nil
	}
	slot, err := k.slots.Get(ctx, collections.Join(job, index))
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return err
	}
	if err == nil && slot.FirstRound <= r.Number {
		return nil // it still has the holder with whom the round opened
	}
	s, err := k.Spec(ctx, job)
	if err != nil {
		return err
	}
	if len(r.Gone) == 0 {
		r.Gone = commit.NewBitmap(int(s.Rounds.Slots))
	}
	commit.Bitmap(r.Gone).Set(int(index))
	w := types.Witness{Operator: operator}
	if err := k.weigh(ctx, &w, &r, &s); err != nil {
		return err
	}
	posted, err := k.posted(ctx, &r, operator)
	if err != nil {
		return err
	}
	if w.Weight == 0 && posted == 0 {
		r.Operators--
	}
	if r.Phase == types.ROUND_PHASE_WITNESSING {
		t, err := k.tallies.Get(ctx, joinRound(&r))
		if err != nil {
			return err
		}
		return k.endIfDecided(ctx, &r, &t, &s)
	}
	if r.TrainingDone() {
		return k.endPhaseNow(ctx, &r, types.DUE_KIND_TRAINING)
	}
	return k.setRound(ctx, &r)
}
