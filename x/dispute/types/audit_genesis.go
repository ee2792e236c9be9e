// SPDX-License-Identifier: Apache-2.0

package types

import (
	"maps"
	"slices"

	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/commit"
)

// Validate checks what can be checked without the other modules' state.
func (g *AuditState) Validate() error {
	if err := g.validateVerifiers(); err != nil {
		return err
	}
	audits := make(map[uint64]*Audit, len(g.Audits))
	rounds := make(map[[2]uint64]bool, len(g.Audits))
	for i := range g.Audits {
		a := &g.Audits[i]
		round := [2]uint64{a.Job, a.Round}
		if audits[a.Id] != nil || a.Id == 0 || a.Id > g.NextAudit || rounds[round] {
			return ErrInvalidGenesis.Wrapf("audit %d is doubled, or above next_audit %d", a.Id, g.NextAudit)
		}
		if err := a.validate(); err != nil {
			return err
		}
		audits[a.Id], rounds[round] = a, true
	}
	return g.validateReports(audits)
}

func (g *AuditState) validateVerifiers() error {
	ids, names := make(map[uint64]bool, len(g.Verifiers)), make(map[string]bool, len(g.Verifiers))
	for _, v := range g.Verifiers {
		if ids[v.Id] || names[v.Operator] || v.Id == 0 || v.Id > g.NextVerifier {
			return ErrInvalidGenesis.Wrapf("verifier %d, %s, is doubled, or above next_verifier %d", v.Id, v.Operator, g.NextVerifier)
		}
		if !amount(v.Stake) || (v.Active && (v.Stake.IsZero() || v.Leaving)) {
			return ErrInvalidGenesis.Wrapf("verifier %s has a stake of %s, active %t, leaving %t", v.Operator, v.Stake, v.Active, v.Leaving)
		}
		ids[v.Id], names[v.Operator] = true, true
	}
	for _, p := range g.Points {
		if !amount(p.Stake) || (p.Stake.IsPositive() && len(p.Key) == 0) {
			return ErrInvalidGenesis.Wrapf("verifier %s has a stake of %s and a key of %d bytes at height %d", p.Operator, p.Stake, len(p.Key), p.Height)
		}
	}
	for _, p := range g.Totals {
		if !amount(p.Total) {
			return ErrInvalidGenesis.Wrapf("the stake of verifiers at height %d is %s", p.Height, p.Total)
		}
	}
	return nil
}

func amount(x math.Int) bool { return !x.IsNil() && !x.IsNegative() }

func (a *Audit) validate() error {
	for _, x := range []math.Int{a.Total, a.Posted, a.Pool, a.Spent} {
		if !amount(x) {
			return ErrInvalidGenesis.Wrapf("audit %d has an amount of %s", a.Id, x)
		}
	}
	for _, b := range [][]byte{a.Doubted, a.Asked, a.Answered, a.Unavailable, a.Matched, a.Mismatched} {
		if len(b) != len(a.Units) {
			return ErrInvalidGenesis.Wrapf("audit %d has bitmaps of %d and %d bytes", a.Id, len(b), len(a.Units))
		}
	}
	high := func(raised byte) bool { return raised > MaxRaise }
	if len(a.Raised) > 8*len(a.Units) || slices.ContainsFunc(a.Raised, high) {
		return ErrInvalidGenesis.Wrapf("audit %d raises the rates of %d slots of %d, or one by more than %d times", a.Id, len(a.Raised), 8*len(a.Units), MaxRaise)
	}
	if a.Spent.GT(a.Pool) || a.Posted.GT(a.Total) || a.Draw == 0 || a.Status < AUDIT_STATUS_WAITING || a.Status > AUDIT_STATUS_OVER {
		return ErrInvalidGenesis.Wrapf("audit %d has spent %s of %s, heard %s of %s, is %s in draw %d", a.Id, a.Spent, a.Pool, a.Posted, a.Total, a.Status, a.Draw)
	}
	bad := func(seed []byte) bool { return len(seed) != commit.DigestSize }
	if len(a.Seeds) > int(a.Draw) || slices.ContainsFunc(a.Seeds, bad) {
		return ErrInvalidGenesis.Wrapf("audit %d has %d seeds in draw %d, or one of another length than %d", a.Id, len(a.Seeds), a.Draw, commit.DigestSize)
	}
	return a.validateReaudit()
}

func (a *Audit) validateReaudit() error {
	x := a.Reaudit
	if x == nil {
		return nil
	}
	for _, n := range []math.Int{x.Total, x.Posted, x.Pool, x.Spent} {
		if !amount(n) {
			return ErrInvalidGenesis.Wrapf("the re-audit of audit %d has an amount of %s", a.Id, n)
		}
	}
	if a.Status != AUDIT_STATUS_OVER || x.Status < AUDIT_STATUS_WAITING || x.Status > AUDIT_STATUS_OVER || x.Work == 0 {
		return ErrInvalidGenesis.Wrapf("the re-audit of audit %d, which is %s, is %s, and expects work of %d", a.Id, a.Status, x.Status, x.Work)
	}
	if x.Spent.GT(x.Pool) || x.Posted.GT(x.Total) {
		return ErrInvalidGenesis.Wrapf("the re-audit of audit %d has spent %s of %s, and heard %s of %s", a.Id, x.Spent, x.Pool, x.Posted, x.Total)
	}
	return nil
}

// has says whether a draw of a round can have reports.
func (a *Audit) has(draw uint32) bool {
	return (draw > 0 && draw <= a.Draw) || (draw == ReauditDraw && a.Reaudit != nil)
}

func (g *AuditState) validateReports(audits map[uint64]*Audit) error {
	counts := make(map[string]uint32, len(g.Verifiers))
	for i := range g.Reports {
		r := &g.Reports[i]
		a := audits[r.Audit]
		if a == nil || r.Job != a.Job || r.Round != a.Round || !a.has(r.Draw) || !amount(r.Fee) {
			return ErrInvalidGenesis.Wrapf("a report of %s about audit %d, draw %d, fits no audit", r.Verifier, r.Audit, r.Draw)
		}
		if n := len(r.Commitment); (n != 0 && n != commit.DigestSize) || len(r.Results) > len(r.Duties) || (len(r.Results) > 0) != (r.RevealHeight > 0) {
			return ErrInvalidGenesis.Wrapf("the report of %s about audit %d has a commitment of %d bytes, %d duties and %d results",
				r.Verifier, r.Audit, n, len(r.Duties), len(r.Results))
		}
		counts[r.Verifier]++
	}
	for _, v := range g.Verifiers {
		if counts[v.Operator] != v.Reports {
			return ErrInvalidGenesis.Wrapf("verifier %s counts %d reports, there are %d", v.Operator, v.Reports, counts[v.Operator])
		}
		delete(counts, v.Operator)
	}
	if len(counts) > 0 {
		name := slices.Sorted(maps.Keys(counts))[0]
		return ErrInvalidGenesis.Wrapf("%d reports are of %s, which is no verifier", counts[name], name)
	}
	for _, e := range g.Ended {
		if audits[e.Audit] == nil || e.Number == 0 || e.Number > g.NextEnded {
			return ErrInvalidGenesis.Wrapf("ended draw %d is of audit %d, or above next_ended %d", e.Number, e.Audit, g.NextEnded)
		}
	}
	return nil
}
