// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	"github.com/weft-network/weft/x/dispute/types"
)

// initAudits loads what a genesis says of audits. It must come after x/stake,
// which holds the stakes.
func (k *Keeper) initAudits(ctx context.Context, g *types.AuditState) error {
	s := &k.audit
	err := errors.Join(s.verifierSeq.Set(ctx, g.NextVerifier), s.auditSeq.Set(ctx, g.NextAudit), s.endedSeq.Set(ctx, g.NextEnded))
	if err != nil {
		return err
	}
	if err := k.initVerifiers(ctx, g); err != nil {
		return err
	}
	for _, a := range g.Audits {
		err := errors.Join(s.audits.Set(ctx, a.Id, a), s.roundAudits.Set(ctx, collections.Join(a.Job, a.Round), a.Id))
		if err == nil && a.Status == types.AUDIT_STATUS_WAITING {
			err = s.awaiting.Set(ctx, collections.Join(a.Beacon, a.Id))
		}
		if x := a.Reaudit; err == nil && x != nil && x.Status == types.AUDIT_STATUS_WAITING {
			err = s.awaiting.Set(ctx, collections.Join(x.Beacon, a.Id))
		}
		if err != nil {
			return err
		}
	}
	if err := k.initReports(ctx, g); err != nil {
		return err
	}
	for _, e := range g.Ended {
		if err := s.ended.Set(ctx, e.Number, e); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) initReports(ctx context.Context, g *types.AuditState) error {
	s := &k.audit
	for _, r := range g.Reports {
		who, err := k.account(r.Verifier)
		if err != nil {
			return err
		}
		err = errors.Join(s.reports.Set(ctx, collections.Join3(r.Audit, r.Draw, who), r), s.reportsOf.Set(ctx, collections.Join3(who, r.Audit, r.Draw)))
		if err != nil {
			return err
		}
		if r.Draw == types.ReauditDraw {
			continue // it says something of reports, not of units
		}
		for _, x := range r.Results {
			if err := s.verdicts.Set(ctx, collections.Join4(r.Audit, x.Slot, r.Draw, who), int32(x.Verdict)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (k *Keeper) initVerifiers(ctx context.Context, g *types.AuditState) error {
	s := &k.audit
	for _, v := range g.Verifiers {
		who, err := k.account(v.Operator)
		if err != nil {
			return err
		}
		if err := errors.Join(s.verifiers.Set(ctx, who, v), s.verifierIDs.Set(ctx, v.Id, who)); err != nil {
			return err
		}
	}
	for _, p := range g.Points {
		who, err := k.account(p.Operator)
		if err != nil {
			return err
		}
		if err := s.points.Set(ctx, collections.Join(who, p.Height), p); err != nil {
			return err
		}
	}
	for _, p := range g.Totals {
		if err := s.totals.Set(ctx, p.Height, p); err != nil {
			return err
		}
	}
	return nil
}

// exportAudits dumps what belongs to audits, in the order of its keys.
func (k *Keeper) exportAudits(ctx context.Context, g *types.AuditState) error {
	s := &k.audit
	var err error
	if g.NextVerifier, err = s.verifierSeq.Peek(ctx); err != nil {
		return err
	}
	if g.NextAudit, err = s.auditSeq.Peek(ctx); err != nil {
		return err
	}
	if g.NextEnded, err = s.endedSeq.Peek(ctx); err != nil {
		return err
	}
	return errors.Join(
		gather(ctx, s.verifiers, &g.Verifiers), gather(ctx, s.points, &g.Points), gather(ctx, s.totals, &g.Totals),
		gather(ctx, s.audits, &g.Audits), gather(ctx, s.reports, &g.Reports), gather(ctx, s.ended, &g.Ended),
	)
}

// checkAudits: stakes are what x/stake has locked; the latest points are those
// stakes, and their sum is the total; somebody comes for every audit.
func (k *Keeper) checkAudits(ctx context.Context, g *types.AuditState) error {
	total := math.ZeroInt()
	for _, v := range g.Verifiers {
		who, err := k.account(v.Operator)
		if err != nil {
			return err
		}
		locked, err := k.stake.LockedAmount(ctx, who, types.AuditLock)
		if err != nil {
			return err
		}
		if !locked.Equal(v.Stake) {
			return types.ErrBroken.Wrapf("verifier %s has a stake of %s, x/stake has locked %s", v.Operator, v.Stake, locked)
		}
		p, active, err := k.pointAt(ctx, who, height(ctx))
		if err != nil {
			return err
		}
		if active != v.Active || (active && !p.Stake.Equal(v.Stake)) {
			return types.ErrBroken.Wrapf("verifier %s is active: %t, with %s; its latest point says %t, %s", v.Operator, v.Active, v.Stake, active, p.Stake)
		}
		if v.Active {
			total = total.Add(v.Stake)
		}
	}
	latest, err := k.totalAt(ctx, height(ctx))
	if err != nil {
		return err
	}
	if !latest.Equal(total) {
		return types.ErrBroken.Wrapf("the stake of active verifiers is %s, their total says %s", total, latest)
	}
	return k.checkAuditQueue(ctx, g)
}

func (k *Keeper) checkAuditQueue(ctx context.Context, g *types.AuditState) error {
	queued := map[types.Due]bool{}
	err := k.due.Walk(ctx, nil, func(d dueKey) (bool, error) {
		queued[types.Due{Kind: types.DueKind(d.K2()), Id: d.K3()}] = true
		return false, nil
	})
	if err != nil {
		return err
	}
	for i := range g.Audits {
		a := &g.Audits[i]
		if err := k.checkAwaited(ctx, queued, a.Id, windowOf(a, a.Draw)); err != nil {
			return err
		}
		if a.Status != types.AUDIT_STATUS_OVER {
			continue
		}
		if !queued[types.Due{Kind: types.DUE_KIND_AUDIT_FORGET, Id: a.Id}] {
			return types.ErrBroken.Wrapf("audit %d is over and nothing in the queue forgets it", a.Id)
		}
		if a.Reaudit != nil {
			if err := k.checkAwaited(ctx, queued, a.Id, windowOf(a, types.ReauditDraw)); err != nil {
				return err
			}
		}
	}
	for _, v := range g.Verifiers {
		if !queued[types.Due{Kind: types.DUE_KIND_ACTIVITY, Id: v.Id}] {
			return types.ErrBroken.Wrapf("verifier %s is not held to its reports", v.Operator)
		}
	}
	return nil
}

// checkAwaited: a draw that waits for a beacon round is listed there, and
// somebody comes for its windows.
func (k *Keeper) checkAwaited(ctx context.Context, queued map[types.Due]bool, audit uint64, w window) error {
	switch w.status { //nolint:exhaustive // the windows of a draw are left
	case types.AUDIT_STATUS_OVER:
		return nil
	case types.AUDIT_STATUS_WAITING:
		waits, err := k.audit.awaiting.Has(ctx, collections.Join(w.beacon, audit))
		if err == nil && !waits {
			err = types.ErrBroken.Wrapf("draw %d of audit %d waits for beacon round %d and is not listed there", w.draw, audit, w.beacon)
		}
		return err
	}
	if !queued[types.Due{Kind: types.DUE_KIND_AUDIT, Id: audit}] {
		return types.ErrBroken.Wrapf("draw %d of audit %d is %s and nothing in the queue comes for it", w.draw, audit, w.status)
	}
	return nil
}
