// SPDX-License-Identifier: Apache-2.0

// Package spectest builds valid specifications for tests. Production code
// never imports it.
package spectest

import (
	"bytes"

	"github.com/weft-network/weft/chain/spec"
)

// Tiny is a valid specification of a job that a test can train in
// milliseconds: two layers, 3 slots, 4 rounds of 8 steps, dense deltas. Every
// call returns a new one. Its program digest is a placeholder.
func Tiny() *spec.Spec {
	s := spec.Default()
	s.Model.Vocab, s.Model.Width, s.Model.Layers, s.Model.Ffn = 256, 32, 2, 64
	s.Model.Heads, s.Model.KvHeads, s.Model.HeadDim = 4, 2, 8
	s.Model.Tied = true
	s.Init.Seed = bytes.Repeat([]byte{1}, spec.DigestBytes)
	s.Data.Dataset = spec.ContentID{Digest: bytes.Repeat([]byte{2}, spec.DigestBytes), Size_: 1 << 16}
	s.Data.TokenWidth, s.Data.Tokens = 1, 1<<16
	s.Data.ValidationStart, s.Data.ValidationTokens = 1<<16-1<<12, 1<<12

	s.Inner.Steps, s.Inner.Batch, s.Inner.MicroBatches, s.Inner.Context = 8, 4, 2, 16
	s.Inner.Schedule.Peak, s.Inner.Schedule.WarmupSteps, s.Inner.Schedule.DecaySteps = "0.001", 4, 28

	s.Outer.Codec, s.Outer.Feedback, s.Outer.ExponentMin = spec.Codec_CODEC_DENSE8, "0", -34
	s.Outer.Kind, s.Outer.LearningRate, s.Outer.Momentum = spec.OuterKind_OUTER_KIND_NESTEROV, "0.7", "0.9"
	s.Outer.Divisor = spec.Divisor_DIVISOR_SLOTS

	s.Rounds.Rounds, s.Rounds.Slots, s.Rounds.Quorum, s.Rounds.EvalEvery = 4, 3, 2, 1
	s.Price.Unit, s.Price.SlotStake, s.Price.VerifierFee = 1_000_000, 200_000_000, 200_000
	s.Audit.AnchorEvery = 4
	s.Windows = spec.Windows{
		Enrol: 2, Training: 20, Extension: 10, Witness: 5, AuditCommit: 5, AuditReveal: 5, Challenge: 5,
		Late: 50, MaxWait: 100, GameClock: 20, GameExtension: 5, DataRequest: 5,
	}
	s.ProgramDigest = bytes.Repeat([]byte{3}, spec.DigestBytes)
	return s
}

// Sparse is Tiny with the sparse codec, error feedback and untied weights.
func Sparse() *spec.Spec {
	s := Tiny()
	s.Model.Tied = false
	s.Outer.Codec, s.Outer.TopK, s.Outer.Feedback, s.Outer.ExponentMin = spec.Codec_CODEC_SPARSE, 64, "0.95", -28
	s.Outer.Kind, s.Outer.LearningRate, s.Outer.Momentum = spec.OuterKind_OUTER_KIND_SGD, "1", ""
	s.Outer.Divisor = spec.Divisor_DIVISOR_SENDERS
	return s
}
