// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"math"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/job/types"
)

// maxDivergence bounds a divergence proof: the chunk and the way to it.
const maxDivergence = 16 << 10

// checkDivergence checks that a chunk of a state holds a number that is not
// finite: what is fraud in any other state of a unit (x/dispute) is what is to
// be shown of the last one.
func checkDivergence(s *spec.Spec, state commit.ID, msg *types.MsgCommitUnit) error {
	if len(msg.Divergence) > maxDivergence {
		return types.ErrDivergence.Wrapf("the proof has %d bytes, at most %d", len(msg.Divergence), maxDivergence)
	}
	if msg.DivergenceChunk > math.MaxUint64/commit.ChunkSize {
		return types.ErrDivergence.Wrapf("chunk %d of a state of %d bytes", msg.DivergenceChunk, state.Size)
	}
	layout, err := program.NewState(s)
	if err != nil {
		return types.ErrProgram.Wrap(err.Error())
	}
	if err := game.NonFinite(layout, state, msg.DivergenceChunk*commit.ChunkSize, msg.Divergence); err != nil {
		return types.ErrDivergence.Wrap(err.Error())
	}
	return nil
}
