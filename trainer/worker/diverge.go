// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"bytes"
	"context"
	"fmt"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/trainer/blob"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// prove ends a unit whose latest step gave a state with a number that is not
// finite: the state is published, and a chunk that holds such a number opened
// (R1).
func (m *member) prove(ctx context.Context, r *jobtypes.Round, j *journal) error {
	layout := m.engine.Layout()
	at, ok, err := game.FindNonFinite(layout, bytes.NewReader(m.engine.State()))
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("%w: step %d gave no number that the chain sees as not finite", errUnprovable, len(j.Losses))
	}
	id, err := m.publishState(ctx, layout, m.engine.State(), blob.Pin{Name: m.pin("state"), Height: m.until(r)})
	if err != nil {
		return err
	}
	j.Chunk = at / commit.ChunkSize
	opened := commit.Range{Offset: j.Chunk * commit.ChunkSize}
	opened.Length = min(commit.ChunkSize, id.Size-opened.Offset)
	if j.Proof, err = m.cfg.Store.Prove(ctx, id, opened); err != nil {
		return err
	}
	j.States = append(j.States, text{id})
	return nil
}
