// SPDX-License-Identifier: Apache-2.0

package swarm

import (
	"bufio"
	"bytes"

	"github.com/weft-network/weft/chain/commit"
)

// Sample is a message of each kind.
func Sample(name string) []byte {
	switch name {
	case "leaf":
		return ask{kind: askLeaf, leaf: 0x203}.bytes()
	case "node":
		return ask{kind: askNode, digest: commit.Digest{7}}.bytes()
	case "here":
		return note{kind: noteHere}.append(nil)
	case "have":
		return note{kind: noteHave, first: 5, count: 6}.append(nil)
	case "part":
		return note{kind: notePart, length: PartSize}.append(nil)
	case "given":
		return note{kind: noteNode, length: commit.MaxNode}.append(nil)
	case "absent":
		return note{kind: noteAbsent}.append(nil)
	}
	return nil
}

// Ask and Note decode a message and encode it again.
func Ask(raw []byte) ([]byte, error) {
	a, err := readAsk(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	return a.bytes(), nil
}

// Note does so with what a server says.
func Note(raw []byte) ([]byte, error) {
	n, err := readNote(bufio.NewReader(bytes.NewReader(raw)))
	if err != nil {
		return nil, err
	}
	return n.append(nil), nil
}
