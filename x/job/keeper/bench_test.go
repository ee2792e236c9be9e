// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"fmt"
	"testing"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/job/keeper"
	"github.com/weft-network/weft/x/job/types"
)

// crowd is a world with n running jobs of the given slots; slots of a job are
// shared by four operators. done more jobs have already ended.
func crowd(b *testing.B, n, slots, done int) *world {
	b.Helper()
	w := newWorld(b)
	submitter, providers := w.account("submitter"), w.providers(4)
	s := tiny(slots)
	s.Price.SlotStake = 1_000_000
	s.Windows.Training = 1000
	for i := range done {
		if i%100 == 0 {
			w.save()
		}
		job := w.submitWith(submitter, s, int64(s.Price.Unit+s.Price.VerifierFee)*int64(slots))
		_, err := w.server.CancelJob(w.ctx, &types.MsgCancelJob{Submitter: submitter, Job: job})
		require.NoError(b, err)
	}
	for range n {
		w.save()
		job := w.submitWith(submitter, s, 4*int64(s.Price.Unit+s.Price.VerifierFee)*int64(slots))
		for i := range slots {
			w.join(job, providers[i%4])
		}
	}
	for range (n+done)/keeper.BlockItems + 1 { // nothing waits any more for the end of the enrolment
		require.NoError(b, w.job.EndBlock(w.ctx.WithBlockHeight(int64(s.Windows.MaxWait)+2)))
	}
	w.save()
	return w
}

// save commits the store, as the end of a block does; what is not committed is
// slow to iterate.
func (w *world) save() {
	store, ok := w.ctx.MultiStore().(storetypes.CommitMultiStore)
	require.True(w.t, ok)
	store.Commit()
}

// BenchmarkEndBlock is the cost of EndBlock with 10 000 slots in 100 jobs: in a
// block in which nothing is due, in one in which every round is extended, and
// in one in which every round closes and the next one opens.
func BenchmarkEndBlock(b *testing.B) {
	for _, c := range []struct{ jobs, slots, done int }{{100, 100, 0}, {100, 100, 10_000}, {1, 100, 0}} {
		w := crowd(b, c.jobs, c.slots, c.done)
		name := fmt.Sprintf("jobs=%d/slots=%d/ended=%d", c.jobs, c.jobs*c.slots, c.done)
		b.Run(name+"/nothing due", func(b *testing.B) {
			for b.Loop() {
				require.NoError(b, w.job.EndBlock(w.ctx))
			}
		})
		first := func() types.Round { return w.round(uint64(c.done+1), 1) }
		due := func(b *testing.B) {
			b.Helper()
			height := first().Deadline
			for b.Loop() {
				ctx, _ := w.ctx.WithBlockHeight(height).CacheContext()
				require.NoError(b, w.job.EndBlock(ctx))
			}
		}
		b.Run(name+"/all rounds are extended", due)
		require.NoError(b, w.job.EndBlock(w.ctx.WithBlockHeight(first().Deadline)))
		w.save()
		require.True(b, first().Extended)
		b.Run(name+"/all rounds close and open", due)
	}
}

// BenchmarkCommitUnit is one commit of a unit of H = 64 steps, in a job of 64
// slots.
func BenchmarkCommitUnit(b *testing.B) {
	w := newWorld(b)
	s := tiny(64)
	s.Inner.Steps, s.Audit.AnchorEvery = 64, 8
	s.Price.SlotStake = 1_000_000_000
	job := w.submit(w.account("submitter"), s)
	operator := w.provider("provider")
	for range 64 {
		w.join(job, operator)
	}
	msg := w.unit(operator, job, 1, 0)
	for b.Loop() {
		ctx, _ := w.ctx.CacheContext()
		_, err := w.server.CommitUnit(ctx, msg)
		require.NoError(b, err)
	}
}

