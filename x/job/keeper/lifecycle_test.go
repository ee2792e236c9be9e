// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/x/job/types"
)

// TestJobRunsToCompletion follows one job from its submission to the payment
// of the last uweft.
func TestJobRunsToCompletion(t *testing.T) {
	w := newWorld(t)
	submitter, trainers := w.account("submitter"), w.providers(3)
	s := tiny(3)
	job := w.submit(submitter, s)
	require.Equal(t, types.JOB_STATUS_ENROLLING, w.get(job).Status)

	w.join(job, trainers...)
	require.Equal(t, types.JOB_STATUS_RUNNING, w.get(job).Status, "with all slots held it starts at once")
	for round := uint64(1); round <= uint64(s.Rounds.Rounds); round++ {
		require.Equal(t, round, w.get(job).Round)
		w.play(job, round, trainers)
		require.Equal(t, types.ROUND_PHASE_AUDITING, w.round(job, round).Phase, "everybody has spoken: it closes at once")
		require.Equal(t, 3, commit.Bitmap(w.round(job, round).Included).Count())
		w.blocks(2)
	}
	w.blocks(20)
	require.Equal(t, uint64(s.Rounds.Rounds), w.get(job).FinalRounds)
	require.Equal(t, types.UNIT_STATUS_FINAL, w.status(job, 1, 0))

	done := &types.MsgCompleteJob{Job: job, Outer: w.unit(trainers[0], job, 1, 0).Base, Result: *w.unit(trainers[0], job, 1, 0).Delta}
	for i, o := range trainers[:2] {
		done.Operator = o
		_, err := w.server.CompleteJob(w.ctx, done)
		require.NoError(t, err)
		w.blocks(1)
		require.Equal(t, i == 1, w.get(job).Status == types.JOB_STATUS_COMPLETED, "two of three slots agree")
	}

	w.blocks(int(s.Windows.Late) + 20) // all pay is vested and all stake released
	for _, o := range trainers {
		pay := math.NewIntFromUint64(s.Price.Unit).MulRaw(int64(s.Rounds.Rounds))
		require.Equal(t, pay.MulRaw(95).QuoRaw(100), w.claim(o, job), "5 % protocol fee")
		locked, err := w.stake.LockedAmount(w.ctx, w.addr(o), types.SlotLock(job, 0, 1))
		require.NoError(t, err)
		require.True(t, locked.IsZero())
	}
	fees := math.NewIntFromUint64(s.Price.VerifierFee).MulRaw(3 * int64(s.Rounds.Rounds))
	require.Equal(t, fees, w.claim(submitter, job), "nobody audited: the fees go back")
	w.check()
}

func TestEnrolment(t *testing.T) {
	t.Run("the quorum starts it after a while", func(t *testing.T) {
		w := newWorld(t)
		job := w.submit(w.account("submitter"), tiny(3))
		w.join(job, w.providers(2)...)
		require.Equal(t, types.JOB_STATUS_ENROLLING, w.get(job).Status)
		w.blocks(3)
		require.Equal(t, types.JOB_STATUS_RUNNING, w.get(job).Status)
		require.Equal(t, 2, commit.Bitmap(w.round(job, 1).Active).Count())
	})
	t.Run("who leaves below the quorum stops the start", func(t *testing.T) {
		w := newWorld(t)
		job := w.submit(w.account("submitter"), tiny(3))
		trainers := w.providers(2)
		w.join(job, trainers...)
		_, err := w.server.LeaveJob(w.ctx, &types.MsgLeaveJob{Operator: trainers[0], Job: job, Slot: 0})
		require.NoError(t, err)
		w.blocks(5)
		require.Equal(t, types.JOB_STATUS_ENROLLING, w.get(job).Status)
		stake, err := w.stake.LockedAmount(w.ctx, w.addr(trainers[0]), types.SlotLock(job, 0, 1))
		require.NoError(t, err)
		require.True(t, stake.IsZero(), "the stake is free at once")
	})
	t.Run("a job nobody wants is cancelled and refunded in full", func(t *testing.T) {
		w := newWorld(t)
		submitter := w.account("submitter")
		job := w.submit(submitter, tiny(3))
		w.blocks(int(tiny(3).Windows.MaxWait) + 1)
		require.Equal(t, types.JOB_STATUS_CANCELLED, w.get(job).Status)
		require.Equal(t, types.REASON_WAIT, w.get(job).Reason)
		w.claim(submitter, job)
		require.Equal(t, math.NewInt(rich), w.balance(submitter))
	})
}

