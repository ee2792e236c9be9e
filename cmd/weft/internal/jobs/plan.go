// SPDX-License-Identifier: Apache-2.0

package jobs

import (
	"math/big"
	"time"

	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
)

// Plan is what follows from a specification alone: work, bytes, blocks, money.
type Plan struct {
	Parameters uint64 `json:"parameters"`
	// UnitTokens is of one slot in one round, Tokens of the whole job, Epochs how
	// often that reads the training part of the corpus.
	UnitTokens uint64  `json:"unit_tokens"`
	Tokens     uint64  `json:"tokens"`
	Epochs     float64 `json:"epochs"`
	UnitFLOP   string  `json:"unit_flop"`
	// Operators is of one step.
	Operators int `json:"operators"`
	// UpBytes and DownBytes are what one slot sends and fetches in one round.
	UpBytes   uint64 `json:"up_bytes"`
	DownBytes uint64 `json:"down_bytes"`
	// StateBytes is parameters, moments and error feedback; UnitDisk what a slot
	// keeps of a unit until it is final, Disk what it keeps at most at once.
	StateBytes uint64 `json:"state_bytes"`
	UnitDisk   uint64 `json:"unit_disk_bytes"`
	Disk       uint64 `json:"disk_bytes"`
	// RoundBlocks is the most that a round can take until the next one opens,
	// FinalBlocks until its units are final, JobBlocks the whole job.
	RoundBlocks uint64 `json:"round_blocks"`
	FinalBlocks uint64 `json:"final_blocks"`
	JobBlocks   uint64 `json:"job_blocks"`

	UnitPrice   math.Int `json:"unit_price_uweft"`
	VerifierFee math.Int `json:"verifier_fee_uweft"`
	SlotStake   math.Int `json:"slot_stake_uweft"`
	RoundCost   math.Int `json:"round_cost_uweft"`
	// Bounty pays all rounds with every slot.
	Bounty math.Int `json:"bounty_uweft"`

	flop *big.Int
	spec *spec.Spec
}

// NewPlan computes the plan of a valid specification.
func NewPlan(s *spec.Spec) (*Plan, error) {
	step, err := program.Build(s)
	if err != nil {
		return nil, err
	}
	outer, err := program.OuterOf(s)
	if err != nil {
		return nil, err
	}
	r, w := &s.Rounds, &s.Windows
	p := &Plan{
		Parameters: s.Params(), UnitTokens: s.TokensPerUnit(), Operators: step.NumOps(),
		Tokens:     s.TokensPerUnit() * uint64(r.Slots) * uint64(r.Rounds),
		UpBytes:    uint64(outer.DeltaBytes()),
		StateBytes: s.StateBytes(), UnitDisk: s.AnchorBytes() + uint64(outer.DeltaBytes()),
		RoundBlocks: w.Training + w.Extension + w.Witness,
		UnitPrice:   math.NewIntFromUint64(s.Price.Unit), VerifierFee: math.NewIntFromUint64(s.Price.VerifierFee),
		SlotStake: math.NewIntFromUint64(s.Price.SlotStake),
		RoundCost: payout.RoundCost(r.Slots, s.Price.Unit, s.Price.VerifierFee),
		Bounty:    payout.Bounty(r.Rounds, r.Slots, s.Price.Unit, s.Price.VerifierFee),
		flop:      s.UnitFLOP(), spec: s,
	}
	p.UnitFLOP = p.flop.String()
	p.Epochs = float64(p.Tokens) / float64(max(s.TrainTokens(), 1))
	p.DownBytes = p.UpBytes * uint64(max(r.Slots, 1)-1)
	p.FinalBlocks = w.AuditCommit + w.AuditReveal + w.Challenge
	p.JobBlocks = uint64(r.Rounds)*p.RoundBlocks + p.FinalBlocks
	// Blobs are kept until the late window ends: this many rounds can be kept at once.
	kept := min((p.FinalBlocks+w.Late)/max(p.RoundBlocks, 1)+2, uint64(r.Rounds))
	p.Disk = p.UnitDisk * kept
	return p, nil
}

// Speed is the FLOP a second that a unit needs to be done within the training
// window, with blocks of a duration.
func (p *Plan) Speed(block time.Duration) float64 {
	flop, _ := new(big.Float).SetInt(p.flop).Float64()
	return flop / (time.Duration(p.spec.Windows.Training) * block).Seconds()
}

// UnitTime is how long a unit takes at a speed.
func (p *Plan) UnitTime(flops float64) time.Duration {
	flop, _ := new(big.Float).SetInt(p.flop).Float64()
	return time.Duration(flop / flops * float64(time.Second))
}

// Deterrence is what a cheat would face (docs/spec, money M4).
type Deterrence struct {
	Deters bool `json:"deters"`
	// ReplayChance is that of a given step.
	ReplayChance float64  `json:"replay_chance"`
	UnitCost     math.Int `json:"unit_cost_uweft"`
	// LeastStake or LeastRate alone would make it deter.
	LeastStake *math.Int `json:"least_slot_stake_uweft,omitempty"`
	LeastRate  uint64    `json:"least_audit_rate,omitempty"`
}

// Deterrence checks the plan at what a unit costs on the chain.
func (p *Plan) Deterrence(unitCost math.Int) Deterrence {
	rate, segments := uint64(p.spec.Audit.Rate), p.spec.Segments()
	short, ok := payout.Deterrence{
		Cost: unitCost, SlotStake: p.SlotStake, UnitPrice: p.UnitPrice, Rate: rate, Segments: segments,
	}.Check(spec.MaxAuditRate)
	chance, _ := payout.ReplayChance(rate, segments).Float64()
	return Deterrence{ok, chance, unitCost, short.LeastStake, short.LeastRate}
}
