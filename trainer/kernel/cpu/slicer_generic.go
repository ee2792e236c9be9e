// SPDX-License-Identifier: Apache-2.0

package cpu

import (
	"math"
	"unsafe"

	"github.com/weft-network/weft/trainer/kernel/ref"
)

// words are n words of 32 bits from an address.
func words(p *byte, n int) []uint32 { return unsafe.Slice((*uint32)(unsafe.Pointer(p)), n) }

//nolint:revive // nine arguments, like the generated routine that it stands for
func slicedGeneric(n int, a, b *byte, _ *int32, ea, eb, out *float32, ldo int, base *float32) {
	x, y, e, o := words(a, 8*n), words(b, 8*n), run(eb, 8), run(out, 7*ldo+8)
	for i, own := range run(ea, 8) {
		var sums [8]int32
		for k := range n {
			hi, lo := pair(x[8*k+i])
			for j, v := range y[8*k : 8*k+8] {
				q, high := pair(v)
				sums[j] += hi*q + lo*high
			}
		}
		for j, s := range sums {
			p := scaled(s, own+e[j])
			if base == nil {
				o[i*ldo+j] = ref.Canonical(0 + p)
			} else {
				o[i*ldo+j] = ref.Canonical(run(base, 7*ldo+8)[i*ldo+j] + p)
			}
		}
	}
}

// pair is the two numbers of 16 bits that a word holds.
func pair(w uint32) (first, second int32) { return int32(int16(w)), int32(w) >> 16 }

// scaled is s * 2^e, rounded once; NaN if e is.
func scaled(s int32, e float32) float32 {
	if e != e {
		return e
	}
	n := int(e)
	return float32(float32(float32(s)*power(n>>1)) * power(n-n>>1))
}

// quantised are both slices of x * scale, and both together.
func quantised(x, scale float32) (q, hi, lo int32) {
	v := math.RoundToEven(float64(float32(x * scale)))
	if v != v {
		return 0, 0, 0
	}
	q = int32(v)
	hi = (q + 64) >> 7
	return q, hi, q - hi<<7
}

func pairsGenericA(n int, x, scale *float32, dst *byte, _ *int32) {
	in, s, out := run(x, 8*n), run(scale, 8), words(dst, 8*n)
	for i, v := range in {
		_, hi, lo := quantised(v, s[i%8])
		out[i] = uint32(uint16(hi)) | uint32(lo)<<16
	}
}

func pairsGenericB(n int, x, scale *float32, dst *byte) {
	in, s, out := run(x, 8*n), run(scale, 8), words(dst, 8*n)
	for i, v := range in {
		q, hi, _ := quantised(v, s[i%8])
		out[i] = uint32(uint16(q)) | uint32(hi)<<16
	}
}

func magnitudesGeneric(n int, x *float32, out *uint32) {
	m := unsafe.Slice(out, 8)
	clear(m)
	for i, v := range run(x, 8*n) {
		m[i%8] = max(m[i%8], math.Float32bits(v)&0x7fffffff)
	}
}

func spreadGeneric(n int, x, by, limits *float32) {
	in, l := run(x, 8*n), run(limits, 2)
	for k, f := range run(by, n) {
		for i, v := range in[8*k : 8*k+8] {
			if v *= f; v != v {
				v = l[1]
			}
			in[8*k+i] = min(max(v, l[0]), l[1])
		}
	}
}
