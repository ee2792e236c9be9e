// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"bytes"

	"github.com/cosmos/cosmos-sdk/testutil/simsx"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
)

// randomSpec is a small job that lives and ends within a simulation.
func randomSpec(r *simsx.XRand) (spec.Spec, error) {
	s := spec.Default()
	s.Model.Vocab, s.Model.Width, s.Model.Layers, s.Model.Ffn = 256, 32, 2, 64
	s.Model.Heads, s.Model.KvHeads, s.Model.HeadDim = 4, 2, 8
	s.Init.Seed = bytes.Repeat([]byte{byte(r.Intn(256))}, spec.DigestBytes)
	s.Data.Dataset = spec.ContentID{Digest: bytes.Repeat([]byte{2}, spec.DigestBytes), Size_: 1 << 16}
	s.Data.TokenWidth, s.Data.Tokens = 1, 1<<16
	s.Inner.Steps, s.Inner.Batch, s.Inner.MicroBatches, s.Inner.Context = 4, 4, 2, 16
	s.Inner.Schedule.Peak, s.Inner.Schedule.WarmupSteps, s.Inner.Schedule.DecaySteps = "0.001", 1, 1
	s.Outer.Codec, s.Outer.Feedback = spec.Codec_CODEC_DENSE8, "0"
	s.Outer.Carry = []spec.Carry{spec.Carry_CARRY_ALL, spec.Carry_CARRY_NONE}[r.Intn(2)]
	if r.Intn(3) == 0 {
		s.Outer.Codec, s.Outer.TopK, s.Outer.Feedback = spec.Codec_CODEC_SPARSE, 64, "0.95"
		s.Outer.Carry = []spec.Carry{spec.Carry_CARRY_ALL, spec.Carry_CARRY_FEEDBACK}[r.Intn(2)]
	}
	s.Outer.Kind, s.Outer.LearningRate, s.Outer.Momentum = spec.OuterKind_OUTER_KIND_NESTEROV, "0.7", "0.9"
	s.Outer.Divisor = spec.Divisor_DIVISOR_SLOTS
	if s.Outer.Carry == spec.Carry_CARRY_NONE {
		s.Audit.Custodians = 0
	}
	slots := 1 + r.Intn(4)
	s.Rounds = spec.Rounds{
		Rounds: uint32(1 + r.Intn(4)), Slots: uint32(slots), Quorum: uint32(1 + r.Intn(slots)),
		MaxMisses: uint32(1 + r.Intn(3)), MaxIdleRounds: uint32(1 + r.Intn(3)),
	}
	s.Price = spec.Price{Unit: uint64(1 + r.Intn(100)), SlotStake: 1 << 12, VerifierFee: uint64(r.Intn(20)), SubmitterShare: uint32(r.Intn(spec.MaxSubmitterShare + 1))}
	s.Audit.AnchorEvery, s.Audit.Rate = 2, 1_000_000
	blocks := func() uint64 { return uint64(2 + r.Intn(3)) }
	s.Windows = spec.Windows{
		Enrol: blocks(), Training: 2 * blocks(), Extension: blocks(), Witness: blocks(), AuditCommit: blocks(), AuditReveal: blocks(),
		Challenge: blocks(), Late: blocks(), MaxWait: 4 * blocks(), GameClock: 2, GameExtension: 1, DataRequest: 1,
	}
	return *s, program.Bind(s)
}
