// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"slices"
	"testing"

	"cosmossdk.io/math"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

func honest(a *audits, v string) *types.MsgRevealAudit { return a.diligent(v) }

// lazyFirst has the first verifier make its receipts up.
func lazyFirst(a *audits, v string) *types.MsgRevealAudit {
	if v == a.people[0] {
		return a.matches(v)
	}
	return a.diligent(v)
}

// Spec A3, M1: reports of a match are looked at again by others, who are paid
// out of what is kept for that; the round does not wait for it, and what they
// leave goes back to the escrow.
func TestReauditOfARound(t *testing.T) {
	a := reported(t, honest)
	supply := a.supply()
	x := a.record().Reaudit
	require.Equal(t, types.AUDIT_STATUS_COMMIT, x.Status)
	require.Len(t, x.Seed, 32)
	require.NotEqual(t, a.record().Seed, x.Seed)
	var looks []*types.MsgRevealAudit
	for _, v := range a.people[:2] {
		msg := a.looksAgain(v, a.confirm)
		require.Len(t, msg.Results, 6, "three reports of each of the others, and none of its own")
		looks = append(looks, msg)
	}
	a.toLooks()
	a.blocks(2)
	require.False(t, a.pending(), "nobody waits for a second look")
	audited, paid := a.record().Spent, math.ZeroInt()
	for _, msg := range looks {
		res := a.show(msg)
		require.Empty(t, res.Games)
		require.True(t, res.Fee.Amount.IsPositive())
		paid = paid.Add(res.Fee.Amount)
	}
	x = a.record().Reaudit
	require.Equal(t, paid, x.Spent)
	require.True(t, x.Spent.LTE(x.Pool), "%s of %s", x.Spent, x.Pool)
	require.Equal(t, math.NewIntFromUint64(3*a.spec.Price.VerifierFee), x.Pool.Add(a.record().Pool))
	a.toLooksEnd()
	require.Equal(t, types.AUDIT_STATUS_OVER, a.record().Reaudit.Status)
	require.Equal(t, audited.Add(paid), a.spent(), "the rest is refunded")
	e, err := a.reward.ExportGenesis(a.ctx)
	require.NoError(t, err)
	require.Equal(t, audited.Add(paid), sumFees(e))
	require.Equal(t, supply, a.supply())
	for _, v := range a.people {
		require.True(t, a.verifierOf(v).Active)
		require.Equal(t, math.NewInt(million), a.locked(v))
	}
	a.blocks(240)
	_, err = a.dispute.Audit(a.ctx, 1, 1)
	require.ErrorIs(t, err, types.ErrNoAudit)
	for _, v := range a.people {
		require.Zero(t, a.verifierOf(v).Reports)
	}
}

// Windows of a re-audit end once everybody has used them, like those of other
// draws, and what verifiers have to know of it they are told.
func TestLooksEndEarly(t *testing.T) {
	a := reported(t, honest)
	planned := *a.record().Reaudit
	var looks []*types.MsgRevealAudit
	for i, v := range a.people {
		require.Equal(t, planned.CommitEnd, a.record().Reaudit.CommitEnd, "%d of %d have committed", i, len(a.people))
		looks = append(looks, a.looksAgain(v, a.confirm))
	}
	now := *a.record().Reaudit
	require.Equal(t, a.ctx.BlockHeight(), now.CommitEnd)
	require.Less(t, now.CommitEnd, planned.CommitEnd)
	require.Equal(t, planned.RevealEnd-planned.CommitEnd, now.RevealEnd-now.CommitEnd, "the other window is as long as planned")
	require.ErrorIs(t, a.tryReveal(looks[0]), types.ErrAuditWindow, "not in the block of the last commitment")
	a.endBlock()
	told := &types.EventAuditRevealing{Job: 1, Round: 1, Draw: types.ReauditDraw, CommitEnd: now.CommitEnd, RevealEnd: now.RevealEnd}
	require.Equal(t, told, a.revealing())
	a.blocks(1)
	for _, msg := range looks {
		require.Equal(t, now.RevealEnd, a.record().Reaudit.RevealEnd)
		a.show(msg)
	}
	require.Equal(t, a.ctx.BlockHeight(), a.record().Reaudit.RevealEnd)
	a.blocks(1)
	require.Equal(t, types.AUDIT_STATUS_OVER, a.record().Reaudit.Status)
	spent := a.spent()
	require.Less(t, a.ctx.BlockHeight(), planned.CommitEnd)
	a.blocks(int(planned.RevealEnd - a.ctx.BlockHeight() + 2)) // the ends as planned come, and change nothing
	require.Equal(t, spent, a.spent())
	for _, v := range a.people {
		require.Zero(t, a.verifierOf(v).Missed)
	}
}

