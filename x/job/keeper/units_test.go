// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"testing"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

func authority() []byte { return authtypes.NewModuleAddress("gov") }

// challenged answers for a x/dispute in which every unit has an open challenge.
type challenged struct{ types.NoDisputes }

func (challenged) ChallengeOpen(context.Context, uint64, uint64, uint32) (bool, error) {
	return true, nil
}

// broken is a x/dispute that fails in EndBlock.
type broken struct {
	types.NoDisputes
	job uint64
}

func (b broken) AuditsPending(_ context.Context, job, _ uint64) (bool, error) {
	if job == b.job {
		panic("a fault of another module")
	}
	return false, nil
}

// late is a x/dispute whose audits are late.
type late struct {
	types.NoDisputes
	pending bool
}

func (l *late) AuditsPending(context.Context, uint64, uint64) (bool, error) { return l.pending, nil }

// fraud is the verdict on the unit of slot 0 in a round of job 1.
func fraud(round uint64, payouts []staketypes.Payout) types.Verdict {
	return types.Verdict{Job: 1, Round: round, Reason: staketypes.SlashReasonFraud, Payouts: payouts}
}

// follower notes what x/job tells x/dispute of withdrawn units and ended claims.
type follower struct {
	withdrawn []types.Retraction
	ended     []string
}

func (*follower) AfterRoundOpened(context.Context, uint64, uint64) error { return nil }
func (*follower) AfterRoundClosed(context.Context, uint64, uint64) error { return nil }
func (*follower) AfterRoundFinal(context.Context, uint64, uint64) error  { return nil }
func (f *follower) AfterClaimEnded(_ context.Context, _, round uint64, operator string) error {
	f.ended = append(f.ended, fmt.Sprint(round, " ", operator))
	return nil
}

func (f *follower) AfterEvaluationEnded(_ context.Context, _, round uint64, operator string) error {
	f.ended = append(f.ended, fmt.Sprint("evaluation ", round, " ", operator))
	return nil
}

func (f *follower) AfterUnitWithdrawn(_ context.Context, _, round uint64, slot uint32) error {
	f.withdrawn = append(f.withdrawn, types.Retraction{Round: round, Slot: slot})
	return nil
}

// toWitnessing lets the deadline of round 1 of job 1 pass.
func (w *world) toWitnessing() {
	w.blocks(31)
	require.Equal(w.t, types.ROUND_PHASE_WITNESSING, w.round(1, 1).Phase)
}

// unitWithLoss is a unit of slot 0 whose second loss has the given bits.
func (w *world) unitWithLoss(operator string, bits uint32) *types.MsgCommitUnit {
	msg := w.unit(operator, 1, 1, 0)
	binary.LittleEndian.PutUint32(msg.Losses[4:], bits)
	return msg // step 2 is no anchor, so its leaf is not hashed again
}

// lateJoiner is a commit of someone who took a slot in the middle of round 1.
func (w *world) lateJoiner() *types.MsgCommitUnit {
	s := tiny(3)
	s.Rounds.Quorum = 2
	job := w.submit(w.account("another"), s)
	first := []string{w.text(w.bytes("provider 0")), w.text(w.bytes("provider 1"))}
	w.join(job, first...)
	w.blocks(3)
	operator := w.provider("late")
	w.join(job, operator)
	return w.unit(operator, job, 1, 2)
}

