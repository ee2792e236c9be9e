// SPDX-License-Identifier: Apache-2.0

package game_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/game/gametest"
)

// Spec A6: a chess clock for each side, in blocks.
func TestClocks(t *testing.T) {
	t.Parallel()
	w := gametest.ToyStep(2)
	truth, tale := w.Truth(), w.Tell(gametest.Lie{State: gametest.Flip(9000)})
	f := tale.Facts()
	move := func(g game.Game) game.Move {
		side, _ := g.Turn()
		by := truth
		if side == game.Defender {
			by = tale
		}
		m, err := f.Reply(g, by)
		require.NoError(t, err)
		return m
	}
	start, err := game.New(f, truth.Claim(), game.Clocks{Each: 10, Extension: 4}, 100)
	require.NoError(t, err)
	require.Equal(t, uint64(110), start.Deadline())

	// The last block is in time, the next is not; a height before the last
	// move is none.
	_, err = start.Play(f, move(start), 111)
	require.ErrorIs(t, err, game.ErrLate)
	_, err = start.Play(f, move(start), 99)
	require.ErrorIs(t, err, game.ErrHeight)
	require.Equal(t, start, start.Expire(110))
	require.Equal(t, game.Outcome{Winner: game.Challenger, Rule: game.RuleClock}, start.Expire(111).Outcome)

	g, err := start.Play(f, move(start), 107)
	require.NoError(t, err)
	require.Equal(t, [2]uint64{3, 10}, g.Left)
	require.Equal(t, uint64(117), g.Deadline(), "the challenger's clock is its own")
	require.Equal(t, game.Defender, g.Expire(118).Outcome.Winner)

	// The challenger uses up its clock but for one block; the proof has the
	// extension, and no more.
	g, err = g.Play(f, move(g), 116)
	require.NoError(t, err)
	for g.Phase != game.Proving {
		g, err = g.Play(f, move(g), g.Since)
		require.NoError(t, err)
	}
	require.Equal(t, [2]uint64{3, 1}, g.Left)
	require.Equal(t, g.Since+4, g.Deadline())
	require.Equal(t, game.Defender, g.Expire(g.Since+5).Outcome.Winner)
	last := g.Since + 4
	g, err = g.Play(f, move(g), last)
	require.NoError(t, err)
	require.True(t, g.Outcome.Fraud())
	require.Equal(t, last, g.Since)

	// Whoever has more left than the extension keeps it.
	g = start
	for g.Phase != game.Proving {
		g, err = g.Play(f, move(g), 100)
		require.NoError(t, err)
	}
	require.Equal(t, uint64(110), g.Deadline())
}

// Clocks without time, or with so much that a height overflows, are refused.
func TestClockBounds(t *testing.T) {
	t.Parallel()
	w := gametest.ToyStep(1)
	claim := w.Tell(gametest.Lie{State: gametest.Flip(0)}).Claim()
	for _, c := range []game.Clocks{{}, {Each: game.MaxClock + 1}, {Each: 1, Extension: math.MaxUint64}} {
		_, err := game.New(w.Truth().Facts(), claim, c, 1)
		require.ErrorIs(t, err, game.ErrFacts)
	}
}
