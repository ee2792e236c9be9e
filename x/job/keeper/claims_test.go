// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"context"
	"fmt"
	"testing"

	"cosmossdk.io/math"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// playing is a x/dispute with a game about every claim while it is open.
type playing struct {
	types.NoDisputes
	open bool
}

func (p *playing) OuterPending(context.Context, uint64, uint64) (bool, error) { return p.open, nil }

// theta is a made-up outer state.
func theta(what string) spec.ContentID {
	s := tiny(3)
	sizes, err := types.SizesOf(&s)
	if err != nil {
		panic(err)
	}
	return types.WireID(commit.ID{Digest: commit.Sum([]byte(what)), Size: sizes.Base})
}

// from commits a unit that started from a state.
func (w *world) from(base string, operator string, round uint64, slot uint32) {
	w.t.Helper()
	msg := w.unit(operator, 1, round, slot)
	msg.Base = theta(base)
	_, err := w.server.CommitUnit(w.ctx, msg)
	require.NoError(w.t, err)
}

func (w *world) post(operator string, round uint64, states ...string) error {
	msg := &types.MsgPostOuter{Operator: operator, Job: 1, Round: round}
	for i, s := range states {
		if i < len(states)-1 {
			msg.Folded = append(msg.Folded, theta(s))
		} else {
			msg.Id = theta(s)
		}
	}
	_, err := w.server.PostOuter(w.ctx, msg)
	return err
}

func (w *world) end(operator string, round uint64, late bool) math.Int {
	w.t.Helper()
	reason := staketypes.SlashReasonFraud
	if late {
		reason = staketypes.SlashReasonClock
	}
	reward, err := w.job.EndClaim(w.ctx, types.ClaimVerdict{
		Job: 1, Round: round, Operator: operator, Late: late, Reason: reason, Rewarded: w.bytes("challenger"),
	})
	require.NoError(w.t, err)
	return reward
}

// split is a job of three slots whose round 1 has closed, and whose round 2 was
// committed from the given states.
func split(t *testing.T, bases ...string) (*world, []string) {
	t.Helper()
	w, trainers := closedRound(t)
	w.account("challenger")
	for i, b := range bases {
		w.from(b, trainers[i], 2, uint32(i))
	}
	return w, trainers
}

// reach lets blocks pass until a round opens.
func (w *world) reach(round uint64) {
	w.t.Helper()
	for range 200 {
		if w.get(1).Round == round {
			return
		}
		w.blocks(1)
	}
	require.Equal(w.t, round, w.get(1).Round)
}

// witnessed has every trainer witness round 2.
func (w *world) witnessed(trainers []string) {
	w.settle()
	for _, o := range trainers {
		w.witness(o, 1, 2)
	}
	w.settle()
}

// TestRoundWaitsForItsBase: R9. Without a base that two thirds named the round
// waits for the claims, and closes on the one that is left.
func TestRoundWaitsForItsBase(t *testing.T) {
	w, trainers := split(t, "right", "wrong", "another")
	games := &playing{open: true}
	w.job.SetDisputes(games)
	require.NoError(t, w.post(trainers[0], 1, "right"))
	require.NoError(t, w.post(trainers[1], 1, "wrong"))
	w.witnessed(trainers)
	require.Equal(t, types.ROUND_PHASE_WITNESSING, w.round(1, 2).Phase, "both claims may be challenged")
	w.blocks(10)
	require.Equal(t, types.ROUND_PHASE_WITNESSING, w.round(1, 2).Phase, "a game goes on")
	stake := math.NewIntFromUint64(tiny(3).Price.SlotStake)
	bond := math.NewIntFromUint64(types.DefaultParams().OuterBond)
	before := w.bonded(trainers[1])
	reward := w.end(trainers[1], 1, false)
	require.Equal(t, stake.Add(bond), before.Sub(w.bonded(trainers[1])), "bond and slot stake")
	require.Equal(t, stake.MulRaw(3).QuoRaw(10).Add(bond.MulRaw(3).QuoRaw(10)), reward)
	require.False(t, commit.Bitmap(w.get(1).Members).Has(1), "the slot is freed")
	require.ErrorIs(t, w.post(trainers[2], 1, "wrong"), types.ErrInvalidClaim, "proven false once")
	games.open = false
	w.blocks(int(2*tiny(3).Windows.GameClock) + 10)
	r := w.round(1, 2)
	require.GreaterOrEqual(t, r.Phase, types.ROUND_PHASE_AUDITING)
	require.Equal(t, theta("right"), *r.Base)
	require.Equal(t, []byte{0b001}, r.Included, "units with another base are not summed")
	require.Equal(t, types.UNIT_STATUS_EXCLUDED, w.status(1, 2, 2), "and nobody is slashed for one")
}

