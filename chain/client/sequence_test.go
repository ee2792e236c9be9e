// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/client"
)

func TestSequences(t *testing.T) {
	take := func(s *client.Sequences, n int) []uint64 {
		var out []uint64
		for range n {
			out = append(out, s.Take())
		}
		return out
	}
	t.Run("in a row", func(t *testing.T) {
		s := client.NewSequences(5)
		require.Equal(t, []uint64{5, 6, 7}, take(s, 3))
		s.Landed(5)
		s.Landed(6)
		s.Landed(7)
		require.Equal(t, []uint64{8}, take(s, 1))
	})
	t.Run("a refused one is given out again", func(t *testing.T) {
		s := client.NewSequences(0)
		take(s, 3)
		s.Drop(1)
		require.Equal(t, []uint64{1, 3}, take(s, 2))
	})
	t.Run("one in flight is never given out again", func(t *testing.T) {
		s := client.NewSequences(0)
		take(s, 3)
		s.Expect(0) // the node forgot them all
		require.Equal(t, []uint64{0, 1, 2}, s.Run(0))
		require.Equal(t, []uint64{3}, take(s, 1))
	})
	t.Run("another program used some", func(t *testing.T) {
		s := client.NewSequences(0)
		take(s, 1)
		s.Expect(9)
		require.Equal(t, []uint64{9, 10}, take(s, 2))
		require.Equal(t, []uint64{0}, s.Run(0), "what waits keeps its number")
	})
	t.Run("a later one that landed ends those before it", func(t *testing.T) {
		s := client.NewSequences(0)
		take(s, 3)
		s.Landed(1)
		require.Empty(t, s.Run(0))
		require.Equal(t, []uint64{2}, s.Run(2))
		require.Equal(t, []uint64{3}, take(s, 1))
	})
	t.Run("a gap ends a run", func(t *testing.T) {
		s := client.NewSequences(0)
		take(s, 4)
		s.Drop(2)
		require.Equal(t, []uint64{0, 1}, s.Run(0))
	})
	t.Run("dropping a replaced one changes nothing", func(t *testing.T) {
		s := client.NewSequences(0)
		take(s, 1)
		s.Drop(0)
		s.Drop(0)
		require.Equal(t, []uint64{0, 1}, take(s, 2))
	})
}
