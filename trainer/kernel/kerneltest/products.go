// SPDX-License-Identifier: Apache-2.0

package kerneltest

import (
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/ref"
	"github.com/weft-network/weft/trainer/tensor"
)

func productOp(a *program.ProductAttr) *program.Op {
	op := &program.Op{
		Kind: program.KindProduct, Type: program.F32, Attr: a,
		Shape: program.Shape{a.Batch[0], a.Batch[1], a.Batch[2], a.M, a.N}, In: make([]program.Ref, 2),
	}
	if a.Start {
		op.In = append(op.In, 0)
	}
	if a.Mask.Use != program.MaskNone {
		op.In = append(op.In, 0, 0)
	}
	return op
}

// spans is the length of an operand whose rows reach as far as its view says.
func spans(v program.View, batch [3]int, rows, k int) int {
	last := [3]int{batch[0] - 1, batch[1] - 1, batch[2] - 1}
	return v.At(last, rows-1) + k
}

func products(m *maker) {
	for range 6 {
		a := &program.ProductAttr{
			Batch: [3]int{1, 1, 1}, M: m.size(1, 8, 16, 65), N: m.size(1, 8, 24, 32, 64), K: m.size(1, 4, 8, 64, 511),
			Start: m.rng.IntN(2) == 0,
		}
		m.product(a)
	}
	// Around the blocks of N3, and more rows and columns than a tile has.
	for _, k := range []int{2047, 2048, 2049, 4096 + 5} {
		m.product(&program.ProductAttr{Batch: [3]int{1, 1, 1}, M: 9, N: 33, K: k, Start: k%2 == 0})
	}
	m.product(&program.ProductAttr{Batch: [3]int{1, 1, 1}, M: 131, N: 259, K: 17})
	m.product(&program.ProductAttr{Batch: [3]int{1, 1, 1}, M: 531, N: 7, K: 600})
	m.batched(program.Mask{})
	dots := &program.ProductAttr{Batch: [3]int{m.size(7, 32, 513), 1, 1}, M: 1, N: 1, K: m.size(5, 2049)}
	dots.A.Batch[0], dots.B.Batch[0] = dots.K, dots.K
	m.compare(productOp(dots), m.numbers(dots.Batch[0]*dots.K), m.numbers(dots.Batch[0]*dots.K))
}

// product compares one batch with dense operands, and with the output in the
// memory of the start value.
func (m *maker) product(a *program.ProductAttr) {
	a.A.Row, a.B.Row = a.K, a.K
	op := productOp(a)
	in := []tensor.Tensor{m.numbers(a.M * a.K), m.numbers(a.N * a.K)}
	if a.Start {
		in = append(in, m.numbers(a.M*a.N))
		m.inPlace(op, 2, in...)
	}
	m.compare(op, in...)
}

// batched compares grouped attention shapes: heads of a group share B.
func (m *maker) batched(mask program.Mask) {
	samples, kv, group := 2, 2, 1+m.rng.IntN(3)
	queries, n, k := m.size(4, 8, 17, 70), m.size(8, 32, 50), m.size(4, 33)
	wide := kv * group * k
	if mask.Use == program.MaskDepth {
		k = m.size(9, 40, 70)
		wide = kv * group * k
	}
	a := &program.ProductAttr{
		Batch: [3]int{samples, kv, group}, M: queries, N: n, K: k, Mask: mask,
		A: program.View{Batch: [3]int{queries * wide, group * k, k}, Row: wide},
		B: program.View{Offset: 3, Batch: [3]int{n * kv * k, k, 0}, Row: kv * k},
	}
	in := []tensor.Tensor{m.numbers(spans(a.A, a.Batch, a.M, k)), m.numbers(spans(a.B, a.Batch, a.N, k))}
	if mask.Use != program.MaskNone {
		a.Mask.Div, a.Mask.Mod = kv*group*queries, queries
		rows := queries
		if m.rng.IntN(2) == 0 {
			a.Mask.Stride = queries
			rows *= samples
		}
		width := n
		if mask.Use == program.MaskDepth {
			width = k
		}
		lo, hi := m.ranges(rows, width)
		in = append(in, lo, hi)
	}
	m.compare(productOp(a), in...)
}

