// SPDX-License-Identifier: Apache-2.0

package data

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// appendIDs appends ids, little-endian, of a width that holds them all.
func appendIDs(dst []byte, ids []uint32, width int) []byte {
	dst = slices.Grow(dst, len(ids)*width)
	switch width {
	case 1:
		for _, id := range ids {
			dst = append(dst, byte(id))
		}
	case 2:
		for _, id := range ids {
			dst = binary.LittleEndian.AppendUint16(dst, uint16(id))
		}
	default:
		for _, id := range ids {
			dst = binary.LittleEndian.AppendUint32(dst, id)
		}
	}
	return dst
}

// readIDs reads len(dst) ids of a width.
func readIDs(dst []uint32, b []byte, width int) {
	switch width {
	case 1:
		for i := range dst {
			dst[i] = uint32(b[i])
		}
	case 2:
		for i := range dst {
			dst[i] = uint32(binary.LittleEndian.Uint16(b[2*i:]))
		}
	default:
		for i := range dst {
			dst[i] = binary.LittleEndian.Uint32(b[4*i:])
		}
	}
}

// checkIDs refuses ids that the vocabulary does not have; first is the place of
// ids[0], for the error.
func checkIDs(ids []uint32, vocabulary int, first uint64) error {
	for i, id := range ids {
		if int64(id) >= int64(vocabulary) {
			return fmt.Errorf("%w: token %d is %d, want below %d", ErrToken, first+uint64(i), id, vocabulary)
		}
	}
	return nil
}
