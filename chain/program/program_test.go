// SPDX-License-Identifier: Apache-2.0

package program_test

import (
	"math/bits"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/chain/spec/spectest"
)

type builder func(*spec.Spec) (*program.Program, error)

var builders = map[string]builder{
	"step": program.Build, "init": program.BuildInit, "eval": program.BuildEval,
	"prefill": program.BuildPrefill, "decode": program.BuildDecode,
	"begin": program.BuildBegin, "encode": program.BuildEncode,
	"outer of 1": outerOf(1), "outer of a few": outerOf(20), "outer of all": outerOf(spec.MaxSlots),
}

// outerOf builds the outer step over some deltas, or over as many as the job
// has slots.
func outerOf(deltas int) builder {
	return func(s *spec.Spec) (*program.Program, error) {
		return program.BuildOuter(s, min(deltas, int(s.Rounds.Slots)))
	}
}

// draft is Tiny without its placeholder digest.
func draft() *spec.Spec {
	s := spectest.Tiny()
	s.ProgramDigest = nil
	return s
}

// large is the shape of a 70B model at the largest micro-batch.
func large() *spec.Spec {
	s := draft()
	s.Model = spec.Model{
		Vocab: 128256, Width: 8192, Layers: 80, Heads: 64, KvHeads: 8, HeadDim: 128, Ffn: 28672,
		RopeTheta: "500000", RopeFactor: "1", NormEps: "0.00001",
	}
	s.Data.Dataset.Size_, s.Data.TokenWidth, s.Data.Tokens = 1<<30, 4, 1<<28
	s.Data.ValidationStart, s.Data.ValidationTokens, s.Rounds.EvalEvery = 0, 0, 0
	s.Inner.Batch, s.Inner.MicroBatches, s.Inner.Context = 6, 3, 8192
	return s
}

// widest holds every limit of design P3 at once.
func widest() *spec.Spec {
	s := large()
	s.Model.Vocab, s.Model.Width, s.Model.Ffn, s.Model.Layers = spec.MaxVocab, spec.MaxWidth, spec.MaxFFN, 2
	s.Model.Heads, s.Model.KvHeads, s.Model.HeadDim = 128, 8, 128
	s.Inner.Batch, s.Inner.MicroBatches, s.Inner.Context = 2, 2, spec.MaxContext
	sparse(s, spec.MaxTopK)
	s.Rounds.Slots = 64
	return s
}

// sparse lets deltas be sparse, and what follows from it.
func sparse(s *spec.Spec, keep uint32) {
	s.Outer.Codec, s.Outer.TopK, s.Outer.Feedback = spec.Codec_CODEC_SPARSE, keep, "0.95"
	s.Outer.Kind, s.Outer.LearningRate, s.Outer.Momentum = spec.OuterKind_OUTER_KIND_SGD, "1", ""
	s.Outer.Divisor = spec.Divisor_DIVISOR_SENDERS
}

var shapes = map[string]func() *spec.Spec{
	"tiny": draft,
	"untied": func() *spec.Spec {
		s := draft()
		s.Model.Tied = false
		s.Model.Layers, s.Inner.MicroBatches = 3, 4
		return s
	},
	"documents, bf16 moments, no clip": func() *spec.Spec {
		s := draft()
		s.Data.DocumentMask, s.Data.Separator = true, 10
		s.Inner.Moments, s.Inner.Clip = spec.Storage_STORAGE_BF16, "0"
		return s
	},
	"all slots, sparse": func() *spec.Spec {
		s := draft()
		sparse(s, 64)
		s.Model.Vocab, s.Rounds.Slots = 5000, spec.MaxSlots
		s.Data.TokenWidth, s.Data.Tokens = 2, 1<<15
		s.Data.ValidationStart, s.Data.ValidationTokens, s.Rounds.EvalEvery = 0, 0, 0
		return s
	},
	"nothing carried": func() *spec.Spec {
		s := draft()
		s.Outer.Carry, s.Audit.Custodians, s.Inner.Moments = spec.Carry_CARRY_NONE, 0, spec.Storage_STORAGE_BF16
		return s
	},
	"70B": large,
	"70B, groups of 16": func() *spec.Spec {
		s := large()
		s.Model.KvHeads = 4
		return s
	},
	"widest": widest,
	"i8x2": func() *spec.Spec {
		s := draft()
		s.Profile = spec.Profile_PROFILE_I8X2
		s.Data.DocumentMask, s.Data.Separator = true, 10
		s.Inner.MicroBatches = 4
		return s
	},
	"70B, i8x2":    func() *spec.Spec { return sliced(large()) },
	"widest, i8x2": func() *spec.Spec { return sliced(widest()) },
}

