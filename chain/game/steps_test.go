// SPDX-License-Identifier: Apache-2.0

package game_test

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/game/gametest"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
)

var jobs = map[string]func(*spec.Spec){
	"dense": func(*spec.Spec) {},
	"sparse, feedback, bf16 moments, documents": func(s *spec.Spec) {
		s.Model.Tied, s.Model.Width, s.Model.Heads, s.Inner.Moments = false, 14, 2, spec.Storage_STORAGE_BF16
		s.Data.DocumentMask, s.Data.Separator = true, 7
		s.Outer.Codec, s.Outer.TopK, s.Outer.Feedback, s.Outer.ExponentMin = spec.Codec_CODEC_SPARSE, 64, "0.95", -28
		s.Outer.Kind, s.Outer.LearningRate, s.Outer.Momentum = spec.OuterKind_OUTER_KIND_SGD, "1", ""
		s.Outer.Divisor = spec.Divisor_DIVISOR_SENDERS
	},
	"nothing carried": func(s *spec.Spec) {
		s.Audit.Custodians = 0
		s.Outer.Carry, s.Inner.Clip, s.Data.TokenWidth, s.Data.Dataset.Size_ = spec.Carry_CARRY_NONE, "0", 4, 1<<18
	},
}

var (
	made   = map[string]*gametest.Steps{}
	making sync.Mutex
)

// steps are those of a job, made once. They are not for goroutines at once.
func steps(name string) *gametest.Steps {
	making.Lock()
	defer making.Unlock()
	if made[name] == nil {
		s := gametest.Small()
		jobs[name](s)
		made[name] = gametest.NewSteps(s, nil)
	}
	return made[name]
}

// eachStep runs a test over every step of every job.
func eachStep(t *testing.T, test func(t *testing.T, w *gametest.World, rng *rand.Rand)) {
	t.Helper()
	for job := range jobs {
		j := steps(job)
		names, worlds := j.All()
		for i, w := range worlds {
			t.Run(job+"/"+names[i], func(t *testing.T) {
				test(t, w, rand.New(rand.NewPCG(uint64(i), 11)))
			})
		}
	}
}

// Spec A5: a trainer that falsifies one element of the output of any operator
// of any step, and goes on honestly, is proven false by that operator's rule.
func TestEveryOperatorIsJudged(t *testing.T) {
	kinds := map[program.Kind]int{}
	eachStep(t, func(t *testing.T, w *gametest.World, rng *rand.Rand) {
		t.Helper()
		truth := w.Truth()
		played := 0
		for k, out := range truth.Bytes() {
			if len(truth.Bytes()) > 200 && rng.IntN(3) > 0 {
				continue // a third of a training step's
			}
			tale, ok := lie(w, uint64(k), rng.IntN(len(out)), false)
			if !ok {
				continue // what it changed is lost on the way to the result
			}
			r := gametest.Match(t, gametest.Liar("liesAt", tale), gametest.Honest(truth), gametest.Clocks)
			require.True(t, r.Game.Outcome.Fraud())
			require.Equal(t, game.RuleElement, r.Game.Outcome.Rule)
			require.Equal(t, uint64(k), r.Game.Outcome.Entry)
			op, err := w.Facts.Program.At(k)
			require.NoError(t, err)
			kinds[op.Kind]++
			played++
		}
		require.NotZero(t, played)
	})
	for k := range program.Kinds {
		require.NotZero(t, kinds[program.Kind(k+1)], program.Kind(k+1).String())
	}
	t.Log(kinds)
}

