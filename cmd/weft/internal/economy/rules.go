// SPDX-License-Identifier: Apache-2.0

package economy

import (
	"errors"
	"fmt"

	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/chain/sample"
	"github.com/weft-network/weft/chain/spec"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
)

// ErrOptions is returned for an economy that cannot be.
var ErrOptions = errors.New("economy")

// Rules are what money depends on: a specification, the parameters of the
// modules, and what no module has as a parameter.
type Rules struct {
	Spec    *spec.Spec
	Job     jobtypes.Params
	Dispute disputetypes.Params
	Reward  rewardtypes.Params
	Audit   Audits
	Fees    Fees
	// Slash is the part of the slot stake that a proven fraud takes, in basis
	// points: all of it, but for experiments.
	Slash uint32
	// Confess is until when a unit can be confessed.
	Confess Confession
}

// Audits are the rules of A1, A3 and A6 that are numbers.
type Audits struct {
	// Again is the expected second looks at a report, in parts per million.
	Again uint64
	// Stake is what a verifier loses in a lost game between verifiers, as a
	// multiple of the cost of a unit.
	Stake uint64
	// Misses in a row make a verifier inactive; it comes back after Rest rounds.
	Misses, Rest int
	// Draws is how often a unit is drawn before it is void.
	Draws int
	// MatchedBond is the bond against a unit that a drawn verifier found right,
	// as a divisor of the slot stake.
	MatchedBond uint64
}

// Fees are what transactions cost, in uweft, at the price of gas behind
// x/dispute's defence_cost, 0.025 uweft, of the gas that is measured
// (docs/LOG.md).
type Fees struct {
	// Commit is that of a unit.
	Commit uint64
	// Proof is that of showing the proof of a draw, with duties or without.
	// Report is that of the transaction that reveals results, and Result what each
	// of them adds to both.
	Proof, Report, Result uint64
}

// Confession is until when a unit can be confessed for a small part of the stake.
type Confession string

// The rules of confession.
const (
	// UntilChallenge is until a challenge is open, so also after a verifier has
	// shown the proof of what it drew.
	UntilChallenge Confession = "challenge"
	// UntilBeacon is what the chain does: until the audits of the round are drawn.
	UntilBeacon Confession = "beacon"
	// Leaving is UntilChallenge, but a confession frees the slot.
	Leaving Confession = "leave"
)

// Confessions lists the rules of confession.
func Confessions() []Confession { return []Confession{UntilChallenge, UntilBeacon, Leaving} }

// DefaultRules are those of a new chain for a specification.
func DefaultRules(s *spec.Spec) Rules {
	return Rules{
		Spec: s, Job: jobtypes.DefaultParams(), Dispute: disputetypes.DefaultParams(), Reward: rewardtypes.DefaultParams(),
		Audit: Audits{Again: 100_000, Stake: 20, Misses: 3, Rest: 50, Draws: 3, MatchedBond: 10},
		Fees:  Fees{Commit: 2_750, Proof: 2_050, Report: 2_300, Result: 590}, // 110, 82, 92 and 23.6 k gas
		Slash: payout.BasisPoints, Confess: UntilBeacon,
	}
}

// Deterrence is the check of a new job (M4).
func (r *Rules) Deterrence() payout.Deterrence {
	s := r.Spec
	return payout.Deterrence{
		Cost:      payout.UnitCost(s.UnitFLOP(), r.Job.FlopPrice),
		SlotStake: math.NewIntFromUint64(s.Price.SlotStake), UnitPrice: math.NewIntFromUint64(s.Price.Unit),
		Rate: uint64(s.Audit.Rate), Segments: s.Segments(),
	}
}

// Margin is by how much a job exceeds the deterrence that M4 asks for: the
// factor by which a unit could cost more until it is refused.
func (r *Rules) Margin() float64 {
	d := r.Deterrence()
	cost := d.Cost.Int64()
	least, most := int64(1), int64(1)<<52
	for least < most { // Check falls with the cost
		mid := least + (most-least+1)/2
		d.Cost = math.NewInt(mid)
		if _, ok := d.Check(spec.MaxAuditRate); ok {
			least = mid
		} else {
			most = mid - 1
		}
	}
	return float64(least) / float64(cost)
}

// terms are the rules in the units of the simulation: uweft, steps, rounds.
type terms struct {
	cost, price, fee, stake, auditStake, bond, replay, defence int64
	commitGas                                                  int64

	steps, anchor, segments uint32
	blocks                  uint64
	rate, again             uint64

	// reveal, final and late are the rounds from the end of a round to the end of
	// its reveals, to FINAL and to the end of its late window; clock and game are
	// those of a game whose defender is silent, and of the longest one.
	reveal, final, late, clock, game int
	vest                             int
}

// blockElements is the length of a block of A1.
const blockElements = 4096

// minCost keeps the cost of a step from being lost in rounding.
const minCost = 1_000

func (r *Rules) terms() (*terms, error) {
	s := r.Spec
	if err := s.ValidateDraft(); err != nil {
		return nil, err
	}
	cost := payout.UnitCost(s.UnitFLOP(), r.Job.FlopPrice)
	if !cost.IsInt64() || cost.Int64() < minCost || cost.Int64() > disputetypes.MaxAmount {
		return nil, fmt.Errorf("%w: a unit costs %s uweft; allowed: %d to 2^53; take a larger model, batch or price of FLOP", ErrOptions, cost, minCost)
	}
	h := int64(s.Inner.Steps)
	replay := cost.MulRaw(int64(s.Audit.AnchorEvery)).AddRaw(h - 1).QuoRaw(h)
	w := s.Windows
	round := w.Training + w.Witness
	rounds := func(blocks uint64) int { return int((blocks + round - 1) / round) }
	t := &terms{
		cost: cost.Int64(), price: int64(s.Price.Unit), fee: int64(s.Price.VerifierFee), stake: int64(s.Price.SlotStake),
		auditStake: cost.Int64() * int64(r.Audit.Stake),
		bond:       r.Dispute.BaseBond(replay).Int64(), replay: replay.Int64(), defence: int64(r.Dispute.DefenceCost),
		commitGas: int64(r.Fees.Commit),
		steps:     s.Inner.Steps, anchor: s.Audit.AnchorEvery, blocks: (s.Params() + blockElements - 1) / blockElements,
		rate: uint64(s.Audit.Rate), again: r.Audit.Again,
		reveal: rounds(w.AuditCommit + w.AuditReveal), final: rounds(w.AuditCommit + w.AuditReveal + w.Challenge),
		late: rounds(w.AuditCommit + w.AuditReveal + w.Challenge + w.Late), clock: rounds(w.GameClock),
		game: rounds(2*w.GameClock + w.GameExtension), vest: int(r.Reward.VestRounds),
	}
	t.segments = t.unit(0, 0).Segments()
	return t, nil
}

// unit is what an audit pick of a slot depends on. Blocks are drawn last: left
// out, the rest of the pick is the same.
func (t *terms) unit(slot uint32, blocks uint64) sample.Unit {
	return sample.Unit{Slot: slot, Steps: t.steps, Anchor: t.anchor, Blocks: blocks}
}

// executed is the cost of steps, rounded.
func (t *terms) executed(steps uint32) int64 {
	h := int64(t.steps)
	return (t.cost*int64(steps) + h/2) / h
}
