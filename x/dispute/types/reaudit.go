// SPDX-License-Identifier: Apache-2.0

package types

import (
	"bytes"
	"cmp"
	"math/big"
	"slices"

	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/sample"
	"github.com/weft-network/weft/chain/spec"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

const (
	// MaxDraws is how often a unit is drawn at most (A3).
	MaxDraws = 3
	// ReauditDraw is the number of the re-audit among the draws of a round.
	ReauditDraw = MaxDraws + 1
)

// ReauditSeed is the randomness of the re-audit of a round.
func ReauditSeed(beacon []byte, job, round uint64) commit.Digest {
	return sample.Seed(sample.PurposeReaudit, beacon, job, round, ReauditDraw)
}

// ReauditOf is the re-audit of a round, as one verifier sees it.
type ReauditOf struct {
	ChainID string
	Reaudit *Reaudit
	// Verifier is the operator as text, Stake what it had at the height that
	// fixes keys and stakes.
	Verifier string
	Stake    math.Int
}

// Alpha is what the verifier's VRF is asked about.
func (x *ReauditOf) Alpha() []byte { return AuditAlpha(x.ChainID, x.Reaudit.Seed) }

// Reported is a report of a match of one unit.
type Reported struct {
	// Verifier made it: the operator as text, and as bytes.
	Verifier string
	Address  []byte
	Draw     uint32
	Slot     uint32
}

// Looks says whether the verifier drew a report. Its own it never draws.
func (x *ReauditOf) Looks(vrf []byte, r *Reported) (bool, error) {
	if r.Verifier == x.Verifier || x.Stake.IsNil() || !x.Stake.IsPositive() || !x.Reaudit.Total.IsPositive() {
		return false, nil
	}
	return sample.DrawnAgain(vrf, r.Address, r.Draw, r.Slot, sample.Chance{
		Num: new(big.Int).Mul(x.Stake.BigInt(), new(big.Int).SetUint64(uint64(x.Reaudit.Rate))),
		Den: new(big.Int).Mul(x.Reaudit.Total.BigInt(), big.NewInt(Million)),
	})
}

// MayLook says whether what was reported of a unit can be looked at again by a
// verifier: the unit is paid, or was proven false since, and is not its own. Who
// was bribed for a false one does not come free because others found it.
func (x *ReauditOf) MayLook(u *jobtypes.Unit) bool {
	switch u.Status {
	case jobtypes.UNIT_STATUS_INCLUDED, jobtypes.UNIT_STATUS_FINAL, jobtypes.UNIT_STATUS_FALSE:
		return u.Operator != x.Verifier
	default:
		return false
	}
}

// Duties are the reports of a round that the verifier has to look at again, in
// the order of slot, draw and address. Units are those of the round, in any
// order; address decodes the name of a verifier.
func (x *ReauditOf) Duties(vrf []byte, reports []AuditReport, units []jobtypes.Unit, address func(string) ([]byte, error)) ([]AuditDuty, error) {
	var out []AuditDuty
	at := map[string][]byte{}
	for i := range reports {
		r := &reports[i]
		if r.Draw == ReauditDraw {
			continue
		}
		who, err := address(r.Verifier)
		if err != nil {
			return nil, err
		}
		at[r.Verifier] = who
		for _, d := range r.Duties {
			said := func(y AuditResult) bool { return y.Slot == d.Slot && y.Verdict == VERDICT_MATCH }
			open := func(u jobtypes.Unit) bool { return u.Slot == d.Slot && x.MayLook(&u) }
			if !slices.ContainsFunc(r.Results, said) || !slices.ContainsFunc(units, open) {
				continue
			}
			again := Reported{Verifier: r.Verifier, Address: who, Draw: r.Draw, Slot: d.Slot}
			hit, err := x.Looks(vrf, &again)
			if err != nil {
				return nil, err
			}
			if hit {
				out = append(out, again.Again(d))
			}
		}
	}
	slices.SortFunc(out, func(a, b AuditDuty) int {
		return cmp.Or(cmp.Compare(a.Slot, b.Slot), cmp.Compare(a.OfDraw, b.OfDraw), bytes.Compare(at[a.Of], at[b.Of]))
	})
	return out, nil
}

// Again is the duty to look again at a report, whose duty was d.
func (r *Reported) Again(d AuditDuty) AuditDuty {
	d.Of, d.OfDraw = r.Verifier, r.Draw
	return d
}

// Fee is what a second look is paid: its part of what audits leave, by steps.
func (r *Reaudit) Fee(s *spec.Spec, d AuditDuty) math.Int {
	return feeOf(s, d, r.Pool, r.Spent, r.Work)
}

// Over says whether the audits of a round and their re-audit have ended.
func (a *Audit) Over() bool {
	return a.Status == AUDIT_STATUS_OVER && (a.Reaudit == nil || a.Reaudit.Status == AUDIT_STATUS_OVER)
}

// SeedOf is the seed of a draw that was made; nil if it was not.
func (a *Audit) SeedOf(draw uint32) []byte {
	if draw < 1 || uint64(draw) > uint64(len(a.Seeds)) {
		return nil
	}
	return a.Seeds[draw-1]
}

// Proves says whether a trace root is the one that a verifier's receipt binds.
func (r *BoundReceipt) Proves(chainID string, verifier []byte, root commit.Digest) bool {
	d := Receipt(chainID, verifier, r.Seed, r.Duty, root)
	return string(d[:]) == string(r.Hash)
}

// ReceiptOf is one step of a segment that a verifier has reported to match. Who
// says so answers for every leaf of the segment, as if it were its own, and in
// the traced step for the trace that its receipt binds: what it read is agreed,
// for each state before is committed, too.
type ReceiptOf struct {
	StepOf
	Board *Board
	// Verifier is the board's defender, as bytes.
	Verifier []byte
}

// Facts are those of a game about the step.
func (x *ReceiptOf) Facts() (*game.Facts, error) {
	f, err := x.StepOf.Facts()
	if err != nil {
		return nil, err
	}
	r := x.Board.Receipt
	if r == nil {
		return nil, ErrFacts.Wrapf("board %d has no receipt", x.Board.Id)
	}
	if x.Step == r.Duty.Traced {
		f.Binds = func(root commit.Digest) bool { return r.Proves(x.ChainID, x.Verifier, root) }
	}
	return f, nil
}