// A verifier that is alone has nobody's report to look at: the re-audit is over
// with its proof.
func TestLooksAtNothing(t *testing.T) {
	a := withAudits(t, 1)
	a.again(3)
	a.train(tinyAudited(3, 3))
	a.openDraw()
	msg := a.diligent(a.people[0])
	a.blocks(1)
	a.show(msg)
	a.toEnd()
	a.publish()
	a.blocks(1)
	require.Equal(t, types.AUDIT_STATUS_COMMIT, a.record().Reaudit.Status)
	require.Empty(t, a.looksAgain(a.people[0], a.confirm).Results)
	a.blocks(2)
	require.Equal(t, types.AUDIT_STATUS_OVER, a.record().Reaudit.Status)
}

// A receipt that was made up, or taken over from a friend who did the work, is of
// no use: whoever looks again comes to another one, no trace opens it, and the
// whole audit stake is gone with the clock.
func TestLazyVerifierIsSlashed(t *testing.T) {
	for name, report := range map[string]func(a *audits, v string) *types.MsgRevealAudit{
		"made up": lazyFirst,
		"a friend's": func(a *audits, v string) *types.MsgRevealAudit {
			if v != a.people[0] {
				return a.diligent(v)
			}
			friend := a.people[1]
			var lent []types.AuditResult
			for _, d := range a.duties(friend) {
				wire := types.AuditDuty{Slot: d.Slot, First: d.Segment.First, Last: d.Segment.Last, Traced: d.Traced}
				receipt := types.Receipt(chainID, a.addr(friend), a.record().Seed, wire, a.root(d.Slot, d.Traced, -1))
				lent = append(lent, types.AuditResult{Slot: d.Slot, Verdict: types.VERDICT_MATCH, Receipt: receipt[:]})
			}
			return a.commits(v, func(slot uint32) types.AuditResult { return lent[slot] })
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := reported(t, report)
			lazy, second := a.people[0], a.people[1]
			msg := a.looksAgain(second, func(d types.AuditDuty) types.AuditResult {
				if d.Of == lazy && d.Slot == 0 {
					return a.disputes(second, -1)(d)
				}
				if d.Of == lazy {
					return types.AuditResult{Verdict: types.VERDICT_UNAVAILABLE}
				}
				return a.confirm(d)
			})
			a.toLooks()
			res := a.show(msg)
			require.Len(t, res.Games, 1)
			g := a.game(res.Games[0])
			require.Equal(t, types.KIND_RECEIPT, g.Kind)
			require.Equal(t, lazy, g.Defender)
			require.Equal(t, types.SIDE_DEFENDER, g.Turn)
			// The right trace does not open a receipt that was made without it.
			f := a.facts(g.Id)
			opening, err := f.Reply(a.position(g.Id), a.story(0, g.Step, -1))
			require.NoError(t, err)
			_, err = a.server.Move(a.ctx, &types.MsgMove{Mover: lazy, Game: g.Id, Move: game.EncodeMove(opening)})
			require.ErrorIs(t, err, types.ErrInvalidMove)

			wallet, supply := a.balance(second), a.supply()
			a.blocks(int(a.spec.Windows.GameClock) + 3)
			require.Equal(t, types.OUTCOME_DEFENDER_LATE, a.game(g.Id).Outcome)
			require.True(t, a.locked(lazy).IsZero())
			v := a.verifierOf(lazy)
			require.False(t, v.Active)
			require.Equal(t, types.INACTIVE_REASON_SLASHED, v.Reason)
			part := math.NewInt(million * 3 / 10)
			require.Equal(t, part.Add(g.Bond), a.balance(second).Sub(wallet))
			require.Equal(t, math.NewInt(million).Sub(part), supply.Sub(a.supply()), "the rest is burnt")
			require.Equal(t, jobtypes.UNIT_STATUS_FINAL, a.status(1, 0), "it says nothing of the unit")
		})
	}
}

