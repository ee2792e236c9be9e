// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/verifier/agent"
	"github.com/weft-network/weft/verifier/replay"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

// known is what the party has made of a board's step.
type known struct {
	facts *game.Facts
	story *replay.Story
	files io.Closer
	end   context.CancelFunc
}

// Run plays every open game in which the operator is a side, and those that are
// opened later, until ctx ends. A fault of one game is logged, and the game tried
// again with the next block.
func (p *Party) Run(ctx context.Context) error {
	from := p.cfg.Client.Height()
	if err := p.playAll(ctx); err != nil {
		return err
	}
	late := map[uint64]bool{} // games to try again
	return p.cfg.Client.Follow(ctx, from+1, func(ctx context.Context, b client.Block) error {
		for _, e := range b.Events {
			if g := p.concerns(e); g != 0 {
				late[g] = true
			}
		}
		if b.Height < p.cfg.Client.Height() {
			return nil // news first
		}
		for g := range late {
			delete(late, g)
			if err := p.Play(ctx, g); err != nil {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				p.cfg.Log.Error("a game cannot be played; trying again", "game", g, "err", err)
				late[g] = true
			}
		}
		return nil
	})
}

// concerns is the game of an event in which the operator is a side, or 0.
func (p *Party) concerns(e client.Event) uint64 {
	me := p.cfg.Client.Sender().Operator()
	switch v := e.Value.(type) {
	case *disputetypes.EventChallenged:
		if v.Operator == me || v.Challenger == me {
			return v.Game
		}
	case *disputetypes.EventMoved:
		if v.Operator == me || v.Challenger == me {
			return v.Game
		}
	case *disputetypes.EventGameEnded:
		if v.Operator == me || v.Challenger == me {
			return v.Game
		}
	}
	return 0
}

// playAll plays what is open now.
func (p *Party) playAll(ctx context.Context) error {
	me := p.cfg.Client.Sender().Operator()
	for _, side := range []disputetypes.QueryGamesRequest{{Defender: me, Open: true}, {Challenger: me, Open: true}} {
		for g, err := range client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]disputetypes.Game, *client.PageResponse, error) {
			req := side
			req.Pagination = page
			res, err := p.cfg.Client.Dispute().Games(ctx, &req)
			if err != nil {
				return nil, nil, err
			}
			return res.Games, res.Pagination, nil
		}) {
			if err != nil {
				return err
			}
			if err := p.Play(ctx, g.Id); err != nil {
				p.cfg.Log.Error("a game cannot be played; trying again with its next event", "game", g.Id, "err", err)
			}
		}
	}
	return ctx.Err()
}

// Play makes the operator's move in a game, if it is to move.
func (p *Party) Play(ctx context.Context, id uint64) error {
	res, err := p.cfg.Client.Dispute().Game(ctx, &disputetypes.QueryGameRequest{Game: id})
	if err != nil {
		return err
	}
	g, b := res.Game, res.Board
	news := Report{Game: id, Unit: Unit{g.Job, g.Round, g.Slot}, Step: g.Step}
	if g.Outcome != disputetypes.OUTCOME_UNSPECIFIED {
		p.forget(b.Id)
		news.Over = g.Outcome.String()
		p.cfg.Report(news)
		return nil
	}
	me := side(&g, p.cfg.Client.Sender().Operator())
	if me == game.Nobody || game.Side(g.Turn) != me || p.given[id] {
		return nil
	}
	position, err := game.Decode(g.Position)
	if err != nil {
		return err
	}
	k, err := p.know(ctx, &b)
	if err != nil {
		return err
	}
	m, err := agent.Move(k.facts, position, me, k.story)
	if errors.Is(err, agent.ErrWrong) {
		p.given[id] = true
		p.cfg.Log.Error("a game is lost, and left to its clock", "game", id, "unit", news.Unit, "step", g.Step, "err", err)
		return nil
	}
	if err != nil || m == nil {
		return err
	}
	_, err = p.cfg.Client.Submit(ctx, &disputetypes.MsgMove{Mover: p.cfg.Client.Sender().Operator(), Game: id, Move: game.EncodeMove(m)})
	if err != nil {
		return err
	}
	news.Moved = m.Kind().String()
	p.cfg.Report(news)
	return nil
}

// side is which side an account plays.
func side(g *disputetypes.Game, account string) game.Side {
	switch account {
	case g.Defender:
		return game.Defender
	case g.Challenger:
		return game.Challenger
	}
	return game.Nobody
}

// know makes the story of a board's step, once.
func (p *Party) know(ctx context.Context, b *disputetypes.Board) (*known, error) {
	if k, ok := p.stories[b.Id]; ok {
		return k, nil
	}
	if b.Kind != disputetypes.KIND_STEP {
		return nil, fmt.Errorf("%w: a board of kind %s", ErrConfig, b.Kind)
	}
	r, err := read(ctx, p.cfg.Client, Unit{b.Job, b.Round, b.Slot})
	if err != nil {
		return nil, err
	}
	life, end := context.WithCancel(context.WithoutCancel(ctx)) // a story outlives the block in which it is made
	files := p.files(life, b.Job)
	fail := func(err error) (*known, error) {
		end()
		return nil, errors.Join(err, files.Close())
	}
	x, err := r.from(b.Step, p.cfg.Replay, files)
	if err != nil {
		return fail(err)
	}
	stop := context.AfterFunc(ctx, end) // until it is made
	f, s, err := x.until(life, b.Step, commit.Digest(b.Leaf))
	if err != nil {
		return fail(err)
	}
	if !stop() {
		return fail(ctx.Err())
	}
	p.cfg.Log.Info("a step in dispute is executed", "unit", r.Unit, "step", b.Step)
	k := &known{f, s, files, end}
	p.stories[b.Id] = k
	return k, nil
}

func (p *Party) forget(board uint64) {
	if k, ok := p.stories[board]; ok {
		delete(p.stories, board)
		k.end()
		p.close(k.files)
	}
}

func (p *Party) close(c io.Closer) {
	if err := c.Close(); err != nil {
		p.cfg.Log.Warn("blobs of a replay cannot be closed", "err", err)
	}
}
