// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	"github.com/weft-network/weft/x/dispute/types"
)

// AsDrawn calls f while it is noted that a verifier was drawn to audit the unit of a blob.
func (k *Keeper) AsDrawn(ctx context.Context, verifier string, of types.Blob, f func()) error {
	a := types.Audit{
		Id: 1, Job: of.Job, Round: of.Round, Draw: 1, Status: types.AUDIT_STATUS_OVER, Total: math.ZeroInt(), Posted: math.ZeroInt(), Spent: math.ZeroInt(),
	}
	if err := k.audit.roundAudits.Set(ctx, collections.Join(of.Job, of.Round), a.Id); err != nil {
		return err
	}
	if err := k.setAudit(ctx, &a); err != nil {
		return err
	}
	who, err := k.account(verifier)
	if err != nil {
		return err
	}
	r := types.AuditReport{Audit: a.Id, Job: of.Job, Round: of.Round, Draw: 1, Verifier: verifier, Duties: []types.AuditDuty{{Slot: of.Slot}}, Fee: math.ZeroInt()}
	report := collections.Join3(a.Id, a.Draw, who)
	if err := k.audit.reports.Set(ctx, report, r); err != nil {
		return err
	}
	f()
	return errors.Join(
		k.audit.reports.Remove(ctx, report), k.audit.audits.Remove(ctx, a.Id), k.audit.roundAudits.Remove(ctx, collections.Join(of.Job, of.Round)),
	)
}
