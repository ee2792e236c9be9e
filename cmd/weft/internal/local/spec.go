// SPDX-License-Identifier: Apache-2.0

package local

import (
	"cmp"
	"fmt"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/data"
)

// Money of the job, in uweft.
const (
	unitPrice   = 1_000_000
	verifierFee = 100_000
	slotStake   = 5_000_000
)

// auditRate is the audits that are expected of a unit, in parts per million. A job
// of this machine has few units: of two verifiers each draws every other one, and
// whoever cheats in each of five rounds escapes once in a thousand times.
const auditRate = 1_000_000

// spec writes the specification of the job.
func (o *Options) spec(m data.Manifest) (*spec.Spec, error) {
	z := o.Size
	if o.Batch > 0 {
		z.Batch = o.Batch
	}
	s, err := z.Spec(m, uint64(o.Rounds)*uint64(o.Steps), o.Seed)
	if err != nil {
		return nil, err
	}
	n := uint32(o.Trainers)
	s.Inner.Steps = o.Steps
	s.Rounds.Rounds, s.Rounds.Slots, s.Rounds.Quorum, s.Rounds.EvalEvery = o.Rounds, n, max(1, n-1), 0
	s.Price.Unit, s.Price.VerifierFee, s.Price.SlotStake = unitPrice, verifierFee, slotStake
	s.Audit.AnchorEvery = min(cmp.Or(o.Segment, max(o.Steps/4, 1)), o.Steps)
	if o.Sparse {
		s.Outer.Codec, s.Outer.TopK, s.Outer.Feedback = spec.Codec_CODEC_SPARSE, 256, "0.95"
		s.Outer.Kind, s.Outer.LearningRate, s.Outer.Momentum = spec.OuterKind_OUTER_KIND_SGD, "1", ""
		s.Outer.Divisor = spec.Divisor_DIVISOR_SENDERS
	}
	if n == 1 {
		s.Audit.Custodians = 0
		s.Outer.Carry = spec.Carry_CARRY_NONE
	}
	// Blocks are short and the trainers share a machine: there is time for
	// everyone to come and to train, so that the model does not depend on how
	// busy the machine is; and little to wait for where nothing happens.
	s.Windows = spec.Windows{
		Enrol: 2400, Training: 2400, Extension: 600, Witness: 1200, AuditCommit: 2400, AuditReveal: 600, Challenge: 12,
		Late: 8, MaxWait: 4000, GameClock: 600, GameExtension: 12, DataRequest: 600,
	}
	if o.Verifiers == 0 { // nobody uses them
		s.Windows.AuditCommit, s.Windows.AuditReveal = s.Windows.GameExtension, s.Windows.GameExtension
	}
	if o.rogue != nil && o.rogue.windows != nil {
		o.rogue.windows(&s.Windows)
	}
	s.Audit.Rate = cmp.Or(o.AuditRate, auditRate)
	s.ProgramDigest = nil
	if err := program.Bind(s); err != nil {
		return nil, fmt.Errorf("the job's specification: %w", err)
	}
	return s, nil
}
