// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

func (p *program) jobWatch() *cli.Command {
	return p.command(&cli.Command{
		Name:      "watch",
		Usage:     "show a job live until it ends",
		ArgsUsage: "JOB",
		Description: "On a terminal it is a board that is drawn again with every block: phases, deadlines, commits, money, the loss.\n" +
			"Elsewhere it is a line for each event, with --output json an object for each and the job at the end.\n" +
			"It ends with 0 when the job completes, with 1 when it is cancelled or fails.",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "plain", Usage: "lines also on a terminal"},
			&cli.BoolFlag{Name: "once", Usage: "draw the board once, also where there is no terminal, and end with 0"},
		},
	}, p.withReader(p.watchJob))
}

var (
	errEnded   = errors.New("job ended without a model")
	errStopped = errors.New("stopped watching")
	errOver    = errors.New("over") // ends the watch
)

func (p *program) watchJob(c *cli.Context, cl *client.Client) error {
	id, err := jobArgument(c, 1)
	if err != nil {
		return err
	}
	// First the height, then the state: what happens in between is told twice rather than never.
	from := cl.Height() + 1
	board, err := jobs.NewBoard(c.Context, cl, id)
	if err != nil {
		return err
	}
	if c.Bool("once") {
		return p.drawOnce(board)
	}
	w := &watchedJob{p: p, board: board}
	if screen, ok := screen.NewBoard(p.out); ok && !c.Bool("plain") && !p.json() {
		w.screen = screen
	}
	if err := w.begin(); err != nil {
		return err
	}
	if !board.Job.Over() {
		err := cl.Follow(c.Context, from, w.handle, client.OfJob(id))
		if c.Err() != nil {
			return fmt.Errorf("%w; job %d goes on", errStopped, id)
		}
		if !errors.Is(err, errOver) {
			return err
		}
	}
	return w.end()
}

// drawOnce prints a board as it is now.
func (p *program) drawOnce(board *jobs.Board) error {
	if p.json() {
		return p.object(board.Job)
	}
	for _, line := range board.Lines(screen.Width(p.out)) {
		if err := p.say("%s", line); err != nil {
			return err
		}
	}
	return nil
}

// watchedJob is a job that is being watched.
type watchedJob struct {
	p      *program
	board  *jobs.Board
	screen *screen.Board // nil: lines
}

func (w *watchedJob) begin() error {
	if w.screen != nil {
		return w.screen.Draw(w.board.Lines(w.screen.Width))
	}
	j := w.board.Job
	if w.p.json() {
		return nil
	}
	return w.p.say("job %d  %s  round %d of %d, %d of %d slots", j.Job, j.Why(), j.Round, j.Rounds, j.HeldSlots, j.Slots)
}

func (w *watchedJob) handle(ctx context.Context, b client.Block) error {
	if err := w.board.Observe(ctx, b); err != nil {
		return err
	}
	if w.screen != nil {
		if err := w.screen.Draw(w.board.Lines(w.screen.Width)); err != nil {
			return err
		}
	} else {
		for _, e := range b.Events {
			if jobs.Minor(e) {
				continue
			}
			if err := w.p.event(e); err != nil {
				return err
			}
		}
	}
	if w.board.Job.Over() {
		return errOver
	}
	return nil
}

// event prints an event as a line.
func (p *program) event(e client.Event) error {
	if !p.json() {
		return p.say("%d  %s", e.Height, jobs.Describe(e))
	}
	line, err := jobs.NewEventLine(e)
	if err != nil {
		return err
	}
	return p.object(line)
}

func (w *watchedJob) end() error {
	j := w.board.Job
	var err error
	switch {
	case w.p.json():
		err = w.p.object(j)
	case w.screen == nil:
		err = w.p.say("job %d is %s", j.Job, j.Why())
	}
	if err != nil || j.State == jobtypes.JOB_STATUS_COMPLETED {
		return err
	}
	return fmt.Errorf("%w: %s", errEnded, j.Why())
}
