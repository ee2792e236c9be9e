// SPDX-License-Identifier: Apache-2.0

package ref_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/kernel/kerneltest"
	"github.com/weft-network/weft/trainer/kernel/ref"
	"github.com/weft-network/weft/trainer/tensor"
)

// double is the mathematics without rounding to binary32.
type double struct{}

func (double) Add(a, b float64) float64    { return a + b }
func (double) Sub(a, b float64) float64    { return a - b }
func (double) Mul(a, b float64) float64    { return a * b }
func (double) Div(a, b float64) float64    { return a / b }
func (double) Fma(a, b, c float64) float64 { return a*b + c }
func (double) Min(a, b float64) float64    { return math.Min(a, b) }
func (double) Max(a, b float64) float64    { return math.Max(a, b) }
func (double) Neg(a float64) float64       { return -a }
func (double) Sqrt(a float64) float64      { return math.Sqrt(a) }
func (double) Exp(a float64) float64       { return math.Exp(a) }
func (double) Log(a float64) float64       { return math.Log(a) }
func (double) Keep(a float64) float64      { return a }
func (double) Narrow(a float64) float64    { return a }
func (double) IsZero(a float64) bool       { return a == 0 }
func (double) Of(b uint32) float64         { return float64(math.Float32frombits(b)) }
func (double) OfInt(v int32) float64       { return float64(v) }
func (double) Factor([]float64) float64    { return 1 }

// Sliced is the product that slices stand for.
func (double) Sliced(x, y, _ []float64) float64 {
	sum := 0.0
	for k := range x {
		sum += x[k] * y[k]
	}
	return sum
}

// doubles runs a program in float64.
type doubles struct {
	p   *program.Program
	ops []program.Op
	in  [][]float64
	out [][]float64
	cur *program.Op
}

func (d *doubles) value(r program.Ref) []float64 {
	if i, ok := r.Input(); ok {
		return d.in[i]
	}
	return d.out[r]
}

func (d *doubles) At(in, i int) float64         { return d.value(d.cur.In[in])[i] }
func (d *doubles) U32(in, i int) uint32         { return uint32(d.value(d.cur.In[in])[i]) }
func (d *doubles) loss(ref program.Ref) float64 { return d.out[ref][0] }

// run executes the operators that stop says are wanted.
func (d *doubles) run(last int) {
	rules := &ref.Rules[float64]{Num: double{}, Src: d}
	d.out = make([][]float64, len(d.ops))
	for k := range d.ops[:last+1] {
		d.cur = &d.ops[k]
		v := make([]float64, d.cur.Shape.Size())
		for i := range v {
			if d.cur.Type == program.U32 {
				v[i] = float64(rules.Index(d.cur, i))
			} else {
				v[i] = rules.Element(d.cur, i)
			}
		}
		d.out[k] = v
	}
}

// newDoubles takes the state and the next batch of a trainer.
func newDoubles(t *testing.T, tr *kerneltest.Trainer) *doubles {
	t.Helper()
	d := &doubles{p: tr.Program, ops: tr.Program.All()}
	batch := tr.Batch()
	inputs := kerneltest.Constants(tr.Clock(), func(i int, in program.Input) tensor.Tensor {
		if in.Class == program.ClassTokens {
			return batch
		}
		return tr.State[i]
	})
	for i := range tr.Program.NumInputs() {
		in, err := tr.Program.Input(i)
		require.NoError(t, err)
		x := inputs(i, in)
		v := make([]float64, x.Len())
		for j := range v {
			switch in.Type {
			case program.F32:
				v[j] = float64(x.F32()[j])
			case program.U32:
				v[j] = float64(x.U32()[j])
			case program.BF16:
				v[j] = float64(math.Float32frombits(uint32(x.U16()[j]) << 16))
			case program.U8, program.I64, program.U128: // not in a step
			}
		}
		d.in = append(d.in, v)
	}
	return d
}

// gradients finds the gradient of every parameter: the operand of its first
// moment.
func gradients(ops []program.Op) []program.Ref {
	var refs []program.Ref
	for k := range ops {
		if a, ok := ops[k].Attr.(*program.MapAttr); ok && a.Func == program.FuncMoment1 {
			refs = append(refs, ops[k].In[1])
		}
	}
	return refs
}

