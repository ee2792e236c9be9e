// SPDX-License-Identifier: Apache-2.0

package program

import "math/bits"

// maxCode is the largest dense code. The largest code of a block is at least
// half of that, rounded up, unless its scale is the lowest.
const maxCode = 127

// encodeDense picks the lowest scale at which the largest element has a code
// of at most 127, then rounds each element to a code, halves to even. An
// element too large for the highest scale gets the largest code.
func (c *Coding) encodeDense(x []uint32, b []byte) {
	largest := uint32(0)
	for _, v := range x {
		largest = max(largest, magnitude(v))
	}
	if largest == 0 {
		return
	}
	e := c.clamp(denseExponent(largest))
	all := uint32(0)
	for i, v := range x {
		q := denseCode(magnitude(v), e)
		all |= q
		if v>>31 != 0 {
			q = -q
		}
		b[1+i] = byte(q)
	}
	if all != 0 {
		b[0] = byte(e - c.Min + 1)
	}
}

// denseExponent is the least e with RNE(m / 2^e) <= 127.
func denseExponent(m uint32) int {
	// From 127.5 / 64 times a power of two on, rounding would give 128.
	const tooLarge = 0x7f0000
	e := log2(m) - 6
	if m&0x7fffff >= tooLarge {
		e++
	}
	return e
}

// log2 is the exponent of the leading bit of a magnitude above 0.
func log2(m uint32) int {
	if m < 1<<23 { // subnormal
		return bits.Len32(m) - 150
	}
	return int(m>>23) - 127
}

// denseCode is min(RNE(m / 2^e), 127).
func denseCode(m uint32, e int) uint32 {
	exponent, mantissa := m>>23, m&0x7fffff
	if exponent == 0 {
		exponent = 1
	} else {
		mantissa |= 1 << 23
	}
	// m is mantissa * 2^(exponent-150).
	shift := e + 150 - int(exponent)
	switch {
	case shift > 24: // below a half
		return 0
	case shift <= 0: // no subnormal: e is at least spec.MinExponent
		return maxCode
	}
	q := (mantissa + 1<<(shift-1) - 1 + mantissa>>shift&1) >> shift
	return min(q, maxCode)
}

func addDense(b []byte, factor int64, sum, count []int64) bool {
	scale, codes := b[0], b[1:]
	if !denseValid(scale, codes) {
		return false
	}
	if sum != nil && scale != 0 {
		unit := factor << (scale - 1)
		for i, q := range codes {
			sum[i] += int64(int8(q)) * unit
		}
	}
	if count != nil {
		for i := range codes {
			count[i]++
		}
	}
	return true
}

// denseValid reports whether EncodeBlock can have written the block.
func denseValid(scale byte, codes []byte) bool {
	largest := int32(0)
	for _, q := range codes {
		v := int32(int8(q))
		largest = max(largest, v, -v)
	}
	switch scale {
	case 0:
		return largest == 0
	case 1:
		return largest > 0 && largest <= maxCode
	default:
		return largest > maxCode/2 && largest <= maxCode
	}
}
