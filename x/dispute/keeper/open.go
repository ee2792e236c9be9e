// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/collections"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// openGame opens the game of a challenge that has been checked: the bond is
// taken, the unit and the stake behind it wait, and what the board keeps is
// answered at once.
func (k *Keeper) openGame(ctx context.Context, c *challenge, name string, offered sdk.Coin) (types.Game, error) {
	p, err := k.begin(ctx, c, name)
	if err != nil {
		return types.Game{}, err
	}
	if c.bond, err = k.bondOf(ctx, c, &p.game); err != nil {
		return types.Game{}, err
	}
	if err := k.takeBond(ctx, c.challenger, offered, c.bond); err != nil {
		return types.Game{}, err
	}
	if err := k.number(ctx, p); err != nil {
		return types.Game{}, err
	}
	p.game.Bond = c.bond
	if p.game.Kind == types.KIND_STEP {
		if err := k.holdUnit(ctx, &p.game); err != nil {
			return types.Game{}, err
		}
	}
	if err := k.index(ctx, p, true); err != nil {
		return types.Game{}, err
	}
	p.setTurn()
	err = emit(ctx, &types.EventChallenged{
		Game: p.game.Id, Board: p.board.Id, Kind: p.game.Kind, Job: p.game.Job, Round: p.game.Round, Slot: p.game.Slot, Step: p.game.Step,
		Operator: p.game.Defender, Challenger: name, State: &p.game.State, Out: p.game.Out, Bond: c.bond, BoundHeight: c.bound,
		Turn: p.game.Turn, Deadline: p.game.Deadline,
	})
	if err != nil {
		return types.Game{}, err
	}
	if err := k.serve(ctx, p); err != nil {
		return types.Game{}, err
	}
	return p.game, k.save(ctx, p, p.lookAt(ctx))
}

// begin makes the records of a game and its first position.
func (k *Keeper) begin(ctx context.Context, c *challenge, name string) (*playing, error) {
	p := &playing{board: c.board}
	var err error
	if p.facts, err = k.Facts(ctx, &p.board); err != nil {
		return nil, err
	}
	clocks := game.Clocks{Each: c.spec.Windows.GameClock, Extension: c.spec.Windows.GameExtension}
	if p.position, err = game.New(p.facts, c.claim, clocks, uint64(height(ctx))); err != nil {
		return nil, moveError(err)
	}
	b := &p.board
	p.game = types.Game{
		Kind: b.Kind, Job: b.Job, Round: b.Round, Slot: b.Slot, Step: b.Step, Defender: b.Defender, Challenger: name,
		State: jobtypes.WireID(c.claim.State), Out: c.claim.Out, BoundHeight: c.bound, OpenedHeight: height(ctx),
	}
	if t := c.claim.Trace; !t.IsZero() {
		p.game.Trace = t[:]
	}
	if b.Kind == types.KIND_STEP && !c.drawn {
		if p.game.Matched, err = k.matched(ctx, unit{b.Job, b.Round, b.Slot}); err != nil {
			return nil, err
		}
	}
	return p, k.refuseDouble(ctx, p)
}

// refuseDouble refuses a challenge that its challenger plays already.
func (k *Keeper) refuseDouble(ctx context.Context, p *playing) error {
	has, err := k.claimants.Has(ctx, claimantOf(&p.board, &p.game))
	if err != nil || !has {
		return err
	}
	return types.ErrChallenged.Wrap("a game of this account says the same; move there")
}

func claimantOf(b *types.Board, g *types.Game) claimantKey {
	return collections.Join3(b.Id, g.ClaimHash(), g.Challenger)
}

// number gives the game its number, and the board too if it is new.
func (k *Keeper) number(ctx context.Context, p *playing) error {
	n, err := k.gameSeq.Next(ctx)
	if err != nil {
		return err
	}
	p.game.Id = n + 1
	if p.board.Id == 0 {
		if err := k.addBoard(ctx, &p.board); err != nil {
			return err
		}
	}
	p.game.Board = p.board.Id
	return nil
}

// addBoard stores a new board, to be forgotten when nothing about its unit can
// be challenged any more.
func (k *Keeper) addBoard(ctx context.Context, b *types.Board) error {
	n, err := k.boardSeq.Next(ctx)
	if err != nil {
		return err
	}
	b.Id = n + 1
	if err := k.indexBoard(ctx, b); err != nil {
		return err
	}
	return k.due.Set(ctx, collections.Join3(height(ctx)+retryBlocks, int32(types.DUE_KIND_FORGET), b.Id))
}

func (k *Keeper) indexBoard(ctx context.Context, b *types.Board) error {
	if b.Kind != types.KIND_STEP {
		key, err := k.claimBoardKey(b)
		if err != nil {
			return err
		}
		return k.claimBoards.Set(ctx, key, b.Id)
	}
	return k.stepBoards.Set(ctx, collections.Join4(b.Job, b.Round, b.Slot, b.Step), b.Id)
}

// holdUnit keeps the unit from FINAL while the game is open. Past FINAL, or
// where nothing is paid, there is nothing to keep back.
func (k *Keeper) holdUnit(ctx context.Context, g *types.Game) error {
	u, err := k.job.Unit(ctx, g.Job, g.Round, g.Slot)
	if err != nil {
		return err
	}
	if u.Status != jobtypes.UNIT_STATUS_COMMITTED && u.Status != jobtypes.UNIT_STATUS_INCLUDED {
		return nil
	}
	g.Holds = true
	return k.job.HoldUnit(ctx, g.Job, g.Round, g.Slot)
}

// index enters a game into what finds open games, or takes it out.
func (k *Keeper) index(ctx context.Context, p *playing, open bool) error {
	g := &p.game
	p.changed = true
	key := collections.Join4(g.Board, g.ClaimHash(), g.BoundHeight, g.Id)
	if !open {
		p.board.Games--
		if err := k.openGames.Remove(ctx, key); err != nil {
			return err
		}
		if err := k.claimants.Remove(ctx, claimantOf(&p.board, g)); err != nil {
			return err
		}
		return k.indexCounts(ctx, p, false)
	}
	p.board.Games++
	if err := k.openGames.Set(ctx, key); err != nil {
		return err
	}
	if err := k.claimants.Set(ctx, claimantOf(&p.board, g)); err != nil {
		return err
	}
	if err := k.boardGames.Set(ctx, collections.Join(g.Board, g.Id)); err != nil {
		return err
	}
	return k.indexCounts(ctx, p, true)
}

func (k *Keeper) indexCounts(ctx context.Context, p *playing, open bool) error {
	g := &p.game
	defender, err := k.account(g.Defender)
	if err != nil {
		return err
	}
	if err := count(ctx, k.locks, collections.Join(defender, p.board.Lock), open); err != nil {
		return err
	}
	if g.Kind != types.KIND_STEP {
		return nil
	}
	key := collections.Join3(g.Job, g.Round, g.Slot)
	if !g.Matched {
		if err := count(ctx, k.fullUnits, key, open); err != nil {
			return err
		}
	}
	return count(ctx, k.openUnits, key, open)
}

// firstOf is the game, of those that are open about a board with one claim,
// that was bound first.
func (k *Keeper) firstOf(ctx context.Context, board uint64, claim []byte) (id uint64, err error) {
	err = k.openGames.Walk(ctx, collections.NewSuperPrefixedQuadRange[uint64, []byte, int64, uint64](board, claim),
		func(key openKey) (bool, error) {
			id = key.K4()
			return true, nil
		})
	return id, err
}
