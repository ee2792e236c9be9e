// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"errors"
	"testing"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/weft-network/weft/x/dispute/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// auditHistory plays random messages of random verifiers against the real
// modules.
type auditHistory struct {
	*audits
	t *rapid.T
	// bound are the results that verifiers have committed to, by name and draw.
	bound map[string]*types.MsgRevealAudit
	// lost is a slot whose data nobody gets; 3 is none.
	lost uint32
	seen *auditsSeen
}

// auditsSeen counts what histories reached, so that the test proves something.
type auditsSeen struct {
	reveals, mismatches, voids, draws, inactive, released int
	looks, disputed                                       int
}

// TestRandomAudits: whatever verifiers post, hide, claim and leave, and however
// the beacon stalls, the invariants of all modules hold after every block, a
// genesis of any moment is the state, audits end, no more than a round set aside
// is paid, and every stake comes free.
func TestRandomAudits(t *testing.T) {
	var seen auditsSeen
	rapid.Check(t, func(t *rapid.T) {
		h := &auditHistory{audits: withAudits(t, 3), t: t, bound: map[string]*types.MsgRevealAudit{}, seen: &seen}
		h.quick()
		h.lost = uint32(h.number("lost", 0, 3))
		h.people = append(h.people, h.auditor("fourth"))
		h.again(uint32(h.number("second looks", 1, 3)))
		h.train(tinyAudited(3, uint32(rapid.IntRange(1, 3).Draw(t, "rate"))))
		h.blocks(1) // a round opens at the end of a block, when nobody can activate in it any more
		h.commitAll()
		h.closeRound()
		h.blocks(1)
		supply := h.supply()
		moves := map[string]func(*rapid.T){
			"commit": h.commitAny, "reveal": h.revealAny, "draw": h.drawAll, "draw again": h.drawAll, "look again": h.drawAll, "activate": h.activateAny, "leave": h.leaveAny, "key": h.keyAny, "jail": h.jailAny, "challenge": h.challengeAny,
			"publish": h.publishAny, "blocks": h.pass, "window": h.window, "genesis": h.genesis,
			"": func(t *rapid.T) { h.t = t; h.check() },
		}
		t.Repeat(moves)
		h.t = t
		require.True(t, h.supply().LTE(supply), "nothing here mints")
		h.finish()
	})
	t.Logf("histories saw %+v", seen)
	for what, n := range map[string]int{
		"reveal": seen.reveals, "mismatch": seen.mismatches, "void unit": seen.voids, "second draw": seen.draws,
		"stake released": seen.released, "second look": seen.looks, "disputed receipt": seen.disputed,
	} {
		require.Positive(t, n, "no history had a %s: the test proves too little", what)
	}
}

// finish lets everything end that has begun.
func (h *auditHistory) finish() {
	for range 4 {
		h.publishAny(h.t)
		h.blocks(12)
	}
	x, err := h.dispute.Audit(h.ctx, 1, 1)
	if err == nil {
		require.Equal(h.t, types.AUDIT_STATUS_OVER, x.Status)
		require.True(h.t, x.Spent.LTE(x.Pool), "%s of %s", x.Spent, x.Pool)
		require.True(h.t, x.Over(), "the re-audit goes on")
		h.seen.draws += int(x.Draw) / 2
	}
	for _, v := range h.people {
		if v, err := h.dispute.Verifier(h.ctx, h.addr(v)); err == nil && v.Reason == types.INACTIVE_REASON_MISSED {
			h.seen.inactive++
		}
		h.try(func(ctx sdk.Context) error {
			_, err := h.server.DeactivateVerifier(ctx, &types.MsgDeactivateVerifier{Operator: v})
			return err
		})
	}
	for range 300 { // the late window, and what is looked at every hundred blocks
		h.endBlock()
		h.ctx = h.ctx.WithBlockHeight(h.ctx.BlockHeight() + 1).WithEventManager(sdk.NewEventManager())
	}
	h.check()
	g, err := h.dispute.ExportGenesis(h.ctx)
	require.NoError(h.t, err)
	require.Empty(h.t, g.Audits.Reports)
	require.Empty(h.t, g.Audits.Verifiers)
	for _, v := range h.people {
		require.True(h.t, h.locked(v).IsZero(), "the stake of %s stays locked", v)
		h.seen.released++
	}
	held := h.bank.GetBalance(h.ctx, authtypes.NewModuleAddress(types.ModuleName), denom)
	require.True(h.t, held.IsZero(), "%s is left", held)
	for slot := range uint32(3) {
		if h.status(1, slot).String() == "UNIT_STATUS_VOID" {
			h.seen.voids++
		}
	}
}