// TestRoundDoesNotWaitForEver: a dispute that outlasts three of the longest
// games is decided by number.
func TestRoundDoesNotWaitForEver(t *testing.T) {
	w, trainers := split(t, "right", "wrong", "wrong2")
	w.job.SetDisputes(&playing{open: true})
	require.NoError(t, w.post(trainers[0], 1, "right"))
	require.NoError(t, w.post(trainers[1], 1, "wrong"))
	w.witnessed(trainers)
	s := tiny(3)
	w.blocks(3*int(2*s.Windows.GameClock+s.Windows.GameExtension) + 5)
	require.GreaterOrEqual(t, w.round(1, 2).Phase, types.ROUND_PHASE_AUDITING)
}

// TestFalseBaseVoidsRounds: R9. A base that two thirds named is proven false
// before its round is FINAL: the rounds since are void, nobody is slashed for
// them, their money goes back, and the next round starts from what stands.
func TestFalseBaseVoidsRounds(t *testing.T) {
	w, trainers := split(t, "wrong", "wrong", "right")
	free, err := w.reward.Free(w.ctx, 1)
	require.NoError(t, err)
	w.witnessed(trainers)
	require.Equal(t, theta("wrong"), *w.round(1, 2).Base, "two thirds named it")
	require.NoError(t, w.post(trainers[0], 1, "wrong"))
	w.commit(trainers[0], 1, 3, 0) // on top of it
	w.end(trainers[0], 1, false)
	w.blocks(2)

	for _, n := range []uint64{2, 3} {
		r := w.round(1, n)
		require.True(t, r.Void, "round %d", n)
		require.Nil(t, r.Base)
		require.Zero(t, commit.Bitmap(r.Included).Count())
		require.GreaterOrEqual(t, r.Phase, types.ROUND_PHASE_AUDITING, "an open round ends at once")
	}
	require.Equal(t, types.UNIT_STATUS_VOID, w.status(1, 2, 1))
	require.Equal(t, types.UNIT_STATUS_VOID, w.status(1, 3, 0))
	require.Equal(t, uint64(4), w.get(1).Round, "a number is not used twice")
	slots, err := w.query.Slots(w.ctx, &types.QuerySlotsRequest{Job: 1})
	require.NoError(t, err)
	for _, s := range slots.Slots {
		if s.Slot.Operator != "" {
			require.Equal(t, uint64(1), s.FromRound, "what is carried is of the last round that counts")
		}
	}
	w.blocks(40)
	after, err := w.reward.Free(w.ctx, 1)
	require.NoError(t, err)
	require.True(t, after.GTE(free), "void rounds cost nothing: %s before, %s now", free, after)
}

// TestUndefendedBase: nobody claims the base although another state is claimed:
// it does not stand, as if its side had not opened it (R9).
func TestUndefendedBase(t *testing.T) {
	w, trainers := split(t, "wrong", "wrong", "right")
	w.witnessed(trainers)
	require.NoError(t, w.post(trainers[2], 1, "right"))
	w.blocks(int(tiny(3).Windows.GameClock))
	require.False(t, w.round(1, 2).Void, "its side has a clock to claim it")
	w.blocks(4)
	require.True(t, w.round(1, 2).Void)
}

// TestFalseRivalHarmsNobody: whoever claims something else than the others
// delays nothing once one of them claims the base.
func TestFalseRivalHarmsNobody(t *testing.T) {
	w, trainers := split(t, "right", "right", "wrong")
	w.witnessed(trainers)
	require.NoError(t, w.post(trainers[2], 1, "wrong"))
	require.NoError(t, w.post(trainers[0], 1, "right"))
	w.end(trainers[2], 1, true)
	w.blocks(60)
	require.False(t, w.round(1, 2).Void)
	require.Equal(t, types.ROUND_PHASE_FINAL, w.round(1, 2).Phase)
	require.Equal(t, types.UNIT_STATUS_FINAL, w.status(1, 2, 0))
}

