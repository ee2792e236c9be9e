// SPDX-License-Identifier: Apache-2.0

package swarm

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/weft-network/weft/chain/commit"
)

// PartSize is the length of every part of a leaf but the last: short enough
// that what a server gets is known to others before it has sent a leaf.
const PartSize = 64 << 10

// ErrGarbage is a peer that does not keep to the protocol.
var ErrGarbage = errors.New("peer does not keep to the swarm protocol")

// kind is the first byte of a message.
type kind byte

const (
	askLeaf kind = 0x01
	askNode kind = 0x02

	noteHere   kind = 0x11
	noteHave   kind = 0x12
	notePart   kind = 0x13
	noteNode   kind = 0x14
	noteAbsent kind = 0x15
)

// ask is what a server is asked for: a leaf by its number, or a node by its
// digest.
type ask struct {
	kind   kind
	leaf   uint32
	digest commit.Digest
}

func (a ask) bytes() []byte {
	b := []byte{byte(a.kind)}
	if a.kind == askLeaf {
		return binary.BigEndian.AppendUint32(b, a.leaf)
	}
	return append(b, a.digest[:]...)
}

// readAsk reads what bytes wrote. It gives io.EOF at the end of a stream.
func readAsk(r io.Reader) (a ask, err error) {
	var b [commit.DigestSize]byte
	if _, err := io.ReadFull(r, b[:1]); err != nil {
		return a, err
	}
	switch a.kind = kind(b[0]); a.kind {
	case askLeaf:
		_, err = io.ReadFull(r, b[:4])
		a.leaf = binary.BigEndian.Uint32(b[:])
	case askNode:
		_, err = io.ReadFull(r, b[:])
		a.digest = b
	default:
		return a, fmt.Errorf("%w: ask of kind %#02x", ErrGarbage, b[0])
	}
	return a, cut(err)
}

// note is what a server says. Of part and node it is the head: length bytes
// follow it.
type note struct {
	kind         kind
	first, count uint32 // have
	length       uint32 // part, node
}

func (n note) append(b []byte) []byte {
	b = append(b, byte(n.kind))
	switch n.kind {
	case noteHave:
		b = binary.BigEndian.AppendUint32(b, n.first)
		b = binary.BigEndian.AppendUint32(b, n.count)
	case notePart:
		b = binary.BigEndian.AppendUint32(b, n.length)
	case noteNode:
		b = binary.BigEndian.AppendUint16(b, uint16(n.length))
	default:
	}
	return b
}

// readNote reads what append wrote, and refuses lengths that no part or node
// has.
func readNote(r *bufio.Reader) (n note, err error) {
	k, err := r.ReadByte()
	if err != nil {
		return n, err
	}
	var b [8]byte
	switch n.kind = kind(k); n.kind {
	case noteHere, noteAbsent:
		return n, nil
	case noteHave:
		_, err = io.ReadFull(r, b[:])
		n.first, n.count = binary.BigEndian.Uint32(b[:]), binary.BigEndian.Uint32(b[4:])
		if err == nil && n.count == 0 {
			err = fmt.Errorf("%w: it has no leaves from %d", ErrGarbage, n.first)
		}
	case notePart:
		_, err = io.ReadFull(r, b[:4])
		n.length = binary.BigEndian.Uint32(b[:])
		if err == nil && (n.length == 0 || n.length > PartSize) {
			err = fmt.Errorf("%w: part of %d bytes, want 1 to %d", ErrGarbage, n.length, PartSize)
		}
	case noteNode:
		_, err = io.ReadFull(r, b[:2])
		n.length = uint32(binary.BigEndian.Uint16(b[:]))
		if err == nil && (n.length == 0 || n.length > commit.MaxNode) {
			err = fmt.Errorf("%w: node of %d bytes, want 1 to %d", ErrGarbage, n.length, commit.MaxNode)
		}
	default:
		err = fmt.Errorf("%w: note of kind %#02x", ErrGarbage, k)
	}
	return n, cut(err)
}

// cut says that a message ends before its end.
func cut(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