// Files are copies: a lie in any part of one is proven without arithmetic.
func TestFilesAreCopies(t *testing.T) {
	eachStep(t, func(t *testing.T, w *gametest.World, rng *rand.Rand) {
		t.Helper()
		truth := w.Truth()
		for entry := uint64(w.Facts.Program.NumOps()); entry < uint64(w.Facts.Entries()); entry++ {
			content := truth.Content(entry)
			for range 40 {
				at := rng.IntN(len(content))
				tale, ok := lie(w, entry, at, false)
				require.True(t, ok)
				r := gametest.Match(t, gametest.Liar("liesAt", tale), gametest.Honest(truth), gametest.Clocks)
				require.True(t, r.Game.Outcome.Fraud())
				require.Equal(t, entry, r.Game.Outcome.Entry)
				want := game.RuleCopy
				if kind, _, err := w.Facts.Entry(entry); kind == game.EntryState && at < int(w.Facts.New.HeaderSize()) {
					require.NoError(t, err)
					want = game.RuleHeader
				}
				require.Equal(t, want, r.Game.Outcome.Rule)
			}
		}
	})
}

// No trick of a defender whose leaf is false saves it, and none of a challenger
// hurts a defender whose leaf is true; in games of every step.
func TestActors(t *testing.T) {
	eachStep(t, func(t *testing.T, w *gametest.World, rng *rand.Rand) {
		t.Helper()
		truth := w.Truth()
		for range 8 {
			tale, ok := anyLie(w, rng)
			if !ok {
				continue
			}
			other, _ := anyLie(w, rng)
			for _, a := range []gametest.Actor{
				gametest.Liar("liesAt", tale),
				gametest.Stalls(tale),
				gametest.StallsAt(1+rng.IntN(4), tale),
				gametest.LateMoves(tale),
				gametest.SwitchesStory(tale, truth, 1+rng.IntN(4)),
				gametest.SwitchesStory(tale, other, 1+rng.IntN(4)),
				gametest.SwitchesStory(truth, tale, 0),
				gametest.LeafUnlikeTrace(tale, truth),
				gametest.LeafUnlikeTrace(tale, other),
				gametest.BadChildren(tale, rng),
				gametest.BadChunk(tale, rng),
				gametest.PlaysOutOfTurn(tale, rng),
			} {
				if a.Tale.Facts().Committed == truth.Facts().Committed {
					a.Tale = tale
				}
				r := gametest.Match(t, a, gametest.Honest(truth), gametest.Clocks)
				require.True(t, r.Game.Outcome.Fraud(), a.Name)
				require.LessOrEqual(t, r.End, uint64(gametest.Start)+2*gametest.Clocks.Each+gametest.Clocks.Extension+1)
			}
			for _, a := range []gametest.Actor{
				gametest.Liar("liesAt", tale),
				gametest.Stalls(tale),
				gametest.StallsAt(1+rng.IntN(4), tale),
				gametest.LateMoves(tale),
				gametest.SwitchesStory(tale, truth, 1+rng.IntN(4)),
				gametest.PicksAnything(tale, truth, rng),
				gametest.PicksAnything(tale, tale, rng),
				gametest.WrongWitness(tale, truth, rng),
				gametest.ForeignProof(tale, other, rng),
				gametest.PlaysOutOfTurn(tale, rng),
			} {
				r := gametest.Match(t, gametest.Honest(truth), a, gametest.Clocks)
				require.False(t, r.Game.Outcome.Fraud(), a.Name)
			}
		}
	})
}

