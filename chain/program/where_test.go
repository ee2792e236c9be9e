// SPDX-License-Identifier: Apache-2.0

package program_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec/spectest"
)

// TestWhere: the words follow the order of a step: forward through the layers of
// a micro-batch, back through them, and so on with the next one.
func TestWhere(t *testing.T) {
	s := spectest.Tiny()
	s.ProgramDigest = nil
	p, err := program.Build(s)
	require.NoError(t, err)
	var order []string
	for k := range p.NumOps() {
		text, err := p.Where(k)
		require.NoError(t, err)
		if len(order) == 0 || order[len(order)-1] != text {
			order = append(order, text)
		}
	}
	require.Subset(t, order, []string{"start, micro-batch 1", "head, micro-batch 0", "update layer 1"})
	first := func(text string) int {
		for i, o := range order {
			if o == text {
				return i
			}
		}
		require.Fail(t, "not in the program", text)
		return 0
	}
	forward, back := first("layer 1, micro-batch 0"), first("layer gradient 1, micro-batch 0")
	require.Less(t, first("layer 0, micro-batch 0"), forward)
	require.Less(t, forward, back)
	require.Less(t, back, first("layer gradient 0, micro-batch 0"), "back through the layers")
	require.Less(t, first("layer gradient 0, micro-batch 0"), first("layer 0, micro-batch 1"))
	_, err = p.Where(p.NumOps())
	require.ErrorIs(t, err, program.ErrRange)
}