// Who looks again without looking loses, too: an honest verifier opens its
// receipt, and the other side has nothing to say against it. That no element of
// a right trace can be proven wrong is shown in chain/game.
func TestFalseSecondLook(t *testing.T) {
	a := reported(t, honest)
	first, liar := a.people[0], a.people[1]
	msg := a.looksAgain(liar, func(d types.AuditDuty) types.AuditResult {
		if d.Of == first && d.Slot == 0 {
			return a.disputes(liar, 0)(d)
		}
		return a.confirm(d)
	})
	a.toLooks()
	id := a.show(msg).Games[0]
	require.NotEmpty(t, a.game(id).Trace)
	supply, wallet, bond := a.supply(), a.balance(first), a.game(id).Bond
	opening, err := a.facts(id).Reply(a.position(id), a.story(0, a.game(id).Step, -1))
	require.NoError(t, err)
	a.move(first, id, game.EncodeMove(opening))
	require.Equal(t, types.SIDE_CHALLENGER, a.game(id).Turn)
	a.blocks(int(a.spec.Windows.GameClock) + 3)
	require.Equal(t, types.OUTCOME_CHALLENGER_LATE, a.game(id).Outcome)
	require.True(t, a.locked(liar).IsZero())
	require.Equal(t, types.INACTIVE_REASON_SLASHED, a.verifierOf(liar).Reason)
	require.Equal(t, math.NewInt(million), a.locked(first))
	require.True(t, a.verifierOf(first).Active)
	half := bond.QuoRaw(2)
	require.Equal(t, half, a.balance(first).Sub(wallet), "of the bond, and nothing of the stake")
	require.Equal(t, bond.Sub(half).AddRaw(million), supply.Sub(a.supply()))
}

// A bribed verifier has the right trace of its traced step, and hides another
// step that is false. It answers for every leaf of the segment: who looks again
// disputes that one, and it cannot be defended, also if others have proven the unit
// false meanwhile.
func TestBribedVerifierIsSlashed(t *testing.T) {
	a := reported(t, func(a *audits, v string) *types.MsgRevealAudit {
		if v == a.people[0] {
			a.open(a.challengeOf(a.account("alice"), 1, 0, 3))
		}
		return a.diligent(v)
	})
	bribed, second := a.people[0], a.people[2]
	found := false
	msg := a.looksAgain(second, func(d types.AuditDuty) types.AuditResult {
		if d.Of != bribed || d.First == d.Last {
			return types.AuditResult{Verdict: types.VERDICT_UNAVAILABLE}
		}
		step := d.First
		if step == d.Traced {
			step++
		}
		found = found || d.Slot == 0
		r := a.mismatch(second, d.Slot, step)
		r.Receipt = nil
		return r
	})
	a.toLooks()
	games := a.show(msg).Games
	require.True(t, found)
	require.Equal(t, jobtypes.UNIT_STATUS_FALSE, a.status(1, 0))
	require.NotEmpty(t, games)
	require.Empty(t, a.game(games[0]).Trace)
	a.blocks(int(a.spec.Windows.GameClock) + 4)
	for i, id := range games {
		want := types.OUTCOME_DEFENDER_LATE
		require.Equal(t, want, a.game(id).Outcome, "game %d", i)
	}
	require.True(t, a.locked(bribed).IsZero())
	require.Equal(t, types.INACTIVE_REASON_SLASHED, a.verifierOf(bribed).Reason)
}

// The stake of a verifier answers until the re-audit and its games are over, also
// of one that leaves.
func TestReceiptKeepsStake(t *testing.T) {
	a := reported(t, lazyFirst)
	lazy, second := a.people[0], a.people[1]
	msg := a.looksAgain(second, func(d types.AuditDuty) types.AuditResult {
		if d.Of == lazy {
			return a.disputes(second, -1)(d)
		}
		return a.confirm(d)
	})
	a.toLooks()
	_, err := a.server.DeactivateVerifier(a.ctx, &types.MsgDeactivateVerifier{Operator: lazy})
	require.NoError(t, err)
	games := a.show(msg).Games
	require.Len(t, games, 3)
	a.blocks(int(a.spec.Windows.GameClock) + 4)
	require.True(t, a.locked(lazy).IsZero())
	require.Equal(t, types.OUTCOME_DEFENDER_LATE, a.game(games[0]).Outcome)
	a.blocks(240)
	g, err := a.dispute.ExportGenesis(a.ctx)
	require.NoError(t, err)
	require.Empty(t, g.Boards, "all is forgotten")
	require.Empty(t, g.Audits.Reports)
}

