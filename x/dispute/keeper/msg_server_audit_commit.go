// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/x/dispute/types"
)

const (
	// vrfGas is for checking a VRF proof, drawGas for deciding on one slot.
	vrfGas, drawGas = 3_000, 15
)

// CommitAudit implements types.MsgServer.
func (m msgServer) CommitAudit(ctx context.Context, msg *types.MsgCommitAudit) (*types.MsgCommitAuditResponse, error) {
	k := m.k
	operator, err := k.account(msg.Verifier)
	if err != nil {
		return nil, err
	}
	if n := len(msg.Commitment); n != 0 && n != commit.DigestSize {
		return nil, types.ErrInvalidResult.Wrapf("commitment of %d bytes, want %d, or none without results", n, commit.DigestSize)
	}
	a, err := k.Audit(ctx, msg.Job, msg.Round)
	if err != nil {
		return nil, err
	}
	if err := inWindow(ctx, &a, msg.Draw, types.AUDIT_STATUS_COMMIT); err != nil {
		return nil, err
	}
	v, err := k.Verifier(ctx, operator)
	if err != nil {
		return nil, err
	}
	key := collections.Join3(a.Id, msg.Draw, operator)
	if has, err := k.audit.reports.Has(ctx, key); err != nil {
		return nil, err
	} else if has {
		return nil, types.ErrCommitted.Wrapf("%s in draw %d; a commitment is final", msg.Verifier, msg.Draw)
	}
	draw := k.duties
	if msg.Draw == types.ReauditDraw {
		draw = k.reauditDuties
	}
	duties, stake, err := draw(ctx, operator, &a, msg)
	if err != nil {
		return nil, err
	}
	if len(duties) == 0 && len(msg.Commitment) > 0 {
		return nil, types.ErrInvalidResult.Wrap("it drew nothing in this draw; leave the commitment out")
	}
	r := types.AuditReport{
		Audit: a.Id, Job: a.Job, Round: a.Round, Draw: msg.Draw, Verifier: msg.Verifier, CommitHeight: height(ctx),
		Duties: duties, Commitment: msg.Commitment, Fee: math.ZeroInt(),
	}
	if err := k.audit.reports.Set(ctx, key, r); err != nil {
		return nil, err
	}
	if err := k.audit.reportsOf.Set(ctx, collections.Join3(operator, a.Id, msg.Draw)); err != nil {
		return nil, err
	}
	v.Reports++
	if err := k.audit.verifiers.Set(ctx, operator, v); err != nil {
		return nil, err
	}
	count := countReport
	if msg.Draw == types.ReauditDraw {
		count = countSecondLooks
	}
	count(&a, duties, stake)
	if err := k.endEarly(ctx, &a); err != nil {
		return nil, err
	}
	if err := k.setAudit(ctx, &a); err != nil {
		return nil, err
	}
	return &types.MsgCommitAuditResponse{Duties: duties}, emit(ctx, &types.EventAuditCommitted{
		Job: a.Job, Round: a.Round, Draw: msg.Draw, Verifier: msg.Verifier, Duties: duties, Bound: len(msg.Commitment) > 0,
	})
}

func countReport(a *types.Audit, duties []types.AuditDuty, stake math.Int) {
	a.Reports++
	a.Posted = a.Posted.Add(stake)
	a.Duties += uint32(len(duties))
	for _, d := range duties {
		commit.Bitmap(a.Asked).Set(int(d.Slot))
	}
}

func countSecondLooks(a *types.Audit, duties []types.AuditDuty, stake math.Int) {
	a.Reaudit.Reports++
	a.Reaudit.Posted = a.Reaudit.Posted.Add(stake)
	a.Reaudit.Duties += uint32(len(duties))
}

// window is the latest one of a round's draws, or that of its re-audit.
type window struct {
	draw                 uint32
	status               types.AuditStatus
	beacon               uint64
	commitEnd, revealEnd int64
}

func windowOf(a *types.Audit, draw uint32) window {
	if x := a.Reaudit; x != nil && draw == types.ReauditDraw {
		return window{draw, x.Status, x.Beacon, x.CommitEnd, x.RevealEnd}
	}
	return window{a.Draw, a.Status, a.Beacon, a.CommitEnd, a.RevealEnd}
}

// inWindow checks that a draw is the latest one and in the right window.
func inWindow(ctx context.Context, a *types.Audit, draw uint32, want types.AuditStatus) error {
	w := windowOf(a, draw)
	first, last := int64(0), w.commitEnd
	if want == types.AUDIT_STATUS_REVEAL {
		first, last = w.commitEnd+1, w.revealEnd
	}
	now := height(ctx)
	switch {
	case draw != w.draw:
		return types.ErrAuditWindow.Wrapf("draw %d; the latest of this round is %d", draw, w.draw)
	case w.status == types.AUDIT_STATUS_WAITING:
		return types.ErrAuditWindow.Wrapf("draw %d waits for beacon round %d", draw, w.beacon)
	case w.status == types.AUDIT_STATUS_OVER:
		return types.ErrAuditWindow.Wrap("the audits of this round are over")
	case now < first:
		return types.ErrAuditWindow.Wrapf("results are revealed from height %d on, after everybody has committed", first)
	case now > last:
		return types.ErrAuditWindow.Wrapf("it ended at height %d", last)
	}
	return nil
}

// duties are what a verifier drew: its proof is checked with the key that it had
// when keys and stakes were fixed.
func (k *Keeper) duties(ctx context.Context, operator sdk.AccAddress, a *types.Audit, msg *types.MsgCommitAudit) ([]types.AuditDuty, math.Int, error) {
	point, takesPart, err := k.pointAt(ctx, operator, a.Height)
	if err != nil {
		return nil, point.Stake, err
	}
	if !takesPart {
		return nil, point.Stake, types.ErrNotInDraw.Wrapf("%s was not active at height %d, which fixes who takes part", msg.Verifier, a.Height)
	}
	s, err := k.job.Spec(ctx, a.Job)
	if err != nil {
		return nil, point.Stake, err
	}
	consumeGas(ctx, vrfGas+drawGas*uint64(s.Rounds.Slots), "VRF proof and draw")
	x := types.AuditOf{
		ChainID: sdk.UnwrapSDKContext(ctx).ChainID(), Spec: &s, Audit: a, Verifier: msg.Verifier, Stake: point.Stake,
	}
	output, err := types.VerifyAudit(point.Key, msg.Proof, x.Alpha())
	if err != nil {
		return nil, point.Stake, err
	}
	var out []types.AuditDuty
	for slot := range s.Rounds.Slots {
		hit, err := x.Drawn(output, slot)
		if err != nil {
			return nil, point.Stake, types.ErrBroken.Wrap(err.Error())
		}
		if !hit {
			continue
		}
		u, err := k.job.Unit(ctx, a.Job, a.Round, slot)
		if err != nil {
			return nil, point.Stake, err
		}
		d, duty, err := x.Segment(output, &u)
		if err != nil {
			return nil, point.Stake, types.ErrBroken.Wrap(err.Error())
		}
		if duty {
			out = append(out, d)
		}
	}
	return out, point.Stake, nil
}
