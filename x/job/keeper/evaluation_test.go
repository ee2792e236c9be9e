// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

func (w *world) losses(bits uint32) []byte {
	s, err := w.job.Spec(w.ctx, 1)
	require.NoError(w.t, err)
	var b []byte
	for range types.EvaluationBatches(&s) {
		b = append(b, commit.LossOut(bits)...)
	}
	return b
}

func (w *world) evaluate(operator string, round uint64, losses []byte) error {
	_, err := w.server.PostEvaluation(w.ctx, &types.MsgPostEvaluation{Operator: operator, Job: 1, Round: round, Losses: losses})
	return err
}

const (
	twoAndAHalf = 0x40200000
	three       = 0x40400000
)

// TestEvaluation: R13. The validation loss is on the chain with its round, backed
// by a bond, released when nothing about it can be disputed any more.
func TestEvaluation(t *testing.T) {
	w, trainers := closedRound(t)
	require.ErrorIs(t, w.evaluate(trainers[0], 1, w.losses(three)), types.ErrRoundPhase, "round 2 has not closed on a base")
	w.play(1, 2, trainers)
	before := w.ctx.GasMeter().GasConsumed()
	require.NoError(t, w.evaluate(trainers[0], 1, w.losses(three)))
	gas := w.ctx.GasMeter().GasConsumed() - before
	t.Logf("PostEvaluation of %d batches: %d gas", len(w.losses(three))/4, gas)
	require.LessOrEqual(t, gas, uint64(150_000))
	locked, err := w.stake.LockedAmount(w.ctx, w.addr(trainers[0]), types.EvaluationLock(1, 1))
	require.NoError(t, err)
	require.Equal(t, types.DefaultParams().OuterBond, locked.Uint64())
	got, err := w.query.Evaluations(w.ctx, &types.QueryEvaluationsRequest{Job: 1})
	require.NoError(t, err)
	require.Len(t, got.Evaluations, 1)
	e := got.Evaluations[0]
	require.Equal(t, int64(3<<20), e.Loss)
	require.Equal(t, *w.round(1, 2).Base, e.State)
	w.play(1, 3, trainers)
	w.play(1, 4, trainers)
	w.blocks(18)
	for _, o := range trainers {
		_, err := w.server.CompleteJob(w.ctx, &types.MsgCompleteJob{Operator: o, Job: 1, Outer: theta("last"), Result: theta("model")})
		require.NoError(t, err)
	}
	w.blocks(1)
	require.Equal(t, types.JOB_STATUS_COMPLETED, w.get(1).Status)
	require.NoError(t, w.evaluate(trainers[1], 4, w.losses(twoAndAHalf)), "the model's own, when it is bound")
	w.blocks(200)
	for i, round := range []uint64{1, 4} {
		locked, err := w.stake.LockedAmount(w.ctx, w.addr(trainers[i]), types.EvaluationLock(1, round))
		require.NoError(t, err)
		require.True(t, locked.IsZero(), "round %d", round)
	}
}

func TestFalseEvaluation(t *testing.T) {
	w, trainers := closedRound(t)
	w.account("challenger")
	w.play(1, 2, trainers)
	require.NoError(t, w.evaluate(trainers[0], 1, w.losses(twoAndAHalf)))
	require.NoError(t, w.evaluate(trainers[1], 1, w.losses(three)))
	bonded := w.bonded(trainers[0])
	reward, err := w.job.EndEvaluation(w.ctx, types.EvaluationVerdict{
		Job: 1, Round: 1, Operator: trainers[0], Reason: staketypes.SlashReasonFraud, Rewarded: w.bytes("challenger"),
	})
	require.NoError(t, err)
	require.Equal(t, types.DefaultParams().OuterBond, bonded.Sub(w.bonded(trainers[0])).Uint64())
	require.Equal(t, types.DefaultParams().OuterBond*3/10, reward.Uint64())
	_, err = w.job.Evaluation(w.ctx, 1, 1, trainers[0])
	require.ErrorIs(t, err, types.ErrClaimStatus)
	_, err = w.job.Evaluation(w.ctx, 1, 1, trainers[1])
	require.NoError(t, err)
	require.ErrorIs(t, w.evaluate(trainers[2], 1, w.losses(twoAndAHalf)), types.ErrClaimed, "said before, and false")
	w.blocks(60)
}

// TestEvaluationOfAVoidRound: what was evaluated does not stand.
func TestEvaluationOfAVoidRound(t *testing.T) {
	w, trainers := split(t, "wrong", "wrong", "wrong")
	w.witnessed(trainers)
	require.NoError(t, w.evaluate(trainers[1], 1, w.losses(three)))
	require.NoError(t, w.post(trainers[0], 1, "wrong"))
	w.end(trainers[0], 1, false)
	require.True(t, w.round(1, 2).Void)
	_, err := w.job.Evaluation(w.ctx, 1, 1, trainers[1])
	require.ErrorIs(t, err, types.ErrClaimStatus)
	w.blocks(100)
}

func TestEvaluationRefusals(t *testing.T) {
	trainer := func(w *world) string { return w.text(w.bytes("provider 0")) }
	closed := func(w *world) {
		training(w)
		for n := uint64(1); n <= 2; n++ {
			w.play(1, n, []string{trainer(w), w.text(w.bytes("provider 1")), w.text(w.bytes("provider 2"))})
		}
	}
	send := func(round uint64, change func(w *world, m *types.MsgPostEvaluation)) func(w *world) error {
		return func(w *world) error {
			m := &types.MsgPostEvaluation{Operator: trainer(w), Job: 1, Round: round, Losses: w.losses(three)}
			change(w, m)
			_, err := w.server.PostEvaluation(w.ctx, m)
			return err
		}
	}
	same := func(*world, *types.MsgPostEvaluation) {}
	runRefusals(t, closed, []refusal{
		{"address", send(1, func(_ *world, m *types.MsgPostEvaluation) { m.Operator = "weft1nobody" }), types.ErrInvalidAddress},
		{"no job", send(1, func(_ *world, m *types.MsgPostEvaluation) { m.Job = 9 }), types.ErrNoJob},
		{"of nothing", send(0, same), types.ErrEvaluation},
		{"not settled", send(2, same), types.ErrRoundPhase},
		{"no provider", send(1, func(w *world, m *types.MsgPostEvaluation) { m.Operator = w.account("stranger") }), staketypes.ErrNotProvider},
		{"a batch too few", send(1, func(_ *world, m *types.MsgPostEvaluation) { m.Losses = m.Losses[4:] }), types.ErrInvalidLoss},
		{"no number", send(1, func(w *world, m *types.MsgPostEvaluation) { m.Losses = w.losses(0x7fc00000) }), types.ErrInvalidLoss},
		{"twice", send(1, func(w *world, m *types.MsgPostEvaluation) {
			require.NoError(w.t, w.evaluate(trainer(w), 1, w.losses(twoAndAHalf)))
		}), types.ErrClaimed},
		{"too late to be disputed", func(w *world) error {
			w.blocks(75)
			return w.evaluate(trainer(w), 1, w.losses(three))
		}, types.ErrTooLate},
		{"end of nothing", func(w *world) error {
			_, err := w.job.EndEvaluation(w.ctx, types.EvaluationVerdict{Job: 1, Round: 1, Operator: trainer(w)})
			return err
		}, types.ErrNoClaim},
	})
}
