// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	stakekeeper "github.com/weft-network/weft/x/stake/keeper"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// quick has verifiers held to their reports every few blocks.
func (a *audits) quick() {
	p, err := a.dispute.Params(a.ctx)
	require.NoError(a.t, err)
	p.ActivityBlocks, p.VerifierStake = 4, 1000
	_, err = a.server.UpdateParams(a.ctx, &types.MsgUpdateParams{Authority: a.authority(), Params: p})
	require.NoError(a.t, err)
}

// Spec A1: three draws missed make a verifier inactive, its stake leaves the
// share, and it may come back. Whoever reports stays.
func TestActivity(t *testing.T) {
	a := withAudits(t, 0)
	a.quick()
	for _, name := range []string{"diligent", "silent", "says nothing"} {
		a.people = append(a.people, a.verifier(name))
	}
	a.train(tinyAudited(3, 3))
	a.openDraw()
	newcomer := a.auditor("newcomer")
	require.NoError(t, a.activate(newcomer, 1000))
	for range 3 { // each time one of the units is decided
		slot := a.duties(a.people[0])[0].Slot
		msg := a.reveal(a.people[0], match(a.people[0], slot))
		require.NoError(t, a.post(a.commitMsg(a.people[0], msg)))
		require.NoError(t, a.post(a.commitMsg(a.people[2], a.reveal(a.people[2], match(a.people[2], slot))))) // and never reveals it
		a.toReveal()
		a.show(msg)
		a.toEnd()
		a.publish()
		a.blocks(1)
	}
	a.blocks(5)
	for _, v := range a.people[1:] {
		x := a.verifierOf(v)
		require.False(t, x.Active)
		require.Equal(t, types.INACTIVE_REASON_MISSED, x.Reason)
		require.Equal(t, math.NewInt(million), a.locked(v), "only the share is lost")
	}
	require.True(t, a.verifierOf(a.people[0]).Active)
	require.Equal(t, types.INACTIVE_REASON_UNSPECIFIED, a.verifierOf(a.people[0]).Reason)
	total := func() math.Int {
		res, err := a.query.Verifier(a.ctx, &types.QueryVerifierRequest{Operator: newcomer})
		require.NoError(t, err)
		return res.Total
	}
	require.Equal(t, uint32(2), a.verifierOf(newcomer).Missed, "the draw that was fixed before it came does not count")
	require.Equal(t, math.NewInt(million+1000), total())
	require.NoError(t, a.activate(a.people[1], 2*million))
	require.Equal(t, math.NewInt(3*million+1000), total())
	require.Zero(t, a.verifierOf(a.people[1]).Missed)
	a.blocks(10)
	require.True(t, a.verifierOf(a.people[1]).Active, "what it missed before is forgotten")
}

// A stake is released when nothing that it answers for can be shown to be false
// any more, and not before.
func TestStakeIsReleased(t *testing.T) {
	a := audited(t, 3)
	leave := func(v string) bool {
		res, err := a.server.DeactivateVerifier(a.ctx, &types.MsgDeactivateVerifier{Operator: v})
		require.NoError(t, err)
		return res.Released
	}
	idle := a.verifier("idle")
	require.True(t, leave(idle), "it has reported nothing")
	require.True(t, a.locked(idle).IsZero())
	_, err := a.dispute.Verifier(a.ctx, a.addr(idle))
	require.ErrorIs(t, err, types.ErrNotVerifier)

	reveals := []*types.MsgRevealAudit{a.matches(a.people[0]), a.matches(a.people[1])}
	require.False(t, leave(a.people[0]))
	require.False(t, leave(a.people[1]))
	require.ErrorIs(t, a.activate(a.people[0], million-1), types.ErrInvalidStake, "less would take it away from the reports")
	require.NoError(t, a.activate(a.people[0], million), "it changes its mind")
	a.toReveal()
	for _, msg := range reveals {
		a.show(msg)
	}
	a.toEnd()
	for a.phase() != jobtypes.ROUND_PHASE_FINAL {
		a.blocks(1)
	}
	r, err := a.job.Round(a.ctx, 1, 1)
	require.NoError(t, err)
	end := r.FinalHeight + int64(a.spec.Windows.Late)
	a.blocks(int(end - a.ctx.BlockHeight()))
	require.Equal(t, math.NewInt(million), a.locked(a.people[1]))
	a.blocks(120)
	require.True(t, a.locked(a.people[1]).IsZero())
	require.Equal(t, math.NewInt(million), a.locked(a.people[0]))
	free := sdk.NewInt64Coin(denom, rich/2)
	_, err = stakekeeper.NewMsgServer(a.stake).Unbond(a.ctx, &staketypes.MsgUnbond{Operator: a.people[1], Amount: free})
	require.NoError(t, err, "all of it")
}

