// SPDX-License-Identifier: Apache-2.0

package economy

import (
	"bytes"

	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/chain/spec"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// Job is the specification that is played if there is no other: 1.1 billion
// parameters, units of 64 steps of a million tokens, a price of 1.3 times what a
// unit costs by the chain's price of FLOP, and for everything about money and
// audits the default of a specification.
func Job() *spec.Spec {
	s := spec.Default()
	m := &s.Model
	m.Vocab, m.Width, m.Layers, m.Ffn, m.Heads, m.KvHeads, m.HeadDim = 32_000, 2_048, 22, 5_632, 16, 4, 128
	s.Init.Seed = bytes.Repeat([]byte{1}, spec.DigestBytes)
	const tokens = 1 << 40
	s.Data.Dataset = spec.ContentID{Digest: bytes.Repeat([]byte{2}, spec.DigestBytes), Size_: 2 * tokens}
	s.Data.TokenWidth, s.Data.Tokens = 2, tokens
	s.Inner.Steps, s.Inner.Batch, s.Inner.MicroBatches, s.Inner.Context = 64, 512, 64, 2_048
	s.Inner.Schedule.Peak, s.Inner.Schedule.WarmupSteps, s.Inner.Schedule.DecaySteps = "0.0004", 1_000, 60_000
	s.Outer.Codec, s.Outer.Feedback, s.Outer.ExponentMin = spec.Codec_CODEC_DENSE8, "0", -34
	s.Outer.Kind, s.Outer.LearningRate, s.Outer.Momentum = spec.OuterKind_OUTER_KIND_NESTEROV, "0.7", "0.9"
	s.Outer.Divisor = spec.Divisor_DIVISOR_SLOTS
	s.Rounds.Rounds, s.Rounds.Slots, s.Rounds.Quorum = 1_000, 64, 43
	s.Audit.AnchorEvery = 8

	cost := payout.UnitCost(s.UnitFLOP(), jobtypes.DefaultParams().FlopPrice)
	s.Price.Unit = payout.Share(cost.MulRaw(2), 13, 20).Uint64()
	SetPrice(s, math.NewIntFromUint64(s.Price.Unit))
	return s
}

// SetPrice gives a specification a unit price, with the slot stake and the
// verifier fee that are the defaults at that price.
func SetPrice(s *spec.Spec, unit math.Int) {
	s.Price.Unit = unit.Uint64()
	s.Price.SlotStake, s.Price.VerifierFee = 200*s.Price.Unit, s.Price.Unit/5
}
