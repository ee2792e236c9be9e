// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/x/dispute/types"
)

// Move implements types.MsgServer. A move that is refused changes nothing, and
// the clock of its side runs on.
func (m msgServer) Move(ctx context.Context, msg *types.MsgMove) (*types.MsgMoveResponse, error) {
	k := m.k
	if _, err := k.account(msg.Mover); err != nil {
		return nil, err
	}
	move, err := game.DecodeMove(msg.Move)
	if err != nil {
		return nil, types.ErrInvalidMove.Wrap(err.Error())
	}
	p, err := k.load(ctx, msg.Game)
	if err != nil {
		return nil, err
	}
	if err := k.mayMove(ctx, p, msg.Mover); err != nil {
		return nil, err
	}
	due := p.lookAt(ctx)
	// What the board keeps is the answer, whatever the defender says now: it has
	// one trace (A4).
	answered, err := k.answered(ctx, p)
	if err != nil {
		return nil, err
	}
	if !answered {
		if err := k.play(ctx, p, msg.Mover, move, false); err != nil {
			return nil, err
		}
	}
	if err := k.serve(ctx, p); err != nil {
		return nil, err
	}
	if err := k.save(ctx, p, due); err != nil {
		return nil, err
	}
	return &types.MsgMoveResponse{Turn: p.game.Turn, Deadline: p.game.Deadline, Outcome: outcomeOf(&p.position)}, nil
}

// outcomeOf is the outcome of a position, unspecified while it goes on.
func outcomeOf(g *game.Game) types.Outcome {
	o := g.Outcome
	switch {
	case g.Phase != game.Over:
		return types.OUTCOME_UNSPECIFIED
	case o.Rule == game.RuleClock && o.Fraud():
		return types.OUTCOME_DEFENDER_LATE
	case o.Rule == game.RuleClock:
		return types.OUTCOME_CHALLENGER_LATE
	case o.Fraud():
		return types.OUTCOME_FRAUD
	}
	return types.OUTCOME_FALSE_CHALLENGE
}