// diverged is a commit of slot 0 that ends at step 3 in the given state, and
// opens the first chunk of its data.
func diverged(w *world, operator string, state []byte) *types.MsgCommitUnit {
	const step = 3
	msg := w.unit(operator, 1, 1, 0)
	nodes := map[commit.Digest][]byte{}
	id, err := commit.Build(bytes.NewReader(state), func(b commit.Block) error {
		nodes[b.Digest] = bytes.Clone(b.Raw)
		return nil
	})
	require.NoError(w.t, err)
	chunk := dataOf(w.t) / commit.ChunkSize
	r := commit.Range{Offset: chunk * commit.ChunkSize, Length: commit.ChunkSize}
	proof, err := id.Prove(r, bytes.NewReader(state), func(d commit.Digest) ([]byte, error) {
		if node, ok := nodes[d]; ok {
			return node, nil
		}
		return nil, errors.New("no such node")
	})
	require.NoError(w.t, err)
	anchors := msg.Anchors[:1:1] // step 0; the next anchor would be step 4
	msg.Anchors = append(anchors, types.WireID(id))
	msg.Losses = msg.Losses[:4*step]
	leaf := commit.Leaf{
		ChainID: chainID, Job: 1, Round: 1, Slot: 0, Trainer: w.addr(operator), Step: step, State: id, Out: msg.Losses[4*(step-1):],
	}
	hash := leaf.Hash()
	msg.Leaves = append(msg.Leaves[:32*step:32*step], hash[:]...)
	msg.Tokens = msg.Tokens / 8 * step
	msg.Delta, msg.Norm, msg.Divergence, msg.DivergenceChunk = nil, nil, proof, chunk
	return msg
}

// dataOf is where the data of a state begins.
func dataOf(t fataler) uint64 {
	s := tiny(3)
	layout, err := program.NewState(&s)
	require.NoError(t, err)
	return layout.HeaderSize()
}

// zeroState is a state of zeros.
func zeroState(t fataler) []byte {
	s := tiny(3)
	layout, err := program.NewState(&s)
	require.NoError(t, err)
	return append(layout.Header(), make([]byte, layout.DataSize())...)
}

// nanState is a state with a NaN in the first chunk of its data.
func nanState(t fataler) []byte {
	state := zeroState(t)
	binary.LittleEndian.PutUint32(state[dataOf(t)+512:], 0x7fc00000)
	return state
}

func TestDivergedUnitIsPaidForItsSteps(t *testing.T) {
	w := newWorld(t)
	s := tiny(3)
	trainers := w.providers(3)
	job := w.submit(w.account("submitter"), s)
	w.join(job, trainers...)
	_, err := w.server.CommitUnit(w.ctx, diverged(w, trainers[0], nanState(t)))
	require.NoError(t, err)
	w.commit(trainers[1], job, 1, 1)
	w.commit(trainers[2], job, 1, 2)
	w.settle()
	for _, o := range trainers {
		w.witness(o, job, 1)
	}
	w.settle()
	require.False(t, commit.Bitmap(w.round(job, 1).Included).Has(0), "it has no delta to sum")
	require.Equal(t, types.UNIT_STATUS_INCLUDED, w.status(job, 1, 0))
	w.blocks(20)
	require.Equal(t, types.UNIT_STATUS_FINAL, w.status(job, 1, 0))
	_, err = w.server.CancelJob(w.ctx, &types.MsgCancelJob{Submitter: w.get(job).Submitter, Job: job})
	require.NoError(t, err)
	w.blocks(200)
	price := math.NewIntFromUint64(s.Price.Unit)
	require.Equal(t, price.MulRaw(3).QuoRaw(8).MulRaw(95).QuoRaw(100), w.claim(trainers[0], job), "3 of 8 steps, less 5 %")
}

func TestDivergenceOfMostFailsTheJob(t *testing.T) {
	w := newWorld(t)
	s := tiny(1)
	trainers := w.providers(1)
	job := w.submit(w.account("submitter"), s)
	w.join(job, trainers...)
	_, err := w.server.CommitUnit(w.ctx, diverged(w, trainers[0], nanState(t)))
	require.NoError(t, err)
	w.settle()
	require.Equal(t, types.JOB_STATUS_FAILED, w.get(job).Status)
	require.Equal(t, types.REASON_DIVERGED, w.get(job).Reason)
	w.blocks(20)
}

