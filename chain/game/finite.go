// SPDX-License-Identifier: Apache-2.0

package game

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
)

// NonFinite checks the shortest proof of all: that the chunk of a state file
// which holds a byte has a number in it that is not finite, which no step of a
// unit may leave (N1). Proof opens the chunk under the id. It is fraud of
// whoever committed to the id as a step's result, and in the last state of a
// unit that is committed as diverged it is the proof that it did.
func NonFinite(layout *program.State, id commit.ID, offset uint64, proof []byte) error {
	if id.Size != layout.Size() || offset >= id.Size {
		return fmt.Errorf("%w: byte %d of a state of %d, whose layout has %d", ErrWitness, offset, id.Size, layout.Size())
	}
	first := offset / commit.ChunkSize * commit.ChunkSize
	r := commit.Range{Offset: first, Length: min(commit.ChunkSize, id.Size-first)}
	chunk, err := id.Verify(r, proof)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrWitness, err)
	}
	if _, bad := notFinite(layout, first, chunk); !bad {
		return fmt.Errorf("%w: in the chunk at byte %d", ErrFinite, first)
	}
	return nil
}

// FindNonFinite looks through the data of a state, which is its file after the
// header, for a number that NonFinite can be shown; offset is that in the file.
// It reads whole chunks, as NonFinite does, and so finds no number that no chunk
// has whole.
func FindNonFinite(layout *program.State, data io.Reader) (offset uint64, found bool, err error) {
	const many = 1 << 10 // chunks read at once
	buf := make([]byte, min(layout.DataSize(), many*commit.ChunkSize))
	for first := layout.HeaderSize(); first < layout.Size(); first += uint64(len(buf)) {
		part := buf[:min(uint64(len(buf)), layout.Size()-first)]
		if _, err := io.ReadFull(data, part); err != nil {
			return 0, false, fmt.Errorf("state from byte %d: %w", first, err)
		}
		for i := 0; i < len(part); i += commit.ChunkSize {
			at := first + uint64(i)
			if k, bad := notFinite(layout, at, part[i:min(i+commit.ChunkSize, len(part))]); bad {
				return at + uint64(k), true, nil
			}
		}
	}
	return 0, false, nil
}

// notFinite finds the first number in a chunk of a state file that is an
// infinity or no number. A number that the chunk holds a part of is not judged.
func notFinite(l *program.State, offset uint64, chunk []byte) (at int, bad bool) {
	for at < len(chunk) {
		pos := offset + uint64(at)
		t, _, err := l.Find(pos)
		if err != nil {
			return 0, false // the header, which has whole chunks
		}
		first := l.HeaderSize() + t.Offset
		width := t.Type.Bytes()
		at += int((first + t.Bytes - pos) % uint64(width))
		for end := min(uint64(len(chunk)), first+t.Bytes-offset); uint64(at+width) <= end; at += width {
			if !finite(t.Type, chunk[at:at+width]) {
				return at, true
			}
		}
		if uint64(at) < first+t.Bytes-offset {
			return 0, false // the chunk ends in this tensor
		}
	}
	return 0, false
}

// finite looks at the exponent.
func finite(t program.Type, b []byte) bool {
	const exponent = 0x7f80
	if t == program.BF16 {
		return binary.LittleEndian.Uint16(b)&exponent != exponent
	}
	return binary.LittleEndian.Uint16(b[2:])&exponent != exponent
}
