// SPDX-License-Identifier: Apache-2.0

package game_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/game/gametest"
)

// The parameters after step i are i.
func TestToy(t *testing.T) {
	t.Parallel()
	truth := gametest.ToyStep(3).Truth()
	state := truth.Content(uint64(truth.Facts().Entries() - 1))
	data := state[truth.Facts().New.HeaderSize():]
	require.Equal(t, bytes.Repeat([]byte{0, 0, 0x40, 0x40}, len(data)/4), data) // 3
	require.Greater(t, len(data), 5*commit.ChunkSize, "several chunks")
}

// Spec A5: every lie of one byte, in any chunk of any output or file, carried
// on honestly or not, is proven false.
func TestEveryLieIsProven(t *testing.T) {
	t.Parallel()
	w := gametest.ToyStep(5)
	truth := w.Truth()
	rules := map[game.Rule]int{}
	for entry := range uint64(w.Facts.Entries()) {
		content := truth.Content(entry)
		for first := 0; first < len(content); first += commit.ChunkSize {
			for _, at := range []int{first, (first + min(first+commit.ChunkSize, len(content)) - 1) / 2, min(first+commit.ChunkSize, len(content)) - 1} {
				for _, careless := range []bool{false, true} {
					tale, ok := lie(w, entry, at, careless)
					if !ok {
						continue
					}
					r := gametest.Match(t, gametest.Liar("liesAt", tale), gametest.Honest(truth), gametest.Clocks)
					require.True(t, r.Game.Outcome.Fraud(), "entry %d, byte %d", entry, at)
					require.Equal(t, entry, r.Game.Outcome.Entry)
					rules[r.Game.Outcome.Rule]++
				}
			}
		}
	}
	for _, rule := range []game.Rule{game.RuleElement, game.RuleCopy, game.RuleHeader} {
		require.NotZero(t, rules[rule], rule.String())
	}
	require.Len(t, rules, 3)
}

// The same for every single byte of the least step that there can be.
func TestEveryByteIsProven(t *testing.T) {
	t.Parallel()
	w := gametest.LeastStep(3)
	truth := w.Truth()
	played := 0
	for entry := range uint64(w.Facts.Entries()) {
		for at := range truth.Content(entry) {
			for _, careless := range []bool{false, true} {
				if tale, ok := lie(w, entry, at, careless); ok {
					r := gametest.Match(t, gametest.Liar("liesAt", tale), gametest.Honest(truth), gametest.Clocks)
					require.True(t, r.Game.Outcome.Fraud(), "entry %d, byte %d", entry, at)
					require.Equal(t, entry, r.Game.Outcome.Entry)
					r = gametest.Match(t, gametest.Honest(truth), gametest.Liar("liesAt", tale), gametest.Clocks)
					require.False(t, r.Game.Outcome.Fraud(), "entry %d, byte %d", entry, at)
					played++
				}
			}
		}
	}
	require.Greater(t, played, 4500)
}

// lie falsifies a byte of an entry. A careless lie about an output leaves the
// leaf as it is, so the state is falsified too, at its end.
func lie(w *gametest.World, entry uint64, at int, careless bool) (tale *gametest.Tale, ok bool) {
	kind, _, err := w.Facts.Entry(entry)
	switch {
	case err != nil:
		panic(err)
	case kind == game.EntryOutput && careless:
		end := int(w.Facts.New.Size()) - 1
		tale = w.Tell(gametest.Lie{Output: gametest.At(int(entry), at), Careless: true, State: gametest.Flip(end)})
	case kind == game.EntryOutput:
		tale = w.Tell(gametest.Lie{Output: gametest.At(int(entry), at)})
	case kind == game.EntryDelta:
		tale = w.Tell(gametest.Lie{Delta: gametest.Flip(at)})
	default:
		tale = w.Tell(gametest.Lie{State: gametest.Flip(at)})
	}
	// A lie may have no effect on the leaf; the files are copies, never careless.
	effect := tale.Facts().Committed != w.Truth().Facts().Committed
	return tale, effect && (kind == game.EntryOutput || !careless)
}

// Spec A5: against an honest defender every line of play of a challenger ends
// with the challenger wrong: every pick at every depth, then every element with
// a true witness; and no spoilt witness is taken.
func TestNoAccusationSticks(t *testing.T) {
	t.Parallel()
	w := gametest.ToyStep(2)
	truth := w.Truth()
	claim := w.Tell(gametest.Lie{State: gametest.Flip(9000)}).Claim()
	f := truth.Facts()
	g, err := game.New(f, claim, gametest.Clocks, 7)
	require.NoError(t, err)
	lines := 0
	var explore func(g game.Game)
	explore = func(g game.Game) {
		moves, err := gametest.Legal(f, g, truth)
		require.NoError(t, err)
		for i, m := range moves {
			next, err := g.Play(f, m, 7)
			require.NoError(t, err)
			if next.Phase != game.Over {
				explore(next)
				continue
			}
			lines++
			require.Equal(t, game.Defender, next.Outcome.Winner)
			if i == 0 {
				refuseSpoilt(t, f, g, m)
			}
		}
	}
	explore(g)
	require.Greater(t, lines, 9000)
}