func (h *auditHistory) try(send func(ctx sdk.Context) error) bool {
	h.world.t.Helper()
	cached, write := h.ctx.CacheContext()
	err := send(cached)
	if err == nil {
		write()
		return true
	}
	var registered *errorsmod.Error
	require.True(h.t, errors.As(err, &registered), "unregistered: %v", err)
	return false
}

func (h *auditHistory) number(what string, low, high int) int {
	return rapid.IntRange(low, high).Draw(h.t, what)
}

func (h *auditHistory) who() string { return h.people[h.number("who", 0, len(h.people)-1)] }

func (h *auditHistory) commitAny(t *rapid.T) {
	h.t = t
	x, err := h.dispute.Audit(h.ctx, 1, 1)
	if err == nil && x.Reaudit != nil && x.Reaudit.Status == types.AUDIT_STATUS_COMMIT {
		h.lookAny()
	}
	if err != nil || x.Status != types.AUDIT_STATUS_COMMIT {
		return
	}
	v := h.who()
	msg := h.reveal(v)
	for _, d := range h.duties(v) {
		verdict := h.number("verdict", 0, 5)
		if d.Slot == h.lost {
			verdict = max(verdict, 3)
		}
		switch verdict {
		case 0:
			msg.Results = append(msg.Results, match(v, d.Slot)) // with a receipt that it makes up
		case 1:
			wire := types.AuditDuty{Slot: d.Slot, First: d.Segment.First, Last: d.Segment.Last, Traced: d.Traced}
			receipt := types.Receipt(chainID, h.addr(v), x.Seed, wire, h.root(d.Slot, d.Traced, -1))
			msg.Results = append(msg.Results, types.AuditResult{Slot: d.Slot, Verdict: types.VERDICT_MATCH, Receipt: receipt[:]})
		case 2:
			msg.Results = append(msg.Results, h.mismatch(v, d.Slot, uint32(h.number("step", 0, 9))))
		case 3, 4:
			msg.Results = append(msg.Results, unavailable(d.Slot))
		default: // no answer
		}
	}
	reveal := msg
	if len(msg.Results) == 0 && h.number("bound to nothing", 0, 3) > 0 {
		reveal = nil
	}
	if h.try(func(ctx sdk.Context) error { _, err := h.server.CommitAudit(ctx, h.commitMsg(v, reveal)); return err }) {
		h.bound[v] = msg
	}
}

// lookAny has somebody look again, at what it drew, or say so.
func (h *auditHistory) lookAny() {
	v := h.who()
	proof, duties := h.lookDuties(v)
	if proof == nil {
		return
	}
	msg := &types.MsgRevealAudit{Verifier: v, Job: 1, Round: 1, Draw: types.ReauditDraw, Salt: []byte("sixteen bytes of")}
	for _, d := range duties {
		r := types.AuditResult{Verdict: types.VERDICT_UNAVAILABLE}
		switch h.number("second look", 0, 3) {
		case 0:
			r = h.confirm(d)
		case 1:
			r = h.disputes(v, h.number("changed", -1, 1))(d)
		case 2:
			continue // no answer
		}
		r.Slot, r.Of, r.OfDraw = d.Slot, d.Of, d.OfDraw
		msg.Results = append(msg.Results, r)
	}
	commit := &types.MsgCommitAudit{Verifier: v, Job: 1, Round: 1, Draw: types.ReauditDraw, Proof: proof}
	if len(msg.Results) > 0 {
		d := types.AuditCommitment(chainID, h.addr(v), msg)
		commit.Commitment = d[:]
	}
	if h.try(func(ctx sdk.Context) error { _, err := h.server.CommitAudit(ctx, commit); return err }) {
		h.bound[v] = msg
	}
}