// A provider that is jailed, or has no key any more, takes no part.
func TestNoPartInDraws(t *testing.T) {
	a := withAudits(t, 3)
	require.NoError(t, a.stake.Jail(a.ctx, a.addr(a.people[0]), staketypes.SlashReasonFraud, 10))
	_, err := stakekeeper.NewMsgServer(a.stake).UpdateProvider(a.ctx, &staketypes.MsgUpdateProvider{
		Operator: a.people[1], Clear: []staketypes.ProfileField{staketypes.ProfileFieldVRFKey},
	})
	require.NoError(t, err)
	require.Equal(t, types.INACTIVE_REASON_JAILED, a.verifierOf(a.people[0]).Reason)
	require.Equal(t, types.INACTIVE_REASON_KEY, a.verifierOf(a.people[1]).Reason)
	require.ErrorIs(t, a.activate(a.people[0], million), staketypes.ErrJailed)
	require.ErrorIs(t, a.activate(a.people[1], million), types.ErrNoKey)
	a.train(tinyAudited(3, 3))
	a.openDraw()
	require.Equal(t, math.NewInt(million), a.record().Total)
	a.changeKey(a.people[1], "another")
	require.NoError(t, a.activate(a.people[1], million))
	a.check()
}

// Points that no draw can ask for are forgotten; the latest one never is.
func TestHistoryIsPruned(t *testing.T) {
	a := withAudits(t, 0)
	p, err := a.dispute.Params(a.ctx)
	require.NoError(t, err)
	p.HistoryBlocks = 5
	_, err = a.server.UpdateParams(a.ctx, &types.MsgUpdateParams{Authority: a.authority(), Params: p})
	require.NoError(t, err)
	v := a.verifier("v")
	for i := range int64(20) {
		a.blocks(1)
		require.NoError(t, a.activate(v, million+i+1))
	}
	g, err := a.dispute.ExportGenesis(a.ctx)
	require.NoError(t, err)
	require.LessOrEqual(t, len(g.Audits.Points), 7)
	require.LessOrEqual(t, len(g.Audits.Totals), 7)
	a.blocks(20)
	a.check()
}

func TestActivationRefusals(t *testing.T) {
	a := withAudits(t, 0)
	v := a.auditor("v")
	stranger := a.account("stranger")
	bare := a.provider("bare")
	msg := func(who string, coin sdk.Coin) error {
		_, err := a.server.ActivateVerifier(a.ctx, &types.MsgActivateVerifier{Operator: who, Stake: coin})
		return err
	}
	coin := sdk.NewInt64Coin(denom, million)
	for name, c := range map[string]struct{ got, want error }{
		"no address":       {msg("x", coin), types.ErrInvalidAddress},
		"another coin":     {msg(v, sdk.NewInt64Coin("stone", million)), types.ErrInvalidStake},
		"too little":       {msg(v, sdk.NewInt64Coin(denom, 99_999_999)), types.ErrInvalidStake},
		"nothing":          {msg(v, sdk.Coin{Denom: denom}), types.ErrInvalidStake},
		"no provider":      {msg(stranger, coin), staketypes.ErrNotProvider},
		"no key":           {msg(bare, coin), types.ErrNoKey},
		"more than it has": {msg(v, sdk.NewInt64Coin(denom, rich)), staketypes.ErrFreeStakeShort},
	} {
		require.ErrorIs(t, c.got, c.want, name)
	}
	require.NoError(t, msg(v, coin))
	deactivate := func(who string) error {
		_, err := a.server.DeactivateVerifier(a.ctx, &types.MsgDeactivateVerifier{Operator: who})
		return err
	}
	require.ErrorIs(t, deactivate("x"), types.ErrInvalidAddress)
	require.ErrorIs(t, deactivate(bare), types.ErrNotVerifier)
}