// closedRound is a world in which round 1 of job 1 has closed with all units.
func closedRound(t *testing.T) (*world, []string) {
	t.Helper()
	w := newWorld(t)
	trainers := w.providers(3)
	w.join(w.submit(w.account("submitter"), tiny(3)), trainers...)
	w.play(1, 1, trainers)
	return w, trainers
}

func TestConfession(t *testing.T) {
	w, trainers := closedRound(t)
	_, err := w.server.ConfessUnit(w.ctx, &types.MsgConfessUnit{Operator: trainers[0], Job: 1, Round: 1, Slot: 0})
	require.NoError(t, err)
	require.Equal(t, types.UNIT_STATUS_CONFESSED, w.status(1, 1, 0))
	locked, err := w.stake.LockedAmount(w.ctx, w.addr(trainers[0]), types.SlotLock(1, 0, 1))
	require.NoError(t, err)
	require.Equal(t, math.NewIntFromUint64(tiny(3).Price.SlotStake).MulRaw(9).QuoRaw(10), locked, "10 % is burnt")
	w.play(1, 2, trainers)
	require.Equal(t, []types.Retraction{{Round: 1, Slot: 0}}, w.round(1, 3).Retractions, "the next open round lists it (R10)")
	u, err := w.job.Unit(w.ctx, 1, 2, 0)
	require.NoError(t, err)
	require.Zero(t, u.FromRound, "a unit not in its S is not carried from (R7)")
	w.blocks(1)
}

func TestHeldUnitWaits(t *testing.T) {
	w, trainers := closedRound(t)
	require.NoError(t, w.job.HoldUnit(w.ctx, 1, 1, 0))
	require.NoError(t, w.job.HoldUnit(w.ctx, 1, 1, 0))
	w.blocks(20)
	require.Equal(t, types.UNIT_STATUS_FINAL, w.status(1, 1, 1))
	require.Equal(t, types.UNIT_STATUS_INCLUDED, w.status(1, 1, 0))
	require.NoError(t, w.job.ReleaseUnit(w.ctx, 1, 1, 0))
	require.Equal(t, types.UNIT_STATUS_INCLUDED, w.status(1, 1, 0), "two matters, two releases")
	require.NoError(t, w.job.ReleaseUnit(w.ctx, 1, 1, 0))
	require.Equal(t, types.UNIT_STATUS_FINAL, w.status(1, 1, 0))
	w.check()
	_ = trainers
}

func TestVoidedUnitIsUnpaidWithoutBlame(t *testing.T) {
	w, trainers := closedRound(t)
	before, err := w.reward.Free(w.ctx, 1)
	require.NoError(t, err)
	require.NoError(t, w.job.VoidUnit(w.ctx, 1, 1, 0))
	after, err := w.reward.Free(w.ctx, 1)
	require.NoError(t, err)
	require.Equal(t, math.NewIntFromUint64(tiny(3).Price.Unit), after.Sub(before))
	require.Equal(t, types.UNIT_STATUS_VOID, w.status(1, 1, 0))
	locked, err := w.stake.LockedAmount(w.ctx, w.addr(trainers[0]), types.SlotLock(1, 0, 1))
	require.NoError(t, err)
	require.Equal(t, math.NewIntFromUint64(tiny(3).Price.SlotStake), locked)
	require.ErrorIs(t, w.job.VoidUnit(w.ctx, 1, 1, 0), types.ErrUnitStatus)
	w.blocks(20)
}

