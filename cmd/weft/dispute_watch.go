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
	board, ok := screen.NewBoard(p.out)
	if !ok || c.Bool("plain") || p.json() {
		board = nil
		if !p.json() {
			if err := p.say("%s", v.Short()); err != nil {
				return err
			}
		}
	} else if err := board.Draw(v.Lines(cl, board.Width)); err != nil {
		return err
	}
	id := v.Game.Game
	if !v.Over() {
		err = cl.Follow(c.Context, from, func(ctx context.Context, b client.Block) (err error) {
			if board == nil {
				if err := p.gameEvents(b.Events); err != nil || len(b.Events) == 0 {
					return err
				}
			}
			if v, err = disputes.Read(ctx, cl, id); err != nil {
				return err
			}
			if board != nil {
				err = board.Draw(v.Lines(cl, board.Width))
			}
			if err == nil && v.Over() {
				err = errOver
			}
			return err
		}, disputes.Of(id))
		if c.Err() != nil {
			return fmt.Errorf("%w; game %d goes on", errStopped, id)
		}
		if !errors.Is(err, errOver) {
			return err
		}
	}
	switch {
	case p.json():
		return p.object(v)
	case board == nil:
		return p.say("%s", v.Short())
	}
	return nil
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
