// SPDX-License-Identifier: Apache-2.0

package referee

import (
	"encoding/binary"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/referee/softfloat"
)

// part is one range of an input.
type part struct {
	program.Range
	kind program.Type
	data []byte
}

// u32 is element j of a range of ids, positions, factors or visible ends.
func (x *part) u32(j int) uint32 { return binary.LittleEndian.Uint32(x.data[4*j:]) }

// i64 is element j of a range of sums.
func (x *part) i64(j int) int64 { return int64(binary.LittleEndian.Uint64(x.data[8*j:])) }

// u128 is element j of a range of norms.
func (x *part) u128(j int) (hi, lo uint64) {
	return binary.LittleEndian.Uint64(x.data[16*j+8:]), binary.LittleEndian.Uint64(x.data[16*j:])
}

// number is element j as a binary32: bf16 is widened, i64 rounded.
func (x *part) number(j int) uint32 {
	switch x.kind {
	case program.BF16:
		return softfloat.Widen(binary.LittleEndian.Uint16(x.data[2*j:]))
	case program.I64:
		return softfloat.OfInt(x.i64(j))
	default:
		return x.u32(j)
	}
}