func TestRoundWithAbsentees(t *testing.T) {
	w := newWorld(t)
	s := tiny(3)
	trainers := w.providers(3)
	job := w.submit(w.account("submitter"), s)
	w.join(job, trainers...)

	w.commit(trainers[0], job, 1, 0)
	w.blocks(int(s.Windows.Training) + 1)
	require.True(t, w.round(job, 1).Extended, "below the quorum it is put off once")
	w.blocks(int(s.Windows.Extension))
	require.Equal(t, types.ROUND_PHASE_WITNESSING, w.round(job, 1).Phase, "then it goes on with what it has")
	w.witness(trainers[1], job, 1)
	w.blocks(int(s.Windows.Witness) + 1)
	require.True(t, commit.Bitmap(w.round(job, 1).Included).Has(0))
	require.Equal(t, uint64(2), w.get(job).Round)
	require.Equal(t, types.UNIT_STATUS_INCLUDED, w.status(job, 1, 0))
}

func TestUnwitnessedUnitIsExcluded(t *testing.T) {
	w := newWorld(t)
	s := tiny(3)
	trainers := w.providers(3)
	job := w.submit(w.account("submitter"), s)
	w.join(job, trainers...)
	for i, o := range trainers {
		w.commit(o, job, 1, uint32(i))
	}
	w.settle()
	only := commit.NewBitmap(3)
	only.Set(1) // nobody but its trainer holds the delta of slot 1, and its own word counts nothing
	_, err := w.server.Witness(w.ctx, &types.MsgWitness{Operator: trainers[1], Job: job, Round: 1, Deltas: only})
	require.NoError(t, err)
	only.Set(0)
	only.Clear(1)
	_, err = w.server.Witness(w.ctx, &types.MsgWitness{Operator: trainers[2], Job: job, Round: 1, Deltas: only})
	require.NoError(t, err)
	w.blocks(int(s.Windows.Witness) + 1)
	require.Equal(t, types.UNIT_STATUS_INCLUDED, w.status(job, 1, 0))
	require.Equal(t, types.UNIT_STATUS_EXCLUDED, w.status(job, 1, 1))
	require.Equal(t, types.UNIT_STATUS_EXCLUDED, w.status(job, 1, 2))
}

func TestUnitOnAnotherBaseIsVoid(t *testing.T) {
	w := newWorld(t)
	trainers := w.providers(3)
	job := w.submit(w.account("submitter"), tiny(3))
	w.join(job, trainers...)
	odd := w.unit(trainers[2], job, 1, 2)
	odd.Base.Digest = odd.Delta.Digest
	_, err := w.server.CommitUnit(w.ctx, odd)
	require.NoError(t, err)
	w.commit(trainers[0], job, 1, 0)
	w.commit(trainers[1], job, 1, 1)
	w.settle()
	for _, o := range trainers {
		w.witness(o, job, 1)
	}
	w.settle()
	require.Equal(t, types.UNIT_STATUS_INCLUDED, w.status(job, 1, 0))
	require.Equal(t, types.UNIT_STATUS_EXCLUDED, w.status(job, 1, 2))
	locked, err := w.stake.LockedAmount(w.ctx, w.addr(trainers[2]), types.SlotLock(job, 2, 1))
	require.NoError(t, err)
	require.Equal(t, math.NewIntFromUint64(tiny(3).Price.SlotStake), locked, "void, never slashed (R9)")
}

func TestMissesFreeASlot(t *testing.T) {
	w := newWorld(t)
	s := tiny(3)
	s.Rounds.MaxMisses, s.Rounds.Rounds = 2, 10
	trainers := w.providers(4)
	job := w.submit(w.account("submitter"), s)
	w.join(job, trainers[:3]...)
	for round := uint64(1); round <= 2; round++ {
		w.commit(trainers[0], job, round, 0)
		w.commit(trainers[1], job, round, 1)
		w.blocks(int(s.Windows.Training) + 1)
		w.witness(trainers[0], job, round)
		w.witness(trainers[1], job, round)
		w.blocks(int(s.Windows.Witness) + 1)
	}
	j := w.get(job)
	require.False(t, commit.Bitmap(j.Members).Has(2), "two misses in a row")
	require.Equal(t, uint64(3), j.Round, "the round after the second miss is open with the others")
	w.blocks(1)
	stake, err := w.stake.Stake(w.ctx, w.addr(trainers[2]))
	require.NoError(t, err)
	burnt := math.NewInt(rich / 2).Sub(stake.Bonded)
	require.Equal(t, math.NewIntFromUint64(s.Price.SlotStake).QuoRaw(100), burnt, "1 % of the slot stake, never more")
	w.join(job, trainers[3])
	require.True(t, commit.Bitmap(w.get(job).Members).Has(2))
	require.False(t, commit.Bitmap(w.round(job, 3).Active).Has(2), "a joiner starts at the next round")
}

func TestIdleRoundsFailTheJob(t *testing.T) {
	w := newWorld(t)
	s := tiny(3)
	s.Rounds.MaxIdleRounds, s.Rounds.MaxMisses = 2, 9
	submitter := w.account("submitter")
	job := w.submit(submitter, s)
	w.join(job, w.providers(3)...)
	w.blocks(2*int(s.Windows.Training+s.Windows.Extension) + 2)
	require.Equal(t, types.JOB_STATUS_FAILED, w.get(job).Status)
	require.Equal(t, types.REASON_IDLE, w.get(job).Reason)
	w.blocks(20)
	w.claim(submitter, job)
	require.Equal(t, math.NewInt(rich), w.balance(submitter), "no work, no pay: all goes back")
}

