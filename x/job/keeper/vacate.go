// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
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
	if lost, err := k.lost(ctx, &r, index); err != nil || !lost {
		return err
	}
	s, err := k.Spec(ctx, job)
	if err != nil {
		return err
	}
	r.Gone = commit.NewBitmap(int(s.Rounds.Slots)).Or(r.Gone)
	commit.Bitmap(r.Gone).Set(int(index))
	speaks, err := k.maySpeak(ctx, &r, &s, operator)
	if err != nil {
		return err
	}
	if !speaks {
		r.Operators--
	}
	switch {
	case r.Phase == types.ROUND_PHASE_WITNESSING:
		t, err := k.tallies.Get(ctx, joinRound(&r))
		if err != nil {
			return err
		}
		return k.endIfDecided(ctx, &r, &t, &s)
	case r.TrainingDone():
		return k.endPhaseNow(ctx, &r, types.DUE_KIND_TRAINING)
	default:
		return k.setRound(ctx, &r)
	}
}

// lost reports whether the round waits for an active slot that no longer has the
// holder with whom it opened.
func (k *Keeper) lost(ctx context.Context, r *types.Round, index uint32) (bool, error) {
	open := !r.Void && (r.Phase == types.ROUND_PHASE_TRAINING || r.Phase == types.ROUND_PHASE_WITNESSING)
	if !open || !commit.Bitmap(r.Active).AndNot(r.Gone).Has(int(index)) {
		return false, nil
	}
	slot, err := k.slots.Get(ctx, collections.Join(r.Job, index))
	if errors.Is(err, collections.ErrNotFound) {
		return true, nil
	}
	return slot.FirstRound > r.Number, err
}

// maySpeak reports whether an operator has stated what it holds in a round, or
// has another active slot and may.
func (k *Keeper) maySpeak(ctx context.Context, r *types.Round, s *spec.Spec, operator string) (bool, error) {
	w := types.Witness{Operator: operator}
	if err := k.weigh(ctx, &w, r, s); err != nil || w.Weight > 0 {
		return true, err
	}
	weight, err := k.posted(ctx, r, operator)
	return weight > 0, err
}