// TestGas reports what each message of a small job costs beside its signature
// and bytes, and holds the most frequent ones to a budget.
func TestGas(t *testing.T) {
	w := newWorld(t)
	s := tiny(3)
	s.Rounds.Rounds = 1
	s.Inner.Schedule.DecaySteps = 4
	submitter, trainers := w.account("submitter"), w.providers(3)
	gas := func(name string, limit uint64, send func() error) {
		t.Helper()
		ctx := w.ctx
		w.ctx = ctx.WithGasMeter(storetypes.NewGasMeter(10_000_000))
		require.NoError(t, send(), name)
		used := w.ctx.GasMeter().GasConsumed()
		w.ctx = ctx
		t.Logf("%-14s %7d gas", name, used)
		require.LessOrEqual(t, used, limit, name)
	}
	cost := sdk.NewInt64Coin(denom, 2*3*int64(s.Price.Unit+s.Price.VerifierFee))
	gas("SubmitJob", 200_000, func() error {
		_, err := w.server.SubmitJob(w.ctx, &types.MsgSubmitJob{Submitter: submitter, Title: "a model", Spec: bound(s), Deposit: cost})
		return err
	})
	gas("FundJob", 100_000, func() error {
		_, err := w.server.FundJob(w.ctx, &types.MsgFundJob{Funder: submitter, Job: 1, Amount: cost})
		return err
	})
	for _, o := range trainers {
		gas("JoinJob", 200_000, func() error { _, err := w.server.JoinJob(w.ctx, &types.MsgJoinJob{Operator: o, Job: 1}); return err })
	}
	w.settle()
	w.ctx = w.ctx.WithEventManager(sdk.NewEventManager())
	for i, o := range trainers {
		msg := w.unit(o, 1, 1, uint32(i))
		gas("CommitUnit", 250_000, func() error { _, err := w.server.CommitUnit(w.ctx, msg); return err })
	}
	w.settle()
	for _, o := range trainers {
		msg := &types.MsgWitness{Operator: o, Job: 1, Round: 1, Deltas: []byte{7}}
		gas("Witness", 400_000, func() error { _, err := w.server.Witness(w.ctx, msg); return err })
	}
	w.settle()
	id := w.unit(trainers[0], 1, 1, 0).Base
	gas("PostOuter", 120_000, func() error {
		_, err := w.server.PostOuter(w.ctx, &types.MsgPostOuter{Operator: trainers[0], Job: 1, Round: 1, Id: id})
		return err
	})
	gas("ConfessUnit", 150_000, func() error {
		_, err := w.server.ConfessUnit(w.ctx, &types.MsgConfessUnit{Operator: trainers[2], Job: 1, Round: 1, Slot: 2})
		return err
	})
	w.blocks(20)
	for _, o := range trainers[:2] {
		gas("CompleteJob", 500_000, func() error {
			_, err := w.server.CompleteJob(w.ctx, &types.MsgCompleteJob{Operator: o, Job: 1, Outer: id, Result: id})
			return err
		})
	}
	second := w.submit(submitter, tiny(3))
	w.join(second, trainers...)
	gas("PauseJob", 60_000, func() error {
		_, err := w.server.PauseJob(w.ctx, &types.MsgPauseJob{Submitter: submitter, Job: second})
		return err
	})
	gas("ResumeJob", 60_000, func() error {
		_, err := w.server.ResumeJob(w.ctx, &types.MsgResumeJob{Submitter: submitter, Job: second})
		return err
	})
	w.commit(trainers[0], second, 1, 0)
	gas("RetractUnit", 100_000, func() error {
		_, err := w.server.RetractUnit(w.ctx, &types.MsgRetractUnit{Operator: trainers[0], Job: second, Round: 1, Slot: 0})
		return err
	})
	gas("LeaveJob", 60_000, func() error {
		_, err := w.server.LeaveJob(w.ctx, &types.MsgLeaveJob{Operator: trainers[0], Job: second, Slot: 0})
		return err
	})
	gas("CancelJob", 60_000, func() error {
		_, err := w.server.CancelJob(w.ctx, &types.MsgCancelJob{Submitter: submitter, Job: second})
		return err
	})
}

// BenchmarkSizes is what a commit costs beside its hashes: the sizes of the
// files of the smallest and of the largest model.
func BenchmarkSizes(b *testing.B) {
	small, large := tiny(3), tiny(3)
	large.ProgramDigest, large.Data.TokenWidth = nil, 4
	large.Data.Dataset.Size_ = 4 * large.Data.Tokens
	m := &large.Model
	m.Vocab, m.Width, m.Layers, m.Heads, m.KvHeads, m.HeadDim, m.Ffn = spec.MaxVocab, spec.MaxWidth, 256, 128, 8, 128, spec.MaxFFN
	for name, s := range map[string]*spec.Spec{"smallest": &small, "largest": &large} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_, err := types.SizesOf(s)
				require.NoError(b, err)
			}
		})
	}
}
