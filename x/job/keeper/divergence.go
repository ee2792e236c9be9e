// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"encoding/binary"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/x/job/types"
)

// maxDivergence bounds a divergence proof: the chunk and the way to it.
const maxDivergence = 16 << 10

// checkDivergence checks that a chunk of a state holds a non-finite binary32
// number at an aligned offset.
//
// A state file is text below 0x7f, then tensors, then counters that stay below
// 2^32 (docs/spec, content K4), so no aligned word outside the tensors looks
// non-finite; and a word of two bf16 numbers looks so only if its upper half is.
func checkDivergence(state commit.ID, msg *types.MsgCommitUnit) error {
	if len(msg.Divergence) > maxDivergence {
		return types.ErrDivergence.Wrapf("the proof has %d bytes, at most %d", len(msg.Divergence), maxDivergence)
	}
	last := (state.Size + commit.ChunkSize - 1) / commit.ChunkSize
	if msg.DivergenceChunk >= last {
		return types.ErrDivergence.Wrapf("chunk %d of a state of %d chunks", msg.DivergenceChunk, last)
	}
	r := commit.Range{Offset: msg.DivergenceChunk * commit.ChunkSize}
	r.Length = min(commit.ChunkSize, state.Size-r.Offset)
	chunk, err := state.Verify(r, msg.Divergence)
	if err != nil {
		return types.ErrDivergence.Wrap(err.Error())
	}
	for i := 0; i+4 <= len(chunk); i += 4 {
		if nonFinite(binary.LittleEndian.Uint32(chunk[i:])) {
			return nil
		}
	}
	return types.ErrDivergence.Wrapf("chunk %d holds only finite numbers", msg.DivergenceChunk)
}

// nonFinite says whether binary32 bits are an infinity or a NaN.
func nonFinite(bits uint32) bool { return bits&0x7f800000 == 0x7f800000 }