func TestPauseForMoneyAndTopUp(t *testing.T) {
	w := newWorld(t)
	s := tiny(2)
	trainers := w.providers(2)
	round := int64(s.Price.Unit+s.Price.VerifierFee) * 2
	job := w.submitWith(w.account("submitter"), s, round+1)
	w.join(job, trainers...)
	w.play(job, 1, trainers)
	j := w.get(job)
	require.Equal(t, types.JOB_STATUS_PAUSED, j.Status)
	require.Equal(t, types.REASON_MONEY, j.Reason)
	w.blocks(2)

	friend := w.account("friend")
	_, err := w.server.FundJob(w.ctx, &types.MsgFundJob{Funder: friend, Job: job, Amount: sdk.NewInt64Coin(denom, 1)})
	require.NoError(t, err)
	require.Equal(t, types.JOB_STATUS_PAUSED, w.get(job).Status, "still short")
	require.Equal(t, j.Deadline, w.get(job).Deadline, "and its patience is not renewed")
	_, err = w.server.FundJob(w.ctx, &types.MsgFundJob{Funder: friend, Job: job, Amount: sdk.NewInt64Coin(denom, round)})
	require.NoError(t, err)
	require.Equal(t, types.JOB_STATUS_RUNNING, w.get(job).Status)
	w.play(job, 2, trainers)
	w.blocks(1)
}

func TestPauseResumeCancel(t *testing.T) {
	w := newWorld(t)
	submitter, trainers := w.account("submitter"), w.providers(2)
	job := w.submit(submitter, tiny(2))
	w.join(job, trainers...)
	pause := &types.MsgPauseJob{Submitter: submitter, Job: job}
	resume := &types.MsgResumeJob{Submitter: submitter, Job: job}

	_, err := w.server.PauseJob(w.ctx, pause)
	require.NoError(t, err)
	_, err = w.server.ResumeJob(w.ctx, resume)
	require.NoError(t, err, "a pause that has not happened can be taken back")
	w.play(job, 1, trainers)
	require.Equal(t, uint64(2), w.get(job).Round)

	_, err = w.server.PauseJob(w.ctx, pause)
	require.NoError(t, err)
	w.play(job, 2, trainers)
	require.Equal(t, types.JOB_STATUS_PAUSED, w.get(job).Status, "the open round was finished first")
	require.Equal(t, types.UNIT_STATUS_INCLUDED, w.status(job, 2, 0))
	w.blocks(1)
	_, err = w.server.LeaveJob(w.ctx, &types.MsgLeaveJob{Operator: trainers[1], Job: job, Slot: 1})
	require.NoError(t, err)
	require.Equal(t, uint32(1), w.get(job).Operators, "a slot leaves a paused job at once")
	_, err = w.server.ResumeJob(w.ctx, resume)
	require.NoError(t, err)
	require.Equal(t, types.JOB_STATUS_RUNNING, w.get(job).Status)

	_, err = w.server.CancelJob(w.ctx, &types.MsgCancelJob{Submitter: submitter, Job: job})
	require.NoError(t, err)
	require.Equal(t, types.JOB_STATUS_RUNNING, w.get(job).Status, "the open round is finished and paid")
	w.commit(trainers[0], job, 3, 0)
	w.settle()
	require.Equal(t, types.JOB_STATUS_CANCELLED, w.get(job).Status)
	w.blocks(20)
	require.Equal(t, types.UNIT_STATUS_FINAL, w.status(job, 3, 0), "the last round becomes FINAL after the end")
}

func TestLeaveAtTheBoundary(t *testing.T) {
	w := newWorld(t)
	s := tiny(3)
	trainers := w.providers(3)
	job := w.submit(w.account("submitter"), s)
	w.join(job, trainers...)
	_, err := w.server.LeaveJob(w.ctx, &types.MsgLeaveJob{Operator: trainers[2], Job: job, Slot: 2})
	require.NoError(t, err)
	w.play(job, 1, trainers)
	require.Equal(t, 2, commit.Bitmap(w.round(job, 2).Active).Count())

	lock := types.SlotLock(job, 2, 1)
	held := func() math.Int {
		v, err := w.stake.LockedAmount(w.ctx, w.addr(trainers[2]), lock)
		require.NoError(t, err)
		return v
	}
	final := w.round(job, 1).FinalHeight
	for w.ctx.BlockHeight() < final+int64(s.Windows.Late) {
		require.True(t, held().IsPositive(), "slashable until the late window of its last unit ends")
		w.blocks(1)
	}
	w.blocks(2)
	require.True(t, held().IsZero())
}
