// SPDX-License-Identifier: Apache-2.0

package program_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec/spectest"
)

// TestAuditBlocks: the blocks of a model are its elements, in tensor order, each once.
func TestAuditBlocks(t *testing.T) {
	t.Parallel()
	for _, tied := range []bool{true, false} {
		s := spectest.Tiny()
		s.ProgramDigest = nil
		s.Model.Tied, s.Model.Width, s.Model.Heads, s.Model.HeadDim = tied, 48, 3, 16
		s.Model.KvHeads, s.Model.Ffn = 3, 200
		o, err := program.OuterOf(s)
		require.NoError(t, err)
		d := &o.Dims
		tensor, first := 0, 0
		for k := range d.Blocks() {
			b, err := d.Block(k)
			require.NoError(t, err)
			require.Equal(t, program.Block{Tensor: tensor, First: first, Len: b.Len}, b)
			size := d.Param(tensor).Shape.Size()
			require.Equal(t, min(program.AuditBlock, size-first), b.Len)
			if first += b.Len; first == size {
				tensor, first = tensor+1, 0
			}
		}
		require.Equal(t, d.NumParams(), tensor)
		_, err = d.Block(d.Blocks())
		require.ErrorIs(t, err, program.ErrRange)
	}
	for _, c := range []program.Coding{{Codec: program.Dense8}, {Codec: program.Sparse}} {
		require.Zero(t, program.AuditBlock%c.BlockLen())
	}
}
