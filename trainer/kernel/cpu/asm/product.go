// SPDX-License-Identifier: Apache-2.0

//go:build ignore

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// panel is the number of rows of a packed panel of A.
const panel = 8

// vectorsB is the number of vectors in a panel of B: 24 columns for AVX2, 32
// for AVX-512.
func (w *width) vectorsB() int {
	if w.wide() {
		return 2
	}
	return 3
}

// product: p[i][j] continues its fma chain over kc terms of 8 rows of A, whose
// rows and terms are as many bytes apart, and a panel of B (k-major). With load = 0 chains start at
// +0. k ascends in every chain (N3). If out is not nil the chains end here, and
// out = add(base, chain) without a way through p; base nil is +0.
func product(w *width) {
	TEXT("product"+w.name, NOSPLITFLAG, "func(kc int, a *float32, rowA, termA int, b, p *float32, ldp, load int, out, base *float32, ldo int)")
	kc, a, b, p := Load(Param("kc"), GP64()).(GPVirtual), ptr("a"), ptr("b"), ptr("p")
	ld, load := Load(Param("ldp"), GP64()).(GPVirtual), Load(Param("load"), GP64()).(GPVirtual)
	rowA, termA := Load(Param("rowA"), GP64()).(GPVirtual), Load(Param("termA"), GP64()).(GPVirtual)
	three := GP64()
	LEAQ(Mem{Base: rowA, Index: rowA, Scale: 2}, three)
	SHLQ(U8(2), ld)
	rows := 8
	if !w.wide() {
		rows = 4 // 12 sums, 3 of B, 1 of A: all 16 registers
	}
	for first := 0; first < panel; first += rows {
		name := w.name + string(rune('a'+first))
		nv := w.vectorsB()
		acc := make([][]VecVirtual, rows)
		line := GP64()
		for i := range acc {
			acc[i] = make([]VecVirtual, nv)
			for j := range acc[i] {
				acc[i][j] = w.reg()
			}
		}
		TESTQ(load, load)
		JZ(LabelRef("fresh" + name))
		MOVQ(p, line)
		for i := range acc {
			for j := range acc[i] {
				VMOVUPS(Mem{Base: line, Disp: j * w.bytes()}, acc[i][j])
			}
			ADDQ(ld, line)
		}
		JMP(LabelRef("start" + name))
		Label("fresh" + name)
		for i := range acc {
			for j := range acc[i] {
				w.zero(acc[i][j])
			}
		}
		Label("start" + name)
		pb, n := GP64(), GP64()
		MOVQ(b, pb)
		MOVQ(kc, n)
		fours := make([]GPVirtual, rows/4) // each fourth row
		for i := range fours {
			fours[i] = GP64()
			if at := first/4 + i; at == 0 {
				MOVQ(a, fours[i])
			} else {
				LEAQ(Mem{Base: a, Index: rowA, Scale: 4}, fours[i])
			}
		}
		rowOf := func(i int) Mem {
			m := Mem{Base: fours[i/4]}
			switch i % 4 {
			case 1, 2:
				m.Index, m.Scale = rowA, uint8(i%4)
			case 3:
				m.Index, m.Scale = three, 1
			}
			return m
		}
		step := func(u int) {
			bv := make([]VecVirtual, nv)
			for j := range bv {
				bv[j] = w.reg()
				VMOVUPS(Mem{Base: pb, Disp: (u*nv + j) * w.bytes()}, bv[j])
			}
			for i := range acc {
				av := w.reg()
				VBROADCASTSS(rowOf(i), av)
				for j := range bv {
					VFMADD231PS(bv[j], av, acc[i][j])
				}
			}
			for _, p := range fours {
				ADDQ(termA, p)
			}
		}
		const unroll = 4
		CMPQ(n, U32(unroll))
		JLT(LabelRef("rest" + name))
		Label("loop" + name)
		for u := range unroll {
			step(u)
		}
		ADDQ(U32(unroll*nv*w.bytes()), pb)
		SUBQ(U32(unroll), n)
		CMPQ(n, U32(unroll))
		JGE(LabelRef("loop" + name))
		Label("rest" + name)
		TESTQ(n, n)
		JZ(LabelRef("out" + name))
		Label("one" + name)
		step(0)
		ADDQ(U32(nv*w.bytes()), pb)
		DECQ(n)
		JNZ(LabelRef("one" + name))
		Label("out" + name)
		out, base, ldo := ptr("out"), ptr("base"), Load(Param("ldo"), GP64()).(GPVirtual)
		TESTQ(out, out)
		JNZ(LabelRef("ends" + name))
		for i := range acc {
			for j := range acc[i] {
				VMOVUPS(acc[i][j], Mem{Base: p, Disp: j * w.bytes()})
			}
			ADDQ(ld, p)
		}
		JMP(LabelRef("done" + name))
		Label("ends" + name)
		LEAQ(Mem{Base: p, Index: ld, Scale: 4}, p) // past four rows
		SHLQ(U8(2), ldo)
		skip := GP64()
		MOVQ(ldo, skip)
		IMUL3Q(U32(first), skip, skip)
		ADDQ(skip, out)
		TESTQ(base, base)
		JZ(LabelRef("zero" + name))
		ADDQ(skip, base)
		for i := range acc {
			for j := range acc[i] {
				VADDPS(Mem{Base: base, Disp: j * w.bytes()}, acc[i][j], acc[i][j])
			}
			ADDQ(ldo, base)
		}
		JMP(LabelRef("store" + name))
		Label("zero" + name)
		zero := w.reg()
		w.zero(zero)
		for i := range acc {
			for j := range acc[i] {
				VADDPS(zero, acc[i][j], acc[i][j])
			}
		}
		Label("store" + name)
		for i := range acc {
			for j := range acc[i] {
				w.canonical(acc[i][j])
				VMOVUPS(acc[i][j], Mem{Base: out, Disp: j * w.bytes()})
			}
			ADDQ(ldo, out)
		}
		Label("done" + name)
	}
	VZEROUPPER()
	RET()
}

