// SPDX-License-Identifier: Apache-2.0

package spec_test

import (
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/chain/spec/spectest"
)

// size is the numbers that make a Llama.
type size struct{ vocab, width, layers, heads, kv, ffn uint32 }

func llama(m size) *spec.Spec {
	s := spectest.Tiny()
	s.Model.Vocab, s.Model.Width, s.Model.Layers, s.Model.Ffn = m.vocab, m.width, m.layers, m.ffn
	s.Model.Heads, s.Model.KvHeads, s.Model.HeadDim = m.heads, m.kv, m.width/m.heads
	s.Model.Tied = false
	return s
}

func TestParamsOfPublishedModels(t *testing.T) {
	require.Equal(t, uint64(6_738_415_616), llama(size{32000, 4096, 32, 32, 32, 11008}).Params(), "Llama 2 7B")
	require.Equal(t, uint64(8_030_261_248), llama(size{128256, 4096, 32, 32, 8, 14336}).Params(), "Llama 3 8B")
	require.Equal(t, uint64(70_553_706_496), llama(size{128256, 8192, 80, 64, 8, 28672}).Params(), "Llama 3 70B")
	require.Equal(t, uint64(1_100_048_384), llama(size{32000, 2048, 22, 32, 4, 5632}).Params(), "TinyLlama")
}

func TestTensors(t *testing.T) {
	s := spectest.Tiny()
	var got []spec.Tensor
	for x := range s.Tensors() {
		got = append(got, x)
	}
	require.Len(t, got, 1+2*9+1)
	require.Equal(t, spec.Tensor{Name: "model.embed_tokens.weight", Shape: []uint64{256, 32}}, got[0])
	require.Equal(t, []spec.Tensor{
		{Name: "model.layers.1.self_attn.q_proj.weight", Shape: []uint64{32, 32}},
		{Name: "model.layers.1.self_attn.k_proj.weight", Shape: []uint64{16, 32}},
		{Name: "model.layers.1.self_attn.v_proj.weight", Shape: []uint64{16, 32}},
		{Name: "model.layers.1.self_attn.o_proj.weight", Shape: []uint64{32, 32}},
		{Name: "model.layers.1.mlp.gate_proj.weight", Shape: []uint64{64, 32}},
		{Name: "model.layers.1.mlp.up_proj.weight", Shape: []uint64{64, 32}},
		{Name: "model.layers.1.mlp.down_proj.weight", Shape: []uint64{32, 64}},
		{Name: "model.layers.1.input_layernorm.weight", Shape: []uint64{32}},
		{Name: "model.layers.1.post_attention_layernorm.weight", Shape: []uint64{32}},
		{Name: "model.norm.weight", Shape: []uint64{32}},
	}, got[10:])

	s.Model.Tied = false
	var last spec.Tensor
	for last = range s.Tensors() {
	}
	require.Equal(t, spec.Tensor{Name: "lm_head.weight", Shape: []uint64{256, 32}}, last)
}

func TestTensorsStopWhenAsked(t *testing.T) {
	all := 0
	for range spectest.Sparse().Tensors() {
		all++
	}
	for stop := 1; stop <= all; stop++ {
		n := 0
		for range spectest.Sparse().Tensors() {
			if n++; n == stop {
				break
			}
		}
		require.Equal(t, stop, n)
	}
}

// The number of parameters is the sum over the tensors.
func TestParamsAreTheTensors(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dim := rapid.Uint32Range(1, 50)
		s := llama(size{
			dim.Draw(t, "vocab"), dim.Draw(t, "width"), dim.Draw(t, "layers"), dim.Draw(t, "heads"), dim.Draw(t, "kv"), dim.Draw(t, "ffn"),
		})
		s.Model.Tied = rapid.Bool().Draw(t, "tied")
		sum := uint64(0)
		for x := range s.Tensors() {
			n := uint64(1)
			for _, d := range x.Shape {
				n *= d
			}
			sum += n
		}
		require.Equal(t, sum, s.Params())
	})
}