func TestReportRefusals(t *testing.T) {
	a := audited(t, 3)
	v := a.people[0]
	good := func() *types.MsgRevealAudit { return a.reveal(v, match(v, 0), unavailable(1)) }
	commitWith := func(change func(*types.MsgCommitAudit)) error {
		msg := a.commitMsg(v, good())
		change(msg)
		return a.post(msg)
	}
	for name, c := range map[string]struct{ got, want error }{
		"no address":         {commitWith(func(m *types.MsgCommitAudit) { m.Verifier = "x" }), types.ErrInvalidAddress},
		"short commitment":   {commitWith(func(m *types.MsgCommitAudit) { m.Commitment = m.Commitment[:31] }), types.ErrInvalidResult},
		"no such audit":      {commitWith(func(m *types.MsgCommitAudit) { m.Round = 2 }), types.ErrNoAudit},
		"another draw":       {commitWith(func(m *types.MsgCommitAudit) { m.Draw = 2 }), types.ErrAuditWindow},
		"a stranger":         {commitWith(func(m *types.MsgCommitAudit) { m.Verifier = a.trainers[0] }), types.ErrNotVerifier},
		"another's proof":    {commitWith(func(m *types.MsgCommitAudit) { m.Verifier = a.people[1] }), types.ErrInvalidVRF},
		"reveal before time": {a.tryReveal(good()), types.ErrAuditWindow},
	} {
		require.ErrorIs(t, c.got, c.want, name)
	}
	require.NoError(t, a.post(a.commitMsg(v, good())))
	require.ErrorIs(t, a.post(a.commitMsg(v, nil)), types.ErrCommitted, "a second thought")
	require.NoError(t, a.post(a.commitMsg(a.people[2], nil)))
	a.toReveal()
	require.ErrorIs(t, a.post(a.commitMsg(a.people[1], nil)), types.ErrAuditWindow, "too late")
	revealWith := func(change func(*types.MsgRevealAudit)) error {
		msg := good()
		change(msg)
		return a.tryReveal(msg)
	}
	wrong := func(r ...types.AuditResult) error { return revealWith(func(m *types.MsgRevealAudit) { m.Results = r }) }
	for name, c := range map[string]struct{ got, want error }{
		"salt":                {revealWith(func(m *types.MsgRevealAudit) { m.Salt = []byte("short") }), types.ErrNotCommitted},
		"another verdict":     {wrong(unavailable(0), unavailable(1)), types.ErrNotCommitted},
		"fewer results":       {wrong(match(v, 0)), types.ErrNotCommitted},
		"nothing":             {wrong(), types.ErrInvalidResult},
		"twice":               {wrong(match(v, 0), match(v, 0)), types.ErrInvalidResult},
		"out of order":        {wrong(match(v, 1), match(v, 0)), types.ErrInvalidResult},
		"not drawn":           {wrong(match(v, 7)), types.ErrInvalidResult},
		"no verdict":          {wrong(types.AuditResult{Slot: 0}), types.ErrInvalidResult},
		"a receipt too much":  {wrong(types.AuditResult{Slot: 0, Verdict: types.VERDICT_UNAVAILABLE, Receipt: receiptOf(v, 0)}), types.ErrInvalidResult},
		"no receipt":          {wrong(types.AuditResult{Slot: 0, Verdict: types.VERDICT_MATCH}), types.ErrInvalidResult},
		"mismatch, no game":   {wrong(types.AuditResult{Slot: 0, Verdict: types.VERDICT_MISMATCH, Receipt: receiptOf(v, 0)}), types.ErrInvalidResult},
		"committed nothing":   {revealWith(func(m *types.MsgRevealAudit) { m.Verifier = a.people[1] }), types.ErrNotCommitted},
		"committed no result": {revealWith(func(m *types.MsgRevealAudit) { m.Verifier = a.people[2] }), types.ErrNotCommitted},
	} {
		require.ErrorIs(t, c.got, c.want, name)
	}
	a.show(good())
	require.ErrorIs(t, a.tryReveal(good()), types.ErrCommitted)
	a.toEnd()
	require.ErrorIs(t, a.tryReveal(good()), types.ErrAuditWindow)
}

func (a *audits) tryReveal(msg *types.MsgRevealAudit) error {
	cached, _ := a.ctx.CacheContext()
	_, err := a.server.RevealAudit(cached, msg)
	return err
}

func TestAuditQueries(t *testing.T) {
	a := audited(t, 3)
	msg := a.matches(a.people[0])
	a.toReveal()
	a.show(msg)
	list, err := a.query.Verifiers(a.ctx, &types.QueryVerifiersRequest{Active: true})
	require.NoError(t, err)
	require.Len(t, list.Verifiers, 3)
	open, err := a.query.Audits(a.ctx, &types.QueryAuditsRequest{Job: 1, Open: true})
	require.NoError(t, err)
	require.Len(t, open.Audits, 1)
	reports, err := a.query.Reports(a.ctx, &types.QueryReportsRequest{Job: 1, Round: 1})
	require.NoError(t, err)
	require.Len(t, reports.Reports, 1)
	require.Equal(t, msg.Results, reports.Reports[0].Results)
	mine, err := a.query.VerifierReports(a.ctx, &types.QueryVerifierReportsRequest{Verifier: a.people[0]})
	require.NoError(t, err)
	require.Equal(t, reports.Reports, mine.Reports)
	none, err := a.query.VerifierReports(a.ctx, &types.QueryVerifierReportsRequest{Verifier: a.people[1]})
	require.NoError(t, err)
	require.Empty(t, none.Reports)
	res, err := a.query.Audit(a.ctx, &types.QueryAuditRequest{Job: 1, Round: 1, Verifier: a.people[0]})
	require.NoError(t, err)
	require.Equal(t, &reports.Reports[0], res.Report)
	_, err = a.query.Audit(a.ctx, &types.QueryAuditRequest{Job: 1, Round: 2})
	require.ErrorIs(t, err, types.ErrNoAudit)
}