// Missing a re-audit is like missing an audit, and the beacon may fail it.
func TestReauditMissed(t *testing.T) {
	a := reported(t, honest)
	a.looksAgain(a.people[0], a.confirm) // and never shows it
	a.looksAgain(a.people[1], a.confirm)
	_, err := a.server.DeactivateVerifier(a.ctx, &types.MsgDeactivateVerifier{Operator: a.people[1]})
	require.NoError(t, err)
	a.toLooks()
	a.toLooksEnd()
	a.blocks(8)
	require.Equal(t, uint32(1), a.verifierOf(a.people[0]).Missed)
	require.Equal(t, uint32(1), a.verifierOf(a.people[2]).Missed)
}

func TestReauditWithoutBeacon(t *testing.T) {
	for name, fail := range map[string]func(a *audits){
		"given up": func(a *audits) {
			first := a.record().Reaudit.Beacon
			a.beacon.latest += 5
			require.NoError(t, a.dispute.Hooks().AfterBeacon(a.ctx, first, nil))
			a.blocks(1)
			require.Greater(t, a.record().Reaudit.Beacon, first)
			a.beacon.off = true
			require.NoError(t, a.dispute.Hooks().AfterBeacon(a.ctx, a.record().Reaudit.Beacon, nil))
			a.blocks(1)
			require.Equal(t, types.AUDIT_STATUS_OVER, a.record().Reaudit.Status)
		},
		"stalled": func(*audits) {},
	} {
		t.Run(name, func(t *testing.T) {
			a := withAudits(t, 3)
			a.train(tinyAudited(3, 3))
			a.openDraw()
			reveals := []*types.MsgRevealAudit{a.diligent(a.people[0]), a.diligent(a.people[1])}
			a.toReveal()
			for _, msg := range reveals {
				a.show(msg)
			}
			a.toEnd()
			require.Equal(t, types.AUDIT_STATUS_WAITING, a.record().Reaudit.Status)
			fail(a)
			for a.phase() != jobtypes.ROUND_PHASE_FINAL {
				a.blocks(1)
			}
			a.blocks(240)
			_, err := a.dispute.Audit(a.ctx, 1, 1)
			require.ErrorIs(t, err, types.ErrNoAudit, "stakes are not kept for ever")
		})
	}
}

func TestReauditRefusals(t *testing.T) {
	a := reported(t, lazyFirst)
	lazy, v := a.people[0], a.people[1]
	try := func(change func(d types.AuditDuty, r *types.AuditResult)) error {
		cached, _ := a.ctx.CacheContext()
		old := a.ctx
		defer func() { a.ctx = old }()
		a.ctx = cached
		msg := a.looksAgain(v, func(d types.AuditDuty) types.AuditResult {
			r := a.confirm(d)
			r.Slot, r.Of, r.OfDraw = d.Slot, d.Of, d.OfDraw
			if d.Of == lazy {
				r = types.AuditResult{Verdict: types.VERDICT_UNAVAILABLE}
			}
			if d.Slot == 0 {
				change(d, &r)
			}
			return r
		})
		a.ctx = cached.WithBlockHeight(a.record().Reaudit.CommitEnd + 1)
		_, err := a.server.RevealAudit(a.ctx, msg)
		return err
	}
	of := func(who string, change func(d types.AuditDuty, r *types.AuditResult)) func(types.AuditDuty, *types.AuditResult) {
		return func(d types.AuditDuty, r *types.AuditResult) {
			if d.Of == who {
				change(d, r)
			}
		}
	}
	other := a.people[2]
	require.NoError(t, try(func(types.AuditDuty, *types.AuditResult) {}))
	for name, c := range map[string]struct{ got, want error }{
		"a match that is none": {try(of(lazy, func(d types.AuditDuty, r *types.AuditResult) { *r = a.confirm(d) })), types.ErrInvalidResult},
		"a mismatch that is none": {
			try(of(other, func(d types.AuditDuty, r *types.AuditResult) { *r = a.disputes(v, -1)(d) })), types.ErrInvalidClaim,
		},
		"no trace":     {try(of(other, func(_ types.AuditDuty, r *types.AuditResult) { r.Trace = nil })), types.ErrInvalidResult},
		"a short one":  {try(of(other, func(_ types.AuditDuty, r *types.AuditResult) { r.Trace = r.Trace[1:] })), types.ErrInvalidResult},
		"a receipt":    {try(of(other, func(_ types.AuditDuty, r *types.AuditResult) { r.Receipt = make([]byte, 32) })), types.ErrInvalidResult},
		"no verdict":   {try(of(other, func(_ types.AuditDuty, r *types.AuditResult) { r.Verdict = 0 })), types.ErrInvalidResult},
		"no challenge": {try(of(other, func(_ types.AuditDuty, r *types.AuditResult) { r.Verdict = types.VERDICT_MISMATCH })), types.ErrInvalidResult},
		"a step that was not replayed": {try(of(lazy, func(d types.AuditDuty, r *types.AuditResult) {
			*r = a.mismatch(v, d.Slot, (d.Last+1)%9)
			r.Receipt = nil
		})), types.ErrInvalidStep},
	} {
		require.ErrorIs(t, c.got, c.want, name)
	}
	msg := a.looksAgain(v, a.confirm)
	_, err := a.server.RevealAudit(a.ctx, msg)
	require.ErrorIs(t, err, types.ErrAuditWindow, "before everybody has committed")
	msg.Draw = 1
	_, err = a.server.RevealAudit(a.ctx, msg)
	require.ErrorIs(t, err, types.ErrAuditWindow, "the draw of audits is over")
	a.toLooks()
	msg.Draw = types.ReauditDraw
	msg.Results[0], msg.Results[1] = msg.Results[1], msg.Results[0]
	require.ErrorIs(t, a.tryReveal(msg), types.ErrInvalidResult, "out of order")
	msg.Results = msg.Results[:1]
	require.ErrorIs(t, a.tryReveal(msg), types.ErrNotCommitted)
	require.ErrorIs(t, a.tryReveal(&types.MsgRevealAudit{
		Verifier: v, Job: 1, Round: 1, Draw: types.ReauditDraw, Salt: msg.Salt,
	}), types.ErrInvalidResult)
}

