// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"
	"slices"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
)

// revealing is a reveal on its way through the checks.
type revealing struct {
	operator sdk.AccAddress
	msg      *types.MsgRevealAudit
	audit    types.Audit
	report   types.AuditReport
	spec     spec.Spec
	fee      math.Int
	paid     uint32 // audits to be recorded
	games    []uint64
}

// RevealAudit implements types.MsgServer.
func (m msgServer) RevealAudit(ctx context.Context, msg *types.MsgRevealAudit) (*types.MsgRevealAuditResponse, error) {
	k := m.k
	x, err := k.checkReveal(ctx, msg)
	if err != nil {
		return nil, err
	}
	take := k.takeResult
	if msg.Draw == types.ReauditDraw {
		take = k.takeAgain
	}
	for i := range msg.Results {
		if err := take(ctx, x, &msg.Results[i]); err != nil {
			return nil, err
		}
	}
	if err := k.payAudits(ctx, x); err != nil {
		return nil, err
	}
	x.report.RevealHeight, x.report.Fee = height(ctx), x.fee
	if err := k.audit.reports.Set(ctx, collections.Join3(x.audit.Id, msg.Draw, x.operator), x.report); err != nil {
		return nil, err
	}
	if err := k.endEarly(ctx, &x.audit); err != nil {
		return nil, err
	}
	if err := k.setAudit(ctx, &x.audit); err != nil {
		return nil, err
	}
	res := &types.MsgRevealAuditResponse{Fee: sdk.NewCoin(k.bondDenom, x.fee), Games: x.games}
	return res, emit(ctx, &types.EventAuditRevealed{
		Job: msg.Job, Round: msg.Round, Draw: msg.Draw, Verifier: msg.Verifier, Results: x.report.Results, Fee: x.fee,
	})
}

// checkReveal checks that the results are well formed, and the ones committed.
func (k *Keeper) checkReveal(ctx context.Context, msg *types.MsgRevealAudit) (*revealing, error) {
	x := &revealing{msg: msg, fee: math.ZeroInt()}
	var err error
	if x.operator, err = k.account(msg.Verifier); err != nil {
		return nil, err
	}
	if n := len(msg.Salt); n < types.MinAuditSalt || n > types.MaxSalt {
		return nil, types.ErrNotCommitted.Wrapf("salt of %d bytes, allowed %d to %d", n, types.MinAuditSalt, types.MaxSalt)
	}
	if x.audit, err = k.Audit(ctx, msg.Job, msg.Round); err != nil {
		return nil, err
	}
	if err := inWindow(ctx, &x.audit, msg.Draw, types.AUDIT_STATUS_REVEAL); err != nil {
		return nil, err
	}
	x.report, err = k.audit.reports.Get(ctx, collections.Join3(x.audit.Id, msg.Draw, x.operator))
	switch {
	case errors.Is(err, collections.ErrNotFound):
		return nil, types.ErrNotCommitted.Wrapf("%s committed nothing in draw %d", msg.Verifier, msg.Draw)
	case err != nil:
		return nil, err
	case x.report.RevealHeight != 0:
		return nil, types.ErrCommitted.Wrapf("the results were revealed at height %d", x.report.RevealHeight)
	}
	check := checkResults
	if msg.Draw == types.ReauditDraw {
		check = checkAgain
	}
	if err := check(&x.report, msg.Results); err != nil {
		return nil, err
	}
	want := types.AuditCommitment(sdk.UnwrapSDKContext(ctx).ChainID(), x.operator, msg)
	if !slices.Equal(want[:], x.report.Commitment) {
		return nil, types.ErrNotCommitted.Wrapf("they hash to %s, the commitment is %x", want, x.report.Commitment)
	}
	x.spec, err = k.job.Spec(ctx, msg.Job)
	return x, err
}

