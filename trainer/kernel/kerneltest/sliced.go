// SPDX-License-Identifier: Apache-2.0

package kerneltest

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/ref"
	"github.com/weft-network/weft/trainer/tensor"
)

// RunSliced is Run for what only kernels with profile i8x2 have (N9): integer
// products, and factors.
func RunSliced(t *testing.T, k kernel.Kernel) {
	t.Helper()
	for _, kind := range []struct {
		name  string
		cases func(*maker)
	}{
		{"product", slicedProducts},
		{"masked product", slicedMasks},
		{"strided product", slicedStrides},
		{"product in parts", slicedParts},
		{"factor", slicedFactors},
	} {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			for i, population := range slices.Concat(mixes, ends) {
				m := &maker{t: t, k: k, rng: rand.New(rand.NewPCG(uint64(i), 77)), mix: population}
				kind.cases(m)
			}
		})
	}
}

// ends are numbers at the ends of what slices hold.
var ends = []mix{
	{"halves", func(r *rand.Rand) float32 { // 16384 and its like: ties of q, and rows that just change their scale
		q := []float32{16256, 16255.5, 16256.5, 16257, 8128, 8127.75, 64, 63.5, 64.5, 0.5, 1.5, 127.5, 128, 1, 0}
		x := q[r.IntN(len(q))]
		if r.IntN(2) == 0 {
			return -x
		}
		return x
	}},
	{"full", func(r *rand.Rand) float32 { // the largest sums
		return float32(math.Copysign(1.984375, float64(r.IntN(9)-1)))
	}},
	{"great and small", func(r *rand.Rand) float32 { // rows of one size, far from others
		return float32(r.NormFloat64() * math.Exp2(float64(r.IntN(3)*100-120)))
	}},
}

// integer turns a product into one of profile i8x2.
func integer(a *program.ProductAttr) *program.ProductAttr {
	own := *a
	own.Profile = program.ProfileI8X2
	return &own
}

func slicedProducts(m *maker) {
	for range 6 {
		m.product(integer(&program.ProductAttr{
			Batch: [3]int{1, 1, 1}, M: m.size(1, 8, 16, 65), N: m.size(1, 8, 24, 48, 97), K: m.size(1, 4, 8, 64, 511),
			Start: m.rng.IntN(2) == 0,
		}))
	}
	for _, k := range []int{1023, 1024, 1025, 2048 + 6, 3072 + 3} {
		m.product(integer(&program.ProductAttr{Batch: [3]int{1, 1, 1}, M: 9, N: 50, K: k, Start: k%2 == 0}))
	}
	m.product(integer(&program.ProductAttr{Batch: [3]int{1, 1, 1}, M: 131, N: 259, K: 17}))
	m.product(integer(&program.ProductAttr{Batch: [3]int{1, 1, 1}, M: 1035, N: 7, K: 33}))
	m.product(integer(&program.ProductAttr{Batch: [3]int{1, 1, 1}, M: 3, N: 530, K: 1040}))
	m.slicedBatch(program.Mask{})
}

// slicedBatch is batched, with factors where a mask asks for them.
func (m *maker) slicedBatch(mask program.Mask) {
	samples, kv, group := 2, 2, 1+m.rng.IntN(3)
	queries, n, k := m.size(4, 8, 17, 70), m.size(8, 32, 50), m.size(4, 33)
	if mask.Use == program.MaskDepth {
		k = m.size(9, 40, 70)
	}
	wide := kv * group * k
	a := integer(&program.ProductAttr{
		Batch: [3]int{samples, kv, group}, M: queries, N: n, K: k, Mask: mask, Start: m.rng.IntN(2) == 0,
		A: program.View{Batch: [3]int{queries * wide, group * k, k}, Row: wide},
		B: program.View{Offset: 3, Batch: [3]int{n * kv * k, k, 0}, Row: kv * k},
	})
	in := []tensor.Tensor{m.numbers(spans(a.A, a.Batch, a.M, k)), m.numbers(spans(a.B, a.Batch, a.N, k))}
	if a.Start {
		in = append(in, m.numbers(samples*kv*group*queries*n))
	}
	if a.Factored() {
		a.Factors = program.View{Offset: 1, Batch: [3]int{kv * k, k, 0}}
		in = append(in, m.factors(1+samples*kv*k))
	}
	if mask.Use != program.MaskNone {
		a.Mask.Div, a.Mask.Mod = kv*group*queries, queries
		rows, width := queries, n
		if m.rng.IntN(2) == 0 {
			a.Mask.Stride = queries
			rows *= samples
		}
		if mask.Use == program.MaskDepth {
			width = k
		}
		lo, hi := m.ranges(rows, width)
		in = append(in, lo, hi)
	}
	m.compare(slicedOp(a), in...)
}

