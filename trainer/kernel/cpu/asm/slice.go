// SPDX-License-Identifier: Apache-2.0

//go:build ignore

package main

import (
	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// Vectors of a panel of B in products of profile i8x2: 48 columns of AVX-512, 16
// of AVX2.
const (
	bytesVectors = 3
	pairsVectors = 2
)

const slicedSignature = "func(n int, a, b *byte, init *int32, ea, eb, out *float32, ldo int, base *float32)"

// slicedRows is the rows of A whose sums are in registers together; a strip has
// twice as many.
const slicedRows = 4

// bytesProduct is a product of slices in bytes: 12 sums of high slices and 12 of
// mixed ones, 6 vectors of B, 2 of A: all 32 registers. B is unsigned, 128 too
// large; init takes that back.
func bytesProduct(w *width) {
	TEXT("slicedBytes", NOSPLITFLAG, slicedSignature)
	p := slicedParams()
	init := ptr("init")
	for half := range 2 {
		name := "bytes" + string(rune('a'+half))
		high, cross := registers(w, bytesVectors), registers(w, bytesVectors)
		for i := range high {
			for j := range high[i] {
				VPBROADCASTD(Mem{Base: init, Disp: 4 * (slicedRows*half + i)}, high[i][j])
				VPBROADCASTD(Mem{Base: init, Disp: 4 * (panel + slicedRows*half + i)}, cross[i][j])
			}
		}
		a, b, n := p.start()
		Label("loop" + name)
		hi, lo := make([]VecVirtual, bytesVectors), make([]VecVirtual, bytesVectors)
		for j := range hi {
			hi[j], lo[j] = w.reg(), w.reg()
			VMOVUPS(Mem{Base: b, Disp: j * w.bytes()}, hi[j])
			VMOVUPS(Mem{Base: b, Disp: (bytesVectors + j) * w.bytes()}, lo[j])
		}
		for i := range high {
			x := w.reg()
			VPBROADCASTD(Mem{Base: a, Disp: 4 * (slicedRows*half + i)}, x)
			for j := range hi {
				addBytes(x, hi[j], high[i][j])
			}
			for j := range hi {
				addBytes(x, lo[j], cross[i][j])
			}
			y := w.reg()
			VPBROADCASTD(Mem{Base: a, Disp: 4 * (panel + slicedRows*half + i)}, y)
			for j := range hi {
				addBytes(y, hi[j], cross[i][j])
			}
		}
		ADDQ(U32(2*4*panel), a)
		ADDQ(U32(2*bytesVectors*w.bytes()), b)
		DECQ(n)
		JNZ(LabelRef("loop" + name))
		for i := range high {
			for j := range high[i] {
				h, x := high[i][j], cross[i][j]
				VCVTDQ2PS(h, h)
				VCVTDQ2PS(x, x)
				VFMADD231PS(constant(0x43000000), h, x) // 128
			}
		}
		p.finish(w, half, cross, func(e, x VecVirtual) { VSCALEFPS(e, x, x) })
	}
	VZEROUPPER()
	RET()
}

// addBytes adds to every lane of sum the four products of a signed and an
// unsigned byte, without saturation. The generator does not know it.
func addBytes(signed, unsigned, sum VecVirtual) {
	Instruction(&ir.Instruction{
		Opcode: "VPDPBUSD", Operands: []Op{signed, unsigned, sum}, Inputs: []Op{signed, unsigned, sum}, Outputs: []Op{sum},
		ISA: []string{"AVX512_VNNI"},
	})
}

// pairsProduct is a product of slices in pairs, whose sums hold both slices.
func pairsProduct(w *width) {
	TEXT("slicedPairs", NOSPLITFLAG, slicedSignature)
	p := slicedParams()
	for half := range 2 {
		name := "pairs" + string(rune('a'+half))
		sums := registers(w, pairsVectors)
		for i := range sums {
			for j := range sums[i] {
				w.zero(sums[i][j])
			}
		}
		a, b, n := p.start()
		Label("loop" + name)
		y := make([]VecVirtual, pairsVectors)
		for j := range y {
			y[j] = w.reg()
			VMOVUPS(Mem{Base: b, Disp: j * w.bytes()}, y[j])
		}
		for i := range sums {
			x := w.reg()
			VPBROADCASTD(Mem{Base: a, Disp: 4 * (slicedRows*half + i)}, x)
			for j := range y {
				t := w.reg()
				VPMADDWD(y[j], x, t)
				VPADDD(t, sums[i][j], sums[i][j])
			}
		}
		ADDQ(U32(4*panel), a)
		ADDQ(U32(pairsVectors*w.bytes()), b)
		DECQ(n)
		JNZ(LabelRef("loop" + name))
		for i := range sums {
			for j := range sums[i] {
				VCVTDQ2PS(sums[i][j], sums[i][j])
			}
		}
		p.finish(w, half, sums, w.timesPower)
	}
	VZEROUPPER()
	RET()
}

// timesPower is x * 2^e in two exact steps, NaN if e is.
func (w *width) timesPower(e, x VecVirtual) {
	n, half, nan := w.reg(), w.reg(), w.reg()
	VSUBPS(e, e, nan)
	VCVTPS2DQ(e, n)
	VPSRAD(U8(1), n, half)
	VPSUBD(half, n, n)
	for _, power := range []VecVirtual{half, n} {
		VPADDD(constant(127), power, power)
		VPSLLD(U8(23), power, power)
		VMULPS(power, x, x)
	}
	VADDPS(nan, x, x)
}

// registers are the sums of half a strip.
func registers(w *width, vectors int) [][]VecVirtual {
	r := make([][]VecVirtual, slicedRows)
	for i := range r {
		for range vectors {
			r[i] = append(r[i], w.reg())
		}
	}
	return r
}

// params are the arguments of a product of slices.
type params struct {
	n, a, b, ea, eb, out, base, ldo GPVirtual
}

func slicedParams() params {
	return params{
		n: Load(Param("n"), GP64()).(GPVirtual), a: ptr("a"), b: ptr("b"), ea: ptr("ea"), eb: ptr("eb"), out: ptr("out"), base: ptr("base"),
		ldo: Load(Param("ldo"), GP64()).(GPVirtual),
	}
}

// start copies what a loop changes.
func (p *params) start() (a, b, n GPVirtual) {
	a, b, n = GP64(), GP64(), GP64()
	MOVQ(p.a, a)
	MOVQ(p.b, b)
	MOVQ(p.n, n)
	return a, b, n
}

// finish multiplies sums by their powers of two, adds them to base, and writes
// the rows of half a strip.
func (p *params) finish(w *width, half int, sums [][]VecVirtual, scale func(e, x VecVirtual)) {
	name := "finish" + w.name + string(rune('a'+half))
	if half == 0 {
		SHLQ(U8(2), p.ldo)
	}
	for i := range sums {
		own := w.reg()
		VBROADCASTSS(Mem{Base: p.ea, Disp: 4 * (slicedRows*half + i)}, own)
		for j, x := range sums[i] {
			e := w.reg()
			VADDPS(Mem{Base: p.eb, Disp: j * w.bytes()}, own, e)
			scale(e, x)
		}
	}
	TESTQ(p.base, p.base)
	JZ(LabelRef("zero" + name))
	for i := range sums {
		for j, x := range sums[i] {
			VADDPS(Mem{Base: p.base, Disp: j * w.bytes()}, x, x)
		}
		ADDQ(p.ldo, p.base)
		_ = i
	}
	Label("zero" + name)
	for i := range sums {
		for j, x := range sums[i] {
			w.canonical(x)
			VMOVUPS(x, Mem{Base: p.out, Disp: j * w.bytes()})
		}
		ADDQ(p.ldo, p.out)
		_ = i
	}
}

// slicers writes all routines of products of profile i8x2. Quantising is that of
// AVX2 on every processor: a strip has eight rows.
func slicers() {
	narrow, wide := &width{name: "AVX2", lanes: 8}, &width{name: "AVX512", lanes: 16}
	bytesProduct(wide)
	pairsProduct(narrow)
	magnitudes(narrow)
	spread(narrow)
	pairs(narrow, "pairsA", true)
	pairs(narrow, "pairsB", false)
	bytesOf(narrow, "bytesA", true)
	bytesOf(narrow, "bytesB", false)
}
