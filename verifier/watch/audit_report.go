// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"cmp"
	"context"
	"errors"
	"slices"

	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

// bind fixes the results of a report, on disk before anybody is told: whatever
// is executed later is too late.
func (v *Verifier) bind(r *report) error {
	if r.Bound {
		return nil
	}
	v.end(r.drawKey)
	msg := &disputetypes.MsgRevealAudit{Verifier: v.me, Job: r.Job, Round: r.Round, Draw: r.Draw}
	for i := range r.Duties {
		d := &r.Duties[i]
		var result disputetypes.AuditResult
		switch {
		case len(d.Result) > 0:
			if err := result.Unmarshal(d.Result); err != nil {
				return err
			}
		case d.Missed && !d.Done:
			result = disputetypes.AuditResult{Slot: d.Slot, Verdict: disputetypes.VERDICT_UNAVAILABLE}
			d.Again.name(&result)
		default:
			continue
		}
		msg.Results = append(msg.Results, result)
	}
	slices.SortStableFunc(msg.Results, func(a, b disputetypes.AuditResult) int { return cmp.Compare(a.Slot, b.Slot) })
	var reveal []byte
	if len(msg.Results) > 0 {
		var err error
		if msg.Salt, err = salt(); err != nil {
			return err
		}
		if reveal, err = msg.Marshal(); err != nil {
			return err
		}
	}
	r.Bound, r.Reveal = true, reveal
	return v.book.update(r.drawKey, func(r *report) { r.Bound, r.Reveal = true, reveal })
}

// commit binds the results of a report and tells the chain.
func (v *Verifier) commit(ctx context.Context, r *report) error {
	if err := v.bind(r); err != nil {
		return err
	}
	commitment, err := v.commitment(r)
	if err != nil {
		return err
	}
	err = v.chain.Commit(ctx, &disputetypes.MsgCommitAudit{
		Verifier: v.me, Job: r.Job, Round: r.Round, Draw: r.Draw, Proof: r.Proof, Commitment: commitment,
	})
	switch {
	case errors.Is(err, disputetypes.ErrCommitted):
		if !v.committed(ctx, r) {
			return v.give(r, errForeign)
		}
	case refused(err):
		return v.give(r, err)
	case err != nil:
		return err
	}
	v.cfg.Report(News{Kind: NewsCommitted, Job: r.Job, Round: r.Round, Draw: r.Draw})
	return v.book.update(r.drawKey, func(r *report) { r.Committed = true })
}

// refused reports whether trying again cannot help.
func refused(err error) bool {
	for _, cause := range []error{
		disputetypes.ErrAuditWindow, disputetypes.ErrNotInDraw, disputetypes.ErrInvalidVRF, disputetypes.ErrNotVerifier, disputetypes.ErrNoAudit,
		disputetypes.ErrNotCommitted, disputetypes.ErrInvalidResult,
	} {
		if errors.Is(err, cause) {
			return true
		}
	}
	return false
}

// give lets go of a report that cannot be told.
func (v *Verifier) give(r *report, err error) error {
	v.log.Error("an audit report is lost", "job", r.Job, "round", r.Round, "draw", r.Draw, "err", err)
	v.cfg.Report(News{Kind: NewsMissed, Job: r.Job, Round: r.Round, Draw: r.Draw})
	v.end(r.drawKey)
	return v.book.drop(r.drawKey)
}

// reveal shows the results. The bond of a challenge is what is due now: it is not
// part of what was bound.
func (v *Verifier) reveal(ctx context.Context, r *report) error {
	if len(r.Reveal) == 0 {
		return v.book.drop(r.drawKey) // nothing was bound
	}
	msg := &disputetypes.MsgRevealAudit{}
	if err := msg.Unmarshal(r.Reveal); err != nil {
		return err
	}
	for i := range msg.Results {
		x := &msg.Results[i]
		if x.Mismatch == nil {
			continue
		}
		bond, err := v.chain.Bond(ctx, &disputetypes.QueryBondRequest{Job: r.Job, Challenger: v.me, Round: r.Round, Slot: x.Slot})
		if err != nil {
			return err
		}
		x.Mismatch.Bond = bond.Bond
	}
	res, err := v.chain.Reveal(ctx, msg)
	switch {
	case errors.Is(err, disputetypes.ErrCommitted): // before this process was interrupted
		return v.book.drop(r.drawKey)
	case refused(err):
		return v.give(r, err)
	case err != nil:
		return err
	}
	v.cfg.Report(News{Kind: NewsRevealed, Job: r.Job, Round: r.Round, Draw: r.Draw, Fee: res.Fee.Amount, Games: res.Games})
	return v.book.drop(r.drawKey)
}
