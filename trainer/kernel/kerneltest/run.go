// SPDX-License-Identifier: Apache-2.0

package kerneltest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/ref"
	"github.com/weft-network/weft/trainer/tensor"
)

// Run holds a kernel to ref: equal bits on every kind of operator, on random,
// edge and adversarial numbers, on shapes around every block edge, and however
// a call is cut into tasks. There is no tolerance (N11). It holds ref to the
// referee on the way, on some elements of each operator.
func Run(t *testing.T, k kernel.Kernel) {
	t.Helper()
	for _, kind := range []struct {
		name  string
		cases func(*maker)
	}{
		{"product", products},
		{"masked product", maskedProducts},
		{"strided product", stridedProducts},
		{"product in parts", partedProducts},
		{"map", maps},
		{"masked map", maskedMaps},
		{"reduce", reduces},
		{"copy", copies},
		{"gather", gathers},
		{"scatter", scatters},
		{"rope", ropes},
		{"segment", segments},
		{"random", randoms},
		{"encode", encodes},
		{"tally", tallies},
		{"norm", norms},
	} {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			for mix := range mixes {
				m := &maker{t: t, k: k, rng: rand.New(rand.NewPCG(uint64(mix), 99)), mix: mixes[mix]}
				kind.cases(m)
			}
		})
	}
}

// maker makes operators and their inputs, and compares.
type maker struct {
	t   *testing.T
	k   kernel.Kernel
	rng *rand.Rand
	mix mix
}

// compare runs op with the kernel, cut into a random number of tasks that run
// in random order, and with ref.
func (m *maker) compare(op *program.Op, in ...tensor.Tensor) {
	m.t.Helper()
	want := kernel.New(op, in...)
	kernel.Do(ref.Kernel{}, want, 1)
	m.judge(op, in, want.Out)
	m.compareCall(kernel.New(op, in...), want.Out)
}

func (m *maker) compareCall(c *kernel.Call, want tensor.Tensor) {
	m.t.Helper()
	for i := range c.Out.Data {
		c.Out.Data[i] = 0xa5 // whatever a task leaves out shows
	}
	tasks := m.k.Tasks(c, 1+m.rng.IntN(4))
	for _, task := range m.rng.Perm(tasks) {
		scratch := tensor.Memory(m.k.Scratch(c))
		for i := range scratch {
			scratch[i] = 0xff // a NaN wherever it is read as a number
		}
		m.k.Run(c, task, tasks, scratch)
	}
	m.equal(c, want)
}

func (m *maker) equal(c *kernel.Call, want tensor.Tensor) {
	m.t.Helper()
	if string(want.Data) == string(c.Out.Data) {
		return
	}
	width := want.Type.Bytes()
	for i := range want.Len() {
		w, g := want.Data[i*width:(i+1)*width], c.Out.Data[i*width:(i+1)*width]
		require.Equal(m.t, fmt.Sprintf("%x", w), fmt.Sprintf("%x", g), "%s, %s numbers, element %d of %v, attributes %+v",
			c.Op.Kind, m.mix.name, i, c.Op.Shape, c.Op.Attr)
	}
}

// inPlace checks an operator whose output takes the memory of an input.
func (m *maker) inPlace(op *program.Op, shared int, in ...tensor.Tensor) {
	m.t.Helper()
	want := kernel.New(op, in...)
	kernel.Do(ref.Kernel{}, want, 1)
	c := kernel.New(op, append([]tensor.Tensor(nil), in...)...)
	copy(c.Out.Data, in[shared].Data)
	c.In[shared] = c.Out
	kernel.Do(m.k, c, 3)
	require.Equal(m.t, want.Out.Data, c.Out.Data, "in place: %+v", op.Attr)
}

// mix is a population of numbers.
type mix struct {
	name string
	draw func(*rand.Rand) float32
}

func special(rng *rand.Rand) float32 {
	bits := []uint32{
		0, 0x80000000, 1, 0x80000001, 0x007fffff, 0x00800000, 0x80800000, 0x3f800000, 0xbf800000, 0x3f7fffff,
		0x7f7fffff, 0xff7fffff, 0x3f800001, 0x33800020, 0x3f7fffc0, 0x42b17218, 0xc2ae0000, 0xc2ae0001, 0x42b170a4, 0x42b170a5,
	}
	return math.Float32frombits(bits[rng.IntN(len(bits))])
}

var mixes = []mix{
	{"ordinary", func(r *rand.Rand) float32 { return float32(r.NormFloat64()) }},
	{"scaled", func(r *rand.Rand) float32 {
		return float32(r.NormFloat64()) * float32(math.Exp2(float64(r.IntN(40)-20)))
	}},
	{"short", func(r *rand.Rand) float32 { // few mantissa bits: products and sums meet ties
		return float32(r.IntN(2049)-1024) * float32(math.Exp2(float64(r.IntN(24)-12)))
	}},
	{"edge", func(r *rand.Rand) float32 {
		if r.IntN(3) == 0 {
			return special(r)
		}
		return float32(r.NormFloat64())
	}},
	{"tiny", func(r *rand.Rand) float32 { // products underflow, sums are subnormal
		return math.Float32frombits(uint32(r.IntN(80))<<23 | r.Uint32()&0x807fffff)
	}},
	{"any bits", func(r *rand.Rand) float32 { return math.Float32frombits(r.Uint32()) }},
	{"rare NaN", func(r *rand.Rand) float32 {
		switch r.IntN(200) {
		case 0:
			return math.Float32frombits(0x7fc00000 | r.Uint32()&0x803fffff)
		case 1:
			return float32(math.Inf(1 - 2*r.IntN(2)))
		}
		return float32(r.NormFloat64())
	}},
}

func (m *maker) numbers(n int) tensor.Tensor {
	x := tensor.New(tensor.F32, n)
	for i := range x.F32() {
		x.F32()[i] = m.mix.draw(m.rng)
	}
	return x
}

func (m *maker) integers(n, below int) tensor.Tensor {
	x := tensor.New(tensor.U32, n)
	for i := range x.U32() {
		x.U32()[i] = m.rng.Uint32N(uint32(below))
	}
	return x
}

// ranges makes lo and hi for n rows over width positions: causal, whole,
// empty, reaching too far.
func (m *maker) ranges(n, width int) (lo, hi tensor.Tensor) {
	lo, hi = tensor.New(tensor.U32, n), tensor.New(tensor.U32, n)
	style := m.rng.IntN(4)
	for i := range n {
		switch style {
		case 0: // causal
			hi.U32()[i] = uint32(min(i+1, width))
		case 1: // from the row on
			lo.U32()[i], hi.U32()[i] = uint32(min(i, width-1)), uint32(width)
		case 2: // documents
			first := m.rng.IntN(width)
			lo.U32()[i], hi.U32()[i] = uint32(first), uint32(first+1+m.rng.IntN(width-first))
		default:
			lo.U32()[i], hi.U32()[i] = m.rng.Uint32N(uint32(width)+9), m.rng.Uint32N(uint32(width)+9)
			if m.rng.IntN(9) == 0 {
				hi.U32()[i] = math.MaxUint32
			}
		}
	}
	return lo, hi
}

// sizes are lengths around the edges of vectors, panels and blocks.
func (m *maker) size(around ...int) int {
	return max(1, around[m.rng.IntN(len(around))]+m.rng.IntN(3)-1)
}
