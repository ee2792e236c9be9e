// SPDX-License-Identifier: Apache-2.0

package kerneltest_test

import (
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/trainer/kernel/kerneltest"
	"github.com/weft-network/weft/trainer/kernel/ref"
	"github.com/weft-network/weft/trainer/tensor"
)

// builders are all programs of a job.
var builders = map[string]func(*spec.Spec) (*program.Program, error){
	"step": program.Build, "init": program.BuildInit, "eval": program.BuildEval,
	"prefill": program.BuildPrefill, "decode": program.BuildDecode,
	"begin": program.BuildBegin, "encode": program.BuildEncode,
	"outer of 1": func(s *spec.Spec) (*program.Program, error) { return program.BuildOuter(s, 1) },
	"outer of 8": func(s *spec.Spec) (*program.Program, error) { return program.BuildOuter(s, 8) },
}

// exhaustive asks for more of everything: make test-exhaustive.
var exhaustive = os.Getenv("WEFT_EXHAUSTIVE") == "1"

func small() *spec.Spec {
	s := kerneltest.Spec()
	s.Inner.Context, s.Rounds.Slots = 12, 8
	return s
}

func sparse(s *spec.Spec) {
	s.Model.Tied, s.Model.Vocab = false, 300
	s.Outer.Codec, s.Outer.TopK, s.Outer.Feedback, s.Outer.ExponentMin = spec.Codec_CODEC_SPARSE, 64, "0.95", -28
	s.Outer.Kind, s.Outer.LearningRate, s.Outer.Momentum = spec.OuterKind_OUTER_KIND_SGD, "1", ""
	s.Outer.Divisor = spec.Divisor_DIVISOR_SENDERS
	s.Data.TokenWidth, s.Data.Tokens = 2, 1<<15
	s.Data.ValidationStart, s.Data.ValidationTokens, s.Rounds.EvalEvery = 0, 0, 0
}

// jobs differ in what programs may differ in.
var jobs = map[string]func(*spec.Spec){
	"tied":                      func(*spec.Spec) {},
	"untied, one head a group":  func(s *spec.Spec) { s.Model.Tied, s.Model.KvHeads, s.Inner.MicroBatches = false, 4, 1 },
	"sparse, feedback, senders": sparse,
	"documents, bf16 moments": func(s *spec.Spec) {
		s.Data.DocumentMask, s.Data.Separator, s.Model.KvHeads = true, 1, 1
		s.Inner.Moments, s.Inner.Clip = spec.Storage_STORAGE_BF16, "0"
		s.Outer.Kind, s.Outer.Momentum, s.Outer.LearningRate = spec.OuterKind_OUTER_KIND_SGD, "", "0.7"
	},
	"nothing carried, feedback": func(s *spec.Spec) {
		s.Outer.Carry, s.Audit.Custodians, s.Inner.Moments = spec.Carry_CARRY_NONE, 0, spec.Storage_STORAGE_BF16
		s.Model.Width, s.Model.HeadDim = 4104, 2 // rows of more than a block
		s.Model.Layers, s.Model.Ffn, s.Model.Vocab, s.Inner.Context = 1, 2, 9, 3
		s.Data.DocumentMask, s.Data.Separator = true, 1
	},
	"i8x2": func(s *spec.Spec) { s.Profile = spec.Profile_PROFILE_I8X2 },
	"i8x2, untied, documents": func(s *spec.Spec) {
		s.Profile, s.Model.Tied, s.Model.KvHeads = spec.Profile_PROFILE_I8X2, false, 4
		s.Data.DocumentMask, s.Data.Separator = true, 1
	},
}

// fast executes programs; ref repeats the elements that are looked at.
func fast(t *testing.T) kernel.Kernel {
	t.Helper()
	k, err := cpu.New("auto")
	require.NoError(t, err)
	return k
}

// Spec N11: elements of every operator of every program, on numbers of every
// population, are what ref makes of them; and what the referee reads is the
// witness, in its order, each range once.
func TestReferee(t *testing.T) {
	t.Parallel()
	for job, change := range jobs {
		for which, build := range builders {
			t.Run(job+"/"+which, func(t *testing.T) {
				t.Parallel()
				elements := 4
				if exhaustive {
					elements = 64
				}
				s := small()
				change(s)
				p, err := build(s)
				require.NoError(t, err)
				for population := range kerneltest.Populations {
					if population%3 != 2 && !exhaustive { // 2 and 5: short numbers, and any bits
						continue
					}
					rng := rand.New(rand.NewPCG(uint64(population), 17))
					v := kerneltest.Evaluate(t, fast(t), p, population, rng)
					v.Judge(t, rng, elements)
				}
			})
		}
	}
}

// The same on the numbers of a training that goes on.
func TestRefereeOfTraining(t *testing.T) {
	t.Parallel()
	tr := kerneltest.NewTrainer(t, ref.Kernel{}, small())
	rng := rand.New(rand.NewPCG(5, 5))
	for range 3 {
		v := &kerneltest.Values{Program: tr.Program, Clock: tr.Clock()}
		batch := tr.Batch()
		inputs := kerneltest.Constants(v.Clock, func(i int, in program.Input) tensor.Tensor {
			if in.Class == program.ClassTokens {
				return batch
			}
			return tr.State[i]
		})
		for i := range tr.Program.NumInputs() {
			in, err := tr.Program.Input(i)
			require.NoError(t, err)
			v.Inputs = append(v.Inputs, inputs(i, in))
		}
		v.Outputs, _ = tr.Step()
		v.Judge(t, rng, 6)
	}
}
