// SPDX-License-Identifier: Apache-2.0

//go:build !noasm

package cpu

import (
	"fmt"

	"golang.org/x/sys/cpu"
)

// avx512 and avx2 run the generated code; generic.go is its reference.
var (
	avx512 = routines{
		name: "avx512", columns: 32,
		product: productAVX512, row: rowAVX512, finish: finishAVX512, chains: columnsAVX512, maps: mapsAVX512,
		sum: sumAVX512, square: squareAVX512, dot: dotAVX512, maximum: maximumAVX512,
		rope: ropeAVX512, ropeBack: ropeBackAVX512, packTurned: packTurned, packStraight: packStraight, slicer: &pairsSlicer, check: checkMode,
	}
	avx2 = routines{
		name: "avx2", columns: 24,
		product: productAVX2, row: rowAVX2, finish: finishAVX2, chains: columnsAVX2, maps: mapsAVX2,
		sum: sumAVX2, square: squareAVX2, dot: dotAVX2, maximum: maximumAVX2,
		rope: ropeAVX2, ropeBack: ropeBackAVX2, packTurned: packTurned, packStraight: packStraight, slicer: &pairsSlicer, check: checkMode,
	}
)

// Products of profile i8x2: bytes where the processor has VNNI, else pairs.
var (
	bytesSlicer = slicer{
		columns: 48, terms: 4, stepA: 64, stepB: 384,
		product: slicedBytes, packA: bytesA, packB: bytesB, magnitudes: magnitudes, spread: spread,
	}
	pairsSlicer = slicer{
		columns: 16, terms: 1, stepA: 32, stepB: 64,
		product: slicedPairs, packA: pairsA, packB: pairsB, magnitudes: magnitudes, spread: spread,
	}
)

func available() []*routines {
	var rs []*routines
	x := &cpu.X86
	has2 := x.HasAVX2 && x.HasFMA && x.HasBMI2
	if has2 && x.HasAVX512F && x.HasAVX512VL && x.HasAVX512DQ && x.HasAVX512BW {
		if x.HasAVX512VNNI {
			avx512.slicer = &bytesSlicer
		}
		rs = append(rs, &avx512)
	}
	if has2 {
		rs = append(rs, &avx2)
	}
	return append(rs, &portable)
}

// Bits of MXCSR: flush to zero, rounding control, denormals are zero.
const modeBits = 0x8000 | 0x6000 | 0x0040

func checkMode() error {
	if m := mxcsr(); m&modeBits != 0 {
		return fmt.Errorf("%w: MXCSR is %#x, want bits %#x clear; a library called from this process changed it", ErrMode, m, modeBits)
	}
	return nil
}

// Peak runs n rounds of independent fma chains in registers and returns the
// floating-point operations done: what no product can exceed. It is for
// benchmarks.
func Peak(level string, n int) (flop float64) {
	switch level {
	case avx512.name:
		peakAVX512(n)
		return float64(n) * 12 * 16 * 2
	case avx2.name:
		peakAVX2(n)
		return float64(n) * 12 * 8 * 2
	}
	return 0
}
