// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	"cosmossdk.io/math"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// matched has a drawn verifier report that every unit of round 1 is right; before
// is called when the reveals begin.
func (a *audits) matched(before func()) {
	a.t.Helper()
	msg := a.matches(a.people[0])
	a.toReveal()
	if before != nil {
		before()
	}
	a.show(msg)
}

// outOfTime lets the clock of a game run out.
func (a *audits) outOfTime() {
	a.t.Helper()
	a.blocks(int(a.spec.Windows.GameClock) + 2)
}

// Spec A6: where a drawn verifier has found a unit right, and nobody has been
// proven wrong, silence costs half of the slot stake, and the challenger gains
// nothing: knocking an honest trainer off the net is no trade.
func TestAbsence(t *testing.T) {
	a := audited(t, 3)
	a.matched(nil)
	p, err := a.dispute.Params(a.ctx)
	require.NoError(t, err)
	p.ResponseCost = 7
	_, err = a.server.UpdateParams(a.ctx, &types.MsgUpdateParams{Authority: a.authority(), Params: p})
	require.NoError(t, err)
	alice := a.account("alice")
	wallet, bonded, supply := a.balance(alice), a.bonded(a.trainers[0]), a.supply()
	stake := math.NewIntFromUint64(a.spec.Price.SlotStake)
	id := a.open(a.challenge(alice, 3))
	require.True(t, a.game(id).Matched)
	a.outOfTime()
	require.Equal(t, types.OUTCOME_DEFENDER_LATE, a.game(id).Outcome)
	half := stake.QuoRaw(2)
	require.Equal(t, half, bonded.Sub(a.bonded(a.trainers[0])))
	require.Equal(t, math.NewInt(7), a.balance(alice).Sub(wallet), "the bond, and what a transaction costs")
	require.Equal(t, half.SubRaw(7), supply.Sub(a.supply()))
	require.Equal(t, jobtypes.UNIT_STATUS_FALSE, a.status(1, 0), "it is nobody's work all the same")
	require.Equal(t, stake.Sub(half), a.lockOf(0))
	a.blocks(300)
	require.True(t, a.lockOf(0).IsZero(), "the other half is free after the late window")
	require.Equal(t, half, bonded.Sub(a.bonded(a.trainers[0])))
}

// Whoever answers and loses, or is disputed by one that was drawn, or that was
// there before the match, loses everything; nor does a friend's game about
// another step, that is over first, save the other half.
func TestAbsenceIsNoWayOut(t *testing.T) {
	for name, play := range map[string]func(a *audits) (late uint64){
		"moved": func(a *audits) uint64 {
			a.matched(nil)
			alice := a.account("alice")
			id := a.open(a.challenge(alice, 3))
			a.move(a.trainers[0], id, a.defence(id))
			a.move(alice, id, pick(0))
			return id
		},
		"challenged before": func(a *audits) (id uint64) {
			a.matched(func() { id = a.open(a.challenge(a.account("alice"), 3)) })
			return id
		},
		"challenged before, a friend's game ends first": func(a *audits) (friend uint64) {
			var id uint64
			a.matched(func() { id = a.open(a.challenge(a.account("alice"), 3)) })
			friend = a.open(a.challenge(a.account("friend"), 5))
			a.blocks(1)
			a.move(a.trainers[0], id, a.defence(id))
			return friend
		},
		"another was drawn": func(a *audits) (friend uint64) {
			wrong := a.commits(a.people[1], func(slot uint32) types.AuditResult { return a.mismatch(a.people[1], slot, 3) })
			a.matched(nil)
			friend = a.open(a.challenge(a.account("friend"), 5))
			a.blocks(1)
			require.False(a.t, a.game(a.show(wrong).Games[0]).Matched)
			return friend
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := audited(t, 3)
			late := play(a)
			bonded := a.bonded(a.trainers[0])
			a.outOfTime()
			require.Equal(t, types.OUTCOME_DEFENDER_LATE, a.game(late).Outcome)
			require.Equal(t, math.NewIntFromUint64(a.spec.Price.SlotStake), bonded.Sub(a.bonded(a.trainers[0])))
			require.Equal(t, jobtypes.UNIT_STATUS_FALSE, a.status(1, 0))
		})
	}
}

// A dispute from before the match that was lost takes nothing from it.
func TestAbsenceAfterAFalseChallenge(t *testing.T) {
	a := audited(t, 3)
	var first uint64
	a.matched(func() {
		first = a.open(a.challenge(a.account("bob"), 5))
		a.move(a.trainers[0], first, a.defence(first))
	})
	a.outOfTime()
	require.Equal(t, types.OUTCOME_CHALLENGER_LATE, a.game(first).Outcome)
	bonded := a.bonded(a.trainers[0])
	a.open(a.challenge(a.account("alice"), 3))
	a.outOfTime()
	require.Equal(t, math.NewIntFromUint64(a.spec.Price.SlotStake/2), bonded.Sub(a.bonded(a.trainers[0])))
}
