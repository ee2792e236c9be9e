// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/spec"
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
// opened later, until ctx ends; if it is set to, it challenges false claims,
// answers data requests, and reports second commits, too.
// A fault of one game is logged, and the game tried again with the next block.
func (p *Party) Run(ctx context.Context) error {
	me, err := p.operator()
	if err != nil {
		return err
	}
	from := p.cfg.Client.Height()
	due, err := p.open(ctx, me) // games to look at
	if err != nil {
		return err
	}
	doubts, err := p.newDoubts(ctx, me)
	if err != nil {
		return err
	}
	answers, err := p.newAnswers(ctx, me)
	if err != nil {
		return err
	}
	run, cancel := context.WithCancel(ctx)
	var accusing sync.WaitGroup
	defer accusing.Wait()
	if p.cfg.Accuse {
		accusing.Go(func() { p.accuse(run, me, from+1) })
	}
	defer answers.work.Wait()
	defer doubts.work.Wait()
	defer cancel()
	p.playAll(ctx, due)
	return p.cfg.Client.Follow(ctx, from+1, func(ctx context.Context, b client.Block) error {
		for _, e := range b.Events {
			if g := concerns(e, me); g != 0 {
				due[g] = true
			}
			doubts.hear(e)
			answers.hear(ctx, e)
		}
		if b.Height >= p.cfg.Client.Height() { // news first
			p.playAll(ctx, due)
			answers.settle(run, b.Height)
			doubts.settle(run, b.Height)
		}
		return ctx.Err()
	})
}

// playAll plays games; those that could not be played stay.
func (p *Party) playAll(ctx context.Context, due map[uint64]bool) {
	for _, g := range slices.Sorted(maps.Keys(due)) {
		err := p.Play(ctx, g)
		switch {
		case ctx.Err() != nil:
			return
		case errors.Is(err, disputetypes.ErrOver): // decided while the move was on its way
			delete(due, g)
		case err != nil:
			p.cfg.Log.Error("a game cannot be played; trying again with the next block", "game", g, "err", err)
		default:
			delete(due, g)
		}
	}
}

// concerns is the game of an event in which an operator is a side, or 0.
func concerns(e client.Event, me string) uint64 {
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

// Open are the open games in which the operator is a side.
func (p *Party) Open(ctx context.Context) ([]uint64, error) {
	me, err := p.operator()
	if err != nil {
		return nil, err
	}
	games, err := p.open(ctx, me)
	return slices.Sorted(maps.Keys(games)), err
}

func (p *Party) open(ctx context.Context, me string) (map[uint64]bool, error) {
	all, err := OpenGames(ctx, p.cfg.Client, me)
	games := map[uint64]bool{}
	for id := range all {
		games[id] = true
	}
	return games, err
}

// OpenGames are the open games in which an account is a side, by their ids.
func OpenGames(ctx context.Context, c *client.Client, me string) (map[uint64]disputetypes.Game, error) {
	games := map[uint64]disputetypes.Game{}
	for _, side := range []disputetypes.QueryGamesRequest{{Defender: me, Open: true}, {Challenger: me, Open: true}} {
		for g, err := range client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]disputetypes.Game, *client.PageResponse, error) {
			req := side
			req.Pagination = page
			res, err := c.Dispute().Games(ctx, &req)
			if err != nil {
				return nil, nil, err
			}
			return res.Games, res.Pagination, nil
		}) {
			if err != nil {
				return nil, err
			}
			games[g.Id] = g
		}
	}
	return games, nil
}

// Play makes the operator's move in a game, if it is to move.
func (p *Party) Play(ctx context.Context, id uint64) error {
	me, err := p.operator()
	if err != nil {
		return err
	}
	res, err := p.cfg.Client.Dispute().Game(ctx, &disputetypes.QueryGameRequest{Game: id})
	if errors.Is(err, disputetypes.ErrNoGame) {
		p.release(ctx, id) // over for so long that the chain has forgotten it
		return nil
	}
	if err != nil {
		return err
	}
	g, b := res.Game, res.Board
	news := Report{Game: id, Kind: g.Kind, Unit: Unit{g.Job, g.Round, g.Slot}, Step: g.Step, Side: side(&g, me), Outcome: g.Outcome}
	switch {
	case news.Side == game.Nobody:
		return nil
	case news.Over():
		p.meet(news)
		p.release(ctx, id)
		p.cfg.Report(news)
		return nil
	}
	p.meet(news)
	k, err := p.know(ctx, &g, &b)
	if err != nil || game.Side(g.Turn) != news.Side || p.given[id] {
		return err
	}
	news.Moved, err = p.move(ctx, &g, k)
	if err == nil && news.Moved != "" {
		p.cfg.Report(news)
	}
	return err
}

