// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/spec"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

// draw is the latest draw of a round's audits, or their re-audit.
type draw struct {
	number               uint32
	status               disputetypes.AuditStatus
	seed                 []byte
	commitEnd, revealEnd int64
}

func latest(a *disputetypes.Audit) draw {
	if x := a.Reaudit; x != nil {
		return draw{disputetypes.ReauditDraw, x.Status, x.Seed, x.CommitEnd, x.RevealEnd}
	}
	return draw{a.Draw, a.Status, a.Seed, a.CommitEnd, a.RevealEnd}
}

// keepUntil is the height until which a verifier keeps what it has read for a
// report: all draws of the round and the re-audit are over then, unless the
// beacon stalls, and whoever disputes it has said so. A game keeps it for itself.
func keepUntil(s *spec.Spec, r *report) int64 {
	w := s.Windows
	return r.RevealEnd + disputetypes.ReauditDraw*int64(w.AuditCommit+w.AuditReveal+w.Challenge)
}

// drawAgain asks the VRF which reports of others to look at again.
func (v *Verifier) drawAgain(ctx context.Context, r *report, res *disputetypes.QueryAuditResponse) error {
	units, err := v.chain.Units(ctx, r.Job, r.Round)
	if err != nil {
		return err
	}
	reports, err := v.chain.Reports(ctx, r.Job, r.Round)
	if err != nil {
		return err
	}
	x := disputetypes.ReauditOf{ChainID: v.chain.ChainID(), Reaudit: res.Audit.Reaudit, Verifier: v.me, Stake: res.Point.Stake}
	proof, output := disputetypes.ProveAudit(v.cfg.Key, x.Alpha())
	if output == nil {
		return fmt.Errorf("%w: the VRF key gives no proof", ErrConfig)
	}
	duties, err := x.Duties(output, reports, units, func(name string) ([]byte, error) { return client.ParseAddress(name) })
	if err != nil {
		return err
	}
	r.Proof = proof
	for _, d := range duties {
		receipt, err := boundBy(&res.Audit, reports, d)
		if err != nil {
			return err
		}
		r.Duties = append(r.Duties, duty{
			Slot: d.Slot, First: d.First, Last: d.Last, Traced: d.Traced, Again: &again{Of: d.Of, Draw: d.OfDraw, Receipt: receipt},
		})
	}
	return nil
}

// boundBy is what the report of a duty is bound to.
func boundBy(a *disputetypes.Audit, reports []disputetypes.AuditReport, d disputetypes.AuditDuty) ([]byte, error) {
	for i := range reports {
		r := &reports[i]
		if r.Verifier != d.Of || r.Draw != d.OfDraw {
			continue
		}
		k := slices.IndexFunc(r.Results, func(x disputetypes.AuditResult) bool { return x.Slot == d.Slot })
		if k < 0 {
			break
		}
		own := d
		own.Of, own.OfDraw = "", 0
		bound := disputetypes.BoundReceipt{Draw: d.OfDraw, Seed: a.SeedOf(d.OfDraw), Duty: own, Hash: r.Results[k].Receipt}
		return bound.Marshal()
	}
	return nil, fmt.Errorf("%w: the chain has no report of %s on slot %d in draw %d", ErrCommit, d.Of, d.Slot, d.OfDraw)
}

// name says in a result of a re-audit which report it is about.
func (a *again) name(r *disputetypes.AuditResult) {
	if a != nil {
		r.Of, r.OfDraw = a.Of, a.Draw
	}
}

// resultAgain is what a second look is on the chain: the report is confirmed by
// the trace root that its receipt binds, or disputed, by the first step of its
// segment that is false, or by the traced step if that has another trace. What is
// wrong with the unit is challenged or shown at once: the re-audit is about the
// verifier alone.
func (v *Verifier) resultAgain(ctx context.Context, _ *report, d *duty, verdict *Verdict) (*disputetypes.AuditResult, error) {
	out := &disputetypes.AuditResult{Slot: d.Slot, Verdict: disputetypes.VERDICT_UNAVAILABLE}
	d.Again.name(out)
	disputed := verdict.Finding
	switch {
	case disputed != nil && disputed.NonFinite: // this convicts whoever reported a match, too
		return nil, v.expose(ctx, disputed)
	case disputed != nil:
		if err := v.accuse(ctx, disputed); err != nil && !errors.Is(err, disputetypes.ErrChallenged) && !nothingOpen(err) {
			return nil, err
		}
		if disputed.Step < d.First || disputed.Step > d.Last {
			return out, nil // what was reported began with a state that is false
		}
	default:
		var bound disputetypes.BoundReceipt
		if err := bound.Unmarshal(d.Again.Receipt); err != nil {
			return nil, err
		}
		who, err := client.ParseAddress(d.Again.Of)
		if err != nil {
			return nil, err
		}
		out.Trace = verdict.Trace[:]
		if bound.Proves(v.chain.ChainID(), who, verdict.Trace) {
			out.Verdict = disputetypes.VERDICT_MATCH
			return out, nil
		}
		disputed = verdict.Traced
	}
	out.Verdict = disputetypes.VERDICT_MISMATCH
	var err error
	out.Mismatch, err = v.mismatch(ctx, disputed)
	return out, err
}

// nothingOpen says that a challenge was refused because there is nothing to challenge
// any more.
func nothingOpen(err error) bool {
	return errors.Is(err, disputetypes.ErrOver) || errors.Is(err, disputetypes.ErrUnitStatus) || errors.Is(err, disputetypes.ErrTooLate)
}
