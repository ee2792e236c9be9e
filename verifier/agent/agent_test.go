// SPDX-License-Identifier: Apache-2.0

package agent_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/game/gametest"
	"github.com/weft-network/weft/verifier/agent"
)

// play has agents play both sides to the end, or until one of them gives up.
func play(t *testing.T, f *game.Facts, defender, challenger game.Story) (game.Game, error) {
	t.Helper()
	claim, err := agent.Claim(f, challenger.Result())
	require.NoError(t, err)
	g, err := game.New(f, claim, game.Clocks{Each: 50, Extension: 5}, 1)
	require.NoError(t, err)
	for height := uint64(2); g.Phase != game.Over; height++ {
		var moved int
		for side, story := range map[game.Side]game.Story{game.Defender: defender, game.Challenger: challenger} {
			before, _ := g.Turn()
			m, err := agent.Move(f, g, side, story)
			if err != nil {
				return g, err
			}
			require.Equal(t, before == side, m != nil, "a side moves in its turn and in no other")
			if m == nil {
				continue
			}
			if g, err = g.Play(f, m, height); err != nil {
				return g, err
			}
			moved++
			break
		}
		require.Equal(t, 1, moved)
	}
	return g, nil
}

// A liar that plays on loses every game of every step; an agent that knows that
// it is wrong does not play.
func TestAgent(t *testing.T) {
	t.Parallel()
	names, worlds := gametest.NewSteps(gametest.Small(), nil).All()
	for i, w := range worlds {
		truth := w.Truth()
		lie := w.Tell(gametest.Lie{Output: gametest.At(len(truth.Bytes())-1, 0)})
		if !differ(lie, truth) {
			lie = w.Tell(gametest.Lie{State: gametest.Flip(len(w.Blobs.Bytes(truth.Result().State)) - 1)})
		}
		require.True(t, differ(lie, truth), names[i])

		g, err := play(t, lie.Facts(), lie, truth)
		require.NoError(t, err, names[i])
		require.True(t, g.Outcome.Fraud(), names[i])

		// The leaf is a lie, and the defender finds out by itself.
		_, err = play(t, lie.Facts(), truth, truth)
		require.ErrorIs(t, err, agent.ErrWrong, names[i])
		// The leaf is true: there is nothing to claim.
		_, err = agent.Claim(truth.Facts(), truth.Result())
		require.ErrorIs(t, err, agent.ErrAgreed, names[i])
		// The leaf is true, and somebody disputes it all the same.
		g, err = play(t, truth.Facts(), truth, lie)
		require.NoError(t, err, names[i])
		require.Equal(t, game.Defender, g.Outcome.Winner, names[i])
	}
}

// A receipt binds the defender to a trace: where both sides agree about the leaf,
// who has that trace defends it, and who has another one disputes it.
func TestAgentOfReceipt(t *testing.T) {
	t.Parallel()
	w := gametest.NewSteps(gametest.Small(), nil).Inner
	truth := w.Truth()
	lie := w.Tell(gametest.Lie{Output: gametest.At(40, 0), Careless: true})
	require.False(t, differ(lie, truth), "one result")
	for _, c := range []struct {
		name               string
		bound              *gametest.Tale
		defender, accuser  *gametest.Tale
		fraud, nobodyPlays bool
	}{
		{name: "a made-up trace", bound: lie, defender: lie, accuser: truth, fraud: true},
		{name: "a right one", bound: truth, defender: truth, accuser: lie},
		{name: "a trace that is not the receipt's", bound: lie, defender: truth, accuser: truth, nobodyPlays: true},
	} {
		f := truth.Facts()
		f.Binds = func(root commit.Digest) bool { return root == c.bound.Claim().Trace }
		claim := truth.Claim()
		if c.bound == truth {
			claim = lie.Claim()
		}
		g, err := game.New(f, claim, game.Clocks{Each: 50, Extension: 5}, 1)
		require.NoError(t, err, c.name)
		for height := uint64(2); g.Phase != game.Over && err == nil; height++ {
			side, _ := g.Turn()
			story := c.defender
			if side == game.Challenger {
				story = c.accuser
			}
			var m game.Move
			if m, err = agent.Move(f, g, side, story); err == nil {
				g, err = g.Play(f, m, height)
			}
		}
		if c.nobodyPlays {
			require.ErrorIs(t, err, agent.ErrWrong, c.name)
			continue
		}
		require.NoError(t, err, c.name)
		require.Equal(t, c.fraud, g.Outcome.Fraud(), c.name)
	}
}

func differ(a, b *gametest.Tale) bool {
	return a.Result().State != b.Result().State || string(a.Result().Out) != string(b.Result().Out)
}

func TestFirst(t *testing.T) {
	t.Parallel()
	a := []commit.Digest{{1}, {2}, {3}}
	_, differs := agent.First(a, a)
	require.False(t, differs)
	step, differs := agent.First(a, []commit.Digest{{1}, {9}, {8}})
	require.True(t, differs)
	require.Equal(t, 1, step)
	_, differs = agent.First(a, a[:2])
	require.False(t, differs, "what was not executed is not known")
}
