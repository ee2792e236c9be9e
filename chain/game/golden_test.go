// SPDX-License-Identifier: Apache-2.0

package game_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
)

// goldenGames is the hash of every position and move of some games: consensus
// would split on another one.
const goldenGames = "42c5a5ee7d9728827804e97ee9173345876a2430e5b24549b6f1b026389cc834"

// Games are the same bytes on every machine and in every build.
func TestGoldenGames(t *testing.T) {
	t.Parallel()
	var all []byte
	plays(func(_ *game.Facts, g game.Game, m game.Move) {
		all = append(append(all, g.Encode()...), game.EncodeMove(m)...)
	})
	require.Equal(t, goldenGames, commit.Sum(all).String())
}
