// SPDX-License-Identifier: Apache-2.0

package game

import (
	"fmt"

	"github.com/weft-network/weft/chain/commit"
)

// EntryKind says what an entry of a trace stands for.
type EntryKind uint8

// The kinds of entries.
const (
	// EntryOutput is the output of an operator.
	EntryOutput EntryKind = iota + 1
	// EntryState is the state file that the step leaves.
	EntryState
	// EntryDelta is the delta.
	EntryDelta
)

// Entry is what entry i of the step's trace stands for, and the tree over its
// content.
func (f *Facts) Entry(i uint64) (EntryKind, commit.Span, error) {
	switch ops := uint64(f.ops()); {
	case i >= uint64(f.Entries()):
		return 0, commit.Span{}, fmt.Errorf("%w: entry %d of a trace of %d", ErrFacts, i, f.Entries())
	case i < ops:
		op, err := f.Program.At(int(i))
		if err != nil {
			return 0, commit.Span{}, fmt.Errorf("%w: %w", ErrFacts, err)
		}
		return EntryOutput, commit.TensorSpan(uint64(op.Shape.Size() * op.Type.Bytes())), nil
	case i == ops && f.New != nil:
		return EntryState, commit.BlobSpan(f.New.Size()), nil
	default:
		return EntryDelta, commit.BlobSpan(uint64(f.Exchange.DeltaBytes())), nil
	}
}
