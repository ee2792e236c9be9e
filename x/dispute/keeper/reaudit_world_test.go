// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"slices"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/x/dispute/simulation"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// again sets how many second looks at each report are expected.
func (a *audits) again(rate uint32) {
	a.t.Helper()
	p, err := a.dispute.Params(a.ctx)
	require.NoError(a.t, err)
	p.ReauditRate = rate * types.Million
	_, err = a.server.UpdateParams(a.ctx, &types.MsgUpdateParams{Authority: a.authority(), Params: p})
	require.NoError(a.t, err)
}

// told is a made-up trace: entry changed is another one than in the trace that
// everybody else makes up; -1 for that trace itself.
type told struct {
	simulation.MadeUp
	changed int
}

func (s told) Entries() ([]commit.Digest, error) {
	entries, err := s.MadeUp.Entries()
	if err == nil && s.changed >= 0 {
		entries[s.changed][0] ^= 1
	}
	return entries, err
}

// story is the trace of a step of a slot's unit in round 1.
func (a *audits) story(slot, step uint32, changed int) game.Story {
	a.t.Helper()
	record, err := a.job.Unit(a.ctx, 1, 1, slot)
	require.NoError(a.t, err)
	u := a.unit(1, slot)
	x := types.StepOf{ChainID: chainID, Spec: &a.spec, Unit: &record, Trainer: a.addr(record.Operator), Step: step, Leaf: u.leaves[step]}
	if step > 0 {
		x.Before = u.States[step-1]
	}
	f, err := x.Facts()
	require.NoError(a.t, err)
	return told{simulation.MadeUp{Facts: f, Of: game.Result{State: u.States[step], Out: u.out(step)}}, changed}
}

func (a *audits) root(slot, step uint32, changed int) commit.Digest {
	a.t.Helper()
	entries, err := a.story(slot, step, changed).Entries()
	require.NoError(a.t, err)
	return commit.MerkleRoot(entries)
}

// diligent is a match of every duty, with the receipt of the trace that everybody
// makes up: the one that is right, here.
func (a *audits) diligent(verifier string) *types.MsgRevealAudit {
	a.t.Helper()
	duties := a.duties(verifier)
	return a.commits(verifier, func(slot uint32) types.AuditResult {
		d := duties[slices.IndexFunc(duties, func(d types.Duty) bool { return d.Slot == slot })]
		wire := types.AuditDuty{Slot: slot, First: d.Segment.First, Last: d.Segment.Last, Traced: d.Traced}
		receipt := types.Receipt(chainID, a.addr(verifier), a.record().Seed, wire, a.root(slot, d.Traced, -1))
		return types.AuditResult{Slot: slot, Verdict: types.VERDICT_MATCH, Receipt: receipt[:]}
	})
}

// reported is a world whose audits have ended, with the reports that verifiers
// make by themselves, and whose re-audit is open: everybody looks at everything.
func reported(t fataler, report func(a *audits, verifier string) *types.MsgRevealAudit) *audits {
	t.Helper()
	a := withAudits(t, 0)
	a.quick()
	a.again(3)
	for _, name := range []string{"first", "second", "third"} {
		a.people = append(a.people, a.verifier(name))
	}
	a.train(tinyAudited(3, 3))
	a.openDraw()
	var reveals []*types.MsgRevealAudit
	for _, v := range a.people {
		reveals = append(reveals, report(a, v))
	}
	a.toReveal()
	for _, msg := range reveals {
		a.show(msg)
	}
	a.toEnd()
	a.publish()
	a.blocks(1)
	return a
}