func sliced(s *spec.Spec) *spec.Spec {
	s.Profile = spec.Profile_PROFILE_I8X2
	return s
}

func build(t *testing.T, b builder, s *spec.Spec) *program.Program {
	t.Helper()
	p, err := b(s)
	require.NoError(t, err)
	return p
}

// TestStructure walks every operator of every program: inputs come earlier,
// shapes agree with attributes, and what the scalar rule reads lies inside the
// inputs and inside the bound of P3.
func TestStructure(t *testing.T) {
	t.Parallel()
	for name, shape := range shapes {
		for which, b := range builders {
			t.Run(name+"/"+which, func(t *testing.T) {
				t.Parallel()
				w := &walker{p: build(t, b, shape()), rng: rand.New(rand.NewPCG(1, 2))}
				worst := 0
				for k, op := range w.p.All() {
					worst = max(worst, w.op(t, k, &op))
				}
				for _, o := range w.p.Outputs() {
					k, ok := o.Ref.Op()
					require.True(t, ok && k < w.p.NumOps(), o.Name)
				}
				require.LessOrEqual(t, worst, 256<<10)
				t.Logf("%d operators, largest witness %d bytes", w.p.NumOps(), worst)
			})
		}
	}
}

type walker struct {
	p     *program.Program
	rng   *rand.Rand
	sizes []program.Op
}

func (w *walker) size(r program.Ref) (n, width int) {
	if k, ok := r.Op(); ok {
		return w.sizes[k].Shape.Size(), w.sizes[k].Type.Bytes()
	}
	i, _ := r.Input()
	in, err := w.p.Input(i)
	if err != nil {
		return 0, 1
	}
	return in.Shape.Size(), in.Type.Bytes()
}

// op checks an operator and returns the bytes of its largest witness.
func (w *walker) op(t *testing.T, k int, op *program.Op) int {
	t.Helper()
	require.NotEmpty(t, op.Kind.String())
	require.Positive(t, op.Shape.Size())
	for _, r := range op.In {
		if in, ok := r.Op(); ok {
			require.Less(t, in, k)
		}
	}
	w.sizes = append(w.sizes, program.Op{Type: op.Type, Shape: op.Shape})
	n, worst := op.Shape.Size(), 0
	for _, i := range []int{0, n - 1, n / 2, w.rng.IntN(n), w.rng.IntN(n)} {
		for _, peek := range []program.Peek{
			func(in, _ int) uint32 { // everything visible, last id
				if in == len(op.In)-2 {
					return 0
				}
				return 1<<31 - 1
			},
			func(int, int) uint32 { return w.rng.Uint32N(1 << 14) },
			func(int, int) uint32 { return 1<<32 - 1 },
			func(int, int) uint32 { return 1 }, // one token repeated
		} {
			rs, err := program.Witness(op, i, peek)
			require.NoError(t, err)
			require.LessOrEqual(t, len(rs), program.MaxWitnessInputs, op.Kind)
			bytes := 0
			for _, r := range rs {
				size, width := w.size(op.In[r.In])
				require.True(t, r.First >= 0 && r.Count > 0 && r.First+r.Count <= size,
					"op %d %s: element %d reads [%d, +%d) of input %d, which has %d", k, op.Kind, i, r.First, r.Count, r.In, size)
				bytes += opened(r.First*width, r.Count*width, size*width)
			}
			worst = max(worst, bytes)
		}
	}
	return worst
}

// opened is the length of the whole chunks under a range and of its proof: two
// hashes a level at most.
func opened(first, count, size int) int {
	chunks := (first+count-1)/1024 - first/1024 + 1
	return chunks*1024 + 2*32*(bits.Len(uint(size/1024))+1)
}

