// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// endDraw looks at what a draw came to: it was enough, or some units are drawn
// again, or the last draw has passed and units that nobody could audit are void.
func (k *Keeper) endDraw(ctx context.Context, a *types.Audit) error {
	if err := k.noteEnded(ctx, a, a.Draw, a.Height); err != nil {
		return err
	}
	undecided, err := k.undecidedUnits(ctx, a)
	if err != nil {
		return err
	}
	unavailable := commit.Bitmap(a.Unavailable).And(undecided)
	silent := commit.Bitmap(a.Asked).AndNot(a.Answered).And(undecided)
	doubted := unavailable.Or(silent)
	again := doubted
	if a.Short() {
		again = undecided
	}
	ended := &types.EventAuditEnded{Job: a.Job, Round: a.Round, Draw: a.Draw, Reports: a.Reports, Duties: a.Duties, Answers: a.Answers}
	drawn, err := k.drawAgain(ctx, a, again, doubted)
	if err != nil {
		return err
	}
	if drawn {
		ended.Again = uint32(again.Count())
		return emit(ctx, ended)
	}
	if a.Draw >= types.MaxDraws {
		if ended.Void, err = k.voidUnits(ctx, a, unavailable); err != nil {
			return err
		}
	}
	if err := k.closeAudit(ctx, a); err != nil {
		return err
	}
	if again.Count() == 0 { // nothing is left that somebody could still have audited
		if err := k.job.AuditsOver(ctx, a.Job, a.Round); err != nil {
			return err
		}
	}
	return emit(ctx, ended)
}

// drawAgain orders another draw, if there is something to draw, somebody to draw
// it, and a draw left.
func (k *Keeper) drawAgain(ctx context.Context, a *types.Audit, again, doubted commit.Bitmap) (bool, error) {
	if again.Count() == 0 || a.Draw >= types.MaxDraws {
		return false, nil
	}
	if on, err := k.beaconActive(ctx); err != nil || !on {
		return false, err
	}
	total, err := k.totalAt(ctx, height(ctx))
	if err != nil || !total.IsPositive() {
		return false, err
	}
	a.Height, a.Total = height(ctx), total
	a.Units, a.Doubted = again.AndNot(doubted), doubted
	return true, k.awaitBeacon(ctx, a)
}

// noteEnded numbers the draw, so that verifiers are held to their reports.
func (k *Keeper) noteEnded(ctx context.Context, a *types.Audit, draw uint32, fixed int64) error {
	n, err := k.audit.endedSeq.Next(ctx)
	if err != nil {
		return err
	}
	a.Ended = append(a.Ended, n+1)
	return k.audit.ended.Set(ctx, n+1, types.EndedDraw{Number: n + 1, Audit: a.Id, Draw: draw, Height: fixed})
}

// undecidedUnits are those of the draw about which no draw came to anything, and
// that are still to be paid.
func (k *Keeper) undecidedUnits(ctx context.Context, a *types.Audit) (commit.Bitmap, error) {
	out := make(commit.Bitmap, len(a.Units))
	r, err := k.job.Round(ctx, a.Job, a.Round)
	if err != nil || r.Void {
		return out, err
	}
	open := commit.Bitmap(a.Units).Or(a.Doubted).AndNot(a.Matched).AndNot(a.Mismatched)
	for slot := range 8 * len(open) {
		if !open.Has(slot) {
			continue
		}
		u, err := k.job.Unit(ctx, a.Job, a.Round, uint32(slot))
		if err != nil {
			return out, err
		}
		if types.Auditable(&u) {
			out.Set(slot)
		}
	}
	return out, nil
}

