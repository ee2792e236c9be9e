// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	"cosmossdk.io/math"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
)

// Spec A1, A3, M1: a round waits for its audits, its verifiers are paid out of
// what it set aside, and what they leave goes back.
func TestAuditsOfARound(t *testing.T) {
	a := withAudits(t, 3)
	a.train(tinyAudited(3, 3))
	a.commitAll()
	a.closeRound()
	x := a.record()
	require.Equal(t, types.AUDIT_STATUS_WAITING, x.Status)
	require.True(t, a.pending())
	a.blocks(30) // the beacon stalls: audits and payments wait
	require.Equal(t, jobtypes.ROUND_PHASE_AUDITING, a.phase())
	a.publish()
	a.blocks(1)
	x = a.record()
	require.Equal(t, types.AUDIT_STATUS_COMMIT, x.Status)
	require.Len(t, x.Seed, 32)
	_, err := a.jobs.ConfessUnit(a.ctx, &jobtypes.MsgConfessUnit{Operator: a.trainers[0], Job: 1, Round: 1, Slot: 0})
	require.ErrorIs(t, err, jobtypes.ErrChallenged, "proofs show what is drawn before anybody can challenge by it")

	var reveals []*types.MsgRevealAudit
	for _, v := range a.people {
		reveals = append(reveals, a.matches(v))
		require.Len(t, reveals[len(reveals)-1].Results, 3, "a third of the stake and three audits a unit")
	}
	a.toReveal()
	paid := math.ZeroInt()
	for _, msg := range reveals {
		fee := a.show(msg).Fee.Amount
		require.True(t, fee.IsPositive())
		paid = paid.Add(fee)
	}
	require.Equal(t, paid, a.spent())
	pool := math.NewIntFromUint64(3 * a.spec.Price.VerifierFee * 9 / 10)
	require.True(t, paid.LTE(pool), "%s of %s", paid, pool)
	require.Equal(t, uint32(9), a.record().Completed)
	a.toEnd()
	require.Equal(t, types.AUDIT_STATUS_OVER, a.record().Status)
	require.Equal(t, uint32(1), a.record().Draw)
	require.True(t, a.pending(), "what was revealed may be challenged")
	a.blocks(15)
	require.False(t, a.pending())
	require.Equal(t, jobtypes.ROUND_PHASE_FINAL, a.phase())
	e, err := a.reward.ExportGenesis(a.ctx)
	require.NoError(t, err)
	require.Equal(t, paid, sumFees(e))
	for _, m := range e.Members {
		if m.Audits > 0 {
			require.Equal(t, uint64(3), m.Audits)
		}
	}
	a.blocks(120)
	_, err = a.dispute.Audit(a.ctx, 1, 1)
	require.ErrorIs(t, err, types.ErrNoAudit, "the late window has ended")
	for _, v := range a.people {
		require.Zero(t, a.verifierOf(v).Reports)
	}
}

func sumFees(g *rewardtypes.GenesisState) math.Int {
	sum := math.ZeroInt()
	for _, f := range g.AuditFees {
		sum = sum.Add(f.Amount)
	}
	return sum
}

