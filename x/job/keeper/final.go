// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/job/types"
)

// finish makes a round FINAL: its units without an open matter are owed their
// price. Late audits and claims about its base put it off.
func (k *Keeper) finish(ctx context.Context, d types.Due) error {
	r, err := k.Round(ctx, d.Job, d.Round)
	if err != nil {
		return err
	}
	if r.Phase != types.ROUND_PHASE_AUDITING || r.FinalHeight != d.Deadline {
		return nil
	}
	s, err := k.Spec(ctx, d.Job)
	if err != nil {
		return err
	}
	pending, err := k.disputes.AuditsPending(ctx, r.Job, r.Number)
	if err != nil {
		return err
	}
	if !pending {
		if pending, err = k.baseDisputed(ctx, &r, &s); err != nil {
			return err
		}
	}
	if r.Void {
		if err := k.takeBack(ctx, r.Job, r.Number); err != nil {
			return err
		}
	}
	if pending {
		return k.finalAfterChallenges(ctx, &r, &s)
	}
	return k.makeFinal(ctx, &r, &s)
}

// AuditsOver brings the end of a round forward, if its audits ended before their
// windows did: it becomes FINAL when what they came to could be challenged for a
// challenge window.
func (k *Keeper) AuditsOver(ctx context.Context, job, round uint64) error {
	r, err := k.Round(ctx, job, round)
	if err != nil {
		return err
	}
	s, err := k.Spec(ctx, job)
	if err != nil {
		return err
	}
	if r.Phase != types.ROUND_PHASE_AUDITING || r.FinalHeight <= height(ctx)+int64(s.Windows.Challenge) {
		return nil
	}
	return k.finalAfterChallenges(ctx, &r, &s)
}

// finalAfterChallenges plans FINAL a challenge window from now. An earlier plan
// in the queue is ignored when its height comes.
func (k *Keeper) finalAfterChallenges(ctx context.Context, r *types.Round, s *spec.Spec) error {
	r.FinalHeight = height(ctx) + int64(s.Windows.Challenge)
	r.Deadline = r.FinalHeight
	if err := k.enqueue(ctx, types.Due{Height: r.FinalHeight, Kind: types.DUE_KIND_FINAL, Job: r.Job, Round: r.Number}); err != nil {
		return err
	}
	return k.setRound(ctx, r)
}

// baseDisputed says whether claims about the round's base are undecided, so
// that it cannot become FINAL yet. A base that does not stand makes the round
// void.
func (k *Keeper) baseDisputed(ctx context.Context, r *types.Round, s *spec.Spec) (bool, error) {
	if r.Void || r.Base == nil {
		return false, nil
	}
	_, open, refuted, err := k.contest(ctx, s, r.Job, r.Number-1, r.Base)
	if err != nil || !refuted {
		return open, err
	}
	j, err := k.Job(ctx, r.Job)
	if err != nil {
		return false, err
	}
	if err := k.voidFrom(ctx, &j, r.Number); err != nil {
		return false, err
	}
	*r, err = k.Round(ctx, r.Job, r.Number)
	return false, err
}

func (k *Keeper) makeFinal(ctx context.Context, r *types.Round, s *spec.Spec) error {
	if err := k.reward.FinalizeRound(ctx, r.Job, r.Number); err != nil {
		return err
	}
	spent, err := k.disputes.FeesSpent(ctx, r.Job, r.Number)
	if err != nil {
		return err
	}
	fees := times(s.Price.VerifierFee, commit.Bitmap(r.Active).Count())
	if err := k.release(ctx, r.Job, fees.Sub(spent)); err != nil {
		return err
	}
	r.Phase = types.ROUND_PHASE_FINAL
	if err := k.setRound(ctx, r); err != nil {
		return err
	}
	j, err := k.Job(ctx, r.Job)
	if err != nil {
		return err
	}
	j.FinalRounds++
	if err := k.setJob(ctx, &j); err != nil {
		return err
	}
	if err := emit(ctx, &types.EventRoundFinal{Job: r.Job, Round: r.Number}); err != nil || k.hooks == nil {
		return err
	}
	return k.hooks.AfterRoundFinal(ctx, r.Job, r.Number)
}
