// SPDX-License-Identifier: Apache-2.0

//go:build ignore

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// packTurned: dst[k][0..7] = src[0..7][k] for blocks of 8 k. Strides are in
// bytes; n counts blocks.
func packTurned() {
	TEXT("packTurned", NOSPLITFLAG, "func(n int, dst, src *float32, dstStride, srcStride int)")
	n, dst, src := Load(Param("n"), GP64()).(GPVirtual), ptr("dst"), ptr("src")
	ds, ss := Load(Param("dstStride"), GP64()).(GPVirtual), Load(Param("srcStride"), GP64()).(GPVirtual)
	Label("loop")
	line := GP64()
	MOVQ(src, line)
	var r [8]VecVirtual
	for i := range r {
		r[i] = YMM()
		VMOVUPS(at(line), r[i])
		if i < 7 {
			ADDQ(ss, line)
		}
	}
	t := turn8(r)
	for i := range t {
		VMOVUPS(t[i], at(dst))
		ADDQ(ds, dst)
	}
	ADDQ(U32(32), src)
	DECQ(n)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// turn8 transposes 8 by 8 in pairs, quadruples, halves.
func turn8(r [8]VecVirtual) [8]VecVirtual {
	var a, b, c [8]VecVirtual
	for i := 0; i < 8; i += 2 {
		a[i], a[i+1] = YMM(), YMM()
		VUNPCKLPS(r[i+1], r[i], a[i])
		VUNPCKHPS(r[i+1], r[i], a[i+1])
	}
	for i := 0; i < 8; i += 4 {
		for j := range 2 {
			b[i+2*j], b[i+2*j+1] = YMM(), YMM()
			VSHUFPS(U8(0x44), a[i+2+j], a[i+j], b[i+2*j])
			VSHUFPS(U8(0xee), a[i+2+j], a[i+j], b[i+2*j+1])
		}
	}
	for i := range 4 {
		c[i], c[i+4] = YMM(), YMM()
		VPERM2F128(U8(0x20), b[i+4], b[i], c[i])
		VPERM2F128(U8(0x31), b[i+4], b[i], c[i+4])
	}
	return c
}

// packStraight: dst[k][0..7] = src[k][0..7] for n values of k.
func packStraight() {
	TEXT("packStraight", NOSPLITFLAG, "func(n int, dst, src *float32, dstStride, srcStride int)")
	n, dst, src := Load(Param("n"), GP64()).(GPVirtual), ptr("dst"), ptr("src")
	ds, ss := Load(Param("dstStride"), GP64()).(GPVirtual), Load(Param("srcStride"), GP64()).(GPVirtual)
	Label("loop")
	r := YMM()
	VMOVUPS(at(src), r)
	VMOVUPS(r, at(dst))
	ADDQ(ss, src)
	ADDQ(ds, dst)
	DECQ(n)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}
