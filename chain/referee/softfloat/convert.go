// SPDX-License-Identifier: Apache-2.0

package softfloat

// keepLimit is 2^-120.
const keepLimit = 7 << fractionBits

// Keep is x, or +0 if |x| < 2^-120.
func Keep(x uint32) uint32 {
	if x&^signBit < keepLimit {
		return 0
	}
	return Canonical(x)
}

// Narrow rounds to bf16, nearest even: a binary32 whose low half is zero.
func Narrow(x uint32) uint32 {
	if IsNaN(x) {
		return NaN
	}
	// The largest numbers carry into infinity.
	return (x + 0x7fff + x>>16&1) &^ 0xffff
}

// Widen is the number that a bf16 holds.
func Widen(x uint16) uint32 { return Canonical(uint32(x) << 16) }

// OfInt is the number nearest to v.
func OfInt(v int64) uint32 {
	if v < 0 {
		return round(signBit, -uint64(v), 0)
	}
	return round(0, uint64(v), 0)
}

// ToInt is the integer nearest to x, ties to even, clamped into [lo, hi]. NaN,
// which no rule converts, gives 0 before it is clamped.
func ToInt(x uint32, lo, hi int32) int32 {
	v := int64(0)
	switch exponent := int(x >> fractionBits & 0xff); {
	case IsNaN(x):
	case exponent >= 150+9: // 2^32 and more
		v = 1 << 32
	default:
		m, e := split(x)
		v = int64(nearest(m, -e))
	}
	if x&signBit != 0 {
		v = -v
	}
	return int32(min(max(v, int64(lo)), int64(hi)))
}