// TestLateClaimSaysNothing: a claim lost by the clock leaves others of the same
// state standing, so that nobody can talk a state down by losing for it.
func TestLateClaimSaysNothing(t *testing.T) {
	w, trainers := split(t, "right", "right", "wrong")
	w.witnessed(trainers)
	require.NoError(t, w.post(trainers[0], 1, "right")) // a friend of the liar
	require.NoError(t, w.post(trainers[2], 1, "wrong"))
	require.NoError(t, w.post(trainers[1], 1, "right"))
	w.end(trainers[0], 1, true)
	claims, err := w.query.OuterClaims(w.ctx, &types.QueryOuterClaimsRequest{Job: 1, Round: 1})
	require.NoError(t, err)
	status := map[string]types.ClaimStatus{}
	for _, c := range claims.Claims {
		status[c.Operator] = c.Status
	}
	require.Equal(t, map[string]types.ClaimStatus{
		trainers[0]: types.CLAIM_STATUS_LATE, trainers[1]: types.CLAIM_STATUS_LIVE, trainers[2]: types.CLAIM_STATUS_LIVE,
	}, status)
	w.blocks(40)
	require.False(t, w.round(1, 2).Void)
}

// TestFalseClaimTakesItsEquals: what was proven false is false of everybody.
func TestFalseClaimTakesItsEquals(t *testing.T) {
	w, trainers := split(t, "wrong", "wrong", "right")
	f := &follower{}
	w.job.SetHooks(f)
	for i, state := range []string{"wrong", "wrong", "right"} {
		require.NoError(t, w.post(trainers[i], 1, state))
	}
	bonded := w.bonded(trainers[1])
	w.end(trainers[0], 1, false)
	require.ElementsMatch(t, []string{fmt.Sprint("1 ", trainers[0]), fmt.Sprint("1 ", trainers[1])}, f.ended)
	require.Equal(t, types.DefaultParams().OuterBond, bonded.Sub(w.bonded(trainers[1])).Uint64(), "the others lose their bonds, and keep their slots")
	_, err := w.job.EndClaim(w.ctx, types.ClaimVerdict{Job: 1, Round: 1, Operator: trainers[0]})
	require.ErrorIs(t, err, types.ErrClaimStatus)
	_, err = w.job.ClaimStep(w.ctx, 1, 1, trainers[1], 0)
	require.ErrorIs(t, err, types.ErrClaimStatus)
	step, err := w.job.ClaimStep(w.ctx, 1, 1, trainers[2], 0)
	require.NoError(t, err)
	require.Equal(t, theta("right"), step.Claimed)
	require.Equal(t, uint64(1), step.Round)
	require.Len(t, step.Units, 3)
	require.Equal(t, w.round(1, 1).Base, step.Before)
	_, err = w.job.ClaimStep(w.ctx, 1, 1, trainers[2], 1)
	require.ErrorIs(t, err, types.ErrNoClaim)
}

// TestClaimAfterRetraction: R10. A claim names the state after every outer step
// that was folded again, and each of them is a step that can be disputed.
func TestClaimAfterRetraction(t *testing.T) {
	w, trainers := closedRound(t)
	w.play(1, 2, trainers)
	w.commit(trainers[1], 1, 3, 1) // round 3 is open; the retraction is listed by round 4
	require.NoError(t, w.job.ProveFalse(w.ctx, fraud(1, nil)))
	w.commit(trainers[2], 1, 3, 2)
	for w.round(1, 3).Phase == types.ROUND_PHASE_TRAINING {
		w.blocks(1)
	}
	w.witness(trainers[1], 1, 3)
	w.witness(trainers[2], 1, 3)
	w.reach(4)
	require.Equal(t, []types.Retraction{{Round: 1, Slot: 0}}, w.round(1, 4).Retractions)
	require.ErrorIs(t, w.post(trainers[1], 3, "after 3"), types.ErrInvalidClaim)
	require.NoError(t, w.post(trainers[1], 3, "after 1", "after 2", "after 3"))
	for i, want := range []struct {
		before, claimed spec.ContentID
		round           uint64
		units           int
	}{
		{*w.round(1, 1).Base, theta("after 1"), 1, 2},
		{theta("after 1"), theta("after 2"), 2, 3},
		{theta("after 2"), theta("after 3"), 3, 2},
	} {
		step, err := w.job.ClaimStep(w.ctx, 1, 3, trainers[1], uint32(i))
		require.NoError(t, err)
		require.Equal(t, want.before, *step.Before)
		require.Equal(t, want.claimed, step.Claimed)
		require.Equal(t, want.round, step.Round)
		require.Len(t, step.Units, want.units, "step %d", i)
	}
}

