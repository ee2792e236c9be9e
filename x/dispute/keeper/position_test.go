// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/game"
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
