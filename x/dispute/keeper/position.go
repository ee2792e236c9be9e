// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/collections"

	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/x/dispute/types"
)

// store writes the position into the record of the game, without what the
// board keeps as a post: a kilobyte of digests or of a chunk is stored once, not
// again in every game that it is served to.
func (p *playing) store() {
	bare := p.position
	bare.Children, bare.Chunk = nil, nil
	p.game.Position = bare.Encode()
	if !fromPost(p.position.Phase) {
		p.game.Answer = nil
	}
}

// fromPost says whether a position holds what the defender posted last.
func fromPost(phase game.Phase) bool {
	return phase == game.Tracing || phase == game.Choosing || phase == game.Proving
}

// Position is the position of a game, with what its board keeps of it.
func (k *Keeper) Position(ctx context.Context, g *types.Game) (game.Game, error) {
	position, err := game.Decode(g.Position)
	if err != nil {
		return position, types.ErrBroken.Wrapf("position of game %d: %s", g.Id, err)
	}
	if !fromPost(position.Phase) || g.Outcome != types.OUTCOME_UNSPECIFIED {
		return position, nil
	}
	post, err := k.posts.Get(ctx, collections.Join(g.Board, g.Answer))
	if err != nil {
		return position, types.ErrBroken.Wrapf("board %d keeps no post %x, which game %d answers: %s", g.Board, g.Answer, g.Id, err)
	}
	move, err := game.DecodeMove(post.Move)
	if err != nil {
		return position, types.ErrBroken.Wrapf("post of board %d: %s", g.Board, err)
	}
	switch m := move.(type) {
	case *game.Open:
		position.Children = m.Children
	case *game.Children:
		position.Children = m.Digests
	case *game.Chunk:
		position.Chunk = m.Bytes
	}
	return position, nil
}

// whole is a game as queries show it.
func (k *Keeper) whole(ctx context.Context, g types.Game) (types.Game, error) {
	position, err := k.Position(ctx, &g)
	if err != nil {
		return g, err
	}
	g.Position = position.Encode()
	return g, nil
}
