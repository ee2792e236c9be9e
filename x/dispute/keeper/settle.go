// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/x/dispute/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// lookAtGame ends a game that is decided, or whose side to move has run out of
// time. One that has moved on, or is over, is left alone.
func (k *Keeper) lookAtGame(ctx context.Context, id uint64) error {
	g, err := k.games.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return nil
	}
	if err != nil || g.Outcome != types.OUTCOME_UNSPECIFIED {
		return err
	}
	p := &playing{game: g}
	if p.board, err = k.Board(ctx, g.Board); err != nil {
		return err
	}
	if p.position, err = game.Decode(g.Position); err != nil {
		return types.ErrBroken.Wrapf("position of game %d: %s", id, err)
	}
	if served, err := k.serveWaiting(ctx, p); err != nil || served {
		return err
	}
	p.position = p.position.Expire(uint64(height(ctx)))
	outcome := outcomeOf(&p.position)
	switch {
	case p.board.Over:
		return k.undecided(ctx, p)
	case outcome == types.OUTCOME_UNSPECIFIED:
		return nil
	case p.position.Outcome.Fraud():
		return k.proven(ctx, p, outcome)
	}
	return k.falseChallenge(ctx, p, outcome)
}

// serveWaiting answers from the board what was posted in another game while
// this one waited for it.
func (k *Keeper) serveWaiting(ctx context.Context, p *playing) (bool, error) {
	if p.board.Over {
		return false, nil
	}
	if has, err := k.answered(ctx, p); err != nil || !has {
		return false, err
	}
	var err error
	if p.facts, err = k.Facts(ctx, &p.board); err != nil {
		return false, err
	}
	due := p.lookAt(ctx)
	p.at = min(height(ctx), p.game.Deadline)
	if err := k.serve(ctx, p); err != nil {
		return false, err
	}
	return true, k.save(ctx, p, due)
}

// falseChallenge ends a game that its challenger lost: half of the bond is for
// whoever moved for the defence, half is burnt, and the next bond of the same
// account is twice as much. It settles nothing for anybody else (A4).
func (k *Keeper) falseChallenge(ctx context.Context, p *playing, outcome types.Outcome) error {
	s, err := k.job.Spec(ctx, p.game.Job)
	if err != nil {
		return err
	}
	challenger, err := k.account(p.game.Challenger)
	if err != nil {
		return err
	}
	if err := k.lost(ctx, challenger, height(ctx)+int64(s.Windows.Late)); err != nil {
		return err
	}
	if p.game.Kind == types.KIND_RECEIPT {
		if err := k.falseLook(ctx, &p.game, challenger); err != nil {
			return err
		}
	}
	parts := payout.SplitBond(p.game.Bond)
	mover, err := k.account(p.game.Mover)
	if err != nil {
		return err
	}
	paid, err := k.pay(ctx, mover, parts.Defence)
	if err != nil {
		return err
	}
	if !paid { // it was burnt instead
		parts = payout.Bond{Defence: math.ZeroInt(), Burnt: p.game.Bond}
		return k.end(ctx, p, outcome, parts)
	}
	if err := k.burn(ctx, parts.Burnt); err != nil {
		return err
	}
	return k.end(ctx, p, outcome, parts)
}

// undecided ends a game whose matter was settled elsewhere.
func (k *Keeper) undecided(ctx context.Context, p *playing) error {
	return k.returnBond(ctx, p, types.OUTCOME_UNDECIDED)
}

// returnBond ends a game that its challenger did not lose.
func (k *Keeper) returnBond(ctx context.Context, p *playing, outcome types.Outcome) error {
	challenger, err := k.account(p.game.Challenger)
	if err != nil {
		return err
	}
	none := payout.Bond{Defence: math.ZeroInt(), Burnt: math.ZeroInt()}
	paid, err := k.pay(ctx, challenger, p.game.Bond)
	if err != nil {
		return err
	}
	if !paid {
		none.Burnt = p.game.Bond
	}
	return k.end(ctx, p, outcome, none)
}

// end takes a game off the board and stores how it ended.
func (k *Keeper) end(ctx context.Context, p *playing, outcome types.Outcome, parts payout.Bond) error {
	g := &p.game
	if err := k.index(ctx, p, false); err != nil {
		return err
	}
	if g.Holds {
		g.Holds = false
		if err := k.job.ReleaseUnit(ctx, g.Job, g.Round, g.Slot); err != nil {
			return err
		}
	}
	g.Outcome, g.EndedHeight, g.Turn, g.Position = outcome, height(ctx), types.SIDE_UNSPECIFIED, p.position.Encode()
	g.Answer = nil
	if err := k.games.Set(ctx, g.Id, *g); err != nil {
		return err
	}
	if err := k.boards.Set(ctx, p.board.Id, p.board); err != nil {
		return err
	}
	rule := game.Undecided
	if outcome != types.OUTCOME_UNDECIDED {
		rule = p.position.Outcome.Rule
	}
	return emit(ctx, &types.EventGameEnded{
		Game: g.Id, Kind: g.Kind, Job: g.Job, Round: g.Round, Slot: g.Slot, Step: g.Step, Operator: g.Defender, Challenger: g.Challenger,
		Outcome: outcome, Rule: rule.String(), Returned: g.Bond.Sub(parts.Defence).Sub(parts.Burnt), Defence: parts.Defence, Burnt: parts.Burnt,
		Mover: g.Mover,
	})
}

// proven ends a game that proved its defender false. The challengers' part of
// the slash is for the first, by the height at which it was bound, of the open
// games that say the same; it is proven with this one. The others about the
// unit end without a decision when x/job says that the unit is withdrawn.
func (k *Keeper) proven(ctx context.Context, p *playing, outcome types.Outcome) error {
	first, err := k.firstOf(ctx, p.game.Board, p.game.ClaimHash())
	if err != nil {
		return err
	}
	winner := p.game
	if first != p.game.Id {
		if winner, err = k.Game(ctx, first); err != nil {
			return err
		}
	}
	reason := staketypes.SlashReasonFraud
	if outcome == types.OUTCOME_DEFENDER_LATE {
		reason = staketypes.SlashReasonClock
	}
	if p.game.Kind == types.KIND_RECEIPT {
		return k.provenReceipt(ctx, p, outcome, winner.Challenger)
	}
	if p.game.Kind != types.KIND_STEP {
		return k.provenClaim(ctx, p, outcome, reason, winner.Challenger)
	}
	absent, err := k.absent(ctx, &p.game, outcome)
	if err != nil {
		return err
	}
	err = k.punish(ctx, verdict{
		job: p.game.Job, round: p.game.Round, slot: p.game.Slot, operator: p.game.Defender, lock: p.board.Lock,
		game: p.game.Id, outcome: outcome, reason: reason, rewarded: winner.Challenger, absent: absent,
	})
	if err != nil {
		return err
	}
	if p.board, err = k.Board(ctx, p.board.Id); err != nil { // x/job has closed it
		return err
	}
	return k.returnBond(ctx, p, outcome)
}