func TestProvenFalse(t *testing.T) {
	w, trainers := closedRound(t)
	s := tiny(3)
	w.commit(trainers[0], 1, 2, 0) // a later unit of the same tenancy
	challenger := w.account("challenger")
	before := w.balance(challenger)
	stake := math.NewIntFromUint64(s.Price.SlotStake)
	payouts := []staketypes.Payout{{Recipient: w.addr(challenger), Amount: stake.MulRaw(3).QuoRaw(10)}}
	require.NoError(t, w.job.ProveFalse(w.ctx, fraud(1, payouts)))
	require.Equal(t, types.UNIT_STATUS_FALSE, w.status(1, 1, 0))
	require.Equal(t, types.UNIT_STATUS_VOID, w.status(1, 2, 0), "units that are not FINAL are void")
	require.Equal(t, stake.MulRaw(3).QuoRaw(10), w.balance(challenger).Sub(before))
	p, err := w.stake.Stake(w.ctx, w.addr(trainers[0]))
	require.NoError(t, err)
	require.Equal(t, math.NewInt(rich/2).Sub(stake), p.Bonded, "the whole slot stake is gone, nothing else")
	require.False(t, commit.Bitmap(w.get(1).Members).Has(0), "the slot is freed")
	require.Equal(t, []types.Retraction{{Round: 1, Slot: 0}}, w.get(1).Retractions)
	require.ErrorIs(t, w.job.ProveFalse(w.ctx, fraud(1, nil)), types.ErrUnitStatus)
	w.check()

	w.commit(trainers[1], 1, 2, 1)
	w.commit(trainers[2], 1, 2, 2)
	w.settle()
	require.Equal(t, types.ROUND_PHASE_WITNESSING, w.round(1, 2).Phase)
	w.witness(trainers[1], 1, 2)
	w.witness(trainers[2], 1, 2)
	w.blocks(8)
	require.Equal(t, uint64(3), w.get(1).Round, "the job goes on without it")
	require.Equal(t, 2, commit.Bitmap(w.round(1, 2).Included).Count())
}

// TestProvenFalseForPart: a verdict may take less than the whole of the slot
// stake, and never more; the slot is freed, and the rest of the stake with it.
func TestProvenFalseForPart(t *testing.T) {
	w, trainers := closedRound(t)
	bonded := func() math.Int {
		p, err := w.stake.Stake(w.ctx, w.addr(trainers[0]))
		require.NoError(t, err)
		return p.Bonded
	}
	before, stake := bonded(), math.NewIntFromUint64(tiny(3).Price.SlotStake)
	v := fraud(1, nil)
	v.Amount = stake.QuoRaw(2)
	require.NoError(t, w.job.ProveFalse(w.ctx, v))
	require.Equal(t, stake.QuoRaw(2), before.Sub(bonded()))
	require.Equal(t, types.UNIT_STATUS_FALSE, w.status(1, 1, 0))
	require.False(t, commit.Bitmap(w.get(1).Members).Has(0))
	w.check()
	_, err := w.server.CancelJob(w.ctx, &types.MsgCancelJob{Submitter: w.get(1).Submitter, Job: 1})
	require.NoError(t, err)
	w.blocks(200)
	locked, err := w.stake.LockedAmount(w.ctx, w.addr(trainers[0]), types.SlotLock(1, 0, 1))
	require.NoError(t, err)
	require.True(t, locked.IsZero(), "what is left is released")
	require.Equal(t, stake.QuoRaw(2), before.Sub(bonded()))
}

// TestWithdrawalsAreTold: whoever plays about a unit hears that it is over,
// once, for the unit proven false and for those voided with it.
func TestWithdrawalsAreTold(t *testing.T) {
	w, trainers := closedRound(t)
	f := &follower{}
	w.job.SetHooks(f)
	w.commit(trainers[0], 1, 2, 0)
	w.commit(trainers[1], 1, 2, 1)
	require.NoError(t, w.job.ProveFalse(w.ctx, fraud(1, nil)))
	_, err := w.server.RetractUnit(w.ctx, &types.MsgRetractUnit{Operator: trainers[1], Job: 1, Round: 2, Slot: 1})
	require.NoError(t, err)
	require.Equal(t, []types.Retraction{{Round: 1, Slot: 0}, {Round: 2, Slot: 0}, {Round: 2, Slot: 1}}, f.withdrawn)
}

