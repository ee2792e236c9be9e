// SPDX-License-Identifier: Apache-2.0

package safetensors

import (
	"encoding/binary"
	"math/bits"
)

// widen writes each number of 2 bytes as the equal one of binary32.
func widen(d DType, to, from []byte) {
	convert := func(v uint16) uint32 { return uint32(v) << 16 } // BF16
	if d == F16 {
		convert = fromHalf
	}
	for i := 0; i < len(from); i += 2 {
		binary.LittleEndian.PutUint32(to[2*i:], convert(binary.LittleEndian.Uint16(from[i:])))
	}
}

// fromHalf is the binary32 with the value of a binary16. Both have an implicit
// one; the biases differ by 112.
func fromHalf(h uint16) uint32 {
	sign, exponent, fraction := uint32(h>>15)<<31, uint32(h>>10&31), uint32(h&1023)
	switch {
	case exponent == 31:
		return sign | 0x7f800000 | fraction<<13
	case exponent > 0:
		return sign | (exponent+112)<<23 | fraction<<13
	case fraction == 0:
		return sign
	}
	// fraction · 2^-24: its highest bit becomes the implicit one.
	shift := uint32(bits.LeadingZeros32(fraction)) - 21
	return sign | (113-shift)<<23 | fraction<<shift&1023<<13
}

// infinite returns the first number that is not finite, or -1.
func infinite(p []byte) int {
	for i := 0; i+4 <= len(p); i += 4 {
		if binary.LittleEndian.Uint32(p[i:])&0x7f800000 == 0x7f800000 {
			return i / 4
		}
	}
	return -1
}
