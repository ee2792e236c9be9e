// SPDX-License-Identifier: Apache-2.0

package verifier

import (
	"bytes"
	"context"
	"errors"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/member"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

// leave takes the operator out of the draws, and waits until it owes nothing:
// no report of a draw that was fixed before, no move, no answer.
func (v *Verifier) leave(ctx context.Context) error {
	s, err := v.seat(ctx)
	if err != nil {
		return err
	}
	if s != nil && !s.Leaving {
		_, err := v.cfg.Client.Submit(ctx, &disputetypes.MsgDeactivateVerifier{Operator: v.Operator()})
		if err != nil && !errors.Is(err, disputetypes.ErrInactive) {
			return err
		}
	}
	told := false
	for {
		owed, err := v.owed(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			v.Log().Warn("open draws cannot be listed; trying again", "err", err)
		case owed == 0:
			return v.Defended(ctx)
		case !told:
			told = true
			v.Log().Info("out of the draws; staying for those that were fixed before", "draws", owed)
		}
		if err := member.Sleep(ctx, member.FirstPause); err != nil {
			return err
		}
	}
}

// owed is the number of draws on which the operator has still to report.
func (v *Verifier) owed(ctx context.Context) (n int, err error) {
	q := v.cfg.Client.Dispute()
	for a, err := range client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]disputetypes.Audit, *client.PageResponse, error) {
		res, err := q.Audits(ctx, &disputetypes.QueryAuditsRequest{Open: true, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Audits, res.Pagination, nil
	}) {
		if err != nil {
			return 0, err
		}
		res, err := q.Audit(ctx, &disputetypes.QueryAuditRequest{Job: a.Job, Round: a.Round, Verifier: v.Operator()})
		switch {
		case errors.Is(err, disputetypes.ErrNoAudit): // it is over since
		case err != nil:
			return 0, err
		case res.Point != nil && bytes.Equal(res.Point.Key, v.PublicKey()) && unreported(res):
			n++
		}
	}
	return n, nil
}

// unreported reports whether the latest draw awaits something of a verifier that
// takes part in it.
func unreported(res *disputetypes.QueryAuditResponse) bool {
	r := res.Report
	switch res.Audit.Status {
	case disputetypes.AUDIT_STATUS_WAITING:
		return true
	case disputetypes.AUDIT_STATUS_COMMIT:
		return r == nil || len(r.Commitment) > 0
	case disputetypes.AUDIT_STATUS_REVEAL:
		return r != nil && len(r.Commitment) > 0 && r.RevealHeight == 0
	default:
		return false
	}
}
