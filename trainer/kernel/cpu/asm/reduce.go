// SPDX-License-Identifier: Apache-2.0

//go:build ignore

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// sums are N4 over one block: lane l adds elements l, l+32, ...; then lanes
// fold by halves. The block starts at lane 0. Lanes are never -0, so the zeros
// that stand for missing elements change nothing.
func sums(w *width) {
	for _, term := range []string{"sum", "square", "dot"} {
		TEXT(term+w.name, NOSPLITFLAG, "func(n int, x, y *float32) float32")
		n, x := Load(Param("n"), GP64()).(GPVirtual), ptr("x")
		pointers := []GPVirtual{x}
		var y GPVirtual
		if term == "dot" {
			y = ptr("y")
			pointers = append(pointers, y)
		}
		lanes := make([]VecVirtual, 32/w.lanes)
		for i := range lanes {
			lanes[i] = w.reg()
			w.zero(lanes[i])
		}
		add := func(i, disp int, partial bool) {
			v := w.reg()
			w.load(Mem{Base: x, Disp: disp}, v, partial)
			switch term {
			case "sum":
				VADDPS(v, lanes[i], lanes[i])
			case "square":
				VFMADD231PS(v, v, lanes[i])
			case "dot":
				u := w.reg()
				w.load(Mem{Base: y, Disp: disp}, u, partial)
				VMULPS(u, v, v)
				VADDPS(v, lanes[i], lanes[i])
			}
		}
		CMPQ(n, U32(32))
		JLT(LabelRef("rest"))
		Label("loop")
		for i := range lanes {
			add(i, i*w.bytes(), false)
		}
		for _, p := range pointers {
			ADDQ(U32(128), p)
		}
		SUBQ(U32(32), n)
		CMPQ(n, U32(32))
		JGE(LabelRef("loop"))
		Label("rest")
		for i := range lanes {
			part := "part" + string(rune('0'+i))
			CMPQ(n, U32(w.lanes))
			JLT(LabelRef(part))
			add(i, 0, false)
			for _, p := range pointers {
				ADDQ(U32(w.bytes()), p)
			}
			SUBQ(U32(w.lanes), n)
			if i < len(lanes)-1 {
				JMP(LabelRef(part + "next"))
			} else {
				JMP(LabelRef("fold"))
			}
			Label(part)
			TESTQ(n, n)
			JZ(LabelRef("fold"))
			w.tail(n)
			add(i, 0, true)
			JMP(LabelRef("fold"))
			Label(part + "next")
		}
		Label("fold")
		for half := len(lanes) / 2; half > 0; half /= 2 {
			for i := range half {
				VADDPS(lanes[i+half], lanes[i], lanes[i])
			}
		}
		Store(fold(w, lanes[0], func(a, b VecVirtual) { VADDPS(a, b, b) }), ReturnIndex(0))
		VZEROUPPER()
		RET()
	}
}

// fold folds the lanes of one vector by halves and returns the number, made
// canonical.
func fold(w *width, v VecVirtual, join func(a, b VecVirtual)) VecVirtual {
	y := v.(Vec).AsY()
	if w.wide() {
		high := YMM()
		VEXTRACTF64X4(U8(1), v.(Vec).AsZ(), high)
		low := YMM()
		VMOVAPS(y, low)
		join(high, low)
		y = low
	}
	high, low := XMM(), XMM()
	VEXTRACTF128(U8(1), y, high)
	VMOVAPS(y.(Vec).AsX(), low)
	join(high, low)
	next := XMM()
	VPERMILPS(U8(0x0e), low, next)
	join(next, low)
	VPERMILPS(U8(0x01), low, next)
	join(next, low)
	return low
}

// maximum is the largest of n >= 0 numbers by N1's order: as integers after
// the lower 31 bits of negative numbers are turned over. A NaN anywhere gives
// NaN; no number gives -Inf.
func maximum(w *width) {
	TEXT("maximum"+w.name, NOSPLITFLAG, "func(n int, x *float32) float32")
	n, x := Load(Param("n"), GP64()).(GPVirtual), ptr("x")
	best, nan := w.reg(), w.reg()
	VMOVUPS(constant(0x807fffff), best)
	w.zero(nan)
	w.over(n, []GPVirtual{x}, func(partial bool) {
		v := w.reg()
		switch {
		case !partial:
			VMOVUPS(at(x), v)
		case w.wide():
			VMOVUPS(constant(0xff800000), v)
			VMOVUPS(at(x), w.maskK, v)
		default:
			loaded := YMM()
			VMASKMOVPS(at(x), w.maskY, loaded)
			VMOVUPS(constant(0xff800000), v)
			VBLENDVPS(w.maskY, loaded, v, v)
		}
		w.choose(predUnord, v, v, v, nan)
		key := w.reg()
		w.key(v, key)
		VPMAXSD(key, best, best)
	})
	top := fold(w, best, func(a, b VecVirtual) { VPMAXSD(a, b, b) })
	// Any lane of nan that is NaN shows as a set bit; numbers are +0.
	flag := GP32()
	if w.wide() {
		k := K()
		VCMPPS(U8(predUnord), nan, nan, k)
		KMOVW(k, flag)
	} else {
		bad := YMM()
		VCMPPS(U8(predUnord), nan, nan, bad)
		VMOVMSKPS(bad, flag)
	}
	bits, sign := GP32(), GP32()
	VMOVD(top, bits)
	MOVL(bits, sign)
	SARL(U8(31), sign)
	SHRL(U8(1), sign)
	XORL(sign, bits)
	nanBits := GP32()
	MOVL(U32(0x7fc00000), nanBits)
	TESTL(flag, flag)
	CMOVLNE(nanBits, bits)
	out := XMM()
	VMOVD(bits, out)
	Store(out, ReturnIndex(0))
	VZEROUPPER()
	RET()
}

func (w *width) key(v, key VecVirtual) {
	VPSRAD(U8(31), v, key)
	VPSRLD(U8(1), key, key)
	if w.wide() {
		VPXORD(v, key, key)
		return
	}
	VPXOR(v, key, key)
}

// rope turns n pairs (x1, x2) by angles, forwards or backwards (N13).
func rope(w *width) {
	for _, back := range []bool{false, true} {
		name := "rope"
		if back {
			name = "ropeBack"
		}
		TEXT(name+w.name, NOSPLITFLAG, "func(n int, y1, y2, x1, x2, cos, sin *float32)")
		n := Load(Param("n"), GP64()).(GPVirtual)
		y1, y2, x1, x2, cos, sin := ptr("y1"), ptr("y2"), ptr("x1"), ptr("x2"), ptr("cos"), ptr("sin")
		w.over(n, []GPVirtual{y1, y2, x1, x2, cos, sin}, func(partial bool) {
			a, b, c, s := w.reg(), w.reg(), w.reg(), w.reg()
			w.load(at(x1), a, partial)
			w.load(at(x2), b, partial)
			w.load(at(cos), c, partial)
			w.load(at(sin), s, partial)
			if back {
				w.xor(constant(0x80000000), s, s)
			}
			u, v := w.reg(), w.reg()
			VMULPS(c, a, u)
			VMULPS(s, b, v)
			VSUBPS(v, u, u)
			w.canonical(u)
			VMULPS(s, a, v)
			VFMADD231PS(c, b, v)
			w.canonical(v)
			w.store(u, at(y1), partial)
			w.store(v, at(y2), partial)
		})
		VZEROUPPER()
		RET()
	}
}