// Without a beacon, or without a verifier when the round opened, there is
// nobody to wait for.
func TestNoAudits(t *testing.T) {
	for name, change := range map[string]func(*audits){
		"the beacon is off": func(a *audits) { a.beacon.off = true },
		"nobody was active when the round opened": func(a *audits) {
			for _, v := range a.people {
				_, err := a.server.DeactivateVerifier(a.ctx, &types.MsgDeactivateVerifier{Operator: v})
				require.NoError(t, err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := withAudits(t, 2)
			change(a)
			a.train(tinyAudited(3, 3))
			a.commitAll()
			a.closeRound()
			require.False(t, a.pending())
			require.True(t, a.spent().IsZero())
			a.blocks(16)
			require.Equal(t, jobtypes.ROUND_PHASE_FINAL, a.phase())
		})
	}
}

// A beacon that is turned off while a round waits for it holds nobody up.
func TestBeaconTurnedOff(t *testing.T) {
	a := withAudits(t, 2)
	a.train(tinyAudited(3, 3))
	a.commitAll()
	a.closeRound()
	a.beacon.off = true
	a.blocks(20)
	require.Equal(t, jobtypes.ROUND_PHASE_FINAL, a.phase())
	require.Equal(t, types.AUDIT_STATUS_OVER, a.record().Status)
	a.publish()
	a.blocks(1)
}

// A beacon round that is given up is waited for no more: another one is, or, if
// there is none, the audits end.
func TestBeaconGivenUp(t *testing.T) {
	a := withAudits(t, 2)
	a.train(tinyAudited(3, 3))
	a.commitAll()
	a.closeRound()
	first := a.record().Beacon
	giveUp := func(round uint64) {
		a.beacon.latest += 5
		require.NoError(t, a.dispute.Hooks().AfterBeacon(a.ctx, round, nil))
		a.blocks(1)
	}
	giveUp(first)
	x := a.record()
	require.Equal(t, types.AUDIT_STATUS_WAITING, x.Status)
	require.Equal(t, uint32(1), x.Draw)
	require.Greater(t, x.Beacon, first)
	a.beacon.off = true
	giveUp(x.Beacon)
	require.Equal(t, types.AUDIT_STATUS_OVER, a.record().Status)
	a.blocks(20)
	require.Equal(t, jobtypes.ROUND_PHASE_FINAL, a.phase())
}

// Spec A1: keys and stakes are those of open(r). What is changed after the
// beacon is known, or at any time since the round opened, changes no draw of it.
func TestFrozenAtOpen(t *testing.T) {
	a := withAudits(t, 2)
	a.train(tinyAudited(3, 3))
	a.blocks(1)
	late := a.verifier("late") // after the round opened
	require.NoError(t, a.activate(a.people[0], 100*million))
	a.blocks(1)
	a.openDraw()
	require.Equal(t, math.NewInt(2*million), a.record().Total)
	require.ErrorIs(t, a.post(a.commitMsg(late, nil)), types.ErrNotInDraw)
	res, err := a.query.Audit(a.ctx, &types.QueryAuditRequest{Job: 1, Round: 1, Verifier: a.people[0]})
	require.NoError(t, err)
	require.Equal(t, math.NewInt(million), res.Point.Stake)

	// A key ground after the beacon.
	old := a.keys[a.people[0]]
	a.changeKey(a.people[0], "ground")
	require.ErrorIs(t, a.post(a.commitMsg(a.people[0], nil)), types.ErrInvalidVRF)
	a.keys[a.people[0]] = old
	require.NoError(t, a.post(a.commitMsg(a.people[0], nil)))

	// Who leaves meanwhile may still report, and its stake stays for it.
	_, err = a.server.DeactivateVerifier(a.ctx, &types.MsgDeactivateVerifier{Operator: a.people[0]})
	require.NoError(t, err)
	require.True(t, a.locked(a.people[0]).IsPositive())
	a.check()
}

// Spec A2, A8, A4: a mismatch is a challenge that was sealed with the commit;
// the first to commit takes the challengers' part, all who said so share the
// auditors'.
func TestMismatch(t *testing.T) {
	a := audited(t, 3)
	alice := a.account("alice")
	first := a.commits(a.people[1], func(slot uint32) types.AuditResult {
		if slot == 0 {
			return a.mismatch(a.people[1], 0, 3)
		}
		return match(a.people[1], slot)
	})
	a.blocks(1)
	second := a.commits(a.people[0], func(slot uint32) types.AuditResult {
		if slot == 0 {
			return a.mismatch(a.people[0], 0, 3)
		}
		return match(a.people[0], slot)
	})
	a.blocks(1)
	for who, drawn := range map[string]bool{a.people[0]: true, a.people[2]: false, alice: false} {
		got, err := a.dispute.Drawn(a.ctx, a.addr(who), 1, 1, 0)
		require.NoError(t, err)
		require.Equal(t, drawn, got)
	}
	a.open(a.challenge(alice, 3)) // overhears, and is quicker to open its game
	a.toReveal()
	require.Len(t, a.show(second).Games, 1)
	res := a.show(first)
	require.Len(t, res.Games, 1)
	require.True(t, res.Fee.IsPositive(), "the fee is the same for match and mismatch")
	require.Less(t, a.game(res.Games[0]).BoundHeight, a.game(2).BoundHeight)

	before := map[string]math.Int{}
	for _, v := range append(a.people, alice) {
		before[v] = a.balance(v)
	}
	a.blocks(int(a.spec.Windows.GameClock) + 2) // the defender is silent
	require.Equal(t, jobtypes.UNIT_STATUS_FALSE, a.status(1, 0))
	stake := math.NewIntFromUint64(a.spec.Price.SlotStake)
	bond := a.game(res.Games[0]).Bond
	gained := func(v string) math.Int { return a.balance(v).Sub(before[v]).Sub(bond) }
	require.Equal(t, stake.MulRaw(3).QuoRaw(10).Add(stake.QuoRaw(10)), gained(a.people[1]), "30 % and half of 20 %")
	require.Equal(t, stake.QuoRaw(10), gained(a.people[0]))
	require.True(t, gained(alice).IsZero())
}

// Spec A3: a unit that nobody can get is drawn again and in the end void; one
// verifier that says so can void nothing.
func TestUnavailable(t *testing.T) {
	for name, honest := range map[string]bool{"nobody gets it": false, "somebody gets it": true} {
		t.Run(name, func(t *testing.T) {
			a := audited(t, 3)
			for draw := range uint32(3) {
				require.Equal(t, draw+1, a.record().Draw)
				var reveals []*types.MsgRevealAudit
				for i, v := range a.people {
					reveals = append(reveals, a.commits(v, func(slot uint32) types.AuditResult {
						if slot == 0 && (i != 1 || !honest || draw == 0) {
							return unavailable(slot)
						}
						return match(v, slot)
					}))
				}
				a.toReveal()
				for _, msg := range reveals {
					fee := a.show(msg).Fee.Amount
					require.Equal(t, draw == 0 || len(msg.Results) > 1 || msg.Results[0].Verdict == types.VERDICT_MATCH, fee.IsPositive(), "nothing for a unit that was not audited")
				}
				a.toEnd()
				x := a.record()
				if x.Status == types.AUDIT_STATUS_OVER {
					break
				}
				require.Equal(t, commit.Bitmap{1}, commit.Bitmap(x.Doubted), "that unit alone")
				require.Zero(t, commit.Bitmap(x.Units).Count())
				a.publish()
				a.blocks(1)
			}
			want, draws := jobtypes.UNIT_STATUS_VOID, uint32(3)
			if honest {
				want, draws = jobtypes.UNIT_STATUS_INCLUDED, 2
			}
			require.Equal(t, want, a.status(1, 0))
			require.Equal(t, draws, a.record().Draw)
			require.Equal(t, jobtypes.UNIT_STATUS_INCLUDED, a.status(1, 1))
			require.Equal(t, math.NewIntFromUint64(a.spec.Price.SlotStake), a.lockOf(0), "no blame")
			a.blocks(15)
			require.Equal(t, jobtypes.ROUND_PHASE_FINAL, a.phase())
		})
	}
}

// A cheat that is challenged cannot come free by an accomplice who cannot get
// its data.
func TestVoidIsNoWayOut(t *testing.T) {
	a := audited(t, 3)
	for range 3 {
		var reveals []*types.MsgRevealAudit
		for _, v := range a.people {
			reveals = append(reveals, a.commits(v, unavailable))
		}
		a.toReveal()
		for _, msg := range reveals {
			a.show(msg)
		}
		if a.record().Draw == 3 {
			a.open(a.challenge(a.account("alice"), 3))
		}
		a.toEnd()
		a.publish()
		a.blocks(1)
	}
	require.Equal(t, jobtypes.UNIT_STATUS_INCLUDED, a.status(1, 0))
	require.Equal(t, jobtypes.UNIT_STATUS_VOID, a.status(1, 1))
	a.blocks(int(a.spec.Windows.GameClock) + 2)
	require.Equal(t, jobtypes.UNIT_STATUS_FALSE, a.status(1, 0))
}

// Silence is no answer: a duty that nobody answered, or too few answers, have
// units drawn again; but nobody's silence voids a unit.
func TestSilence(t *testing.T) {
	t.Run("a duty is not answered", func(t *testing.T) {
		a := audited(t, 3)
		var reveals []*types.MsgRevealAudit
		for _, v := range a.people {
			msg := a.reveal(v, match(v, 1), match(v, 2))
			require.NoError(t, a.post(a.commitMsg(v, msg)))
			reveals = append(reveals, msg)
		}
		a.toReveal()
		for _, msg := range reveals {
			a.show(msg)
		}
		a.toEnd()
		require.Equal(t, uint32(2), a.record().Draw)
		require.Equal(t, commit.Bitmap{1}, commit.Bitmap(a.record().Doubted))
	})
	t.Run("nobody says anything", func(t *testing.T) {
		a := audited(t, 3)
		for range 3 {
			require.Equal(t, 3, commit.Bitmap(a.record().Units).Count())
			a.toReveal()
			a.toEnd()
			a.publish()
			a.blocks(1)
		}
		require.Equal(t, types.AUDIT_STATUS_OVER, a.record().Status)
		require.Equal(t, uint32(3), a.record().Draw)
		require.Equal(t, jobtypes.UNIT_STATUS_INCLUDED, a.status(1, 0))
	})
	t.Run("nobody was drawn", func(t *testing.T) {
		a := withAudits(t, 1)
		s := tinyAudited(3, 1)
		s.Audit.Rate = 1
		s.Price.SlotStake, s.Price.Unit = 1_000_000_000_000, 1_000_000_000
		a.train(bound(s))
		a.openDraw()
		require.Nil(t, a.matches(a.people[0]))
		a.toReveal()
		a.toEnd()
		require.Equal(t, types.AUDIT_STATUS_OVER, a.record().Status, "that is no silence")
	})
}

// A unit that is withdrawn while a draw is open takes nothing else with it: who
// executed it before its commitment or did so in vain shows all the rest, and one
// that is withdrawn before the draw opens is not drawn.
func TestWithdrawnMeanwhile(t *testing.T) {
	a := audited(t, 3)
	early, late := a.people[0], a.people[1]
	before := a.reveal(late, match(late, 0), match(late, 1), match(late, 2))
	shown := []*types.MsgRevealAudit{a.matches(early)}
	require.NoError(t, a.job.VoidUnit(a.ctx, 1, 1, 1))
	require.NoError(t, a.post(a.commitMsg(late, before)))
	shown = append(shown, before, a.matches(a.people[2]))
	a.toReveal()
	for _, msg := range shown {
		require.Len(t, msg.Results, 3)
		require.True(t, a.show(msg).Fee.IsPositive())
	}
	require.Zero(t, a.record().Duties-a.record().Answers)
	a.toEnd()
	require.Equal(t, types.AUDIT_STATUS_OVER, a.record().Status)

	b := withAudits(t, 3)
	b.train(tinyAudited(3, 3))
	b.commitAll()
	b.closeRound()
	require.NoError(t, b.job.VoidUnit(b.ctx, 1, 1, 1))
	b.publish()
	b.blocks(1)
	require.Equal(t, commit.Bitmap{0b101}, commit.Bitmap(b.record().Units))
}

// A window that everybody has used is over, and one that somebody has not used is
// open to its end, whatever the others did.
func TestWindowsEndEarly(t *testing.T) {
	a := audited(t, 3)
	planned := a.record()
	var reveals []*types.MsgRevealAudit
	for i, v := range a.people {
		require.Equal(t, planned.CommitEnd, a.record().CommitEnd, "%d of %d have committed", i, len(a.people))
		reveals = append(reveals, a.matches(v))
	}
	now := a.record()
	require.Equal(t, a.ctx.BlockHeight(), now.CommitEnd)
	require.Equal(t, planned.RevealEnd-planned.CommitEnd, now.RevealEnd-now.CommitEnd, "the other window is as long as planned")
	_, err := a.server.RevealAudit(a.ctx, reveals[0])
	require.ErrorIs(t, err, types.ErrAuditWindow, "not in the block of the last commitment")
	a.blocks(1)
	require.Equal(t, types.AUDIT_STATUS_REVEAL, a.record().Status)
	for _, msg := range reveals {
		require.Equal(t, now.RevealEnd, a.record().RevealEnd)
		a.show(msg)
	}
	require.Equal(t, a.ctx.BlockHeight(), a.record().RevealEnd)
	a.blocks(1)
	require.Equal(t, types.AUDIT_STATUS_OVER, a.record().Status)
	r := a.round()
	require.Equal(t, a.record().FinalHeight, r.FinalHeight, "pay does not wait for the windows as planned, but for challenges")
	require.Equal(t, a.record().RevealEnd+int64(a.spec.Windows.Challenge), r.FinalHeight)
	require.Less(t, r.FinalHeight, planned.RevealEnd)
	a.blocks(int(r.FinalHeight - a.ctx.BlockHeight()))
	require.Equal(t, jobtypes.ROUND_PHASE_AUDITING, a.round().Phase)
	a.blocks(1)
	require.Equal(t, jobtypes.ROUND_PHASE_FINAL, a.round().Phase)
	a.blocks(int(planned.RevealEnd - a.ctx.BlockHeight() + 2)) // the ends as planned come, and change nothing
	require.Equal(t, types.AUDIT_STATUS_OVER, a.record().Status)
	require.Equal(t, uint32(1), a.record().Draw)
}

// Spec A6: what an audit found to be right is not doubted for next to nothing.
func TestBondOfMatchedUnit(t *testing.T) {
	a := audited(t, 3)
	msg := a.matches(a.people[0])
	sealed := a.commits(a.people[1], func(slot uint32) types.AuditResult { return a.mismatch(a.people[1], slot, 3) })
	a.toReveal()
	alice := a.account("alice")
	ask := func() math.Int {
		res, err := a.query.Bond(a.ctx, &types.QueryBondRequest{Job: 1, Challenger: alice, Round: 1, Slot: 0})
		require.NoError(t, err)
		return res.Bond.Amount
	}
	before := ask()
	a.show(msg)
	high := math.NewIntFromUint64(a.spec.Price.SlotStake / 10)
	require.True(t, before.LT(high))
	require.Equal(t, high, ask())
	require.Equal(t, high, a.game(a.open(a.challenge(alice, 3))).Bond)
	games := a.show(sealed).Games
	require.Len(t, games, 3)
	require.Equal(t, before, a.game(games[0]).Bond, "whoever the beacon chose pays what it costs anyway")
}

// A number that is not finite in a state that a verifier says it has made itself
// convicts the verifier, for the segment that it executed and no other.
func TestFalseReceipt(t *testing.T) {
	a := withAudits(t, 6)
	a.train(tinyAudited(3, 6))
	const step = 3
	f := a.stateWith(nan)
	a.changes[0] = func(u *jobtypes.UnitResult) { u.States[step] = f.id }
	a.openDraw()
	covers := map[string]bool{}
	var reveals []*types.MsgRevealAudit
	for _, v := range a.people {
		for _, d := range a.duties(v) {
			if d.Slot == 0 {
				covers[v] = d.Segment.First <= step && step <= d.Segment.Last
			}
		}
		reveals = append(reveals, a.matches(v))
	}
	require.Contains(t, covers, a.people[0])
	a.toReveal()
	for _, msg := range reveals {
		a.show(msg)
	}
	_, err := a.server.ReportNonFinite(a.ctx, a.reportOf(step, f))
	require.NoError(t, err)
	slashed := 0
	for _, v := range a.people {
		require.Equal(t, covers[v], a.locked(v).IsZero(), v)
		require.Equal(t, !covers[v], a.verifierOf(v).Active)
		if covers[v] {
			slashed++
		}
	}
	require.Positive(t, slashed, "no verifier of this test executed the step")
	require.Less(t, slashed, len(a.people), "all did")
	a.blocks(1)
}