// refuseSpoilt tries a true witness in every spoilt form.
func refuseSpoilt(t *testing.T, f *game.Facts, g game.Game, m game.Move) {
	t.Helper()
	p, ok := m.(*game.Prove)
	require.True(t, ok)
	var spoilt []*game.Prove
	change := func(proofs ...[]byte) { spoilt = append(spoilt, &game.Prove{At: p.At, Proofs: proofs}) }
	change(append(slices.Clip(p.Proofs), []byte{})...)
	change(append([][]byte{{}}, p.Proofs...)...)
	for i, proof := range p.Proofs {
		with := func(b []byte) { change(append(append(append([][]byte{}, p.Proofs[:i]...), b), p.Proofs[i+1:]...)...) }
		change(append(append([][]byte{}, p.Proofs[:i]...), p.Proofs[i+1:]...)...)
		with(append(append([]byte{}, proof...), 0))
		if len(proof) == 0 {
			continue
		}
		with(nil)
		with(proof[1:])
		with(proof[:len(proof)-1])
		for _, at := range []int{0, len(proof) / 2, len(proof) - 1} {
			b := append([]byte{}, proof...)
			b[at] ^= 0x80
			with(b)
		}
	}
	spoilt = append(spoilt, &game.Prove{At: uint16(len(g.Chunk)), Proofs: p.Proofs}, &game.Prove{At: 1<<16 - 1, Proofs: p.Proofs})
	for i, s := range spoilt {
		next, err := g.Play(f, s, 7)
		require.ErrorIs(t, err, game.ErrWitness, "%d of %d", i, len(spoilt))
		require.Equal(t, g, next)
	}
}

// Spec A4: a defender that tells one story in one game and another in the next
// cannot have answers of the first played in the second, where they would be
// refused: stories that differ have different places.
func TestStoriesHaveTheirOwnPlaces(t *testing.T) {
	t.Parallel()
	w := gametest.ToyStep(4)
	truth := w.Truth()
	leaf := w.Tell(gametest.Lie{State: gametest.Flip(9000)})
	// Another trace of the same leaf: a false output more.
	other := w.Tell(gametest.Lie{Output: gametest.At(0, 0), Careless: true, State: gametest.Flip(9000)})
	f := leaf.Facts()
	require.Equal(t, f.Committed, other.Facts().Committed)
	posted := map[string]game.Move{}
	for _, story := range []*gametest.Tale{leaf, other} {
		g, err := game.New(f, truth.Claim(), gametest.Clocks, 7)
		require.NoError(t, err)
		for g.Phase != game.Over {
			side, _ := g.Turn()
			if m, ok := posted[string(g.Place())]; ok && side == game.Defender && g.Phase != game.Opening {
				g, err = g.Play(f, m, 7)
				require.NoError(t, err, "an answer that is kept is legal")
				continue
			}
			by := truth
			if side == game.Defender {
				by = story
			}
			m, err := f.Reply(g, by)
			require.NoError(t, err)
			posted[string(g.Place())] = m
			g, err = g.Play(f, m, 7)
			require.NoError(t, err)
		}
		require.True(t, g.Outcome.Fraud())
	}
}

// Spec A4: what a defender posted at a place in one game is its answer at that
// place in every other.
func TestPlacesHaveOneAnswer(t *testing.T) {
	t.Parallel()
	w := gametest.ToyStep(4)
	truth := w.Truth()
	f := truth.Facts()
	posted := map[string][]byte{}
	served, games := 0, 0
	for entry := range uint64(f.Entries()) {
		for _, at := range []int{0, len(truth.Content(entry)) - 1} {
			tale, ok := lie(w, entry, at, false)
			if !ok {
				continue
			}
			games++
			g, err := game.New(f, tale.Claim(), gametest.Clocks, 7)
			require.NoError(t, err)
			for g.Phase != game.Over {
				m, err := f.Reply(g, truth)
				place := g.Place()
				if place == nil {
					m, err = f.Reply(g, tale)
				}
				if g.Phase == game.Proving {
					break
				}
				require.NoError(t, err)
				b := game.EncodeMove(m)
				if old, ok := posted[string(place)]; ok && place != nil {
					require.Equal(t, old, b, "phase %s", g.Phase)
					served++
				} else if place != nil {
					posted[string(place)] = b
				}
				g, err = g.Play(f, m, 7)
				require.NoError(t, err)
			}
		}
	}
	require.Greater(t, served, games, "the openings at least")
	t.Logf("%d games, %d answers posted, %d served", games, len(posted), served)
}
