// SPDX-License-Identifier: Apache-2.0

package outer_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/chain/spec/spectest"
	"github.com/weft-network/weft/trainer/engine"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/trainer/kernel/kerneltest"
	"github.com/weft-network/weft/trainer/outer"
	"github.com/weft-network/weft/trainer/tensor"
)

// jobs are the kinds of exchange that a specification can ask for.
var jobs = map[string]func(*spec.Spec){
	"dense8": func(*spec.Spec) {},
	"dense8, sgd, nothing carried": func(s *spec.Spec) {
		s.Outer.Carry, s.Audit.Custodians = spec.Carry_CARRY_NONE, 0
		s.Outer.Kind, s.Outer.Momentum = spec.OuterKind_OUTER_KIND_SGD, ""
	},
	"dense8 with feedback, bf16 moments": func(s *spec.Spec) {
		s.Outer.Feedback, s.Inner.Moments = "0.9", spec.Storage_STORAGE_BF16
	},
	"sparse": func(s *spec.Spec) { sparse(s, 64) },
	"sparse, feedback carried alone": func(s *spec.Spec) {
		sparse(s, 100)
		s.Outer.Carry, s.Inner.Moments = spec.Carry_CARRY_FEEDBACK, spec.Storage_STORAGE_BF16
	},
	"sparse, nesterov by slots, untied": func(s *spec.Spec) {
		sparse(s, 257)
		s.Outer.Kind, s.Outer.Momentum, s.Outer.LearningRate = spec.OuterKind_OUTER_KIND_NESTEROV, "0.9", "0.7"
		s.Outer.Divisor, s.Model.Tied, s.Outer.ExponentMin = spec.Divisor_DIVISOR_SLOTS, false, -20
	},
}

func sparse(s *spec.Spec, keep uint32) {
	s.Outer.Codec, s.Outer.TopK, s.Outer.Feedback, s.Outer.ExponentMin = spec.Codec_CODEC_SPARSE, keep, "0.95", -28
	s.Outer.Kind, s.Outer.LearningRate, s.Outer.Momentum = spec.OuterKind_OUTER_KIND_SGD, "1", ""
	s.Outer.Divisor = spec.Divisor_DIVISOR_SENDERS
}

// job is a specification whose embedding has a whole sparse block and a short
// one; the other tensors are smaller.
func job(change func(*spec.Spec)) *spec.Spec {
	s := spectest.Tiny()
	s.ProgramDigest = nil
	s.Model.Vocab, s.Model.Width, s.Model.HeadDim, s.Model.Ffn, s.Model.Layers = 300, 16, 4, 20, 2
	s.Data.TokenWidth, s.Data.Dataset.Size_ = 2, 2*s.Data.Tokens
	s.Rounds.Slots = 20
	change(s)
	return s
}

// bench is a job with its exchange and random memory.
type bench struct {
	t     testing.TB
	s     *spec.Spec
	o     *program.Outer
	x     *outer.Exchange
	state *program.State
	rng   *rand.Rand
}

func newBench(t testing.TB, s *spec.Spec, workers int) *bench {
	t.Helper()
	o, err := program.OuterOf(s)
	require.NoError(t, err)
	state, err := program.NewState(s)
	require.NoError(t, err)
	return &bench{t, s, o, outer.New(o, workers), state, rand.New(rand.NewPCG(1, 2))}
}

// number is about normal, its size random within a few powers of two: the same
// on every machine.
func (b *bench) number(scale float32) float32 {
	sum := -4 << 16
	for range 8 {
		sum += b.rng.IntN(1 << 16)
	}
	size := math.Float32frombits(uint32(127-15-6+b.rng.IntN(9)) << 23) // 2^-21 to 2^-13
	return float32(float32(sum)*size) * scale
}

// numbers makes a tensor for every parameter.
func (b *bench) numbers(scale float64) []tensor.Tensor {
	var list []tensor.Tensor
	for i := range b.o.Dims.NumParams() {
		t := tensor.New(tensor.F32, b.o.Dims.Param(i).Shape.Size())
		for k := range t.F32() {
			t.F32()[k] = b.number(float32(scale))
		}
		list = append(list, t)
	}
	return list
}

func (b *bench) moments() []tensor.Tensor {
	list := b.numbers(1)
	if b.o.Dims.Moments == program.F32 {
		return list
	}
	for i, t := range list {
		n := tensor.New(tensor.BF16, t.Len())
		for k, v := range t.F32() {
			n.U16()[k] = uint16(math.Float32bits(v) >> 16)
		}
		list[i] = n
	}
	return list
}

func clone(list []tensor.Tensor) []tensor.Tensor {
	out := make([]tensor.Tensor, 0, len(list))
	for _, t := range list {
		out = append(out, tensor.Tensor{Type: t.Type, Data: append(tensor.Memory(0), t.Data...)})
	}
	return out
}

func digest(lists ...[]tensor.Tensor) string {
	var all []byte
	for _, list := range lists {
		for _, t := range list {
			all = append(all, t.Data...)
		}
	}
	return commit.Sum(all).String()
}

