// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/job/types"
)

// roundCost is what opening a round with n active slots sets aside.
func roundCost(s *spec.Spec, n int) math.Int {
	return times(s.Price.Unit, n).Add(times(s.Price.VerifierFee, n))
}

func times(amount uint64, n int) math.Int {
	return math.NewIntFromUint64(amount).MulRaw(int64(n))
}

// open opens the next round for all members and sets its money aside.
func (k *Keeper) open(ctx context.Context, j *types.Job, s *spec.Spec) error {
	active := commit.Bitmap(j.Members)
	if err := k.reward.Reserve(ctx, j.Id, roundCost(s, active.Count())); err != nil {
		return err
	}
	j.Round++
	j.Deadline, j.StartHeight = 0, 0
	r := types.Round{
		Job: j.Id, Number: j.Round, Phase: types.ROUND_PHASE_TRAINING,
		OpenedHeight: height(ctx), Deadline: height(ctx) + int64(s.Windows.Training),
		Active: active.Or(nil), Committed: make([]byte, len(active)), Retracted: make([]byte, len(active)), Diverged: make([]byte, len(active)), Gone: make([]byte, len(active)),
		Operators: j.Operators, Retractions: j.Retractions,
	}
	j.Retractions = nil
	if err := k.setRound(ctx, &r); err != nil {
		return err
	}
	if err := k.enqueue(ctx, types.Due{Height: r.Deadline, Kind: types.DUE_KIND_TRAINING, Job: j.Id, Round: r.Number}); err != nil {
		return err
	}
	if err := k.setStatus(ctx, j, types.JOB_STATUS_RUNNING, types.REASON_UNSPECIFIED); err != nil {
		return err
	}
	err := emit(ctx, &types.EventRoundOpened{Job: j.Id, Round: r.Number, Active: r.Active, Deadline: r.Deadline, Retractions: r.Retractions})
	if err != nil || k.hooks == nil {
		return err
	}
	return k.hooks.AfterRoundOpened(ctx, j.Id, r.Number)
}

// endTraining is the deadline of TRAINING: below the quorum it is put off
// once, then the round goes on with what it has.
func (k *Keeper) endTraining(ctx context.Context, d types.Due) error {
	r, err := k.Round(ctx, d.Job, d.Round)
	if err != nil {
		return err
	}
	if r.Phase != types.ROUND_PHASE_TRAINING || r.Deadline != d.Deadline {
		return nil
	}
	s, err := k.Spec(ctx, d.Job)
	if err != nil {
		return err
	}
	if r.Void {
		return k.close(ctx, &r, &s)
	}
	if r.Live().Count() < int(s.Rounds.Quorum) && !r.Extended && !r.TrainingDone() {
		r.Extended = true
		r.Deadline = height(ctx) + int64(s.Windows.Extension)
		if err := k.enqueue(ctx, types.Due{Height: r.Deadline, Kind: types.DUE_KIND_TRAINING, Job: r.Job, Round: r.Number}); err != nil {
			return err
		}
		if err := emit(ctx, &types.EventRoundExtended{Job: r.Job, Round: r.Number, Deadline: r.Deadline}); err != nil {
			return err
		}
		return k.setRound(ctx, &r)
	}
	return k.witnessing(ctx, &r, &s)
}

// endPhaseNow ends the round's phase with this block. The work is the queue's,
// not that of the message that happened to come last: what a message costs
// does not depend on who else has sent one.
func (k *Keeper) endPhaseNow(ctx context.Context, r *types.Round, kind types.DueKind) error {
	if r.Deadline != height(ctx) {
		r.Deadline = height(ctx)
		if err := k.enqueue(ctx, types.Due{Height: r.Deadline, Kind: kind, Job: r.Job, Round: r.Number}); err != nil {
			return err
		}
	}
	return k.setRound(ctx, r)
}

// witnessing ends TRAINING. With nothing to witness, or nobody to do it, the
// round closes at once.
func (k *Keeper) witnessing(ctx context.Context, r *types.Round, s *spec.Spec) error {
	if r.Summable().Count() == 0 || r.Operators <= 1 {
		return k.close(ctx, r, s)
	}
	r.Phase = types.ROUND_PHASE_WITNESSING
	r.Deadline = height(ctx) + int64(s.Windows.Witness)
	if err := k.tallies.Set(ctx, joinRound(r), types.NewTally(int(s.Rounds.Slots))); err != nil {
		return err
	}
	if err := k.enqueue(ctx, types.Due{Height: r.Deadline, Kind: types.DUE_KIND_WITNESS, Job: r.Job, Round: r.Number}); err != nil {
		return err
	}
	if err := emit(ctx, &types.EventWitnessingStarted{Job: r.Job, Round: r.Number, Committed: r.Committed, Deadline: r.Deadline}); err != nil {
		return err
	}
	return k.setRound(ctx, r)
}

// endWitnessing is the deadline of WITNESSING.
func (k *Keeper) endWitnessing(ctx context.Context, d types.Due) error {
	r, err := k.Round(ctx, d.Job, d.Round)
	if err != nil {
		return err
	}
	if r.Phase != types.ROUND_PHASE_WITNESSING || r.Deadline != d.Deadline {
		return nil
	}
	s, err := k.Spec(ctx, d.Job)
	if err != nil {
		return err
	}
	if !r.Void {
		if waits, err := k.awaitBase(ctx, &r, &s); err != nil || waits {
			return err
		}
	}
	return k.close(ctx, &r, &s)
}
