// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// beginReaudit orders a second look at the reports of a round, with a beacon
// that nobody could know when they were made (A3). No round waits for it: it is
// about verifiers alone. The caller stores the audit.
func (k *Keeper) beginReaudit(ctx context.Context, a *types.Audit) error {
	if on, err := k.beaconActive(ctx); err != nil || !on || commit.Bitmap(a.Matched).Count() == 0 {
		return err
	}
	r, err := k.job.Round(ctx, a.Job, a.Round)
	if err != nil || r.Void || r.Phase == jobtypes.ROUND_PHASE_FINAL {
		return err
	}
	total, err := k.totalAt(ctx, height(ctx))
	if err != nil || !total.IsPositive() {
		return err
	}
	s, err := k.job.Spec(ctx, a.Job)
	if err != nil {
		return err
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	rate := params.ReauditRate
	a.Reaudit = &types.Reaudit{
		Height: height(ctx), Total: total, Rate: rate, Posted: math.ZeroInt(),
		Pool: roundFees(&s, &r).Sub(a.Pool), Spent: math.ZeroInt(),
		Work: max(1, math.NewIntFromUint64(a.Work).MulRaw(int64(rate)).QuoRaw(types.Million).Uint64()),
	}
	return k.awaitReaudit(ctx, a)
}

func (k *Keeper) awaitReaudit(ctx context.Context, a *types.Audit) error {
	number, err := k.beacon.Await(ctx, sdk.UnwrapSDKContext(ctx).BlockTime())
	if err != nil {
		return err
	}
	a.Reaudit.Status, a.Reaudit.Beacon = types.AUDIT_STATUS_WAITING, number
	if err := k.audit.awaiting.Set(ctx, collections.Join(number, a.Id)); err != nil {
		return err
	}
	return emit(ctx, &types.EventAuditAwaited{Job: a.Job, Round: a.Round, Draw: types.ReauditDraw, Beacon: number, Units: a.Matched})
}

// openReaudit opens the windows of a re-audit whose beacon is there, or waits
// for another one.
func (k *Keeper) openReaudit(ctx context.Context, a *types.Audit, random []byte, there bool) error {
	x := a.Reaudit
	if x == nil || x.Status != types.AUDIT_STATUS_WAITING {
		return nil
	}
	if !there {
		return k.awaitAgain(ctx, a)
	}
	s, err := k.job.Spec(ctx, a.Job)
	if err != nil {
		return err
	}
	seed := types.ReauditSeed(random, a.Job, a.Round)
	x.Status, x.Seed = types.AUDIT_STATUS_COMMIT, seed[:]
	x.CommitEnd = height(ctx) + int64(s.Windows.AuditCommit)
	x.RevealEnd = x.CommitEnd + int64(s.Windows.AuditReveal)
	if err := k.setAudit(ctx, a); err != nil {
		return err
	}
	if err := k.enqueueAudit(ctx, types.DUE_KIND_AUDIT, x.CommitEnd, a.Id); err != nil {
		return err
	}
	return emit(ctx, &types.EventAuditOpened{
		Job: a.Job, Round: a.Round, Draw: types.ReauditDraw, Beacon: x.Beacon, Seed: x.Seed, CommitEnd: x.CommitEnd, RevealEnd: x.RevealEnd,
	})
}

func (k *Keeper) awaitAgain(ctx context.Context, a *types.Audit) error {
	on, err := k.beaconActive(ctx)
	if err != nil {
		return err
	}
	if !on {
		return k.closeReaudit(ctx, a)
	}
	if err := k.awaitReaudit(ctx, a); err != nil {
		return err
	}
	return k.setAudit(ctx, a)
}

// endReauditWindow ends the window of a re-audit that the queue came for, if it
// did not come for a window of the draws before.
func (k *Keeper) endReauditWindow(ctx context.Context, a *types.Audit) error {
	x, now := a.Reaudit, height(ctx)
	if x == nil {
		return nil
	}
	switch {
	case x.Status == types.AUDIT_STATUS_COMMIT && now >= x.CommitEnd:
		return k.beginLooks(ctx, a)
	case x.Status == types.AUDIT_STATUS_REVEAL && now >= x.RevealEnd:
		if err := k.noteEnded(ctx, a, types.ReauditDraw, x.Height); err != nil {
			return err
		}
		return k.closeReaudit(ctx, a)
	}
	return nil
}

// beginLooks opens the reveal window of a re-audit.
func (k *Keeper) beginLooks(ctx context.Context, a *types.Audit) error {
	x := a.Reaudit
	x.Status = types.AUDIT_STATUS_REVEAL
	if x.Duties == 0 {
		x.RevealEnd = height(ctx) // there is nothing to show
	}
	if err := k.setAudit(ctx, a); err != nil {
		return err
	}
	if err := k.enqueueAudit(ctx, types.DUE_KIND_AUDIT, max(x.RevealEnd, height(ctx)+1), a.Id); err != nil {
		return err
	}
	return emit(ctx, &types.EventAuditRevealing{
		Job: a.Job, Round: a.Round, Draw: types.ReauditDraw, CommitEnd: x.CommitEnd, RevealEnd: x.RevealEnd,
	})
}

// closeReaudit ends a re-audit. What was kept back for it goes to the escrow: by
// x/job when the round becomes FINAL, or from here if it was that before.
func (k *Keeper) closeReaudit(ctx context.Context, a *types.Audit) error {
	x := a.Reaudit
	x.Status = types.AUDIT_STATUS_OVER
	if err := k.setAudit(ctx, a); err != nil {
		return err
	}
	r, err := k.job.Round(ctx, a.Job, a.Round)
	if err != nil {
		return err
	}
	if left := x.Pool.Sub(x.Spent); r.Phase == jobtypes.ROUND_PHASE_FINAL && left.IsPositive() {
		if err := k.reward.Release(ctx, a.Job, left); err != nil {
			return err
		}
	}
	return emit(ctx, &types.EventAuditEnded{
		Job: a.Job, Round: a.Round, Draw: types.ReauditDraw, Reports: x.Reports, Duties: x.Duties, Answers: x.Answers,
	})
}

// giveUpReaudit ends a re-audit that still waits for its beacon when nothing
// about its round can be challenged any more: stakes are not kept for ever.
func (k *Keeper) giveUpReaudit(ctx context.Context, a *types.Audit) error {
	if a.Reaudit == nil || a.Reaudit.Status != types.AUDIT_STATUS_WAITING {
		return nil
	}
	if err := k.audit.awaiting.Remove(ctx, collections.Join(a.Reaudit.Beacon, a.Id)); err != nil {
		return err
	}
	return k.closeReaudit(ctx, a)
}

// answersFor says whether a verifier may still lose its stake for what was
// reported of a round: a re-audit goes on, or a game about a receipt.
func (k *Keeper) answersFor(ctx context.Context, a *types.Audit) (open bool, err error) {
	if !a.Over() {
		return true, nil
	}
	err = k.claimBoards.Walk(ctx, claimsAbout(types.KIND_RECEIPT, a.Job, a.Round), func(_ claimKey, id uint64) (bool, error) {
		b, err := k.Board(ctx, id)
		open = b.Games > 0
		return open, err
	})
	return open, err
}

// looks are the reports that a verifier drew to look at again, in the order of
// slot, draw and verifier. Reports are walked, not kept in a list: their number
// is that of the audits of one round.
func (k *Keeper) looks(ctx context.Context, a *types.Audit, x *types.ReauditOf, output []byte) (out []types.AuditDuty, err error) {
	rng := collections.NewPrefixedQuadRange[uint64, uint32, uint32, sdk.AccAddress](a.Id)
	var hits []verdictKey
	err = k.audit.verdicts.Walk(ctx, rng, func(key verdictKey, v int32) (bool, error) {
		if types.Verdict(v) != types.VERDICT_MATCH {
			return false, nil
		}
		consumeGas(ctx, drawGas, "second look")
		r, err := k.reported(key)
		if err != nil {
			return true, err
		}
		hit, err := x.Looks(output, &r)
		if hit {
			hits = append(hits, key)
		}
		return false, err
	})
	if err != nil {
		return nil, err
	}
	for _, key := range hits {
		u, err := k.job.Unit(ctx, a.Job, a.Round, key.K2())
		if err != nil {
			return nil, err
		}
		if !x.MayLook(&u) {
			continue
		}
		r, err := k.reported(key)
		if err != nil {
			return nil, err
		}
		d, _, err := k.matchOf(ctx, a, &r)
		if err != nil {
			return nil, err
		}
		out = append(out, r.Again(d))
	}
	return out, nil
}

func (k *Keeper) reported(key verdictKey) (types.Reported, error) {
	name, err := k.addr.BytesToString(key.K4())
	return types.Reported{Verifier: name, Address: key.K4(), Draw: key.K3(), Slot: key.K2()}, err
}

// matchOf finds a report of a match: what was drawn, and the receipt.
func (k *Keeper) matchOf(ctx context.Context, a *types.Audit, r *types.Reported) (d types.AuditDuty, receipt []byte, err error) {
	report, err := k.audit.reports.Get(ctx, collections.Join3(a.Id, r.Draw, sdk.AccAddress(r.Address)))
	if err != nil {
		return d, nil, err
	}
	for i := range report.Results {
		if x := &report.Results[i]; x.Slot == r.Slot {
			receipt = x.Receipt
		}
	}
	for _, d := range report.Duties {
		if d.Slot == r.Slot {
			return d, receipt, nil
		}
	}
	return d, nil, types.ErrBroken.Wrapf("%s reported on slot %d without a duty", r.Verifier, r.Slot)
}
