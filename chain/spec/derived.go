// SPDX-License-Identifier: Apache-2.0

package spec

import "math/big"

// The methods below are facts that follow from a valid specification. They are
// integers. On a specification that is not valid they are defined but mean
// nothing.

// totalSteps is R·H, the inner steps of the whole job.
func (s *Spec) totalSteps() uint64 {
	return uint64(s.Rounds.Rounds) * uint64(s.Inner.Steps)
}

// TrainTokens is the length of the range [0, TrainTokens) that training reads:
// the corpus without its validation slice.
func (s *Spec) TrainTokens() uint64 {
	if s.Data.ValidationTokens > 0 {
		return s.Data.ValidationStart
	}
	return s.Data.Tokens
}

// HasFeedback reports whether a state holds error feedback: with nothing
// carried, every unit starts without any, and none outlives it.
func (s *Spec) HasFeedback() bool {
	return s.Outer.Feedback != "0" && s.Outer.Carry != Carry_CARRY_NONE
}

// TokensPerUnit is the tokens that one unit trains on: batch · context · H.
func (s *Spec) TokensPerUnit() uint64 {
	return uint64(s.Inner.Batch) * uint64(s.Inner.Context) * uint64(s.Inner.Steps)
}

// Params is the number of parameters; tied weights count once.
func (s *Spec) Params() uint64 {
	var n uint64
	layer := uint64(0)
	for _, t := range s.layerShapes() {
		layer += t.elements()
	}
	n = layer*uint64(s.Model.Layers) + uint64(s.Model.Width)
	embedding := uint64(s.Model.Vocab) * uint64(s.Model.Width)
	if s.Model.Tied {
		return n + embedding
	}
	return n + 2*embedding
}

// matmulParams is the number of weights that a matrix product reads: all but
// norms and the embedding look-up. A tied embedding is read by the head.
func (s *Spec) matmulParams() uint64 {
	var layer uint64
	for _, t := range s.layerShapes() {
		if t.cols > 0 {
			layer += t.elements()
		}
	}
	return layer*uint64(s.Model.Layers) + uint64(s.Model.Vocab)*uint64(s.Model.Width)
}

// StepFLOP is the floating-point operations of one inner step, counted as is
// usual: a multiply-add is two; forward and backward products of the weights
// are 6 · (weights in products) · tokens; scores and values are
// 12 · layers · heads · head_dim · pairs, where a sample has
// context · (context + 1) / 2 pairs, the causal half. Norms, softmax, the
// optimiser and recomputation are not counted, nor is a document mask.
func (s *Spec) StepFLOP() *big.Int {
	num := func(v uint64) *big.Int { return new(big.Int).SetUint64(v) }
	batch, context := uint64(s.Inner.Batch), uint64(s.Inner.Context)

	weights := num(6)
	weights.Mul(weights, num(s.matmulParams()))
	weights.Mul(weights, num(batch*context))

	pairs := num(context * (context + 1) / 2)
	attention := num(12 * uint64(s.Model.Layers))
	attention.Mul(attention, num(uint64(s.Model.Heads)*uint64(s.Model.HeadDim)))
	attention.Mul(attention, pairs.Mul(pairs, num(batch)))
	return weights.Add(weights, attention)
}

// UnitFLOP is the floating-point operations of one unit: H steps.
func (s *Spec) UnitFLOP() *big.Int {
	flop := s.StepFLOP()
	return flop.Mul(flop, new(big.Int).SetUint64(uint64(s.Inner.Steps)))
}

// LeafCount is the leaves of a complete unit: steps 0 to H+1.
func (s *Spec) LeafCount() int { return int(s.Inner.Steps) + 2 }

// Anchors lists the steps whose states a unit keeps: 0, J, 2J … below H, then
// H and H+1.
func (s *Spec) Anchors() []uint32 {
	h, j := s.Inner.Steps, max(1, s.Audit.AnchorEvery)
	anchors := make([]uint32, 0, MaxAnchors+2)
	for i := uint64(0); i < uint64(h) && len(anchors) < MaxAnchors; i += uint64(j) {
		anchors = append(anchors, uint32(i))
	}
	return append(anchors, h, h+1)
}

// Segments is the number of parts of a unit that an audit can draw: the runs
// of steps from anchor to anchor, the first step 0 and the last step H+1.
func (s *Spec) Segments() uint64 {
	h, j := uint64(s.Inner.Steps), uint64(max(1, s.Audit.AnchorEvery))
	return (h+j-1)/j + 2
}

// StateBytes estimates the size of one state: parameters, two moments and
// error feedback, without header and padding.
func (s *Spec) StateBytes() uint64 {
	moment := uint64(4)
	if s.Inner.Moments == Storage_STORAGE_BF16 {
		moment = 2
	}
	element := 4 + 2*moment
	if s.HasFeedback() {
		element += 4
	}
	return element * s.Params()
}

// AnchorBytes estimates what a trainer keeps of one unit until it is FINAL.
func (s *Spec) AnchorBytes() uint64 {
	return uint64(len(s.Anchors())) * s.StateBytes()
}