// checkResults: each is of another duty, in order, and has what its verdict needs.
func checkResults(r *types.AuditReport, results []types.AuditResult) error {
	if len(results) == 0 {
		return types.ErrInvalidResult.Wrap("none; a duty without a result is unanswered anyway")
	}
	next := 0
	for i := range results {
		x := &results[i]
		at := slices.IndexFunc(r.Duties[next:], func(d types.AuditDuty) bool { return d.Slot == x.Slot })
		if at < 0 {
			return types.ErrInvalidResult.Wrapf("slot %d was not drawn, or is not in ascending order", x.Slot)
		}
		next += at + 1
		receipt := commit.DigestSize
		switch x.Verdict {
		case types.VERDICT_MATCH, types.VERDICT_MISMATCH:
		case types.VERDICT_UNAVAILABLE:
			receipt = 0
		default:
			return types.ErrInvalidResult.Wrapf("slot %d: verdict %s", x.Slot, x.Verdict)
		}
		if len(x.Of)+len(x.Trace) > 0 || x.OfDraw != 0 {
			return types.ErrInvalidResult.Wrapf("slot %d: an audit looks at nobody's report and shows no trace root", x.Slot)
		}
		if len(x.Receipt) != receipt {
			return types.ErrInvalidResult.Wrapf("slot %d: receipt of %d bytes, want %d", x.Slot, len(x.Receipt), receipt)
		}
		if (x.Mismatch != nil) != (x.Verdict == types.VERDICT_MISMATCH) {
			return types.ErrInvalidResult.Wrapf("slot %d: a challenge comes with a mismatch, and with nothing else", x.Slot)
		}
	}
	return nil
}

// takeResult carries one result out.
func (k *Keeper) takeResult(ctx context.Context, x *revealing, r *types.AuditResult) error {
	u, err := k.job.Unit(ctx, x.msg.Job, x.msg.Round, r.Slot)
	if err != nil {
		return err
	}
	a, slot := &x.audit, int(r.Slot)
	a.Answers++
	commit.Bitmap(a.Answered).Set(slot)
	completed := false
	switch r.Verdict { //nolint:exhaustive // checkResults has refused the rest
	case types.VERDICT_MATCH:
		commit.Bitmap(a.Matched).Set(slot)
		completed = u.Status != jobtypes.UNIT_STATUS_FALSE
	case types.VERDICT_MISMATCH:
		commit.Bitmap(a.Mismatched).Set(slot)
		if completed, err = k.playMismatch(ctx, x, r, &u); err != nil {
			return err
		}
	case types.VERDICT_UNAVAILABLE:
		commit.Bitmap(a.Unavailable).Set(slot)
	}
	if err := k.audit.verdicts.Set(ctx, collections.Join4(a.Id, r.Slot, a.Draw, x.operator), int32(r.Verdict)); err != nil {
		return err
	}
	x.report.Results = append(x.report.Results, types.AuditResult{Slot: r.Slot, Verdict: r.Verdict, Receipt: r.Receipt})
	if !completed {
		return nil
	}
	a.Completed++
	x.paid++
	i := slices.IndexFunc(x.report.Duties, func(d types.AuditDuty) bool { return d.Slot == r.Slot })
	part := a.Fee(&x.spec, x.report.Duties[i])
	a.Spent = a.Spent.Add(part)
	x.fee = x.fee.Add(part)
	return nil
}

// playMismatch plays a mismatch as a challenge that was sealed with the commit.
// It counts as an audit if the challenge is played, or if the unit has been
// proven false since: what nobody can test any more is not paid.
func (k *Keeper) playMismatch(ctx context.Context, x *revealing, r *types.AuditResult, u *jobtypes.Unit) (bool, error) {
	if !types.Auditable(u) {
		return u.Status == jobtypes.UNIT_STATUS_FALSE, nil
	}
	msg := x.msg.Challenge(r)
	c, err := k.checkChallenge(ctx, msg)
	if err != nil {
		return false, err
	}
	c.bound, c.drawn = x.report.CommitHeight, true
	g, err := k.openGame(ctx, c, msg.Challenger, msg.Bond)
	if errors.Is(err, types.ErrChallenged) { // it challenged the step before
		return true, nil
	}
	if err != nil {
		return false, err
	}
	x.games = append(x.games, g.Id)
	return true, nil
}

// payAudits pays the fees of a reveal and counts its audits. Those of a job
// whose shares are settled count no more.
func (k *Keeper) payAudits(ctx context.Context, x *revealing) error {
	if x.fee.IsPositive() {
		if err := k.reward.PayAudit(ctx, x.msg.Job, x.msg.Round, x.operator, x.fee); err != nil {
			return err
		}
	}
	for range x.paid {
		err := k.reward.RecordAudit(ctx, x.msg.Job, x.operator)
		if errors.Is(err, rewardtypes.ErrSettled) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}
