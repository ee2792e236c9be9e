// SPDX-License-Identifier: Apache-2.0

//go:build ignore

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// magnitudes: the largest of each of eight columns of x[n][8], as bits.
func magnitudes(w *width) {
	TEXT("magnitudes", NOSPLITFLAG, "func(n int, x *float32, out *uint32)")
	n, x := Load(Param("n"), GP64()).(GPVirtual), ptr("x")
	const unroll = 4
	var most [unroll]VecVirtual
	for u := range most {
		most[u] = w.reg()
		w.zero(most[u])
	}
	mask := w.reg()
	VMOVUPS(constant(0x7fffffff), mask)
	step := func(u int) {
		v := w.reg()
		VPAND(Mem{Base: x, Disp: u * w.bytes()}, mask, v)
		VPMAXUD(v, most[u], most[u])
	}
	unrolled(n, x, unroll, w.bytes(), "magnitudes", step)
	for u := range most[1:] {
		VPMAXUD(most[u+1], most[0], most[0])
	}
	out := ptr("out")
	VMOVUPS(most[0], at(out))
	VZEROUPPER()
	RET()
}

// unrolled runs a step n > 0 times, several at once while that many are left.
func unrolled(n, p GPVirtual, times, bytes int, name string, step func(u int)) {
	CMPQ(n, U32(times))
	JLT(LabelRef("rest" + name))
	Label("loop" + name)
	for u := range times {
		step(u)
	}
	ADDQ(U32(times*bytes), p)
	SUBQ(U32(times), n)
	CMPQ(n, U32(times))
	JGE(LabelRef("loop" + name))
	Label("rest" + name)
	TESTQ(n, n)
	JZ(LabelRef("done" + name))
	Label("one" + name)
	step(0)
	ADDQ(U32(bytes), p)
	DECQ(n)
	JNZ(LabelRef("one" + name))
	Label("done" + name)
}

// spread: x[k][8] times by[k], between two limits; NaN is the upper.
func spread(w *width) {
	TEXT("spread", NOSPLITFLAG, "func(n int, x, by, limits *float32)")
	n, x, by, limits := Load(Param("n"), GP64()).(GPVirtual), ptr("x"), ptr("by"), ptr("limits")
	least, most := w.reg(), w.reg()
	VBROADCASTSS(at(limits), least)
	VBROADCASTSS(Mem{Base: limits, Disp: 4}, most)
	Label("loop")
	v := w.reg()
	VBROADCASTSS(at(by), v)
	VMULPS(at(x), v, v)
	VMINPS(most, v, v) // the second operand of the manual where one is NaN
	VMAXPS(least, v, v)
	VMOVUPS(v, at(x))
	ADDQ(U32(4), by)
	ADDQ(U32(w.bytes()), x)
	DECQ(n)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// quantiser holds what the packing of slices has in registers.
type quantiser struct {
	*width
	x, dst GPVirtual
	scale  VecVirtual
}

func (w *width) quantiser() *quantiser {
	q := &quantiser{w, ptr("x"), ptr("dst"), w.reg()}
	scale := ptr("scale")
	VMOVUPS(at(scale), q.scale)
	return q
}

// slices are those of eight numbers, and both together.
func (q *quantiser) slices(u int) (both, high, low VecVirtual) {
	both, high, low = q.reg(), q.reg(), q.reg()
	v, t := q.reg(), q.reg()
	VMULPS(Mem{Base: q.x, Disp: u * q.bytes()}, q.scale, v)
	VCVTPS2DQ(v, both)
	VPADDD(constant(64), both, high)
	VPSRAD(U8(7), high, high)
	VPSLLD(U8(7), high, t)
	VPSUBD(t, both, low)
	return both, high, low
}

// pairs packs slices of A as (hi, lo), of B as (q, hi).
func pairs(w *width, name string, ofA bool) {
	signature := "func(n int, x, scale *float32, dst *byte)"
	if ofA {
		signature = "func(n int, x, scale *float32, dst *byte, sums *int32)"
	}
	TEXT(name, NOSPLITFLAG, signature)
	n, q := Load(Param("n"), GP64()).(GPVirtual), w.quantiser()
	Label("loop")
	both, high, low := q.slices(0)
	first, second, to := both, high, pairsVectors*w.bytes()
	if ofA {
		first, second, to = high, low, w.bytes()
	}
	VPSLLD(U8(16), second, second)
	VPBLENDW(U8(0xaa), second, first, first)
	VMOVUPS(first, at(q.dst))
	ADDQ(U32(w.bytes()), q.x)
	ADDQ(U32(to), q.dst)
	DECQ(n)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// bytes packs slices of four terms, those of A signed and with their sums, those
// of B 128 more.
func bytesOf(w *width, name string, ofA bool) {
	signature := "func(n int, x, scale *float32, dst *byte)"
	if ofA {
		signature = "func(n int, x, scale *float32, dst *byte, sums *int32)"
	}
	TEXT(name, NOSPLITFLAG, signature)
	n, q := Load(Param("n"), GP64()).(GPVirtual), w.quantiser()
	order := w.reg()
	VMOVUPS(byteOrder(), order)
	var sumHigh, sumLow VecVirtual
	if ofA {
		sumHigh, sumLow = w.reg(), w.reg()
		w.zero(sumHigh)
		w.zero(sumLow)
	}
	Label("loop")
	var high, low [4]VecVirtual
	for u := range high {
		_, high[u], low[u] = q.slices(u)
		if ofA {
			VPADDD(high[u], sumHigh, sumHigh)
			VPADDD(low[u], sumLow, sumLow)
		}
	}
	half, to := bytesVectors*64, 2*bytesVectors*64
	if ofA {
		half, to = w.bytes(), 2*w.bytes()
	}
	for i, s := range [][4]VecVirtual{high, low} {
		VPACKSSDW(s[1], s[0], s[0])
		VPACKSSDW(s[3], s[2], s[2])
		VPACKSSWB(s[2], s[0], s[0])
		VPSHUFB(order, s[0], s[0])
		if !ofA {
			VPXOR(constant(0x80808080), s[0], s[0])
		}
		VMOVUPS(s[0], Mem{Base: q.dst, Disp: i * half})
	}
	ADDQ(U32(4*w.bytes()), q.x)
	ADDQ(U32(to), q.dst)
	DECQ(n)
	JNZ(LabelRef("loop"))
	if ofA {
		sums := ptr("sums")
		VMOVUPS(sumHigh, at(sums))
		VMOVUPS(sumLow, Mem{Base: sums, Disp: w.bytes()})
	}
	VZEROUPPER()
	RET()
}

var orders *Mem

// byteOrder turns four numbers of each of four rows, term by term, to four terms
// of each row.
func byteOrder() Mem {
	if orders == nil {
		m := GLOBL("byteOrder", RODATAFLAGS)
		for i := range 8 {
			row := uint32(i % 4)
			DATA(4*i, U32((row)|(4+row)<<8|(8+row)<<16|(12+row)<<24))
		}
		orders = &m
	}
	return *orders
}
