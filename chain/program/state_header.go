// SPDX-License-Identifier: Apache-2.0

package program

import (
	"bytes"
	"encoding/binary"
	"strconv"
)

const (
	// stateAlign divides the bytes before the data, so that the data starts on
	// a page of a mapped file.
	stateAlign = 4096
	// stateLength is the bytes of the header's length, which stands before it.
	stateLength = 8
	// Some loaders ask which framework a file is for and take no other answer.
	stateOpen  = `{"__metadata__":{"format":"pt"}`
	stateClose = `}`
)

// Header is the bytes before the data: the length of the JSON header (8,
// little-endian), the header, spaces.
func (l *State) Header() []byte {
	b := make([]byte, 0, l.header)
	b = binary.LittleEndian.AppendUint64(b, l.header-stateLength)
	b = append(b, stateOpen...)
	for t := range l.All() {
		b = appendEntry(b, &t)
	}
	b = append(b, stateClose...)
	return append(b, bytes.Repeat([]byte{' '}, int(l.header)-len(b))...)
}

// appendEntry writes one tensor as the library of the format does.
func appendEntry(b []byte, t *StateTensor) []byte {
	b = append(b, `,"`...)
	b = append(b, t.Name...)
	b = append(b, `":{"dtype":"`...)
	b = append(b, t.Type.stateName()...)
	b = append(b, `","shape":[`...)
	for i, n := range t.Shape {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(n), 10)
	}
	b = append(b, `],"data_offsets":[`...)
	b = strconv.AppendUint(b, t.Offset, 10)
	b = append(b, ',')
	b = strconv.AppendUint(b, t.Offset+t.Bytes, 10)
	return append(b, "]}"...)
}

// stateName is the format's name in a header.
func (t Type) stateName() string {
	if t == BF16 {
		return "BF16"
	}
	return "F32"
}

// headerSize is the length of Header without writing it: the entries of a slot
// differ in three numbers only, which grow evenly from layer to layer.
func (l *State) headerSize() uint64 {
	n := uint64(stateLength + len(stateOpen) + len(stateClose))
	var buf []byte
	for i := range l.sections {
		x := &l.sections[i]
		for slot := range x.places {
			p := &x.places[slot]
			if p.count == 0 {
				continue
			}
			t := l.tensor(x, slot, 0)
			t.Offset, t.Bytes = 0, 0
			buf = appendEntry(buf[:0], &t)
			n += p.count*uint64(len(buf)-2) + digits(p.first, p.stride, p.count) + digits(p.first+p.bytes, p.stride, p.count)
			if slot >= slotLayer && slot < slotNorm {
				n += digits(0, 1, p.count) - p.count
			}
		}
	}
	return (n + stateAlign - 1) / stateAlign * stateAlign
}

// digits counts the decimal digits of first, first + stride, ..., count
// numbers together, all below 10^19.
func digits(first, stride, count uint64) uint64 {
	total := count
	for power := uint64(10); ; power *= 10 {
		below := uint64(0)
		if first < power {
			below = count
			if stride > 0 {
				below = min(count, (power-first+stride-1)/stride)
			}
		}
		if below == count {
			return total
		}
		total += count - below
	}
}
