// SPDX-License-Identifier: Apache-2.0

package types

import (
	"math/big"

	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/sample"
	"github.com/weft-network/weft/chain/spec"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// What a verifier has to audit follows from records of the chain and from the
// output of its VRF, which it alone knows until it shows the proof. The
// functions here are pure, so that a verifier comes to what the chain comes to.

// AuditLock names the stake of a verifier in x/stake.
const AuditLock = "audit"

// Million is the whole of a rate.
const Million = 1_000_000

// AuditOf is one draw of the audits of a round, as one verifier sees it.
type AuditOf struct {
	ChainID string
	Spec    *spec.Spec
	Audit   *Audit
	// Verifier is the operator as text. Its own units it never audits.
	Verifier string
	// Stake is what it had at the height of the draw.
	Stake math.Int
}

// Alpha is what the verifier's VRF is asked about.
func (x *AuditOf) Alpha() []byte { return AuditAlpha(x.ChainID, x.Audit.Seed) }

// Drawn says whether the verifier drew a slot, before it is known whether the
// slot's unit can be audited. vrf is the output of its VRF.
func (x *AuditOf) Drawn(vrf []byte, slot uint32) (bool, error) {
	chance, ok := x.chance(slot)
	if !ok {
		return false, nil
	}
	return sample.Drawn(vrf, slot, chance)
}

// Duty is what the verifier has to audit of a unit, if anything. It stays one if
// the unit is withdrawn while the draw is open: what a verifier bound must not
// depend on what else is in the block of its commitment.
func (x *AuditOf) Duty(vrf []byte, u *jobtypes.Unit) (Duty, bool, error) {
	chance, ok := x.chance(u.Slot)
	if !ok || u.Operator == x.Verifier {
		return Duty{}, false, nil
	}
	blocks, err := AuditBlocks(x.Spec)
	if err != nil {
		return Duty{}, false, err
	}
	pick, hit, err := sample.Draw(vrf, x.unit(u, blocks), chance)
	return Duty{Slot: u.Slot, Pick: pick}, hit, err
}

// Duty is one unit to audit, and what of it.
type Duty struct {
	Slot uint32
	sample.Pick
}

// Duties are those of the verifier among units of the round, in their order.
func (x *AuditOf) Duties(vrf []byte, units []jobtypes.Unit) ([]Duty, error) {
	var out []Duty
	for i := range units {
		d, hit, err := x.Duty(vrf, &units[i])
		if err != nil {
			return nil, err
		}
		if hit {
			out = append(out, d)
		}
	}
	return out, nil
}

// Segment is Duty as the chain records it: it never needs the blocks.
func (x *AuditOf) Segment(vrf []byte, u *jobtypes.Unit) (AuditDuty, bool, error) {
	chance, ok := x.chance(u.Slot)
	if !ok || u.Operator == x.Verifier {
		return AuditDuty{}, false, nil
	}
	pick, hit, err := sample.Draw(vrf, x.unit(u, 0), chance)
	return AuditDuty{Slot: u.Slot, First: pick.Segment.First, Last: pick.Segment.Last, Traced: pick.Traced}, hit, err
}

func (x *AuditOf) unit(u *jobtypes.Unit, blocks uint64) sample.Unit {
	return sample.Unit{Slot: u.Slot, Steps: u.Steps, Anchor: x.Spec.Audit.AnchorEvery, Blocks: blocks, Diverged: u.Diverged}
}

// chance is that of drawing the unit of a slot: the verifier's part of the
// stake times the expected audits. ok is false if the slot is not in the draw.
func (x *AuditOf) chance(slot uint32) (c sample.Chance, ok bool) {
	rate := x.Audit.RateOf(slot)
	if rate == 0 || x.Stake.IsNil() || !x.Stake.IsPositive() || !x.Audit.Total.IsPositive() {
		return c, false
	}
	c.Num = new(big.Int).Mul(x.Stake.BigInt(), new(big.Int).SetUint64(uint64(rate)))
	c.Den = new(big.Int).Mul(x.Audit.Total.BigInt(), big.NewInt(Million))
	return c, true
}

// RateOf is the expected audits of a slot's unit in the latest draw, in parts
// per million; 0 if it is not in it.
func (a *Audit) RateOf(slot uint32) uint32 {
	switch {
	case commit.Bitmap(a.Doubted).Has(int(slot)):
		return a.DoubtedRate
	case commit.Bitmap(a.Units).Has(int(slot)):
		if int(slot) >= len(a.Raised) {
			return a.Rate
		}
		return max(a.Rate, min(Million, a.Rate*(1+uint32(a.Raised[slot]))))
	}
	return 0
}

// rates is the sum of all slots' rates in the latest draw.
func (a *Audit) rates() (sum uint64) {
	for slot := range 8 * len(a.Units) {
		sum += uint64(a.RateOf(uint32(slot)))
	}
	return sum
}

// ExpectedWork is the steps that the latest draw expects to be replayed, times
// 10^6 and the segments of a unit.
func (a *Audit) ExpectedWork(s *spec.Spec) uint64 { return a.rates() * uint64(s.LeafCount()) }

// MaxRaise is the most of Raised: that of a slot challenged in the round before.
const MaxRaise = 4

// Raise is how many times the base rate is added to the rate of a slot: twice for
// a holder's first round and once for its second, four times in the round after
// one in which the slot was challenged, half of that in the next, down to
// nothing. The first round of a holder and the latest round in which the slot was
// challenged count; 0 means it was not (M4).
func Raise(round, first, challenged uint64) uint8 {
	fresh, doubted := uint8(0), uint8(0)
	switch {
	case round <= first:
		fresh = 2
	case round == first+1:
		fresh = 1
	}
	if age := round - challenged; challenged > 0 && challenged < round && age <= RaisedRounds {
		doubted = MaxRaise >> (age - 1)
	}
	return max(fresh, doubted)
}

// RaisedRounds is for how many rounds a challenge raises a slot's rate.
const RaisedRounds = 3

// Short says whether a draw came to too little: fewer than half of the answers
// that were due. Due are the duties of those who showed their proof, and what is
// expected of the stake of those who did not: that nobody was drawn is no
// silence. Less than half an audit is never missed.
func (a *Audit) Short() bool {
	if !a.Total.IsPositive() {
		return false
	}
	silent := a.Total.Sub(a.Posted).Mul(math.NewIntFromUint64(a.rates())).Quo(a.Total)
	due := math.NewInt(int64(a.Duties) * Million).Add(silent)
	return due.GTE(math.NewInt(Million/2)) && due.GT(math.NewInt(2*Million*int64(a.Answers)))
}

// Fee is what an audit that came to something is paid: its part of the pool, by
// the steps that were replayed, never more than the fee of a unit, nor than what
// is left (M1).
func (a *Audit) Fee(s *spec.Spec, d AuditDuty) math.Int {
	return feeOf(s, d, a.Pool, a.Spent, a.Work)
}

func feeOf(s *spec.Spec, d AuditDuty, pool, spent math.Int, work uint64) math.Int {
	steps := (uint64(d.Last-d.First) + 1) * Million * s.Segments()
	part := payout.AuditFee(pool, math.NewIntFromUint64(s.Price.VerifierFee), steps, work)
	return math.MinInt(part, pool.Sub(spent))
}

// Auditable says whether a unit of a closed round can be audited: it is paid
// unless something is proven, and was not withdrawn since.
func Auditable(u *jobtypes.Unit) bool { return u.Status == jobtypes.UNIT_STATUS_INCLUDED }

// AuditBlocks is the number of blocks of 4096 elements of the parameters, in
// tensor order, none across tensors: those of steps 0 and H+1, of which an
// audit checks some.
func AuditBlocks(s *spec.Spec) (uint64, error) {
	o, err := program.OuterOf(s)
	if err != nil {
		return 0, ErrFacts.Wrap(err.Error())
	}
	var n uint64
	for i := range o.Dims.NumParams() {
		size := uint64(o.Dims.Param(i).Shape.Size())
		n += (size + program.SparseBlock - 1) / program.SparseBlock
	}
	return n, nil
}
