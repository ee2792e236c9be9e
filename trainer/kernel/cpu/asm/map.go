// SPDX-License-Identifier: Apache-2.0

//go:build ignore

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"github.com/weft-network/weft/chain/program"
)

// signature is an expression and which of its operands move: 'v' is one value
// an element, 's' one for the run.
type signature struct {
	f    program.Func
	move string
}

// maps are the signatures that programs use on long runs. Others, and the ends
// of rows that a mask cuts, run the portable code.
var maps = []signature{
	{program.FuncAdd, "vv"},
	{program.FuncAdd, "sv"},
	{program.FuncMul, "vv"},
	{program.FuncMul, "vs"},
	{program.FuncDiv, "vs"},
	{program.FuncInvRMS, "vss"},
	{program.FuncNorm, "vsv"},
	{program.FuncNormGrad, "vsvvs"},
	{program.FuncNormGrad, "ssvvs"},
	{program.FuncScoreExp, "vss"},
	{program.FuncExpSub, "vs"},
	{program.FuncScoreGrad, "vvss"},
	{program.FuncSwiGLU, "vv"},
	{program.FuncSwiGLUGate, "vvv"},
	{program.FuncSwiGLUUp, "vv"},
	{program.FuncLogitGrad, "vsss"},
	{program.FuncSoftmaxGrad, "vss"},
	{program.FuncTargetGrad, "vvs"},
	{program.FuncTargetRow, "vs"},
	{program.FuncMoment1, "vvsss"},
	{program.FuncMoment2, "vvsss"},
	{program.FuncAdamW, "vvvssss"},
}

// elementwise compiles one expression of the program's own table.
func elementwise(w *width, s signature) {
	expr := s.f.Expr()
	TEXT(expr.Name+"_"+s.move+w.name, NOSPLITFLAG, "func(n int, out *float32, in *[8]*float32)")
	n, out, in := Load(Param("n"), GP64()).(GPVirtual), ptr("out"), ptr("in")
	pointers := []GPVirtual{out}
	moving := map[int]GPVirtual{}
	still := map[int]VecVirtual{}
	for i, c := range s.move {
		p := GP64()
		MOVQ(Mem{Base: in, Disp: 8 * i}, p)
		if c == 'v' {
			moving[i] = p
			pointers = append(pointers, p)
			continue
		}
		still[i] = w.reg()
		VBROADCASTSS(at(p), still[i])
	}
	w.over(n, pointers, func(partial bool) {
		v := make([]VecVirtual, len(s.move), len(s.move)+len(expr.Code))
		for i := range v {
			if p, ok := moving[i]; ok {
				v[i] = w.reg()
				w.load(at(p), v[i], partial)
			} else {
				v[i] = still[i]
			}
		}
		for _, c := range expr.Code {
			v = append(v, w.instruction(c, v))
		}
		result := v[len(v)-1]
		w.canonical(result)
		w.store(result, at(out), partial)
	})
	VZEROUPPER()
	RET()
}

// instruction emits one correctly rounded step.
func (w *width) instruction(c program.Instr, v []VecVirtual) VecVirtual {
	r := w.reg()
	switch c.Code {
	case program.Add:
		VADDPS(v[c.B], v[c.A], r)
	case program.Sub:
		VSUBPS(v[c.B], v[c.A], r)
	case program.Mul:
		VMULPS(v[c.B], v[c.A], r)
	case program.Div:
		VDIVPS(v[c.B], v[c.A], r)
	case program.Sqrt:
		VSQRTPS(v[c.A], r)
	case program.Fma:
		VMOVAPS(v[c.C], r)
		VFMADD231PS(v[c.A], v[c.B], r)
	case program.One:
		VMOVUPS(constant(0x3f800000), r)
	case program.Neg:
		w.xor(constant(0x80000000), v[c.A], r)
	case program.Keep:
		w.and(constant(0x7fffffff), v[c.A], r)
		zero := w.reg()
		w.zero(zero)
		size := r
		r = w.reg()
		VMOVAPS(v[c.A], r)
		w.choose(predLT, size, constant(0x03800000), zero, r)
	case program.Exp:
		w.exp(v[c.A], r)
	default:
		panic("no vector code for " + c.Code.String())
	}
	return r
}

func (w *width) xor(m Op, a, r VecVirtual) {
	if w.wide() {
		VPXORD(m, a, r)
		return
	}
	VXORPS(m, a, r)
}

func (w *width) and(m Op, a, r VecVirtual) {
	if w.wide() {
		VPANDD(m, a, r)
		return
	}
	VANDPS(m, a, r)
}

// exp is N5; package ref has the same steps with their reasons.
func (w *width) exp(x, r VecVirtual) {
	fma := func(a Op, b, c VecVirtual) { VFMADD213PS(a, b, c) } // c = b*c + a
	t, n := w.reg(), w.reg()
	k := w.reg()
	VMOVUPS(constant(0x3fb8aa3b), k)
	VMOVAPS(x, t)
	fma(constant(0x4b400000), k, t)
	VSUBPS(constant(0x4b400000), t, n)
	rest := w.reg()
	VMOVAPS(x, rest)
	VFMADD231PS(constant(0xbf317200), n, rest)
	VFMADD231PS(constant(0xb5bfbe8e), n, rest)
	VMOVUPS(constant(0x3ab6889e), r)
	for _, c := range []uint32{0x3c0905d1, 0x3d2aaa8d, 0x3e2aaa6e, 0x3f000000, 0x3f800000, 0x3f800000} {
		fma(constant(c), rest, r)
	}
	VPSLLD(U8(23), t, t)
	VPADDD(t, r, r)
	zero := w.reg()
	w.zero(zero)
	w.choose(predLT, x, constant(0xc2ae0000), zero, r)
	w.choose(predGT, x, constant(0x42b170a4), constant(0x7f800000), r)
	w.choose(predUnord, x, x, x, r)
}
