// SPDX-License-Identifier: Apache-2.0

package game

import (
	"fmt"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/referee"
)

// Cost bounds what a move takes, for gas.
type Cost struct {
	// Bytes is the length of its encoding.
	Bytes uint64
	// Compressions is BLAKE3 compressions.
	Compressions uint64
	// Operations is arithmetic of the referee, and bytes of a header written.
	Operations uint64
}

// Cost bounds the work of Play before any of it is done. It hashes nothing and
// reads nothing but the position and the length of the move.
func (g Game) Cost(f *Facts, m Move) (Cost, error) {
	n := uint64(1 + m.size())
	c := Cost{Bytes: n, Compressions: hashing(n)}
	switch m := m.(type) {
	case *Open:
		c.Compressions += commit.Compressions(commit.MaxOut + commit.MaxChainID + commit.MaxTrainer + 256)
	case *Prove:
		if g.Phase != Proving {
			break
		}
		work, err := f.work(g.First, g.Offset+uint64(m.At))
		if err != nil {
			return Cost{}, err
		}
		c.Operations = work
	}
	return c, nil
}

// hashing bounds the compressions that check n bytes: a digest leads to at most
// one compression of a parent, or is a part of a node that is rebuilt; 64 bytes
// of a chunk are one. What n does not show: a node with one child, on each level
// of the file of each read, and what nodes have beside digests.
func hashing(n uint64) uint64 {
	const block, lone = 64, 2
	return n/commit.DigestSize + n/block + MaxReads*(2+lone*commit.MaxDepth) + 16
}

// work bounds the arithmetic of judging a byte.
func (f *Facts) work(entry, at uint64) (uint64, error) {
	kind, _, err := f.Entry(entry)
	if err != nil {
		return 0, err
	}
	switch kind {
	case EntryState:
		if at < f.New.HeaderSize() {
			return f.New.HeaderSize(), nil
		}
		return uint64(len(f.outputs())), nil
	case EntryDelta:
		return uint64(len(f.outputs())), nil
	default:
		op, err := f.Program.At(int(entry))
		if err != nil {
			return 0, fmt.Errorf("%w: %w", ErrFacts, err)
		}
		i := at / uint64(op.Type.Bytes())
		if n := uint64(op.Shape.Size()); i >= n {
			return 0, fmt.Errorf("%w: byte %d of an output of %d elements", ErrWitness, at, n)
		}
		return referee.Work(f.Program, int(entry), int(i))
	}
}
