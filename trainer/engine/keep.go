// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"fmt"

	"github.com/weft-network/weft/trainer/tensor"
)

// Keep makes every following Run keep the whole outputs of some operators, and
// of no others, though the plan may hold them a slice at a time or not at all:
// who proves something about an output needs its bytes. It records, too.
func (e *Engine) Keep(ops ...int) error {
	kept := map[int][]byte{}
	for _, k := range ops {
		op, err := e.p.At(k)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrInput, err)
		}
		kept[k] = tensor.Memory(op.Type.Bytes() * op.Shape.Size())
	}
	if e.record == nil {
		e.Record()
	}
	e.record.kept = kept
	return nil
}

// Kept is the output of an operator that Keep named, as the last Run made it;
// nil of any other.
func (e *Engine) Kept(k int) []byte {
	if e.record == nil {
		return nil
	}
	return e.record.kept[k]
}