var variants = map[string]func(*spec.Spec){
	"tied":   func(*spec.Spec) {},
	"untied": func(s *spec.Spec) { s.Model.Tied = false },
	"documents": func(s *spec.Spec) {
		s.Data.DocumentMask, s.Data.Separator = true, ' '
		s.Model.KvHeads = 1
	},
	"one head a group": func(s *spec.Spec) { s.Model.KvHeads, s.Inner.MicroBatches = 4, 1 },
	"i8x2":             func(s *spec.Spec) { s.Profile = spec.Profile_PROFILE_I8X2 },
	"i8x2, untied": func(s *spec.Spec) {
		s.Profile, s.Model.Tied, s.Model.KvHeads = spec.Profile_PROFILE_I8X2, false, 4
	},
}

// Spec P4: gradients of the whole model against finite differences in float64,
// and the binary32 gradients against those of float64.
func TestGradients(t *testing.T) {
	t.Parallel()
	for name, change := range variants {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := kerneltest.Spec()
			change(s)
			tr := kerneltest.NewTrainer(t, ref.Kernel{}, s)
			scramble(tr)
			d := newDoubles(t, tr)
			outs, loss := tr.Step()
			outputs := tr.Program.Outputs()
			lossOp := int(outputs[len(outputs)-1].Ref)
			d.run(len(d.ops) - 1)
			slack := slackOf(s)
			require.InEpsilon(t, d.loss(program.Ref(lossOp)), loss, 1e-5*slack)

			rng := rand.New(rand.NewPCG(8, 9))
			grads := gradients(d.ops)
			exact := make([][]float64, len(grads))
			for i, g := range grads {
				exact[i] = d.value(g)
				closeTo(t, exact[i], outs[g].F32(), 1e-4*slack, tr.Program.Dims.Param(i).Name)
			}
			for i := range grads {
				{
					j := rng.IntN(len(d.in[i]))
					const h = 1e-5
					was := d.in[i][j]
					d.in[i][j] = was + h
					d.run(lossOp)
					up := d.loss(program.Ref(lossOp))
					d.in[i][j] = was - h
					d.run(lossOp)
					down := d.loss(program.Ref(lossOp))
					d.in[i][j] = was
					require.InDelta(t, (up-down)/(2*h), exact[i][j], 1e-8+1e-5*math.Abs(exact[i][j]),
						"%s[%d]", tr.Program.Dims.Param(i).Name, j)
				}
			}
		})
	}
}

// slackOf is how much farther from the mathematics a profile may be: slices hold
// 15 bits.
func slackOf(s *spec.Spec) float64 {
	if s.Profile == spec.Profile_PROFILE_I8X2 {
		return 30
	}
	return 1
}

// scramble moves parameters away from the start, where norms are 1 and
// attention is flat.
func scramble(tr *kerneltest.Trainer) {
	rng := rand.New(rand.NewPCG(10, 11))
	for i := range tr.Program.Dims.NumParams() {
		for j, v := range tr.State[i].F32() {
			tr.State[i].F32()[j] = v + float32(0.3*rng.NormFloat64())
		}
	}
}

// closeTo compares relative to the tensor's largest gradient.
func closeTo(t *testing.T, want []float64, got []float32, most float64, name string) {
	t.Helper()
	scale := 0.0
	for _, v := range want {
		scale = max(scale, math.Abs(v))
	}
	require.Positive(t, scale, name)
	for j, v := range want {
		require.InDelta(t, v, got[j], most*scale, "%s[%d]", name, j)
	}
}

func TestLossFalls(t *testing.T) {
	t.Parallel()
	tr := kerneltest.NewTrainer(t, ref.Kernel{}, kerneltest.Spec())
	var losses []float32
	for range 30 {
		_, loss := tr.Step()
		losses = append(losses, loss)
	}
	require.InDelta(t, math.Log(256), losses[0], 0.1)
	require.Less(t, losses[29], losses[0]-1.5, fmt.Sprint(losses))
}

// A forward pass written by hand, not from the program: Hugging Face's
// LlamaForCausalLM in float64.
func TestForward(t *testing.T) {
	t.Parallel()
	for name, change := range variants {
		s := kerneltest.Spec()
		change(s)
		tr := kerneltest.NewTrainer(t, ref.Kernel{}, s)
		scramble(tr)
		m := &llama{t: t, d: &tr.Program.Dims, params: map[string][]float32{}, documents: s.Data.DocumentMask}
		for i := range m.d.NumParams() {
			m.params[m.d.Param(i).Name] = tr.State[i].F32()
		}
		want, rows, batch := 0.0, m.d.Samples*m.d.Micro, tr.Batch().U32()
		for r := range rows {
			want += m.loss(batch[r*(m.d.Context+1):][:m.d.Context+1]) / float64(rows*m.d.Context)
		}
		_, loss := tr.Step()
		require.InEpsilon(t, want, loss, 1e-5*slackOf(s), name)
	}
}