// unit makes a random unit; some elements did not change, some changed much.
func (b *bench) unit(base []tensor.Tensor) outer.Unit {
	u := outer.Unit{Base: base, Params: clone(base)}
	for i, d := range b.numbers(0.01) {
		for k, v := range d.F32() {
			if b.rng.IntN(4) > 0 {
				u.Params[i].F32()[k] += v
			}
		}
	}
	if b.o.Dims.Feedback {
		u.Feedback = b.numbers(0.003)
	}
	return u
}

// deltas encodes n random units.
func (b *bench) deltas(base []tensor.Tensor, n int) []outer.Delta {
	b.t.Helper()
	var list []outer.Delta
	for range n {
		data := make([]byte, b.x.Bytes())
		norm, err := b.x.Encode(b.unit(base), data)
		require.NoError(b.t, err)
		list = append(list, outer.Delta{Data: data, Norm: norm})
	}
	return list
}

func (b *bench) outerState() outer.OuterState {
	s := outer.OuterState{Params: b.numbers(0.1)}
	if b.o.Nesterov {
		s.Momentum = b.numbers(0.01)
	}
	return s
}

func (b *bench) copyOf(s outer.OuterState) outer.OuterState {
	c := outer.OuterState{Params: clone(s.Params)}
	if s.Momentum != nil {
		c.Momentum = clone(s.Momentum)
	}
	return c
}

// given maps the classes of a program's inputs to memory.
type given map[program.Class][]tensor.Tensor

func (g given) input(_ int, in program.Input) tensor.Tensor { return g[in.Class][max(0, in.Tensor)] }

func build(t testing.TB, b func(*spec.Spec) (*program.Program, error), s *spec.Spec) *program.Program {
	t.Helper()
	p, err := b(s)
	require.NoError(t, err)
	return p
}

func fastest(t testing.TB) kernel.Kernel {
	t.Helper()
	k, err := cpu.New("auto")
	require.NoError(t, err)
	return k
}

// results executes a program plainly and collects its outputs by class; class 0
// holds the others.
func results(k kernel.Kernel, p *program.Program, g given) given {
	outs := kerneltest.Execute(k, p, kerneltest.Constants(program.Clock{}, g.input))
	r := given{}
	for _, o := range p.Outputs() {
		r[o.Class] = append(r[o.Class], outs[o.Ref])
	}
	return r
}

// onEngine is results by an engine.
func onEngine(t testing.TB, p *program.Program, g given) given {
	t.Helper()
	e, err := engine.New(p, engine.Config{Kernel: fastest(t), Workers: 3})
	require.NoError(t, err)
	defer e.Close()
	for i := range p.NumInputs() {
		in, err := p.Input(i)
		require.NoError(t, err)
		if in.Class != program.ClassConst {
			require.NoError(t, e.Load(i, g.input(i, in)))
		}
	}
	require.NoError(t, e.Run())
	r := given{}
	for i, o := range p.Outputs() {
		r[o.Class] = append(r[o.Class], clone([]tensor.Tensor{e.Output(i)})...)
	}
	return r
}

// everyway compares what memory holds with a plain execution of a program, and
// with one by an engine. The kernel is held to ref by kerneltest.
func everyway(t *testing.T, p *program.Program, g, want given) {
	t.Helper()
	for way, got := range map[string]given{"plain": results(fastest(t), p, g), "engine": onEngine(t, p, g)} {
		for class, tensors := range want {
			require.Len(t, got[class], len(tensors), "%s: class %d", way, class)
			for i := range tensors {
				require.Equal(t, got[class][i].Data, tensors[i].Data, "%s: class %d, tensor %d", way, class, i)
			}
		}
	}
}

// Step 0, step H+1 and the outer step in memory have the bits of their
// programs, whoever executes them.
func TestEqualsPrograms(t *testing.T) {
	t.Parallel()
	for name, change := range jobs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, job(change), 3)
			base, carried := b.numbers(0.1), given{
				program.ClassMoment1: b.moments(), program.ClassMoment2: b.moments(), program.ClassFeedback: b.numbers(0.01),
			}
			carried[program.ClassBase] = base
			b.begin(t, base, carried)

			u := b.unit(base)
			g := given{
				program.ClassBase: base, program.ClassParam: u.Params, program.ClassMoment1: b.moments(),
				program.ClassMoment2: b.moments(), program.ClassFeedback: clone(u.Feedback),
			}
			data := make([]byte, b.x.Bytes())
			norm, err := b.x.Encode(u, data)
			require.NoError(t, err)
			want := given{
				program.ClassParam: u.Params, program.ClassMoment1: g[program.ClassMoment1], program.ClassMoment2: g[program.ClassMoment2],
				program.ClassDelta: b.cut(data), 0: {wide(norm)},
			}
			if b.o.Dims.Feedback {
				want[program.ClassFeedback] = u.Feedback
			}
			everyway(t, build(t, program.BuildEncode, b.s), g, want)

			for _, n := range []int{1, 7, 13} {
				b.fold(t, n)
			}
		})
	}
}