func maskedProducts(m *maker) {
	for range 4 {
		m.batched(program.Mask{Use: program.MaskColumns})
		m.batched(program.Mask{Use: program.MaskDepth})
	}
	// Blocks of which nothing is visible, before and after others.
	a := &program.ProductAttr{
		Batch: [3]int{1, 1, 1}, M: 19, N: 5, K: 2*program.ProductBlock + 100, Start: m.rng.IntN(2) == 0,
		Mask: program.Mask{Use: program.MaskDepth, Div: 19, Mod: 19},
	}
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
	m.compare(productOp(a), append(in, lo, hi)...)
}

// stridedProducts let the product read the source of a transpose.
func stridedProducts(m *maker) {
	if !m.k.Strided() {
		return
	}
	for range 4 {
		rows, cols, k := m.size(8, 33, 70), m.size(8, 24, 64), m.size(8, 31, 520)
		x, y := m.numbers(rows*k), m.numbers(cols*k)
		a := &program.ProductAttr{Batch: [3]int{1, 1, 1}, M: rows, N: cols, K: k, A: program.View{Row: k}, B: program.View{Row: k}}
		want := kernel.New(productOp(a), x, y)
		kernel.Do(ref.Kernel{}, want, 1)

		turned := *a
		turned.A.Row, turned.B.Row = 1, 1
		c := kernel.New(productOp(&turned), turn(x, rows, k), turn(y, cols, k))
		c.StrideA, c.StrideB = rows, cols
		m.compareCall(c, want.Out)
	}
	n, k := m.size(30, 520), m.size(40, 2050)
	x, y := m.numbers(n*k), m.numbers(n*k)
	a := &program.ProductAttr{Batch: [3]int{n, 1, 1}, M: 1, N: 1, K: k}
	a.A.Batch[0], a.B.Batch[0] = k, k
	want := kernel.New(productOp(a), x, y)
	kernel.Do(ref.Kernel{}, want, 1)
	turned := *a
	turned.A.Batch[0], turned.B.Batch[0] = 1, 1
	c := kernel.New(productOp(&turned), turn(x, n, k), turn(y, n, k))
	c.StrideA, c.StrideB = n, n
	m.compareCall(c, want.Out)
}

// partedProducts add the terms of a product in several calls.
func partedProducts(m *maker) {
	if !m.k.Strided() {
		return
	}
	for _, part := range []int{1, 96, 512, 700, 2048} {
		rows, cols, parts := m.size(8, 33, 70), m.size(2, 24, 100), 1+m.rng.IntN(4)
		if part == 1 {
			parts = 9
		}
		k := parts * part
		a := &program.ProductAttr{
			Batch: [3]int{1, 1, 1}, M: rows, N: cols, K: k, A: program.View{Row: k}, B: program.View{Row: k}, Start: m.rng.IntN(2) == 0,
		}
		in := []tensor.Tensor{m.numbers(rows * k), m.numbers(cols * k)}
		if a.Start {
			in = append(in, m.numbers(rows*cols))
		}
		want := kernel.New(productOp(a), in...)
		kernel.Do(ref.Kernel{}, want, 1)

		own := *a
		own.K = part
		c := kernel.New(productOp(&own), in...)
		c.Part.Terms, c.Part.Chains = k, tensor.Memory(m.k.Chains(c))
		for c.Part.First < k {
			kernel.Do(m.k, c, 3)
			c.Part.First += part
			own.A.Offset += part
			own.B.Offset += part
		}
		m.equal(c, want.Out)
	}
}

// turn transposes [rows, cols].
func turn(x tensor.Tensor, rows, cols int) tensor.Tensor {
	y := tensor.New(tensor.F32, rows*cols)
	for r := range rows {
		for c := range cols {
			y.F32()[c*rows+r] = x.F32()[r*cols+c]
		}
	}
	return y
}