// Whoever tells whatever, plays whatever and thinks as long as it likes: the
// honest side wins, within its clock.
func TestAnyGame(t *testing.T) {
	j := steps("sparse, feedback, bf16 moments, documents")
	names, worlds := j.All()
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, len(worlds)-1).Draw(t, "step")
		w, rng := worlds[i], rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "chance"), 1))
		truth := w.Truth()
		tale := w.Tell(manyLies(t, w))
		if tale.Facts().Committed == truth.Facts().Committed {
			return
		}
		other := w.Tell(manyLies(t, w))
		if other.Facts().Committed == truth.Facts().Committed {
			other = tale
		}
		clocks := game.Clocks{Each: rapid.Uint64Range(20, 60).Draw(t, "clock"), Extension: rapid.Uint64Range(0, 9).Draw(t, "extension")}
		n := rapid.IntRange(0, 5).Draw(t, "turn")
		liars := []gametest.Actor{
			gametest.Liar("liesAt", tale), gametest.Stalls(tale), gametest.StallsAt(n, tale), gametest.LateMoves(tale),
			gametest.SwitchesStory(tale, truth, n), gametest.SwitchesStory(tale, other, n), gametest.PlaysOutOfTurn(tale, rng),
		}
		defenders := append(slices.Clone(liars), gametest.LeafUnlikeTrace(tale, truth), gametest.LeafUnlikeTrace(tale, other),
			gametest.BadChildren(tale, rng), gametest.BadChunk(tale, rng))
		challengers := append(slices.Clone(liars), gametest.PicksAnything(tale, truth, rng), gametest.PicksAnything(tale, other, rng),
			gametest.WrongWitness(tale, truth, rng), gametest.ForeignProof(tale, other, rng))
		a := rapid.SampledFrom(defenders).Draw(t, "defender")
		r := gametest.Match(t, a, gametest.Honest(truth), clocks)
		require.True(t, r.Game.Outcome.Fraud(), "%s, %s", names[i], a.Name)
		a = rapid.SampledFrom(challengers).Draw(t, "challenger")
		r = gametest.Match(t, gametest.Honest(truth), a, clocks)
		require.False(t, r.Game.Outcome.Fraud(), "%s, %s", names[i], a.Name)
	})
}

// manyLies are up to four lies in outputs, perhaps careless, and one in a file.
func manyLies(t *rapid.T, w *gametest.World) gametest.Lie {
	type place struct{ k, i int }
	var places []place
	for range rapid.IntRange(0, 4).Draw(t, "outputs") {
		k := rapid.IntRange(0, w.Facts.Program.NumOps()-1).Draw(t, "operator")
		places = append(places, place{k, rapid.IntRange(0, len(w.Truth().Content(uint64(k)))-1).Draw(t, "byte")})
	}
	lie := gametest.Lie{Careless: rapid.Bool().Draw(t, "careless")}
	if len(places) > 0 {
		lie.Output = func(k int, out []byte) {
			for _, p := range places {
				if p.k == k {
					out[p.i] ^= 1 << (p.i % 8)
				}
			}
		}
	}
	if w.Facts.New != nil && rapid.Bool().Draw(t, "state") {
		lie.State = gametest.Flip(rapid.IntRange(0, int(w.Facts.New.Size())-1).Draw(t, "byte"))
	}
	return lie
}

// anyLie is a lie of some form at some place.
func anyLie(w *gametest.World, rng *rand.Rand) (*gametest.Tale, bool) {
	entry := uint64(rng.IntN(w.Facts.Entries()))
	at := rng.IntN(len(w.Truth().Content(entry)))
	careless := rng.IntN(2) == 0 && w.Facts.New != nil
	return lie(w, entry, at, careless)
}

// A game costs what the chapter says: typical rounds and bytes.
func TestSmallGames(t *testing.T) {
	j := steps("dense")
	names, worlds := j.All()
	for i, w := range worlds {
		most := gametest.Record{}
		for k := range w.Facts.Entries() {
			if tale, ok := lie(w, uint64(k), 0, false); ok {
				r := gametest.Match(t, gametest.Liar("liesAt", tale), gametest.Honest(w.Truth()), gametest.Clocks)
				most.Moves, most.Bytes = max(most.Moves, r.Moves), max(most.Bytes, r.Bytes)
				most.Longest, most.Witness = max(most.Longest, r.Longest), max(most.Witness, r.Witness)
			}
		}
		require.LessOrEqual(t, most.Rounds(), 8)
		t.Logf("%s: %d entries, at most %d moves, %d bytes, a witness of %d, a position of %d",
			names[i], w.Facts.Entries(), most.Moves, most.Bytes, most.Witness, most.Longest)
	}
}
