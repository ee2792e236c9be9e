// SPDX-License-Identifier: Apache-2.0

package game_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/game/gametest"
)

// plays lists every position and move of a few games.
func plays(visit func(f *game.Facts, g game.Game, m game.Move)) {
	w := gametest.ToyStep(3)
	truth := w.Truth()
	for entry := range uint64(w.Facts.Entries()) {
		if entry%7 != 0 && entry+2 < uint64(w.Facts.Entries()) {
			continue
		}
		tale, ok := lie(w, entry, len(truth.Content(entry))-1, false)
		if !ok {
			continue
		}
		f := tale.Facts()
		g, err := game.New(f, truth.Claim(), gametest.Clocks, 1)
		for err == nil && g.Phase != game.Over {
			by := truth
			if side, _ := g.Turn(); side == game.Defender {
				by = tale
			}
			var m game.Move
			if m, err = f.Reply(g, by); err == nil {
				visit(f, g, m)
				g, err = g.Play(f, m, 1)
			}
		}
		if err != nil {
			panic(err)
		}
		visit(f, g, &game.Pick{})
	}
}

// A move has one encoding.
func FuzzDecodeMove(f *testing.F) {
	plays(func(_ *game.Facts, _ game.Game, m game.Move) { f.Add(game.EncodeMove(m)) })
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := game.DecodeMove(b)
		if err != nil {
			require.ErrorIs(t, err, game.ErrEncoding)
			return
		}
		require.Equal(t, b, game.EncodeMove(m))
	})
}

// A position has one encoding.
func FuzzDecode(f *testing.F) {
	plays(func(_ *game.Facts, g game.Game, _ game.Move) { f.Add(g.Encode()) })
	f.Fuzz(func(t *testing.T, b []byte) {
		g, err := game.Decode(b)
		if err != nil {
			require.ErrorIs(t, err, game.ErrEncoding)
			return
		}
		require.Equal(t, b, g.Encode())
	})
}

// Whatever is played at whatever position, nothing panics, what is refused
// changes nothing, and what is not refused leads to a position like others.
func FuzzPlay(f *testing.F) {
	var facts *game.Facts
	plays(func(x *game.Facts, g game.Game, m game.Move) {
		facts = x
		f.Add(g.Encode(), game.EncodeMove(m), uint64(3))
	})
	f.Fuzz(func(t *testing.T, position, move []byte, height uint64) {
		g, err := game.Decode(position)
		if err != nil {
			return
		}
		m, err := game.DecodeMove(move)
		if err != nil {
			return
		}
		cost, costErr := g.Cost(facts, m)
		if costErr == nil {
			require.Equal(t, uint64(len(move)), cost.Bytes)
		}
		next, err := g.Play(facts, m, height)
		if err != nil {
			require.Equal(t, g, next)
			return
		}
		again, err := game.Decode(next.Encode())
		require.NoError(t, err)
		require.Equal(t, next.Encode(), again.Encode())
		g.Expire(height)
		g.Place()
	})
}