// TestRandomShapes is TestStructure on shapes that nobody chose.
func TestRandomShapes(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(21, 22))
	upTo := func(n int) uint32 { return 1 + rng.Uint32N(uint32(n)) }
	built := 0
	for range 400 {
		s := draft()
		m, in := &s.Model, &s.Inner
		m.Vocab, m.Width, m.Layers, m.Ffn = 1+upTo(5000), upTo(5000), upTo(4), upTo(9000)
		m.KvHeads, m.HeadDim, m.Tied = upTo(5), 2*upTo(80), rng.IntN(2) == 0
		m.Heads = m.KvHeads * upTo(5)
		in.MicroBatches, in.Context = upTo(4), upTo(6000)
		in.Batch = in.MicroBatches * upTo(3)
		s.Data.DocumentMask = rng.IntN(2) == 0
		s.Profile = spec.Profile(1 + rng.IntN(2))
		if rng.IntN(2) == 0 {
			sparse(s, upTo(spec.MaxTopK))
			s.Rounds.Slots = 2 + upTo(20)
		}
		s.Data.Dataset.Size_, s.Data.TokenWidth, s.Data.Tokens = 1<<30, 4, 1<<28
		s.Data.ValidationStart, s.Data.ValidationTokens, s.Rounds.EvalEvery = 0, 0, 0
		if s.ValidateDraft() != nil {
			continue
		}
		built++
		for _, b := range builders {
			w := &walker{p: build(t, b, s), rng: rng}
			for k, op := range w.p.All() {
				require.LessOrEqual(t, w.op(t, k, &op), 256<<10)
			}
		}
		if built == 20 {
			return
		}
	}
	t.Fatalf("only %d shapes were valid", built)
}

// TestAt: one operator alone equals the same operator of the whole list.
func TestAt(t *testing.T) {
	t.Parallel()
	for name, shape := range shapes {
		p := build(t, program.Build, shape())
		all := p.All()
		require.Len(t, all, p.NumOps(), name)
		rng := rand.New(rand.NewPCG(3, 4))
		for range 200 {
			k := rng.IntN(len(all))
			op, err := p.At(k)
			require.NoError(t, err)
			require.True(t, reflect.DeepEqual(all[k], op), "%s: operator %d", name, k)
		}
		for _, k := range []int{-1, len(all)} {
			_, err := p.At(k)
			require.ErrorIs(t, err, program.ErrRange)
		}
	}
}

func TestDigest(t *testing.T) {
	t.Parallel()
	changes := map[string]func(*spec.Spec){
		"same":        func(*spec.Spec) {},
		"layers":      func(s *spec.Spec) { s.Model.Layers++ },
		"theta":       func(s *spec.Spec) { s.Model.RopeTheta = "10001" },
		"eps":         func(s *spec.Spec) { s.Inner.Eps = "0.0000001" },
		"warm-up":     func(s *spec.Spec) { s.Inner.Schedule.WarmupSteps, s.Inner.Schedule.DecaySteps = 3, 29 },
		"moments":     func(s *spec.Spec) { s.Inner.Moments = spec.Storage_STORAGE_BF16 },
		"clip":        func(s *spec.Spec) { s.Inner.Clip = "0" },
		"micro":       func(s *spec.Spec) { s.Inner.MicroBatches = 4 },
		"document":    func(s *spec.Spec) { s.Data.DocumentMask = true },
		"tied":        func(s *spec.Spec) { s.Model.Tied = false },
		"head groups": func(s *spec.Spec) { s.Model.KvHeads = 4 },
		"profile":     func(s *spec.Spec) { s.Profile = spec.Profile_PROFILE_I8X2 },
	}
	seen := map[[32]byte]string{}
	for name, change := range changes {
		s := draft()
		change(s)
		p := build(t, program.Build, s)
		digest := p.Digest()
		require.Empty(t, seen[digest], name)
		seen[digest] = name

		require.NoError(t, program.Bind(s))
		require.Equal(t, digest[:], s.ProgramDigest)
		build(t, program.Build, s)
		s.ProgramDigest = make([]byte, 32)
		_, err := program.Build(s)
		require.ErrorIs(t, err, program.ErrDigest)
	}
}