// drawAll is a whole draw, in which most of the verifiers take part.
func (h *auditHistory) drawAll(t *rapid.T) {
	h.t = t
	h.publish()
	h.blocks(1)
	for range h.people {
		h.commitAny(t)
	}
	h.window(t)
	for _, v := range h.people {
		if h.number("hides it", 0, 5) > 0 {
			h.revealOf(v)
		}
	}
	h.window(t)
}

func (h *auditHistory) revealAny(t *rapid.T) {
	h.t = t
	h.revealOf(h.who())
}

func (h *auditHistory) revealOf(v string) {
	msg := h.bound[v]
	if msg == nil {
		return
	}
	if !h.try(func(ctx sdk.Context) error { _, err := h.server.RevealAudit(ctx, msg); return err }) {
		return
	}
	h.seen.reveals++
	for _, r := range msg.Results {
		switch {
		case msg.Draw == types.ReauditDraw && r.Mismatch != nil:
			h.seen.disputed++
		case msg.Draw == types.ReauditDraw:
			h.seen.looks++
		case r.Mismatch != nil:
			h.seen.mismatches++
		}
	}
}

func (h *auditHistory) activateAny(t *rapid.T) {
	h.t = t
	stake := sdk.NewCoin(denom, math.NewInt(int64(h.number("stake", 1, 3))*million))
	v := h.who()
	h.try(func(ctx sdk.Context) error {
		_, err := h.server.ActivateVerifier(ctx, &types.MsgActivateVerifier{Operator: v, Stake: stake})
		return err
	})
}

func (h *auditHistory) leaveAny(t *rapid.T) {
	h.t = t
	v := h.who()
	if h.number("seldom", 0, 2) > 0 {
		return
	}
	h.try(func(ctx sdk.Context) error {
		_, err := h.server.DeactivateVerifier(ctx, &types.MsgDeactivateVerifier{Operator: v})
		return err
	})
}

func (h *auditHistory) keyAny(t *rapid.T) {
	h.t = t
	if h.number("seldom", 0, 3) == 0 {
		v := h.who()
		h.changeKey(v, v+string(rune('a'+h.number("key", 0, 3))))
	}
}

func (h *auditHistory) jailAny(t *rapid.T) {
	h.t = t
	if h.number("seldom", 0, 5) == 0 {
		h.try(func(ctx sdk.Context) error {
			return h.stake.Jail(ctx, h.addr(h.who()), staketypes.SlashReasonFraud, h.ctx.BlockHeight()+5)
		})
	}
}

func (h *auditHistory) challengeAny(t *rapid.T) {
	h.t = t
	if h.number("seldom", 0, 3) > 0 {
		return
	}
	msg := h.challengeOf(h.who(), 1, uint32(h.number("slot", 0, 2)), uint32(h.number("step", 0, 9)))
	h.try(func(ctx sdk.Context) error { _, err := h.server.Challenge(ctx, msg); return err })
}

func (h *auditHistory) publishAny(t *rapid.T) {
	h.t = t
	h.publish()
}

func (h *auditHistory) pass(t *rapid.T) {
	h.t = t
	h.blocks(h.number("blocks", 1, 4))
}

// window lets the window pass that is open.
func (h *auditHistory) window(t *rapid.T) {
	h.t = t
	x, err := h.dispute.Audit(h.ctx, 1, 1)
	if err != nil {
		return
	}
	if y := x.Reaudit; y != nil {
		x.CommitEnd, x.RevealEnd = y.CommitEnd, y.RevealEnd
	}
	if end := max(x.CommitEnd, 1); end >= h.ctx.BlockHeight() {
		h.blocks(int(end - h.ctx.BlockHeight() + 1))
	} else if x.RevealEnd > 0 {
		h.blocks(max(1, int(x.RevealEnd-h.ctx.BlockHeight()+1)))
	}
}

// genesis: the export of a state, loaded into an empty store, exports the same.
func (h *auditHistory) genesis(t *rapid.T) {
	h.t = t
	g, err := h.dispute.ExportGenesis(h.ctx)
	require.NoError(t, err)
	require.NoError(t, g.Validate())
	fresh := newWorld(h.world.t)
	require.NoError(t, fresh.dispute.InitGenesis(fresh.ctx, g))
	again, err := fresh.dispute.ExportGenesis(fresh.ctx)
	require.NoError(t, err)
	require.Equal(t, g, again)
}