// lookDuties are what a verifier works out for itself that it has to look at.
func (a *audits) lookDuties(verifier string) (proof []byte, duties []types.AuditDuty) {
	a.t.Helper()
	res, err := a.query.Audit(a.ctx, &types.QueryAuditRequest{Job: 1, Round: 1, Verifier: verifier})
	require.NoError(a.t, err)
	if res.Point == nil {
		return nil, nil
	}
	x := types.ReauditOf{ChainID: chainID, Reaudit: res.Audit.Reaudit, Verifier: verifier, Stake: res.Point.Stake}
	proof, output := types.ProveAudit(a.keys[verifier], x.Alpha())
	reports, err := a.query.Reports(a.ctx, &types.QueryReportsRequest{Job: 1, Round: 1})
	require.NoError(a.t, err)
	var units []jobtypes.Unit
	for slot := range a.spec.Rounds.Slots {
		u, err := a.job.Unit(a.ctx, 1, 1, slot)
		require.NoError(a.t, err)
		units = append(units, u)
	}
	duties, err = x.Duties(output, reports.Reports, units, func(name string) ([]byte, error) { return a.addr(name), nil })
	require.NoError(a.t, err)
	return proof, duties
}

// looksAgain posts the proof of a verifier, and binds what its second looks come
// to.
func (a *audits) looksAgain(verifier string, result func(d types.AuditDuty) types.AuditResult) *types.MsgRevealAudit {
	a.t.Helper()
	proof, duties := a.lookDuties(verifier)
	msg := &types.MsgRevealAudit{Verifier: verifier, Job: 1, Round: 1, Draw: types.ReauditDraw, Salt: []byte("sixteen bytes of")}
	for _, d := range duties {
		r := result(d)
		r.Slot, r.Of, r.OfDraw = d.Slot, d.Of, d.OfDraw
		msg.Results = append(msg.Results, r)
	}
	proven := &types.MsgCommitAudit{Verifier: verifier, Job: 1, Round: 1, Draw: types.ReauditDraw, Proof: proof}
	if len(duties) > 0 {
		bound := types.AuditCommitment(chainID, a.addr(verifier), msg)
		proven.Commitment = bound[:]
	}
	res, err := a.server.CommitAudit(a.ctx, proven)
	require.NoError(a.t, err)
	require.Equal(a.t, res.Duties, duties, "the chain draws what the verifier drew")
	return msg
}

// confirm is the result of a second look that comes to the receipt's trace.
func (a *audits) confirm(d types.AuditDuty) types.AuditResult {
	root := a.root(d.Slot, d.Traced, -1)
	return types.AuditResult{Verdict: types.VERDICT_MATCH, Trace: root[:]}
}

// disputes is the result of a second look that comes to another trace, with
// entry changed another one than in the trace that everybody makes up; -1 for
// that one.
func (a *audits) disputes(verifier string, changed int) func(d types.AuditDuty) types.AuditResult {
	return func(d types.AuditDuty) types.AuditResult {
		r := a.mismatch(verifier, d.Slot, d.Traced)
		root, u := a.root(d.Slot, d.Traced, changed), a.unit(1, d.Slot)
		r.Receipt, r.Trace = nil, root[:]
		r.Mismatch.State, r.Mismatch.Out = jobtypes.WireID(u.States[d.Traced]), u.out(d.Traced)
		return r
	}
}

// revealing is the event of this block that says that results may be shown; nil
// if there is none.
func (a *audits) revealing() (out *types.EventAuditRevealing) {
	a.t.Helper()
	for _, e := range a.ctx.EventManager().ABCIEvents() {
		if e.Type != proto.MessageName(out) {
			continue
		}
		msg, err := sdk.ParseTypedEvent(e)
		require.NoError(a.t, err)
		out = msg.(*types.EventAuditRevealing)
	}
	return out
}

// toLooks lets the commit window of the re-audit pass, toLooksEnd the reveal
// window.
func (a *audits) toLooks() {
	a.t.Helper()
	a.blocks(int(a.record().Reaudit.CommitEnd - a.ctx.BlockHeight() + 1))
}

func (a *audits) toLooksEnd() {
	a.t.Helper()
	a.blocks(int(a.record().Reaudit.RevealEnd - a.ctx.BlockHeight() + 1))
}
