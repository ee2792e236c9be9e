// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/x/dispute/types"
)

// Gas of what a move does, beside its bytes and the store: ten a microsecond,
// as a signature costs.
const (
	// programGas and layerGas are for building the program of a step, with
	// that many layers.
	programGas, layerGas = 2_000, 100
	// compressionGas is for one compression of BLAKE3.
	compressionGas = 2
	// operationsPerGas is how much of the referee's arithmetic one gas pays.
	operationsPerGas = 2
)

// playing is a game that a message changes: its records, and what chain/game
// makes of them.
type playing struct {
	board    types.Board
	game     types.Game
	facts    *game.Facts
	position game.Game
	// changed says that the board has to be stored, too.
	changed bool
	// at is the height at which moves are made; 0 means now. It is the past
	// only for what the board answers in time while nobody looks.
	at int64
}

// load reads a game that goes on.
func (k *Keeper) load(ctx context.Context, id uint64) (*playing, error) {
	var p playing
	var err error
	if p.game, err = k.Game(ctx, id); err != nil {
		return nil, err
	}
	if p.game.Outcome != types.OUTCOME_UNSPECIFIED {
		return nil, types.ErrOver.Wrapf("game %d ended with %s", id, p.game.Outcome)
	}
	if p.board, err = k.Board(ctx, p.game.Board); err != nil {
		return nil, err
	}
	if p.board.Over {
		return nil, types.ErrOver.Wrapf("what game %d is about was settled; the bond comes back by itself", id)
	}
	if p.position, err = k.Position(ctx, &p.game); err != nil {
		return nil, err
	}
	if p.position.Phase == game.Over {
		return nil, types.ErrOver.Wrapf("game %d is decided: the %s won by rule %s", id, p.position.Outcome.Winner, p.position.Outcome.Rule)
	}
	p.facts, err = k.Facts(ctx, &p.board)
	return &p, err
}

// play makes a move for the side whose turn it is.
func (k *Keeper) play(ctx context.Context, p *playing, mover string, m game.Move, kept bool) error {
	side, kind := p.position.Turn()
	place := p.position.Place()
	cost, err := p.position.Cost(p.facts, m)
	if err != nil {
		return moveError(err)
	}
	consumeGas(ctx, compressionGas*cost.Compressions+cost.Operations/operationsPerGas, "move")
	at := height(ctx)
	if p.at != 0 {
		at = p.at
	}
	next, err := p.position.Play(p.facts, m, uint64(at))
	if err != nil {
		return moveError(err)
	}
	p.position = next
	p.game.Moves++
	p.game.Answer = place
	if side == game.Defender {
		p.game.Mover = mover
		if !kept {
			if err := k.keep(ctx, p, types.Post{Board: p.board.Id, Ask: place, Move: game.EncodeMove(m), Mover: mover}); err != nil {
				return err
			}
		}
	}
	p.setTurn()
	return emit(ctx, &types.EventMoved{
		Game: p.game.Id, Job: p.game.Job, Round: p.game.Round, Slot: p.game.Slot, Step: p.game.Step, Operator: p.game.Defender,
		Challenger: p.game.Challenger, Side: types.Side(side), Mover: mover, Move: kind.String(), Kept: kept, Turn: p.game.Turn, Deadline: p.game.Deadline,
	})
}

// setTurn writes who is to move by when into the record.
func (p *playing) setTurn() {
	side, _ := p.position.Turn()
	p.game.Turn, p.game.Deadline = types.Side(side), int64(p.position.Deadline())
}

// moveError is the registered error for what chain/game refuses.
func moveError(err error) error {
	switch {
	case errors.Is(err, game.ErrOver):
		return types.ErrOver.Wrap(err.Error())
	case errors.Is(err, game.ErrLate):
		return types.ErrClock.Wrap(err.Error())
	case errors.Is(err, game.ErrFacts):
		return types.ErrFacts.Wrap(err.Error())
	case errors.Is(err, game.ErrClaim):
		return types.ErrInvalidClaim.Wrap(err.Error())
	}
	return types.ErrInvalidMove.Wrap(err.Error())
}

// keep stores a move of the defender for every game that asks for the same, now
// or later. Games that wait for it now are looked at when the block ends, the
// first few of them; the others when their clock runs out at the latest, which
// costs the defender nothing.
func (k *Keeper) keep(ctx context.Context, p *playing, post types.Post) error {
	key := collections.Join(post.Board, post.Ask)
	if has, err := k.posts.Has(ctx, key); err != nil || has {
		return err
	}
	p.board.Posts++
	p.changed = true
	if err := k.posts.Set(ctx, key, post); err != nil || p.board.Games < 2 {
		return err
	}
	var ids []uint64
	err := k.openGames.Walk(ctx, collections.NewPrefixedQuadRange[uint64, []byte, int64, uint64](p.board.Id), func(key openKey) (bool, error) {
		if key.K4() != p.game.Id {
			ids = append(ids, key.K4())
		}
		return len(ids) == serveGames, nil
	})
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := k.due.Set(ctx, clockItem(height(ctx), id)); err != nil {
			return err
		}
	}
	return nil
}