// The formula against a sum over every product of a step, two operations for
// each multiply-add: for a weight (o, i) and a token o·i forward, as much for
// the gradient of the input and of the weight; for a pair of positions that
// attend and a head, 2·head_dim forward and twice that backward.
func TestStepFLOP(t *testing.T) {
	for _, s := range []*spec.Spec{spectest.Tiny(), spectest.Sparse(), llama(size{100, 24, 3, 4, 2, 40})} {
		tokens := uint64(s.Inner.Batch) * uint64(s.Inner.Context)
		var multiplyAdds uint64
		for x := range s.Tensors() {
			lookup := x.Name == "model.embed_tokens.weight" && !s.Model.Tied
			if len(x.Shape) == 2 && !lookup {
				multiplyAdds += 3 * x.Shape[0] * x.Shape[1] * tokens
			}
		}
		for range s.Model.Layers {
			for range s.Inner.Batch {
				for query := range uint64(s.Inner.Context) {
					for range query + 1 {
						multiplyAdds += 3 * 2 * uint64(s.Model.Heads) * uint64(s.Model.HeadDim)
					}
				}
			}
		}
		want := new(big.Int).SetUint64(2 * multiplyAdds)
		require.Equal(t, want.String(), s.StepFLOP().String())
		want.Mul(want, big.NewInt(int64(s.Inner.Steps)))
		require.Equal(t, want.String(), s.UnitFLOP().String())
	}
}

// Published figure: about 6 operations a parameter and token. At the largest
// shapes the number does not fit in 64 bits and is still exact.
func TestFLOPDoesNotOverflow(t *testing.T) {
	s := llama(size{spec.MaxVocab, spec.MaxWidth, spec.MaxLayers, 128, 128, spec.MaxFFN})
	s.Inner.Steps, s.Inner.Batch, s.Inner.Context = spec.MaxSteps, 16, spec.MaxContext
	want := new(big.Int).SetUint64(6 * s.Params())
	want.Mul(want, new(big.Int).SetUint64(s.TokensPerUnit()))
	require.Greater(t, want.BitLen(), 64)
	ratio, _ := new(big.Rat).SetFrac(s.UnitFLOP(), want).Float64()
	require.InDelta(t, 1.06, ratio, 0.01, "the rest is attention over long samples")
}

func TestUnitFacts(t *testing.T) {
	s := spectest.Tiny()
	require.Equal(t, uint64(4*16*8), s.TokensPerUnit())
	require.Equal(t, 10, s.LeafCount())
	require.Equal(t, uint64(1<<16-1<<12), s.TrainTokens())
	require.False(t, s.HasFeedback())
	require.Equal(t, 12*s.Params(), s.StateBytes())
	require.Equal(t, 4*12*s.Params(), s.AnchorBytes())
	s = spectest.Sparse()
	require.True(t, s.HasFeedback())
	require.Equal(t, 16*s.Params(), s.StateBytes())
	s.Inner.Moments = spec.Storage_STORAGE_BF16
	require.Equal(t, 12*s.Params(), s.StateBytes())
	s.Outer.Carry = spec.Carry_CARRY_NONE
	require.False(t, s.HasFeedback())
	require.Equal(t, 8*s.Params(), s.StateBytes())
	s.Data.ValidationStart, s.Data.ValidationTokens = 0, 0
	require.Equal(t, uint64(1<<16), s.TrainTokens())
}

// Spec R6, K4: the states at 0, J, 2J … below H, then H and H+1. Segments are
// the runs between them, and the first and last step.
func TestAnchors(t *testing.T) {
	for _, c := range []struct {
		h, j     uint32
		want     []uint32
		segments uint64
	}{
		{1, 1, []uint32{0, 1, 2}, 3},
		{8, 4, []uint32{0, 4, 8, 9}, 4},
		{8, 8, []uint32{0, 8, 9}, 3},
		{10, 4, []uint32{0, 4, 8, 10, 11}, 5},
		{4, 0, []uint32{0, 1, 2, 3, 4, 5}, 6},
	} {
		s := spectest.Tiny()
		s.Inner.Steps, s.Audit.AnchorEvery = c.h, c.j
		require.Equal(t, c.want, s.Anchors())
		require.Equal(t, c.segments, s.Segments())
	}
	s := spectest.Tiny()
	s.Inner.Steps, s.Audit.AnchorEvery = spec.MaxSteps, spec.MaxSteps/spec.MaxAnchors
	require.NoError(t, s.Validate())
	require.Len(t, s.Anchors(), spec.MaxAnchors+2)
	require.True(t, slices.IsSorted(s.Anchors()))
}
