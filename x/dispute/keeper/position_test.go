// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/x/dispute/simulation"
	"github.com/weft-network/weft/x/dispute/types"
)

// TestPositionIsStoredOnce: what the defender posted is kept by the board alone;
// queries show it as part of the position, and genesis takes no game without it.
func TestPositionIsStoredOnce(t *testing.T) {
	w := opened(t)
	w.move(w.trainers[0], 1, w.defence(1))
	res, err := w.query.Game(w.ctx, &types.QueryGameRequest{Game: 1})
	require.NoError(t, err)
	require.Less(t, len(w.game(1).Position), 200)
	shown, err := game.Decode(res.Game.Position)
	require.NoError(t, err)
	require.Equal(t, game.Tracing, shown.Phase)
	require.Equal(t, w.position(1), shown)
	require.NotEmpty(t, shown.Children)
	list, err := w.query.Games(w.ctx, &types.QueryGamesRequest{})
	require.NoError(t, err)
	require.Equal(t, res.Game, list.Games[0])

	g, err := w.dispute.ExportGenesis(w.ctx)
	require.NoError(t, err)
	require.NoError(t, g.Validate())
	g.Games[0].Answer = append([]byte{9}, g.Games[0].Answer...)
	require.ErrorIs(t, g.Validate(), types.ErrInvalidGenesis)
}

// twoFaced is a made-up trace that differs from the other one in its first
// entry.
type twoFaced struct{ simulation.MadeUp }

func (s twoFaced) Entries() ([]commit.Digest, error) {
	entries, err := s.MadeUp.Entries()
	if err == nil {
		entries[0][0] ^= 1
	}
	return entries, err
}

// TestOneTracePerStep: two games wait for the opening; a defender that answers
// the second with another trace in the same block is held to the first (A4).
func TestOneTracePerStep(t *testing.T) {
	w := opened(t)
	second := w.open(w.challenge(w.account("bob"), 3))
	f, u := w.facts(second), w.unit(1, 0)
	other, err := f.Reply(w.position(second), twoFaced{simulation.MadeUp{Facts: f, Of: game.Result{State: u.States[3], Out: u.out(3)}}})
	require.NoError(t, err)
	first := w.defence(1)
	require.NotEqual(t, first, game.EncodeMove(other))
	w.move(w.trainers[0], 1, first)
	res := w.move(w.trainers[0], second, game.EncodeMove(other))
	require.Equal(t, types.SIDE_CHALLENGER, res.Turn)
	require.Equal(t, w.position(1).Children, w.position(second).Children)
	require.Equal(t, w.position(1).Root, w.position(second).Root)
	posts, err := w.query.Posts(w.ctx, &types.QueryPostsRequest{Board: w.game(second).Board})
	require.NoError(t, err)
	require.Len(t, posts.Posts, 1)
	w.blocks(int(w.spec.Windows.GameClock) + 4)
}
