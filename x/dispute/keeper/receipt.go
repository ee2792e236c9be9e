// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/dispute/types"
)

// A receipt is disputed by whoever was drawn to look at it again, in a game about
// one step of the segment: the verifier that reported a match defends the leaf as
// if it were its own, and in the traced step the trace that its receipt binds.
// Either side loses its whole audit stake with the game (A3).

// provenReceipt ends a game that showed a report to be false, or that its
// verifier could not open.
func (k *Keeper) provenReceipt(ctx context.Context, p *playing, outcome types.Outcome, winner string) error {
	verifier, err := k.account(p.game.Defender)
	if err != nil {
		return err
	}
	rewarded, err := k.account(winner)
	if err != nil {
		return err
	}
	if err := k.falseReceipt(ctx, verifier, unitOf(&p.game), rewarded); err != nil {
		return err
	}
	if err := k.closeBoard(ctx, p.board.Id); err != nil { // the others about it end undecided
		return err
	}
	if p.board, err = k.Board(ctx, p.board.Id); err != nil {
		return err
	}
	return k.returnBond(ctx, p, outcome)
}

// falseLook takes the audit stake of a verifier that disputed a right receipt.
// The defence has the bond; nobody gains by the stake, so that no verifier need
// fear who looks at it.
func (k *Keeper) falseLook(ctx context.Context, g *types.Game, challenger sdk.AccAddress) error {
	return k.falseReceipt(ctx, challenger, unitOf(g), nil)
}

func unitOf(g *types.Game) unit { return unit{g.Job, g.Round, g.Slot} }
