// SPDX-License-Identifier: Apache-2.0

package referee_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/chain/spec/spectest"
)

// builders are all programs of a job.
var builders = map[string]func(*spec.Spec) (*program.Program, error){
	"step": program.Build, "init": program.BuildInit, "eval": program.BuildEval,
	"prefill": program.BuildPrefill, "decode": program.BuildDecode,
	"begin": program.BuildBegin, "encode": program.BuildEncode,
	"outer": func(s *spec.Spec) (*program.Program, error) {
		return program.BuildOuter(s, min(20, int(s.Rounds.Slots)))
	},
}

func draft() *spec.Spec {
	s := spectest.Tiny()
	s.ProgramDigest = nil
	return s
}

func untested(s *spec.Spec) {
	s.Data.Dataset.Size_, s.Data.TokenWidth, s.Data.Tokens = 1<<30, 4, 1<<28
	s.Data.ValidationStart, s.Data.ValidationTokens, s.Rounds.EvalEvery = 0, 0, 0
}

// large is the shape of a 70B model at the largest micro-batch.
func large() *spec.Spec {
	s := draft()
	untested(s)
	s.Model = spec.Model{
		Vocab: 128256, Width: 8192, Layers: 80, Heads: 64, KvHeads: 8, HeadDim: 128, Ffn: 28672,
		RopeTheta: "500000", RopeFactor: "1", NormEps: "0.00001",
	}
	s.Inner.Batch, s.Inner.MicroBatches, s.Inner.Context = 6, 3, 8192
	return s
}

func sparse(s *spec.Spec, keep uint32) {
	s.Outer.Codec, s.Outer.TopK, s.Outer.Feedback = spec.Codec_CODEC_SPARSE, keep, "0.95"
	s.Outer.Kind, s.Outer.LearningRate, s.Outer.Momentum = spec.OuterKind_OUTER_KIND_SGD, "1", ""
	s.Outer.Divisor = spec.Divisor_DIVISOR_SENDERS
}

// widest holds every limit of P3 at once.
func widest() *spec.Spec {
	s := large()
	s.Model.Vocab, s.Model.Width, s.Model.Ffn, s.Model.Layers = spec.MaxVocab, spec.MaxWidth, spec.MaxFFN, 2
	s.Model.Heads, s.Model.KvHeads, s.Model.HeadDim = 128, 8, 128
	s.Inner.Batch, s.Inner.MicroBatches, s.Inner.Context = 2, 2, spec.MaxContext
	sparse(s, spec.MaxTopK)
	s.Rounds.Slots = 64
	return s
}

var shapes = map[string]func() *spec.Spec{
	"tiny": draft,
	"untied, bf16 moments, documents": func() *spec.Spec {
		s := draft()
		s.Model.Tied, s.Data.DocumentMask, s.Data.Separator = false, true, 10
		s.Inner.Moments = spec.Storage_STORAGE_BF16
		return s
	},
	"sparse": func() *spec.Spec {
		s := draft()
		untested(s)
		sparse(s, 64)
		s.Model.Vocab = 5000
		return s
	},
	"70B": large,
	"70B, groups of 16, documents": func() *spec.Spec {
		s := large()
		s.Model.KvHeads, s.Data.DocumentMask = 4, true
		return s
	},
	"widest": widest,
	"i8x2, documents": func() *spec.Spec {
		s := sliced(draft())
		s.Data.DocumentMask, s.Data.Separator = true, 10
		return s
	},
	"widest, i8x2": func() *spec.Spec { return sliced(widest()) },
}

func sliced(s *spec.Spec) *spec.Spec {
	s.Profile = spec.Profile_PROFILE_I8X2
	return s
}

func build(t testing.TB, which string, s *spec.Spec) *program.Program {
	t.Helper()
	p, err := builders[which](s)
	require.NoError(t, err)
	return p
}