// meet reports a game that was not known.
func (p *Party) meet(r Report) {
	if p.met[r.Game] {
		return
	}
	p.met[r.Game] = true
	r.Met, r.Outcome = true, disputetypes.OUTCOME_UNSPECIFIED
	p.cfg.Report(r)
}

// move makes a move, and gives its name; "" if there is none to make.
func (p *Party) move(ctx context.Context, g *disputetypes.Game, k *known) (string, error) {
	position, err := game.Decode(g.Position)
	if err != nil {
		return "", err
	}
	m, err := agent.Move(k.facts, position, game.Side(g.Turn), k.story)
	if errors.Is(err, agent.ErrWrong) {
		p.given[g.Id] = true
		p.cfg.Log.Error("a game is lost, and left to its clock", "game", g.Id, "about", About(g.Kind, Unit{g.Job, g.Round, g.Slot}), "step", g.Step, "err", err)
		return "", nil
	}
	if err != nil || m == nil {
		return "", err
	}
	me, err := p.operator()
	if err != nil {
		return "", err
	}
	_, err = p.cfg.Client.Submit(ctx, &disputetypes.MsgMove{Mover: me, Game: g.Id, Move: game.EncodeMove(m)})
	return m.Kind().String(), err
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

// know makes the story of a board's step, once. What it needs is kept for each
// game about it.
func (p *Party) know(ctx context.Context, g *disputetypes.Game, b *disputetypes.Board) (*known, error) {
	k, ok := p.stories[b.Id]
	if _, held := p.held[g.Id]; ok && held {
		return k, nil
	}
	x, err := p.about(ctx, b)
	if err != nil {
		return nil, err
	}
	if err = p.keep(ctx, g, x); err != nil || ok {
		return k, err
	}
	if k, err = p.execute(ctx, x, b); err != nil {
		return nil, err
	}
	p.stories[b.Id] = k
	return k, p.keep(ctx, g, x) // what had to be fetched, too
}

// subject is what a game is about.
type subject interface {
	// reads are the blobs from which the story of a step is made.
	reads(step uint32) ([]commit.ID, error)
	// story executes a step.
	story(ctx context.Context, b *disputetypes.Board, cfg replay.Config, files replay.Files) (*game.Facts, *replay.Story, error)
	terms() *spec.Spec
}

// about reads what a board is about.
func (p *Party) about(ctx context.Context, b *disputetypes.Board) (subject, error) {
	switch b.Kind {
	case disputetypes.KIND_STEP, disputetypes.KIND_RECEIPT:
		return read(ctx, p.cfg.Client, Unit{b.Job, b.Round, b.Slot})
	case disputetypes.KIND_OUTER, disputetypes.KIND_EVALUATION:
		return readBoard(ctx, p.cfg.Client, b)
	default:
		return nil, fmt.Errorf("%w: a board of kind %s", ErrConfig, b.Kind)
	}
}

// execute makes the story of a board.
func (p *Party) execute(ctx context.Context, x subject, b *disputetypes.Board) (*known, error) {
	life, end := context.WithCancel(context.WithoutCancel(ctx)) // a story outlives the block in which it is made
	files := p.files(life, b.Job)
	fail := func(err error) (*known, error) {
		end()
		return nil, errors.Join(err, files.Close())
	}
	stop := context.AfterFunc(ctx, end) // until it is made
	f, s, err := x.story(life, b, p.cfg.Replay, files)
	if err != nil {
		return fail(err)
	}
	if !stop() {
		return fail(ctx.Err())
	}
	p.cfg.Log.Info("a step in dispute is executed", "about", x, "step", b.Step)
	return &known{f, s, files, end}, nil
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