// TestClaimAfterADroppedOne: a unit is confessed while the last state is claimed,
// which is another one then: whoever claimed claims again, with the same bond.
func TestClaimAfterADroppedOne(t *testing.T) {
	w, trainers := closedRound(t)
	for n := uint64(2); n <= 4; n++ {
		w.play(1, n, trainers)
	}
	require.NoError(t, w.post(trainers[0], 4, "last"))
	require.ErrorIs(t, w.post(trainers[0], 4, "last"), types.ErrClaimed)
	_, err := w.server.ConfessUnit(w.ctx, &types.MsgConfessUnit{Operator: trainers[1], Job: 1, Round: 4, Slot: 1})
	require.NoError(t, err)
	require.NoError(t, w.post(trainers[0], 4, "without it"))
	locked, err := w.stake.LockedAmount(w.ctx, w.addr(trainers[0]), types.OuterLock(1, 4))
	require.NoError(t, err)
	require.Equal(t, types.DefaultParams().OuterBond, locked.Uint64())
	step, err := w.job.ClaimStep(w.ctx, 1, 4, trainers[0], 0)
	require.NoError(t, err)
	require.Len(t, step.Units, 2)
	w.blocks(400)
	locked, err = w.stake.LockedAmount(w.ctx, w.addr(trainers[0]), types.OuterLock(1, 4))
	require.NoError(t, err)
	require.True(t, locked.IsZero())
}

// TestFirstParametersAreClaimed: round 0 stands for them.
func TestFirstParametersAreClaimed(t *testing.T) {
	w := newWorld(t)
	training(w)
	operator := w.text(w.bytes("provider 0"))
	require.NoError(t, w.post(operator, 0, "drawn"))
	step, err := w.job.ClaimStep(w.ctx, 1, 0, operator, 0)
	require.NoError(t, err)
	require.Nil(t, step.Before)
	require.Zero(t, step.Round)
	w.blocks(200)
	stake, err := w.stake.Stake(w.ctx, w.addr(operator))
	require.NoError(t, err)
	require.True(t, stake.Locked.IsZero(), "the bond is released with everything else: %s", stake.Locked)
}

// TestNothingSummedNothingClaimed: after a round without any delta the base is
// a fact, whatever two thirds say.
func TestNothingSummedNothingClaimed(t *testing.T) {
	w, trainers := closedRound(t)
	w.reach(3) // round 2 ends without a commit
	// Round 1 was summed, so the state after the idle round is one step away.
	require.NoError(t, w.post(trainers[0], 2, "after 1"))
	w.from("after 1", trainers[0], 3, 0)
	w.from("after 1", trainers[1], 3, 1)
	w.from("after 1", trainers[2], 3, 2)
	w.settle()
	r := w.round(1, 3)
	require.Equal(t, types.ROUND_PHASE_WITNESSING, r.Phase)
	w.reach(4) // nobody witnesses: nothing is summed
	require.Zero(t, commit.Bitmap(w.round(1, 3).Included).Count())
	require.ErrorIs(t, w.post(trainers[0], 3, "after 3"), types.ErrInvalidClaim)
	for i := range trainers {
		w.from("invented", trainers[i], 4, uint32(i))
	}
	w.settle()
	for _, o := range trainers {
		w.witness(o, 1, 4)
	}
	w.settle()
	require.Equal(t, theta("after 1"), *w.round(1, 4).Base, "known, however many name another")
	require.Zero(t, commit.Bitmap(w.round(1, 4).Included).Count())
}

// TestOutcomeWaitsForClaims: the last outer state is settled before completion.
func TestOutcomeWaitsForClaims(t *testing.T) {
	w, trainers := closedRound(t)
	for n := uint64(2); n <= 4; n++ {
		w.play(1, n, trainers)
	}
	w.blocks(18)
	games := &playing{open: true}
	w.job.SetDisputes(games)
	state := func(operator, outer string) {
		_, err := w.server.CompleteJob(w.ctx, &types.MsgCompleteJob{Operator: operator, Job: 1, Outer: theta(outer), Result: theta("model of " + outer)})
		require.NoError(t, err)
	}
	require.NoError(t, w.post(trainers[2], 4, "right"))
	require.NoError(t, w.post(trainers[0], 4, "wrong"))
	state(trainers[0], "wrong")
	state(trainers[1], "wrong")
	w.blocks(3)
	require.Equal(t, types.JOB_STATUS_RUNNING, w.get(1).Status, "two thirds named it, and a game about it is open")
	w.end(trainers[0], 4, false)
	games.open = false
	state(trainers[2], "right")
	w.blocks(int(tiny(3).Windows.GameClock+tiny(3).Windows.MaxWait) + 30)
	j := w.get(1)
	require.Equal(t, types.JOB_STATUS_COMPLETED, j.Status)
	require.Equal(t, theta("right"), *j.Outer, "what was proven false is no outcome")
}