// row is product for one row of the panel, whose terms are 8 floats apart.
func row(w *width) {
	TEXT("row"+w.name, NOSPLITFLAG, "func(kc int, a, b, p *float32)")
	n, a, b, p := Load(Param("kc"), GP64()).(GPVirtual), ptr("a"), ptr("b"), ptr("p")
	nv := w.vectorsB()
	acc := make([]VecVirtual, nv)
	for j := range acc {
		acc[j] = w.reg()
		VMOVUPS(Mem{Base: p, Disp: j * w.bytes()}, acc[j])
	}
	Label("loop")
	av := w.reg()
	VBROADCASTSS(at(a), av)
	for j := range acc {
		VFMADD231PS(Mem{Base: b, Disp: j * w.bytes()}, av, acc[j])
	}
	ADDQ(U32(4*panel), a)
	ADDQ(U32(nv*w.bytes()), b)
	DECQ(n)
	JNZ(LabelRef("loop"))
	for j := range acc {
		VMOVUPS(acc[j], Mem{Base: p, Disp: j * w.bytes()})
	}
	VZEROUPPER()
	RET()
}

// finish: out = add(base, chain), NaN made canonical. With onto = 0 the base
// is +0.
func finish(w *width) {
	TEXT("finish"+w.name, NOSPLITFLAG, "func(n int, out, base, chain *float32)")
	n, out, base, chain := Load(Param("n"), GP64()).(GPVirtual), ptr("out"), ptr("base"), ptr("chain")
	body := func(zero bool) func(bool) {
		return func(partial bool) {
			x, y := w.reg(), w.reg()
			w.load(at(chain), x, partial)
			if zero {
				w.zero(y)
			} else {
				w.load(at(base), y, partial)
			}
			VADDPS(x, y, x)
			w.canonical(x)
			w.store(x, at(out), partial)
		}
	}
	TESTQ(base, base)
	JZ(LabelRef("fresh"))
	w.over(n, []GPVirtual{out, base, chain}, body(false))
	VZEROUPPER()
	RET()
	Label("fresh")
	w.over(n, []GPVirtual{out, chain}, body(true))
	VZEROUPPER()
	RET()
}

// columns: acc[j] = fma(x[j], y[j], acc[j]): one term of n chains.
func columns(w *width) {
	TEXT("columns"+w.name, NOSPLITFLAG, "func(n int, acc, x, y *float32)")
	n, acc, x, y := Load(Param("n"), GP64()).(GPVirtual), ptr("acc"), ptr("x"), ptr("y")
	w.over(n, []GPVirtual{acc, x, y}, func(partial bool) {
		s, a, b := w.reg(), w.reg(), w.reg()
		w.load(at(acc), s, partial)
		w.load(at(x), a, partial)
		w.load(at(y), b, partial)
		VFMADD231PS(a, b, s)
		w.store(s, at(acc), partial)
	})
	VZEROUPPER()
	RET()
}

// peak is 16 independent fma chains in registers: the most that any product
// can reach. Benchmarks only.
func peak(w *width) {
	TEXT("peak"+w.name, NOSPLITFLAG, "func(n int)")
	n := Load(Param("n"), GP64()).(GPVirtual)
	acc := make([]VecVirtual, 12)
	x := w.reg()
	w.zero(x)
	for i := range acc {
		acc[i] = w.reg()
		w.zero(acc[i])
	}
	Label("loop")
	for i := range acc {
		VFMADD231PS(x, x, acc[i])
	}
	DECQ(n)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}