// What a specification says about the exchange changes the programs around the
// inner steps, and only those.
func TestOuterDigest(t *testing.T) {
	t.Parallel()
	step := build(t, program.Build, draft()).Digest()
	seen := map[[32]byte]string{}
	for name, change := range map[string]func(*spec.Spec){
		"same":     func(*spec.Spec) {},
		"grid":     func(s *spec.Spec) { s.Outer.ExponentMin = -33 },
		"feedback": func(s *spec.Spec) { s.Outer.Feedback = "0.5" },
		"carry":    func(s *spec.Spec) { s.Outer.Carry, s.Audit.Custodians = spec.Carry_CARRY_NONE, 0 },
		"rate":     func(s *spec.Spec) { s.Outer.LearningRate = "0.6" },
		"momentum": func(s *spec.Spec) { s.Outer.Momentum = "0.8" },
		"sgd":      func(s *spec.Spec) { s.Outer.Kind, s.Outer.Momentum = spec.OuterKind_OUTER_KIND_SGD, "" },
		"sparse":   func(s *spec.Spec) { sparse(s, 64) },
		"top_k":    func(s *spec.Spec) { sparse(s, 65) },
		"divisor": func(s *spec.Spec) {
			sparse(s, 64)
			s.Outer.Divisor = spec.Divisor_DIVISOR_SLOTS
		},
	} {
		s := draft()
		s.Model.Width = 64 // one tensor has more than a block
		change(s)
		var all []byte
		for _, b := range []builder{program.BuildBegin, program.BuildEncode, outerOf(1), outerOf(3)} {
			digest := build(t, b, s).Digest()
			all = append(all, digest[:]...)
		}
		digest := [32]byte(commit.Sum(all))
		require.Empty(t, seen[digest], name)
		seen[digest] = name
		s.Model.Width = draft().Model.Width
		require.Equal(t, step, build(t, program.Build, s).Digest(), name)
	}
}

// Spec P7: a hostile specification is refused with the field's name.
func TestRefusal(t *testing.T) {
	t.Parallel()
	for field, change := range map[string]func(*spec.Spec){
		"model.width":         func(s *spec.Spec) { s.Model.Width = 1<<32 - 1 },
		"model.vocab":         func(s *spec.Spec) { s.Model.Vocab = 0 },
		"model.kv_heads":      func(s *spec.Spec) { s.Model.KvHeads = 3 },
		"inner.micro_batches": func(s *spec.Spec) { s.Inner.MicroBatches = 0 },
		"inner.context":       func(s *spec.Spec) { s.Inner.Context = 1<<32 - 1 },
		"inner.eps":           func(s *spec.Spec) { s.Inner.Eps = "1e-8" },
	} {
		s := draft()
		change(s)
		for which, b := range builders {
			_, err := b(s)
			require.ErrorIs(t, err, spec.ErrInvalid, which)
			require.ErrorContains(t, err, field)
		}
	}
	s := draft()
	s.Inner.Activations = spec.Storage_STORAGE_BF16
	_, err := program.Build(s)
	require.ErrorIs(t, err, program.ErrUnsupported)
}

func TestMostOperators(t *testing.T) {
	t.Parallel()
	for layers := uint32(1); layers <= 256; layers *= 2 {
		s := draft()
		s.Model.Layers, s.Inner.Batch, s.Inner.MicroBatches = layers, 4096/layers, 4096/layers
		if s.Inner.Batch > 1024 {
			continue
		}
		n := build(t, program.Build, s).NumOps()
		require.Less(t, n, program.MaxOps, "%d layers", layers)
		s.Inner.MicroBatches *= 2
		s.Inner.Batch *= 2
		_, err := program.Build(s)
		require.ErrorIs(t, err, spec.ErrInvalid)
	}
}

// TestParams holds the tensor order to that of the specification.
func TestParams(t *testing.T) {
	t.Parallel()
	for name, shape := range shapes {
		s := shape()
		p := build(t, program.BuildEval, s)
		i := 0
		for tensor := range s.Tensors() {
			got := p.Dims.Param(i)
			require.Equal(t, tensor.Name, got.Name, name)
			require.Len(t, got.Shape, len(tensor.Shape))
			for d, n := range tensor.Shape {
				require.Equal(t, int(n), got.Shape[d])
			}
			i++
		}
		require.Equal(t, i, p.Dims.NumParams())
	}
}

func BenchmarkBuild70B(b *testing.B) {
	s := large()
	for b.Loop() {
		if _, err := program.Build(s); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAt70B(b *testing.B) {
	p, err := program.Build(large())
	if err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		if _, err := p.At(i * 7919 % p.NumOps()); err != nil {
			b.Fatal(err)
		}
	}
}