func (b *bench) begin(t *testing.T, base []tensor.Tensor, carried given) {
	t.Helper()
	p := build(t, program.BuildBegin, b.s)
	to := outer.State{Params: b.numbers(1), Moment1: b.moments(), Moment2: b.moments()}
	if b.o.Dims.Feedback {
		to.Feedback = b.numbers(1)
	}
	want := func() given {
		w := given{program.ClassParam: to.Params, program.ClassMoment1: to.Moment1, program.ClassMoment2: to.Moment2}
		if b.o.Dims.Feedback {
			w[program.ClassFeedback] = to.Feedback
		}
		return w
	}
	from := &outer.State{Moment1: carried[program.ClassMoment1], Moment2: carried[program.ClassMoment2], Feedback: carried[program.ClassFeedback]}
	require.NoError(t, b.x.Begin(to, base, from))
	everyway(t, p, carried, want())

	// Nothing carried is zeros carried.
	require.NoError(t, b.x.Begin(to, base, nil))
	zeros := given{program.ClassBase: base}
	for _, class := range []program.Class{program.ClassMoment1, program.ClassMoment2, program.ClassFeedback} {
		zeros[class] = clone(carried[class])
		for _, z := range zeros[class] {
			clear(z.Data)
		}
	}
	everyway(t, p, zeros, want())
}

func (b *bench) fold(t *testing.T, n int) {
	t.Helper()
	s := b.outerState()
	round := b.deltas(s.Params, n)
	round[n/2].Data[b.rng.IntN(b.x.Bytes())] ^= 0x5a // perhaps a malformed block
	g := given{program.ClassParam: clone(s.Params), program.ClassMomentum: clone(s.Momentum)}
	norms := make([]commit.Norm, n)
	for i, d := range round {
		blob := tensor.New(tensor.U8, len(d.Data))
		copy(blob.Data, d.Data)
		g[program.ClassDelta] = append(g[program.ClassDelta], blob)
		norms[i] = d.Norm
	}
	g[program.ClassFactor] = []tensor.Tensor{{Type: tensor.U32, Data: tensor.Bytes(program.Factors(norms))}}
	require.NoError(t, b.x.Fold(s, round))
	want := given{program.ClassParam: s.Params}
	if b.o.Nesterov {
		want[program.ClassMomentum] = s.Momentum
	}
	p := build(t, func(s *spec.Spec) (*program.Program, error) { return program.BuildOuter(s, n) }, b.s)
	everyway(t, p, g, want)
}

// cut is the parts of a delta.
func (b *bench) cut(data []byte) []tensor.Tensor {
	var list []tensor.Tensor
	for i := range b.o.Dims.NumParams() {
		list = append(list, tensor.Tensor{Type: tensor.U8, Data: data[b.o.Offset(i):b.o.Offset(i+1)]})
	}
	return list
}

func wide(n commit.Norm) tensor.Tensor {
	t := tensor.New(tensor.U128, 1)
	t.U64()[0], t.U64()[1] = n.Lo, n.Hi
	return t
}

// An engine that runs encode holds the state of step H+1: its id is that of the
// same state made in memory, and what lies in the state has a root as well.
func TestEngineState(t *testing.T) {
	t.Parallel()
	b := newBench(t, job(jobs["sparse"]), 2)
	p := build(t, program.BuildEncode, b.s)
	e, err := engine.New(p, engine.Config{Kernel: fastest(t), Workers: 2})
	require.NoError(t, err)
	defer e.Close()
	e.Record()
	for range 2 { // an engine remembers hashes of error feedback
		u := b.unit(b.numbers(0.1))
		g := given{
			program.ClassBase: u.Base, program.ClassParam: u.Params, program.ClassMoment1: b.moments(),
			program.ClassMoment2: b.moments(), program.ClassFeedback: u.Feedback,
		}
		for i := range p.NumInputs() {
			in, err := p.Input(i)
			require.NoError(t, err)
			if in.Class != program.ClassConst {
				require.NoError(t, e.Load(i, g.input(i, in)))
			}
		}
		require.NoError(t, e.Run())
		_, err := b.x.Encode(u, make([]byte, b.x.Bytes()))
		require.NoError(t, err)
		data := make([]byte, b.state.DataSize())
		for _, class := range b.state.Classes() {
			list, err := b.x.Tensors(b.state, data, class)
			require.NoError(t, err)
			for i := range list {
				copy(list[i].Data, g[class][i].Data)
			}
		}
		leaves := make([]commit.Digest, b.state.Leaves())
		for i := range leaves {
			leaves[i] = b.state.Leaf(b.state.Header(), data, i)
		}
		want, err := b.state.Join(leaves)
		require.NoError(t, err)
		got, err := e.ID()
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	for i, o := range p.Outputs() {
		require.Equal(t, commit.Sum(e.Output(i).Data), e.Roots()[o.Ref], o.Name)
	}
}
