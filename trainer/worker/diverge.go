// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// prove ends a unit whose latest step gave a state with a number that is not
// finite: the state is published, and a chunk that holds such a number opened
// (R1).
func (m *member) prove(ctx context.Context, r *jobtypes.Round, j *journal) error {
	at, ok := nonFinite(m.engine.State())
	if !ok {
		return fmt.Errorf("%w: step %d gave no number that the chain sees as not finite", errUnprovable, len(j.Losses))
	}
	layout := m.engine.Layout()
	id, err := m.publishState(ctx, layout, m.engine.State(), blob.Pin{Name: m.pin("state"), Height: m.until(r)})
	if err != nil {
		return err
	}
	j.Chunk = (layout.HeaderSize() + uint64(at)) / commit.ChunkSize
	opened := commit.Range{Offset: j.Chunk * commit.ChunkSize}
	opened.Length = min(commit.ChunkSize, id.Size-opened.Offset)
	if j.Proof, err = m.cfg.Store.Prove(ctx, id, opened); err != nil {
		return err
	}
	j.States = append(j.States, text{id})
	return nil
}

// nonFinite is the offset of the first aligned word of a state that is an
// infinity or a NaN as a binary32 number. So looks a word of two bf16 numbers,
// too, if the upper one is not finite.
func nonFinite(state []byte) (int, bool) {
	const exponent = 0x7f800000
	for i := 0; i+4 <= len(state); i += 4 {
		if binary.LittleEndian.Uint32(state[i:])&exponent == exponent {
			return i, true
		}
	}
	return 0, false
}