// answered says whether the board keeps what the game waits for.
func (k *Keeper) answered(ctx context.Context, p *playing) (bool, error) {
	place := p.position.Place()
	if place == nil {
		return false, nil
	}
	return k.posts.Has(ctx, collections.Join(p.board.Id, place))
}

// serve answers from the board for as long as it can: what the defender posted
// once it need not post again, and its clock does not run (A4).
func (k *Keeper) serve(ctx context.Context, p *playing) error {
	for {
		place := p.position.Place()
		if place == nil {
			return nil
		}
		post, err := k.posts.Get(ctx, collections.Join(p.board.Id, place))
		if errors.Is(err, collections.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		m, err := game.DecodeMove(post.Move)
		if err != nil {
			return types.ErrBroken.Wrapf("post of board %d: %s", p.board.Id, err)
		}
		if err := k.play(ctx, p, post.Mover, m, true); err != nil {
			return err
		}
	}
}

// save stores a game after a move, and when to look at it again: when the clock
// of the side to move has run out, or at the end of this block if it is decided.
func (k *Keeper) save(ctx context.Context, p *playing, due int64) error {
	if err := k.due.Remove(ctx, clockItem(due, p.game.Id)); err != nil {
		return err
	}
	p.store()
	if err := k.due.Set(ctx, clockItem(p.lookAt(ctx), p.game.Id)); err != nil {
		return err
	}
	if err := k.games.Set(ctx, p.game.Id, p.game); err != nil || !p.changed {
		return err
	}
	return k.boards.Set(ctx, p.board.Id, p.board)
}

// lookAt is the height at whose end a game is looked at.
func (p *playing) lookAt(ctx context.Context) int64 {
	if side, _ := p.position.Turn(); side == game.Nobody {
		return height(ctx)
	}
	return p.game.Deadline + 1
}

func clockItem(at int64, id uint64) dueKey {
	return collections.Join3(at, int32(types.DUE_KIND_CLOCK), id)
}

// mayMove checks that an account may move for the side whose turn it is; a
// defender may let its defence keys do it (A6).
func (k *Keeper) mayMove(ctx context.Context, p *playing, mover string) error {
	side, _ := p.position.Turn()
	own, other := p.game.Defender, p.game.Challenger
	if side == game.Challenger {
		own, other = other, own
	}
	if mover == own {
		return nil
	}
	if side == game.Defender {
		listed, err := k.isDefenceKey(ctx, p.game.Defender, mover)
		if err != nil || listed {
			return err
		}
	}
	if mover == other {
		return types.ErrTurn.Wrapf("the %s is to move until height %d", side, p.game.Deadline)
	}
	return types.ErrNotParty.Wrapf("game %d is between %s and %s; open a game of your own", p.game.Id, p.game.Defender, p.game.Challenger)
}

// Awaits says whether an open game waits for this move: it is its mover's turn.
// It reads little, and is asked by proposers.
func (k *Keeper) Awaits(ctx context.Context, msg *types.MsgMove) bool {
	g, err := k.Game(ctx, msg.Game)
	if err != nil || g.Outcome != types.OUTCOME_UNSPECIFIED || height(ctx) > g.Deadline {
		return false
	}
	switch g.Turn {
	case types.SIDE_CHALLENGER:
		return msg.Mover == g.Challenger
	case types.SIDE_DEFENDER:
		if msg.Mover == g.Defender {
			return true
		}
		key, err := k.isDefenceKey(ctx, g.Defender, msg.Mover)
		return err == nil && key
	default:
		return false
	}
}

// isDefenceKey reports whether a provider lists an account as a defence key,
// and refuses one that it has given no grant.
func (k *Keeper) isDefenceKey(ctx context.Context, defender, mover string) (bool, error) {
	granter, err := k.account(defender)
	if err != nil {
		return false, err
	}
	provider, err := k.stake.Provider(ctx, granter)
	if err != nil {
		return false, err
	}
	for _, key := range provider.Profile.DefenceKeys {
		if key != mover {
			continue
		}
		grantee, err := k.account(mover)
		if err != nil {
			return false, err
		}
		if grant, _ := k.authz.GetAuthorization(ctx, grantee, granter, sdk.MsgTypeURL(&types.MsgMove{})); grant == nil {
			return false, types.ErrNotGranted.Wrapf("%s lists %s without a grant; weftd tx authz grant %s generic --msg-type %s",
				defender, mover, mover, sdk.MsgTypeURL(&types.MsgMove{}))
		}
		return true, nil
	}
	return false, nil
}