// TestProvenFalseAfterThePayIsForgotten: a game may outlast the settlement of
// a job, when claims forget units that were paid in full.
func TestProvenFalseAfterThePayIsForgotten(t *testing.T) {
	w, trainers := closedRound(t)
	_, err := w.server.CancelJob(w.ctx, &types.MsgCancelJob{Submitter: w.get(1).Submitter, Job: 1})
	require.NoError(t, err)
	w.job.SetDisputes(named{})
	w.blocks(200)
	require.True(t, w.claim(trainers[0], 1).IsPositive())
	w.claim(trainers[0], 1)
	bonded, err := w.stake.Stake(w.ctx, w.addr(trainers[0]))
	require.NoError(t, err)
	require.NoError(t, w.job.ProveFalse(w.ctx, fraud(1, nil)))
	after, err := w.stake.Stake(w.ctx, w.addr(trainers[0]))
	require.NoError(t, err)
	require.Equal(t, math.NewIntFromUint64(tiny(3).Price.SlotStake), bonded.Bonded.Sub(after.Bonded), "the stake that a game names waits for its verdict")
	require.Equal(t, types.UNIT_STATUS_FALSE, w.status(1, 1, 0))
	w.check()
}

// named is a x/dispute in which a game names every lock.
type named struct{ types.NoDisputes }

func (named) LockNamed(context.Context, sdk.AccAddress, string) (bool, error) { return true, nil }

func TestProvenFalseAfterFinal(t *testing.T) {
	w, trainers := closedRound(t)
	w.blocks(17)
	require.Equal(t, types.UNIT_STATUS_FINAL, w.status(1, 1, 0))
	require.NoError(t, w.job.ProveFalse(w.ctx, fraud(1, nil)))
	w.check()
	_, err := w.server.CancelJob(w.ctx, &types.MsgCancelJob{Submitter: w.get(1).Submitter, Job: 1})
	require.NoError(t, err)
	w.blocks(200)
	require.True(t, w.claim(trainers[0], 1).IsZero(), "pay that is not vested returns to the escrow")
	require.True(t, w.claim(trainers[1], 1).IsPositive())
}

func TestLateAuditsPutFinalOff(t *testing.T) {
	w, _ := closedRound(t)
	d := &late{pending: true}
	w.job.SetDisputes(d)
	w.blocks(30)
	require.Equal(t, types.ROUND_PHASE_AUDITING, w.round(1, 1).Phase)
	d.pending = false
	w.blocks(6)
	require.Equal(t, types.ROUND_PHASE_FINAL, w.round(1, 1).Phase)
}

// TestFailingItemIsIsolated: one job's fault in EndBlock neither halts the
// chain nor keeps another job from its money, and is tried again.
func TestFailingItemIsIsolated(t *testing.T) {
	w := newWorld(t)
	trainers := w.providers(2)
	for range 2 {
		job := w.submit(w.account("submitter"), tiny(2))
		w.join(job, trainers...)
		w.play(job, 1, trainers)
	}
	w.job.SetDisputes(broken{job: 1})
	final := int(w.round(1, 1).FinalHeight - w.ctx.BlockHeight())
	w.blocks(final)
	require.NoError(t, w.job.EndBlock(w.ctx))
	failed := false
	for _, e := range w.ctx.EventManager().Events() {
		failed = failed || e.Type == "weft.job.v1.EventItemFailed"
	}
	require.True(t, failed)
	require.Equal(t, types.ROUND_PHASE_AUDITING, w.round(1, 1).Phase)
	require.Equal(t, types.ROUND_PHASE_FINAL, w.round(2, 1).Phase)
	w.job.SetDisputes(types.NoDisputes{})
	w.blocks(101)
	require.Equal(t, types.ROUND_PHASE_FINAL, w.round(1, 1).Phase, "tried again when the fault is mended")
}
