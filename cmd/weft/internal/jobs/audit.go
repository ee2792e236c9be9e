// SPDX-License-Identifier: Apache-2.0

package jobs

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/weft-network/weft/chain/client"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

// Audit is one unit that a verifier drew in one round, and what it reported of
// it.
type Audit struct {
	Round uint64 `json:"round"`
	// Draw counts from 1; the re-audit, in which reports are looked at, is 4.
	Draw     uint32 `json:"draw"`
	Slot     uint32 `json:"slot"`
	Verifier string `json:"verifier"`
	// First and Last are the steps executed again, Traced is the one that the
	// receipt binds.
	First  uint32 `json:"first_step"`
	Last   uint32 `json:"last_step"`
	Traced uint32 `json:"traced_step"`
	// Verdict is match, mismatch or unavailable; bound while it is not shown, and
	// missed if it was not in time.
	Verdict string `json:"verdict"`
	// Receipt is that of the verifier's own execution, in hexadecimal.
	Receipt string `json:"receipt,omitempty"`
	// ReportOf and ReportDraw name the report that a re-audit looked at, Trace is
	// the root that confirms or denies it.
	ReportOf   string `json:"report_of,omitempty"`
	ReportDraw uint32 `json:"report_draw,omitempty"`
	Trace      string `json:"trace,omitempty"`
	// Bound and Revealed are the heights of its transactions.
	Bound    int64 `json:"bound_height"`
	Revealed int64 `json:"revealed_height,omitempty"`
}

// About is the receipt, or the report that was looked at again, for people.
func (a *Audit) About() string {
	if a.ReportOf != "" {
		return fmt.Sprintf("draw %d of %s", a.ReportDraw, a.ReportOf)
	}
	return a.Receipt
}

// Audits are those of a round that the chain keeps, by draw, in the order in
// which verifiers showed what they drew.
func Audits(ctx context.Context, c *client.Client, job, round uint64) ([]Audit, error) {
	var out []Audit
	for r, err := range client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]disputetypes.AuditReport, *client.PageResponse, error) {
		res, err := c.Dispute().Reports(ctx, &disputetypes.QueryReportsRequest{Job: job, Round: round, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Reports, res.Pagination, nil
	}) {
		if err != nil {
			return nil, err
		}
		for i := range r.Duties {
			out = append(out, newAudit(&r, &r.Duties[i]))
		}
	}
	return out, nil
}

func newAudit(r *disputetypes.AuditReport, d *disputetypes.AuditDuty) Audit {
	a := Audit{
		Round: r.Round, Draw: r.Draw, Slot: d.Slot, Verifier: r.Verifier, First: d.First, Last: d.Last, Traced: d.Traced,
		ReportOf: d.Of, ReportDraw: d.OfDraw, Bound: r.CommitHeight, Revealed: r.RevealHeight, Verdict: "bound",
	}
	at := slices.IndexFunc(r.Results, func(res disputetypes.AuditResult) bool {
		return res.Slot == d.Slot && res.Of == d.Of && res.OfDraw == d.OfDraw
	})
	if at < 0 {
		if r.RevealHeight > 0 {
			a.Verdict = "missed"
		}
		return a
	}
	res := &r.Results[at]
	a.Verdict = word(res.Verdict, "VERDICT_")
	a.Receipt, a.Trace = hex.EncodeToString(res.Receipt), hex.EncodeToString(res.Trace)
	return a
}
