// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/disputes"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
)

func (p *program) disputeWatch() *cli.Command {
	return p.command(&cli.Command{
		Name:      "watch",
		Usage:     "show a game live until it is over",
		ArgsUsage: "GAME",
		Description: "On a terminal it is a board that is drawn again with every block, elsewhere a line for each event; with --output json\n" +
			"an object for each and the game at the end. Watching plays nothing: weft dispute play does.",
		Flags: []cli.Flag{&cli.BoolFlag{Name: "plain", Usage: "lines also on a terminal"}},
	}, p.withReader(p.watchGame))
}

func (p *program) watchGame(c *cli.Context, cl *client.Client) error {
	from := cl.Height() + 1
	v, err := p.readGame(c, cl)
	if err != nil {
		return err
	}
	var show gameDisplay = gameLines{p}
	if board, ok := screen.NewBoard(p.out); ok && !c.Bool("plain") && !p.json() {
		show = gameBoard{board: board, cl: cl}
	}
	if err := show.first(v); err != nil {
		return err
	}
	if !v.Over() {
		id := v.Game.Game
		err = cl.Follow(c.Context, from, func(ctx context.Context, b client.Block) (err error) {
			if v, err = disputes.Read(ctx, cl, id); err != nil {
				return err
			}
			if err := show.block(b, v); err != nil {
				return err
			}
			if v.Over() {
				return errOver
			}
			return nil
		}, disputes.Of(id))
		if c.Err() != nil {
			return fmt.Errorf("%w; game %d goes on", errStopped, id)
		}
		if !errors.Is(err, errOver) {
			return err
		}
	}
	return show.last(v)
}

// gameDisplay is how a watched game is shown: once at first, with every
// block, and once when it is over.
type gameDisplay interface {
	first(v *disputes.View) error
	block(b client.Block, v *disputes.View) error
	last(v *disputes.View) error
}

// gameBoard is drawn again in place, for a terminal.
type gameBoard struct {
	board *screen.Board
	cl    *client.Client
}

func (g gameBoard) first(v *disputes.View) error { return g.board.Draw(v.Lines(g.cl, g.board.Width)) }
func (g gameBoard) last(*disputes.View) error    { return nil }

func (g gameBoard) block(_ client.Block, v *disputes.View) error { return g.first(v) }

// gameLines are a line, or with --output json an object, for each event.
type gameLines struct{ p *program }

func (g gameLines) first(v *disputes.View) error {
	if g.p.json() {
		return nil
	}
	return g.p.say("%s", v.Short())
}

func (g gameLines) block(b client.Block, _ *disputes.View) error { return g.p.gameEvents(b.Events) }

func (g gameLines) last(v *disputes.View) error {
	if g.p.json() {
		return g.p.object(v)
	}
	return g.first(v)
}

// gameEvents prints the events of a game.
func (p *program) gameEvents(events []client.Event) error {
	for _, e := range events {
		if !p.json() {
			if err := p.say("%d  %s", e.Height, disputes.Describe(e)); err != nil {
				return err
			}
			continue
		}
		line, err := jobs.NewEventLine(e)
		if err != nil {
			return err
		}
		if err := p.object(line); err != nil {
			return err
		}
	}
	return nil
}
