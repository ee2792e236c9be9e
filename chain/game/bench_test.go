// SPDX-License-Identifier: Apache-2.0

package game_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/game/gametest"
)

// BenchmarkMoves measures every kind of move, its decoding included, in a game
// about the step that reads most; and what its bound of compressions takes at
// 100 ns each, to compare.
func BenchmarkMoves(b *testing.B) {
	w := steps("sparse, feedback, bf16 moments, documents").Encode
	truth := w.Truth()
	tale := w.Tell(gametest.Lie{Delta: gametest.Flip(3)})
	f := tale.Facts()
	g, err := game.New(f, truth.Claim(), gametest.Clocks, 1)
	require.NoError(b, err)
	seen := map[game.Kind]bool{}
	for g.Phase != game.Over {
		by := truth
		if side, _ := g.Turn(); side == game.Defender {
			by = tale
		}
		m, err := f.Reply(g, by)
		require.NoError(b, err)
		cost, err := g.Cost(f, m)
		require.NoError(b, err)
		if move := game.EncodeMove(m); !seen[m.Kind()] {
			b.Run(m.Kind().String(), func(b *testing.B) {
				for b.Loop() {
					m, err := game.DecodeMove(move)
					if err == nil {
						_, err = g.Play(f, m, 1)
					}
					if err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(cost.Bytes), "bytes")
				b.ReportMetric(float64(cost.Compressions), "compressions")
			})
		}
		seen[m.Kind()] = true
		g, err = g.Play(f, m, 1)
		require.NoError(b, err)
	}
}

// BenchmarkCost is what a chain does before it charges for a proof, at the
// largest shapes.
func BenchmarkCost(b *testing.B) {
	t := &testing.T{}
	f := shapes["70B"].facts(t)["step"]
	g := game.Game{Phase: game.Proving, First: 130000, Count: 1}
	m := &game.Prove{Proofs: [][]byte{make([]byte, 100<<10)}}
	for b.Loop() {
		if _, err := g.Cost(f, m); err != nil {
			b.Fatal(err)
		}
	}
}
