// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/disputes"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
)

func (p *program) dispute() *cli.Command {
	return &cli.Command{
		Name:  "dispute",
		Usage: "check the work of others, challenge what is false, and follow disputes",
		Description: "A committed unit can be executed again by anyone, with equal bits. Whoever comes to something else challenges it; the\n" +
			"chain then decides on one element. weft train defends its units by itself.",
		Subcommands: []*cli.Command{
			p.disputeList(), p.disputeShow(), p.disputeWatch(), p.disputeCheck(), p.disputeChallenge(), p.disputePlay(),
			p.disputeRequest(), p.disputeRequests(),
		},
		HideHelpCommand: true,
		OnUsageError:    usageError,
		Action:          group,
	}
}

func (p *program) disputeList() *cli.Command {
	return p.command(&cli.Command{
		Name:  "list",
		Usage: "list the newest games",
		Flags: []cli.Flag{
			&cli.Uint64Flag{Name: "job", Usage: "only those about a job", DefaultText: "all"},
			&cli.BoolFlag{Name: "open", Usage: "only those that are not over"},
			&cli.BoolFlag{Name: "mine", Usage: "only those in which the key --from is a side"},
			&cli.StringFlag{Name: "of", Usage: "only those in which an address or key is a side", DefaultText: "all"},
			&cli.IntFlag{Name: "limit", Value: 20, Usage: "at most so many"},
		},
	}, p.withReader(p.listGames))
}

func (p *program) listGames(c *cli.Context, cl *client.Client) error {
	sel := disputes.Selection{Job: c.Uint64("job"), Open: c.Bool("open"), Limit: c.Int("limit")}
	if sel.Limit < 1 {
		return wrongUse("--limit is %d; allowed: at least 1", sel.Limit)
	}
	if c.Bool("mine") || c.String("of") != "" {
		account, err := p.account(c.String("of"))
		if err != nil {
			return err
		}
		sel.Of = account
	}
	list, err := disputes.List(c.Context, cl, sel)
	if err != nil {
		return err
	}
	t := screen.NewTable(">GAME", ">JOB", ">ROUND", ">SLOT", "KIND", ">STEP", "STATUS", "TURN", ">BLOCKS LEFT", ">MOVES", ">BOND")
	for _, g := range list {
		if p.json() {
			if err := p.object(g); err != nil {
				return err
			}
		}
		left := ""
		if !g.Over() {
			left = fmt.Sprint(g.Left(cl.Height()))
		}
		t.Row(fmt.Sprint(g.Game), fmt.Sprint(g.Job), fmt.Sprint(g.Round), fmt.Sprint(g.Slot), g.Kind, fmt.Sprint(g.Step), g.Status, g.Turn, left,
			fmt.Sprint(g.Moves), money.Format(g.Bond))
	}
	switch {
	case p.json():
		return nil
	case t.Len() == 0:
		return p.say("no disputes; weft dispute check JOB ROUND SLOT looks whether a unit is right")
	default:
		return t.Write(p.out)
	}
}

func (p *program) disputeShow() *cli.Command {
	return p.command(&cli.Command{
		Name:      "show",
		Usage:     "show a game: where the descent stands, whose turn it is, how it ended",
		ArgsUsage: "GAME",
		Description: "The bars are what is still in dispute: entries of the trace, which are the outputs of operators in their order and the\n" +
			"files that the step leaves; then bytes of one entry.",
	}, p.withReader(func(c *cli.Context, cl *client.Client) error {
		v, err := p.readGame(c, cl)
		if err != nil {
			return err
		}
		return p.drawGame(v, cl)
	}))
}

// readGame reads the game that the first argument names.
func (p *program) readGame(c *cli.Context, cl *client.Client) (*disputes.View, error) {
	if err := arguments(c, 1, 1); err != nil {
		return nil, err
	}
	id, err := number(c, 0, "the game")
	if err != nil {
		return nil, err
	}
	return disputes.Read(c.Context, cl, id)
}

func (p *program) drawGame(v *disputes.View, cl *client.Client) error {
	if p.json() {
		return p.object(v)
	}
	for _, line := range v.Lines(cl, screen.Width(p.out)) {
		if err := p.say("%s", line); err != nil {
			return err
		}
	}
	return nil
}