// factors are mostly powers of two, but a rule is total.
func (m *maker) factors(n int) tensor.Tensor {
	x := m.numbers(n)
	if m.rng.IntN(4) == 0 {
		return x
	}
	for i, v := range x.F32() {
		x.F32()[i] = ref.Binary32{}.Factor([]float32{v})
	}
	return x
}

func slicedOp(a *program.ProductAttr) *program.Op {
	op := productOp(a)
	if a.Factored() {
		op.In = append(op.In, 0)
	}
	return op
}

func slicedMasks(m *maker) {
	for range 4 {
		m.slicedBatch(program.Mask{Use: program.MaskColumns})
		m.slicedBatch(program.Mask{Use: program.MaskDepth})
	}
	// Blocks of which nothing is visible, before and after others.
	a := integer(&program.ProductAttr{
		Batch: [3]int{1, 1, 1}, M: 19, N: 5, K: 2*program.SliceBlock + 100, Start: m.rng.IntN(2) == 0,
		Mask: program.Mask{Use: program.MaskDepth, Div: 19, Mod: 19},
	})
	a.A.Row, a.B.Row = a.K, a.K
	in := []tensor.Tensor{m.numbers(a.M * a.K), m.numbers(a.N * a.K)}
	if a.Start {
		in = append(in, m.numbers(a.M*a.N))
	}
	lo, hi := tensor.New(tensor.U32, 19), tensor.New(tensor.U32, 19)
	for i := range 19 {
		lo.U32()[i] = m.rng.Uint32N(uint32(a.K))
		hi.U32()[i] = lo.U32()[i] + m.rng.Uint32N(uint32(a.K)-lo.U32()[i])
	}
	m.compare(slicedOp(a), append(in, m.factors(a.K), lo, hi)...)
}

// slicedStrides let the product read the source of a transpose.
func slicedStrides(m *maker) {
	if !m.k.Strided() {
		return
	}
	for range 4 {
		rows, cols, k := m.size(8, 33, 70), m.size(8, 24, 64), m.size(8, 31, 1040)
		x, y := m.numbers(rows*k), m.numbers(cols*k)
		a := integer(&program.ProductAttr{
			Batch: [3]int{1, 1, 1}, M: rows, N: cols, K: k, A: program.View{Row: k}, B: program.View{Row: k},
		})
		want := kernel.New(slicedOp(a), x, y)
		kernel.Do(ref.Kernel{}, want, 1)
		turned := *a
		turned.A.Row, turned.B.Row = 1, 1
		c := kernel.New(slicedOp(&turned), turn(x, rows, k), turn(y, cols, k))
		c.StrideA, c.StrideB = rows, cols
		m.compareCall(c, want.Out)
	}
}

// slicedParts add the blocks of a product in several calls.
func slicedParts(m *maker) {
	if !m.k.Strided() {
		return
	}
	rows, cols, part := m.size(8, 33), m.size(2, 24, 100), program.SliceBlock*(1+m.rng.IntN(2))
	k := 3 * part
	a := integer(&program.ProductAttr{
		Batch: [3]int{1, 1, 1}, M: rows, N: cols, K: k, A: program.View{Row: k}, B: program.View{Row: k}, Start: m.rng.IntN(2) == 0,
	})
	in := []tensor.Tensor{m.numbers(rows * k), m.numbers(cols * k)}
	if a.Start {
		in = append(in, m.numbers(rows*cols))
	}
	want := kernel.New(slicedOp(a), in...)
	kernel.Do(ref.Kernel{}, want, 1)
	own := *a
	own.K = part
	c := kernel.New(slicedOp(&own), in...)
	c.Part.Terms, c.Part.Chains = k, tensor.Memory(m.k.Chains(c))
	for c.Part.First < k {
		kernel.Do(m.k, c, 3)
		c.Part.First += part
		own.A.Offset += part
		own.B.Offset += part
	}
	m.equal(c, want.Out)
}

func slicedFactors(m *maker) {
	for _, cols := range []int{m.size(1, 7), m.size(16, 64), m.size(128), 512} {
		m.reduceCase(program.TermFactor, m.size(1, 5, 33), cols, program.Mask{})
	}
	m.reduceCase(program.TermFactor, 20, m.size(5, 40), program.Mask{Use: program.MaskColumns, Div: 10, Mod: 5, Stride: 5})
}
