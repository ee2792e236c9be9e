// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
)

// close fixes S and everything that follows from it, then takes the job over
// the boundary, so that the next round opens in the same block.
func (k *Keeper) close(ctx context.Context, r *types.Round, s *spec.Spec) error {
	j, err := k.Job(ctx, r.Job)
	if err != nil {
		return err
	}
	if r.Void {
		if err := k.takeBack(ctx, r.Job, r.Number); err != nil {
			return err
		}
		if *r, err = k.Round(ctx, r.Job, r.Number); err != nil {
			return err
		}
	}
	if err := k.fixIncluded(ctx, &j, r, s); err != nil {
		return err
	}
	r.Phase = types.ROUND_PHASE_AUDITING
	r.ClosedHeight = height(ctx)
	r.FinalHeight = height(ctx) + int64(s.Windows.AuditCommit+s.Windows.AuditReveal+s.Windows.Challenge)
	r.Deadline = r.FinalHeight
	if err := k.settleClosed(ctx, r, s); err != nil {
		return err
	}
	if err := k.chargeMisses(ctx, &j, r, s); err != nil {
		return err
	}
	if err := k.enqueue(ctx, types.Due{Height: r.FinalHeight, Kind: types.DUE_KIND_FINAL, Job: r.Job, Round: r.Number}); err != nil {
		return err
	}
	if err := k.setRound(ctx, r); err != nil {
		return err
	}
	err = emit(ctx, &types.EventRoundClosed{
		Job: r.Job, Round: r.Number, Base: r.Base, Included: r.Included, Excluded: r.Excluded(), Missed: r.Missing(),
		Loss: meanLoss(r), FinalHeight: r.FinalHeight,
	})
	if err != nil {
		return err
	}
	if k.hooks != nil {
		if err := k.hooks.AfterRoundClosed(ctx, r.Job, r.Number); err != nil {
			return err
		}
	}
	if r.Live().Count() > 0 && r.MostlyDiverged() {
		return k.end(ctx, &j, s, types.JOB_STATUS_FAILED, types.REASON_DIVERGED)
	}
	return k.boundary(ctx, &j)
}

// fixIncluded decides the round's base and S: summable units that started from
// the base and are held by enough witnesses.
func (k *Keeper) fixIncluded(ctx context.Context, j *types.Job, r *types.Round, s *spec.Spec) error {
	r.Included = commit.NewBitmap(int(s.Rounds.Slots))
	if r.Void || len(r.Bases) == 0 {
		return nil
	}
	base, ok, _, err := k.settled(ctx, j, r, s)
	if err != nil || !ok {
		return err
	}
	r.Base = &base.Base
	if err := k.watchBase(ctx, r, s); err != nil {
		return err
	}
	candidates := r.Summable().And(base.Slots)
	var tally types.Tally
	if r.Phase == types.ROUND_PHASE_WITNESSING {
		if tally, err = k.tallies.Get(ctx, joinRound(r)); err != nil {
			return err
		}
	}
	for i := range int(s.Rounds.Slots) {
		if !candidates.Has(i) {
			continue
		}
		against, err := k.stakeAgainst(ctx, r, &tally, i)
		if err != nil {
			return err
		}
		if r.Held(&tally, i, against) {
			commit.Bitmap(r.Included).Set(i)
		}
	}
	return nil
}

// stakeAgainst is the stake of those who posted a 0 for a slot whose data is
// requested in vain; any other 0 is no vote.
func (k *Keeper) stakeAgainst(ctx context.Context, r *types.Round, t *types.Tally, slot int) (uint64, error) {
	if r.Operators <= 1 {
		return 0, nil
	}
	counts, err := k.disputes.ZeroCounts(ctx, r.Job, r.Number, uint32(slot))
	if err != nil || !counts {
		return 0, err
	}
	return k.zeros(ctx, r, t, slot)
}

// zeros is the stake of those who posted and did not name a slot, without its
// trainer's.
func (k *Keeper) zeros(ctx context.Context, r *types.Round, t *types.Tally, slot int) (uint64, error) {
	u, err := k.unit(ctx, r.Job, r.Number, uint32(slot))
	if err != nil {
		return 0, err
	}
	own, err := k.posted(ctx, r, u.Operator)
	if err != nil {
		return 0, err
	}
	return r.PostedWeight - own - t.Weights[slot], nil
}

// settleClosed gives back what the closed round will not pay.
func (k *Keeper) settleClosed(ctx context.Context, r *types.Round, s *spec.Spec) error {
	excluded := r.Excluded()
	for i := range int(s.Rounds.Slots) {
		if excluded.Has(i) {
			key := rewardtypes.GrantKey{Job: r.Job, Round: r.Number, Slot: uint32(i)}
			if err := k.reward.Revoke(ctx, key); err != nil {
				return err
			}
		}
	}
	return k.release(ctx, r.Job, times(s.Price.Unit, r.Missing().Count()))
}

// release gives back reserved money; none is no error.
func (k *Keeper) release(ctx context.Context, job uint64, amount math.Int) error {
	if amount.IsZero() {
		return nil
	}
	return k.reward.Release(ctx, job, amount)
}

// chargeMisses notes who missed the round and whether it was idle.
func (k *Keeper) chargeMisses(ctx context.Context, j *types.Job, r *types.Round, s *spec.Spec) error {
	if r.Void {
		return nil // it ended before its time
	}
	if r.Live().Count() == 0 {
		j.IdleRounds++
	} else {
		j.IdleRounds = 0
	}
	excused, err := k.disputes.Excused(ctx, r.Job, r.Number)
	if err != nil {
		return err
	}
	j.Missed = append(j.Missed, r.Missing().AndNot(excused).AndNot(r.Gone))
	if extra := len(j.Missed) - int(s.Rounds.MaxMisses); extra > 0 {
		j.Missed = j.Missed[extra:]
	}
	return nil
}

// meanLoss is the mean loss of the committed units, in 2^-20.
func meanLoss(r *types.Round) int64 {
	if n := r.Live().Count(); n > 0 {
		return r.Loss / int64(n)
	}
	return 0
}
