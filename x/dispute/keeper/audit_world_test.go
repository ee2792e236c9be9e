// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"time"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	stakekeeper "github.com/weft-network/weft/x/stake/keeper"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// beacon stands for x/beacon: rounds are published when the test says so.
type beacon struct {
	off    bool
	latest uint64
	random map[uint64][]byte
}

func (b *beacon) Active(context.Context) (bool, error) { return !b.off, nil }

func (b *beacon) Await(context.Context, time.Time) (uint64, error) { return b.latest + 2, nil }

func (b *beacon) Randomness(_ context.Context, round uint64) ([]byte, bool, error) {
	r, ok := b.random[round]
	return r, ok, nil
}

// audits is a world with a beacon and verifiers.
type audits struct {
	*world
	beacon *beacon
	keys   map[string]ed25519.PrivateKey
	people []string // the verifiers
}

// million is what every verifier of a test locks.
const million = 1_000_000_000

// withAudits is a world with n verifiers and no job yet.
func withAudits(t fataler, n int) *audits {
	t.Helper()
	a := &audits{world: newWorld(t), beacon: &beacon{latest: 10, random: map[uint64][]byte{}}, keys: map[string]ed25519.PrivateKey{}}
	a.dispute.SetBeacon(a.beacon)
	for i := range n {
		a.people = append(a.people, a.verifier(fmt.Sprint("verifier ", i)))
	}
	return a
}

// tinyAudited is tiny with an audit rate, in audits for each unit.
func tinyAudited(slots int, rate uint32) spec.Spec {
	s := tiny(slots)
	s.Audit.Rate = rate * types.Million
	return bound(s)
}

// audited is a world whose round 1 is closed and whose draw of audits is open:
// three verifiers with equal stakes who all draw every unit.
func audited(t fataler, slots int) *audits {
	t.Helper()
	a := withAudits(t, 3)
	a.train(tinyAudited(slots, 3))
	a.openDraw()
	return a
}

// openDraw lets round 1 be committed, closed, and drawn.
func (a *audits) openDraw() {
	a.t.Helper()
	a.commitAll()
	a.closeRound()
	a.publish()
	a.blocks(1)
}

// publish publishes the next two rounds of the beacon.
func (a *audits) publish() {
	a.t.Helper()
	for range 2 {
		a.beacon.latest++
		d := commit.Sum(fmt.Append(nil, "beacon ", a.beacon.latest))
		a.beacon.random[a.beacon.latest] = d[:]
		require.NoError(a.t, a.dispute.Hooks().AfterBeacon(a.ctx, a.beacon.latest, d[:]))
	}
}

// auditor is a rich provider with a VRF key.
func (a *audits) auditor(name string) string {
	a.t.Helper()
	d := commit.Sum([]byte(name))
	key := ed25519.NewKeyFromSeed(d[:])
	operator := a.account(name)
	_, err := stakekeeper.NewMsgServer(a.stake).RegisterProvider(a.ctx, &staketypes.MsgRegisterProvider{
		Operator: operator, Moniker: name, Bond: sdk.NewInt64Coin(denom, rich/2), VrfKey: key.Public().(ed25519.PublicKey),
	})
	require.NoError(a.t, err)
	a.keys[operator] = key
	return operator
}

// verifier is one that is active.
func (a *audits) verifier(name string) string {
	a.t.Helper()
	operator := a.auditor(name)
	require.NoError(a.t, a.activate(operator, million))
	return operator
}

func (a *audits) activate(operator string, stake int64) error {
	_, err := a.server.ActivateVerifier(a.ctx, &types.MsgActivateVerifier{Operator: operator, Stake: sdk.NewInt64Coin(denom, stake)})
	return err
}

func (a *audits) record() types.Audit {
	a.t.Helper()
	x, err := a.dispute.Audit(a.ctx, 1, 1)
	require.NoError(a.t, err)
	return x
}

func (a *audits) verifierOf(operator string) types.Verifier {
	a.t.Helper()
	v, err := a.dispute.Verifier(a.ctx, a.addr(operator))
	require.NoError(a.t, err)
	return v
}

// commitMsg is the proof of a verifier, with a commitment to a reveal.
func (a *audits) commitMsg(verifier string, reveal *types.MsgRevealAudit) *types.MsgCommitAudit {
	x := a.record()
	proof, _ := types.ProveAudit(a.keys[verifier], types.AuditAlpha(chainID, x.Seed))
	msg := &types.MsgCommitAudit{Verifier: verifier, Job: 1, Round: 1, Draw: x.Draw, Proof: proof}
	if reveal != nil {
		d := types.AuditCommitment(chainID, a.addr(verifier), reveal)
		msg.Commitment = d[:]
	}
	return msg
}

// reveal is made of results by slot.
func (a *audits) reveal(verifier string, results ...types.AuditResult) *types.MsgRevealAudit {
	return &types.MsgRevealAudit{Verifier: verifier, Job: 1, Round: 1, Draw: a.record().Draw, Results: results, Salt: []byte("sixteen bytes of")}
}

func receiptOf(verifier string, slot uint32) []byte {
	d := commit.Sum(fmt.Append(nil, verifier, slot))
	return d[:]
}

func match(verifier string, slot uint32) types.AuditResult {
	return types.AuditResult{Slot: slot, Verdict: types.VERDICT_MATCH, Receipt: receiptOf(verifier, slot)}
}

