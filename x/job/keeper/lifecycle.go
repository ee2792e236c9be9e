// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
)

// The life of a job between rounds. A job is at a boundary when no round of it
// is TRAINING or WITNESSING; only there it starts, pauses, resumes or ends.

// boundary takes a job from the end of a round, or from rest, to its next
// state: ended, finishing, paused, or in a new round.
func (k *Keeper) boundary(ctx context.Context, j *types.Job) error {
	s, err := k.Spec(ctx, j.Id)
	if err != nil {
		return err
	}
	if err := k.freeAtBoundary(ctx, j, &s); err != nil {
		return err
	}
	switch {
	case j.CancelRequested:
		return k.end(ctx, j, &s, types.JOB_STATUS_CANCELLED, types.REASON_SUBMITTER)
	case j.IdleRounds >= s.Rounds.MaxIdleRounds:
		return k.end(ctx, j, &s, types.JOB_STATUS_FAILED, types.REASON_IDLE)
	case j.Round >= uint64(s.Rounds.Rounds):
		return k.await(ctx, j, &s, types.JOB_STATUS_RUNNING, types.REASON_UNSPECIFIED)
	case j.DataMissing > 0:
		return k.await(ctx, j, &s, types.JOB_STATUS_PAUSED, types.REASON_DATA)
	case j.PauseRequested:
		return k.await(ctx, j, &s, types.JOB_STATUS_PAUSED, types.REASON_SUBMITTER)
	case commit.Bitmap(j.Members).Count() < int(s.Rounds.Quorum):
		return k.await(ctx, j, &s, types.JOB_STATUS_PAUSED, types.REASON_SLOTS)
	}
	free, err := k.reward.Free(ctx, j.Id)
	if err != nil {
		return err
	}
	if free.LT(roundCost(&s, commit.Bitmap(j.Members).Count())) {
		return k.await(ctx, j, &s, types.JOB_STATUS_PAUSED, types.REASON_MONEY)
	}
	return k.open(ctx, j, &s)
}

// freeAtBoundary takes the slots of those who leave and of those who missed
// too many rounds in a row.
func (k *Keeper) freeAtBoundary(ctx context.Context, j *types.Job, s *spec.Spec) error {
	leaving := commit.Bitmap(j.Leaving).And(j.Members)
	missed := missedAll(j, s).And(j.Members).AndNot(leaving)
	for i := range int(s.Rounds.Slots) {
		switch {
		case leaving.Has(i):
			if err := k.free(ctx, j, uint32(i), types.FREED_REASON_LEFT); err != nil {
				return err
			}
		case missed.Has(i):
			if err := k.penaliseMisses(ctx, j, uint32(i)); err != nil {
				return err
			}
			if err := k.free(ctx, j, uint32(i), types.FREED_REASON_MISSED); err != nil {
				return err
			}
		}
	}
	return nil
}

// missedAll are the slots that missed each of the latest max_misses rounds.
func missedAll(j *types.Job, s *spec.Spec) commit.Bitmap {
	n := int(s.Rounds.MaxMisses)
	out := commit.NewBitmap(int(s.Rounds.Slots))
	if len(j.Missed) < n {
		return out
	}
	out = out.Or(j.Missed[len(j.Missed)-1])
	for _, m := range j.Missed[len(j.Missed)-n:] {
		out = out.And(m)
	}
	return out
}

// await rests a job in the given status until something moves it on or its
// patience ends.
func (k *Keeper) await(ctx context.Context, j *types.Job, s *spec.Spec, status types.JobStatus, reason types.Reason) error {
	if j.Status == status && j.Reason == reason && j.Deadline > height(ctx) && status == types.JOB_STATUS_PAUSED {
		return k.setJob(ctx, j) // still the same pause: its patience is not renewed
	}
	from := height(ctx)
	if status == types.JOB_STATUS_RUNNING { // finishing: the outcome can be stated when the last round is FINAL
		r, err := k.Round(ctx, j.Id, j.Round)
		if err != nil {
			return err
		}
		from = max(from, r.FinalHeight)
	}
	j.PauseRequested = false
	j.Deadline = from + int64(s.Windows.MaxWait)
	if err := k.enqueue(ctx, types.Due{Height: j.Deadline, Kind: types.DUE_KIND_WAIT, Job: j.Id, Round: j.Round}); err != nil {
		return err
	}
	return k.setStatus(ctx, j, status, reason)
}

