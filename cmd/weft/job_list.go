// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
)

func (p *program) jobList() *cli.Command {
	return p.command(&cli.Command{
		Name:  "list",
		Usage: "list the newest jobs",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "status", Usage: "only those that are " + jobs.StatusWords(), DefaultText: "all"},
			&cli.StringFlag{Name: "submitter", Usage: "only those of an address or key", DefaultText: "all"},
			&cli.BoolFlag{Name: "mine", Usage: "only those of the key --from"},
			&cli.Uint64Flag{Name: "limit", Value: 20, Usage: "at most so many"},
		},
	}, p.withReader(p.listJobs))
}

func (p *program) listJobs(c *cli.Context, cl *client.Client) error {
	sel := jobs.Selection{Limit: c.Uint64("limit")}
	if text := c.String("status"); text != "" {
		status, ok := jobs.ParseStatus(text)
		if !ok {
			return wrongUse("--status is %q; allowed: %s", text, jobs.StatusWords())
		}
		sel.Status = status
	}
	if c.Bool("mine") || c.String("submitter") != "" {
		account, err := p.account(c.String("submitter"))
		if err != nil {
			return err
		}
		sel.Submitter = account
	}
	list, err := jobs.List(c.Context, cl, sel)
	if err != nil {
		return err
	}
	t := screen.NewTable(">JOB", "TITLE", "STATUS", ">ROUND", ">SLOTS", ">UNIT PRICE", ">STAKE")
	for _, j := range list {
		if p.json() {
			if err := p.object(j); err != nil {
				return err
			}
		}
		t.Row(fmt.Sprint(j.Job), screen.Clip(j.Title, 32), j.Status, fmt.Sprintf("%d/%d", j.Round, j.Rounds),
			fmt.Sprintf("%d/%d", j.HeldSlots, j.Slots), money.Format(j.UnitPrice), money.Format(j.SlotStake))
	}
	switch {
	case p.json():
		return nil
	case t.Len() == 0:
		return p.say("no jobs; weft job init begins one")
	default:
		return t.Write(p.out)
	}
}