func unavailable(slot uint32) types.AuditResult {
	return types.AuditResult{Slot: slot, Verdict: types.VERDICT_UNAVAILABLE}
}

// mismatch disputes a step of a slot's unit in round 1.
func (a *audits) mismatch(verifier string, slot, step uint32) types.AuditResult {
	c := a.challengeOf(verifier, 1, slot, step)
	return types.AuditResult{
		Slot: slot, Verdict: types.VERDICT_MISMATCH, Receipt: receiptOf(verifier, slot),
		Mismatch: &types.Mismatch{
			Step: c.Step, Leaf: c.Leaf, Path: c.Path, Before: c.Before, BeforeOut: c.BeforeOut, BeforePath: c.BeforePath,
			State: c.State, Out: c.Out, Bond: c.Bond,
		},
	}
}

// all is the same kind of result for every duty that follows from a verifier's
// proof; the chain says what they are.
func (a *audits) commits(verifier string, result func(slot uint32) types.AuditResult) *types.MsgRevealAudit {
	a.t.Helper()
	duties := a.duties(verifier)
	if len(duties) == 0 {
		require.NoError(a.t, a.post(a.commitMsg(verifier, nil)))
		return nil
	}
	msg := a.reveal(verifier)
	for _, d := range duties {
		msg.Results = append(msg.Results, result(d.Slot))
	}
	require.NoError(a.t, a.post(a.commitMsg(verifier, msg)))
	return msg
}

func (a *audits) matches(verifier string) *types.MsgRevealAudit {
	return a.commits(verifier, func(slot uint32) types.AuditResult { return match(verifier, slot) })
}

// duties are those that a verifier works out for itself.
func (a *audits) duties(verifier string) []types.Duty {
	a.t.Helper()
	x := a.record()
	res, err := a.query.Audit(a.ctx, &types.QueryAuditRequest{Job: 1, Round: 1, Verifier: verifier})
	require.NoError(a.t, err)
	if res.Point == nil {
		return nil
	}
	of := types.AuditOf{ChainID: chainID, Spec: &a.spec, Audit: &x, Verifier: verifier, Stake: res.Point.Stake}
	_, output := types.ProveAudit(a.keys[verifier], of.Alpha())
	var units []jobtypes.Unit
	for slot := range a.spec.Rounds.Slots {
		if u, err := a.job.Unit(a.ctx, 1, 1, slot); err == nil {
			units = append(units, u)
		}
	}
	duties, err := of.Duties(output, units)
	require.NoError(a.t, err)
	return duties
}

func (a *audits) post(msg *types.MsgCommitAudit) error {
	_, err := a.server.CommitAudit(a.ctx, msg)
	return err
}

func (a *audits) show(msg *types.MsgRevealAudit) *types.MsgRevealAuditResponse {
	a.t.Helper()
	res, err := a.server.RevealAudit(a.ctx, msg)
	require.NoError(a.t, err)
	return res
}

// toReveal lets the commit window pass, toEnd the reveal window.
func (a *audits) toReveal() {
	a.t.Helper()
	a.blocks(int(a.record().CommitEnd - a.ctx.BlockHeight() + 1))
}

func (a *audits) toEnd() {
	a.t.Helper()
	a.blocks(max(1, int(a.record().RevealEnd-a.ctx.BlockHeight()+1)))
}

func (a *audits) locked(operator string) math.Int {
	n, err := a.stake.LockedAmount(a.ctx, a.addr(operator), types.AuditLock)
	require.NoError(a.t, err)
	return n
}

func (a *audits) pending() bool {
	p, err := a.dispute.View().AuditsPending(a.ctx, 1, 1)
	require.NoError(a.t, err)
	return p
}

func (a *audits) spent() math.Int {
	n, err := a.dispute.View().FeesSpent(a.ctx, 1, 1)
	require.NoError(a.t, err)
	return n
}

func (a *audits) round() jobtypes.Round {
	r, err := a.job.Round(a.ctx, 1, 1)
	require.NoError(a.t, err)
	return r
}

func (a *audits) phase() jobtypes.RoundPhase { return a.round().Phase }

// bound is a specification with its program's digest.
func bound(s spec.Spec) spec.Spec {
	if err := program.Bind(&s); err != nil {
		panic(err)
	}
	return s
}

// changeKey gives a verifier another VRF key.
func (a *audits) changeKey(operator, name string) {
	a.t.Helper()
	d := commit.Sum([]byte(name))
	a.keys[operator] = ed25519.NewKeyFromSeed(d[:])
	_, err := stakekeeper.NewMsgServer(a.stake).UpdateProvider(a.ctx, &staketypes.MsgUpdateProvider{
		Operator: operator, VrfKey: a.keys[operator].Public().(ed25519.PublicKey),
	})
	require.NoError(a.t, err)
}

// lockOf is the stake behind the slot's unit of round 1.
func (a *audits) lockOf(slot uint32) math.Int {
	u, err := a.job.Unit(a.ctx, 1, 1, slot)
	require.NoError(a.t, err)
	n, err := a.stake.LockedAmount(a.ctx, a.addr(u.Operator), jobtypes.SlotLock(1, slot, u.Tenancy))
	require.NoError(a.t, err)
	return n
}