// endWait ends a job that has waited for too long: one that is enrolling or
// paused is cancelled, one whose rounds are done takes the best statement of
// its outcome.
func (k *Keeper) endWait(ctx context.Context, d types.Due) error {
	j, err := k.Job(ctx, d.Job)
	if err != nil {
		return err
	}
	if j.Deadline != d.Deadline {
		return nil
	}
	s, err := k.Spec(ctx, j.Id)
	if err != nil {
		return err
	}
	switch {
	case j.Status == types.JOB_STATUS_ENROLLING, j.Status == types.JOB_STATUS_PAUSED:
		return k.end(ctx, &j, &s, types.JOB_STATUS_CANCELLED, types.REASON_WAIT)
	case !finishing(&j, &s):
		return nil
	case j.FinalRounds < j.Round: // audits are late; nobody could speak yet
		return k.await(ctx, &j, &s, j.Status, j.Reason)
	}
	return k.settleOutcome(ctx, &j, &s)
}

// finishing says whether all rounds have closed and the outcome is open.
func finishing(j *types.Job, s *spec.Spec) bool {
	return j.Status == types.JOB_STATUS_RUNNING && j.Round == uint64(s.Rounds.Rounds) && j.Deadline > 0
}

// enrolled notes that the membership of an enrolling job has changed: with all
// slots held it starts, with the quorum held it starts after a while.
func (k *Keeper) enrolled(ctx context.Context, j *types.Job, s *spec.Spec) error {
	held := commit.Bitmap(j.Members).Count()
	switch {
	case held == int(s.Rounds.Slots):
		return k.startAt(ctx, j, height(ctx))
	case held >= int(s.Rounds.Quorum) && j.StartHeight == 0:
		return k.startAt(ctx, j, height(ctx)+int64(s.Windows.Enrol))
	case held < int(s.Rounds.Quorum):
		j.StartHeight = 0
	}
	return k.setJob(ctx, j)
}

// startAt opens the next round of a resting job at a height, this block's end
// included.
func (k *Keeper) startAt(ctx context.Context, j *types.Job, at int64) error {
	if j.StartHeight != at {
		j.StartHeight = at
		if err := k.enqueue(ctx, types.Due{Height: at, Kind: types.DUE_KIND_START, Job: j.Id}); err != nil {
			return err
		}
	}
	return k.setJob(ctx, j)
}

// start opens the next round of a job whose quorum has waited long enough, or
// that paused for want of slots and has them again.
func (k *Keeper) start(ctx context.Context, d types.Due) error {
	j, err := k.Job(ctx, d.Job)
	if err != nil {
		return err
	}
	resting := j.Status == types.JOB_STATUS_ENROLLING || (j.Status == types.JOB_STATUS_PAUSED && j.Reason == types.REASON_SLOTS)
	if !resting || j.StartHeight != d.Deadline {
		return nil
	}
	j.StartHeight = 0
	return k.boundary(ctx, &j)
}

// end ends a job at a boundary: slots are freed, and what nobody is owed goes
// back to whoever paid it in.
func (k *Keeper) end(ctx context.Context, j *types.Job, s *spec.Spec, status types.JobStatus, reason types.Reason) error {
	for i := range int(s.Rounds.Slots) {
		if !commit.Bitmap(j.Members).Has(i) {
			continue
		}
		if err := k.free(ctx, j, uint32(i), types.FREED_REASON_JOB_ENDED); err != nil {
			return err
		}
	}
	submitter, err := k.operator(j.Submitter)
	if err != nil {
		return err
	}
	settle, err := k.settleHeight(ctx, j, s)
	if err != nil {
		return err
	}
	j.EndedHeight, j.Deadline, j.PauseRequested = height(ctx), 0, false
	err = k.reward.CloseJob(ctx, rewardtypes.Close{
		Job: j.Id, Submitter: submitter, Completed: status == types.JOB_STATUS_COMPLETED,
		SubmitterShare: s.Price.SubmitterShare, SettleHeight: settle,
	})
	if err != nil {
		return err
	}
	return k.setStatus(ctx, j, status, reason)
}

// settleHeight is when the late window of the last round ends.
func (k *Keeper) settleHeight(ctx context.Context, j *types.Job, s *spec.Spec) (int64, error) {
	if j.Round == 0 {
		return height(ctx), nil
	}
	r, err := k.Round(ctx, j.Id, j.Round)
	if err != nil {
		return 0, err
	}
	return max(height(ctx), r.FinalHeight+int64(s.Windows.Late)), nil
}

func (k *Keeper) setStatus(ctx context.Context, j *types.Job, status types.JobStatus, reason types.Reason) error {
	if j.Status != status || j.Reason != reason {
		j.Status, j.Reason = status, reason
		if err := emit(ctx, &types.EventJobChanged{Job: j.Id, Status: status, Reason: reason}); err != nil {
			return err
		}
	}
	return k.setJob(ctx, j)
}