// Who confirms a receipt that its friend made up acquits nobody: others that were
// drawn dispute the same one.
func TestConfirmedIsNotAcquitted(t *testing.T) {
	a := reported(t, func(a *audits, v string) *types.MsgRevealAudit {
		if v != a.people[0] {
			return a.diligent(v)
		}
		duties := a.duties(v)
		return a.commits(v, func(slot uint32) types.AuditResult {
			d := duties[slices.IndexFunc(duties, func(d types.Duty) bool { return d.Slot == slot })]
			wire := types.AuditDuty{Slot: slot, First: d.Segment.First, Last: d.Segment.Last, Traced: d.Traced}
			receipt := types.Receipt(chainID, a.addr(v), a.record().Seed, wire, a.root(slot, d.Traced, 0)) // agreed with a friend
			return types.AuditResult{Slot: slot, Verdict: types.VERDICT_MATCH, Receipt: receipt[:]}
		})
	})
	lazy, friend, other := a.people[0], a.people[1], a.people[2]
	confirms := a.looksAgain(friend, func(d types.AuditDuty) types.AuditResult {
		if d.Of != lazy {
			return a.confirm(d)
		}
		root := a.root(d.Slot, d.Traced, 0)
		return types.AuditResult{Verdict: types.VERDICT_MATCH, Trace: root[:]}
	})
	disputes := a.looksAgain(other, func(d types.AuditDuty) types.AuditResult {
		if d.Of == lazy && d.Slot == 1 {
			return a.disputes(other, -1)(d)
		}
		return types.AuditResult{Verdict: types.VERDICT_UNAVAILABLE}
	})
	a.toLooks()
	require.Empty(t, a.show(confirms).Games)
	id := a.show(disputes).Games[0]
	opening, err := a.facts(id).Reply(a.position(id), a.story(1, a.game(id).Step, 0))
	require.NoError(t, err)
	a.move(lazy, id, game.EncodeMove(opening))
	position := a.position(id)
	require.Equal(t, game.Tracing, position.Phase, "its made-up trace ends in the leaf, and is open to the first entry")
	m, err := a.facts(id).Reply(position, a.story(1, a.game(id).Step, -1))
	require.NoError(t, err)
	a.move(other, id, game.EncodeMove(m))
	a.blocks(int(a.spec.Windows.GameClock) + 3)
	require.Equal(t, types.OUTCOME_DEFENDER_LATE, a.game(id).Outcome)
	require.True(t, a.locked(lazy).IsZero())
}