// voidUnits leaves units unpaid, unslashed, that could not be audited in the
// last draw either. One about which a game is open is decided by the game: a
// cheat must not come free of it by withholding data.
func (k *Keeper) voidUnits(ctx context.Context, a *types.Audit, units commit.Bitmap) (commit.Bitmap, error) {
	void := make(commit.Bitmap, len(units))
	for slot := range 8 * len(units) {
		if !units.Has(slot) {
			continue
		}
		open, err := k.openUnits.Has(ctx, collections.Join3(a.Job, a.Round, uint32(slot)))
		if err != nil {
			return nil, err
		}
		if open {
			continue
		}
		if err := k.job.VoidUnit(ctx, a.Job, a.Round, uint32(slot)); err != nil {
			return nil, err
		}
		void.Set(slot)
	}
	if void.Count() == 0 {
		return nil, nil
	}
	return void, nil
}

// forgetAudit removes the audits of a round when nothing about it can be
// challenged any more; until then it comes again.
func (k *Keeper) forgetAudit(ctx context.Context, id uint64) error {
	a, err := k.audit.audits.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	end, err := k.job.LateEnd(ctx, a.Job, a.Round)
	if err != nil {
		return err
	}
	now := height(ctx)
	r, err := k.job.Round(ctx, a.Job, a.Round)
	if err != nil {
		return err
	}
	switch {
	case r.Phase != jobtypes.ROUND_PHASE_FINAL:
		return k.enqueueAudit(ctx, types.DUE_KIND_AUDIT_FORGET, now+retryBlocks, id)
	case now <= end:
		return k.enqueueAudit(ctx, types.DUE_KIND_AUDIT_FORGET, end+1, id)
	}
	if err := k.giveUpReaudit(ctx, &a); err != nil {
		return err
	}
	if open, err := k.answersFor(ctx, &a); err != nil {
		return err
	} else if open {
		return k.enqueueAudit(ctx, types.DUE_KIND_AUDIT_FORGET, now+retryBlocks, id)
	}
	more, err := k.forgetReports(ctx, &a)
	if err != nil {
		return err
	}
	if more {
		return k.enqueueAudit(ctx, types.DUE_KIND_AUDIT_FORGET, now+1, id)
	}
	for _, n := range a.Ended {
		if err := k.audit.ended.Remove(ctx, n); err != nil {
			return err
		}
	}
	if err := errors.Join(k.audit.audits.Remove(ctx, id), k.audit.roundAudits.Remove(ctx, collections.Join(a.Job, a.Round))); err != nil {
		return err
	}
	return emit(ctx, &types.EventAuditForgotten{Job: a.Job, Round: a.Round})
}

// forgetReports removes some of the reports about a round, and releases the
// stakes of verifiers that leave.
func (k *Keeper) forgetReports(ctx context.Context, a *types.Audit) (more bool, err error) {
	var keys []reportKey
	rng := collections.NewPrefixedTripleRange[uint64, uint32, sdk.AccAddress](a.Id)
	err = k.audit.reports.Walk(ctx, rng, func(key reportKey, _ types.AuditReport) (bool, error) {
		keys = append(keys, key)
		return len(keys) == forgetRecords, nil
	})
	if err != nil {
		return false, err
	}
	for _, key := range keys {
		if err := k.forgetReport(ctx, key); err != nil {
			return false, err
		}
	}
	return len(keys) == forgetRecords, nil
}

func (k *Keeper) forgetReport(ctx context.Context, key reportKey) error {
	r, err := k.audit.reports.Get(ctx, key)
	if err != nil {
		return err
	}
	operator := key.K3()
	for _, x := range r.Results {
		if err := k.audit.verdicts.Remove(ctx, collections.Join4(r.Audit, x.Slot, r.Draw, operator)); err != nil {
			return err
		}
	}
	if err := errors.Join(k.audit.reports.Remove(ctx, key), k.audit.reportsOf.Remove(ctx, collections.Join3(operator, r.Audit, r.Draw))); err != nil {
		return err
	}
	v, err := k.Verifier(ctx, operator)
	if err != nil {
		return err
	}
	v.Reports--
	_, err = k.settleVerifier(ctx, operator, &v)
	return err
}
