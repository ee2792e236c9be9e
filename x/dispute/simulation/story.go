// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"errors"
	"io"
	"slices"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
)

// MadeUp is the story of a defender that has no trace: entries that fit its
// leaf where the opening shows them, and nothing below. The chain cannot tell
// until the descent reaches bytes.
type MadeUp struct {
	Facts *game.Facts
	Of    game.Result
}

var errMadeUp = errors.New("nothing lies below a made-up trace")

// Result implements game.Story.
func (m MadeUp) Result() game.Result { return m.Of }

// Entries implements game.Story.
func (m MadeUp) Entries() ([]commit.Digest, error) {
	entries := make([]commit.Digest, m.Facts.Entries())
	for i := range entries {
		entries[i] = commit.Sum(commit.Uint64Bytes(uint64(i)))
	}
	files, err := m.Facts.Files(m.Of)
	if err != nil {
		return nil, err
	}
	copy(entries[len(entries)-len(files):], files)
	outputs := m.Facts.Program.Outputs()
	if last := outputs[len(outputs)-1]; last.Tensor < 0 {
		entries[last.Ref] = commit.Sum(number(m.Of.Out))
	}
	return entries, nil
}

// number is the output that a result states: a loss as it is, a norm the other
// way round.
func number(out []byte) []byte {
	if len(out) != commit.DeltaOutSize {
		return out
	}
	norm := slices.Clone(out[commit.IDSize:])
	slices.Reverse(norm)
	return norm
}

// Output implements game.Story.
func (MadeUp) Output(int) (io.ReaderAt, error) { return nil, errMadeUp }

// Blob implements game.Story.
func (MadeUp) Blob(commit.ID) (io.ReaderAt, commit.Nodes, error) { return nil, nil, errMadeUp }
