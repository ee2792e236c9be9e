// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
)

func (p *program) jobLogs() *cli.Command {
	return p.command(&cli.Command{
		Name:      "logs",
		Usage:     "print the events of a job, in order",
		ArgsUsage: "JOB",
		Description: "Reads the blocks from the job's first one on; the node must still have them. With --output json each event is an\n" +
			"object with height, type and event, whose fields are those of the messages in proto/weft.",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "follow", Aliases: []string{"f"}, Usage: "go on with new blocks until stopped"},
			&cli.BoolFlag{Name: "money", Usage: "with every movement of money"},
			&cli.Int64Flag{Name: "from-height", Usage: "first block to read", DefaultText: "the job's first"},
			&cli.Int64Flag{Name: "to-height", Usage: "last block to read", DefaultText: "the latest"},
		},
	}, p.withReader(p.printLogs))
}

func (p *program) printLogs(c *cli.Context, cl *client.Client) error {
	id, err := jobArgument(c, 1)
	if err != nil {
		return err
	}
	j, _, err := jobs.Read(c.Context, cl, id)
	if err != nil {
		return err
	}
	from, to := max(c.Int64("from-height"), j.CreatedHeight), cl.Height()
	if h := c.Int64("to-height"); h > 0 {
		to = min(to, h)
	}
	if !c.Bool("follow") && from > to {
		return nil
	}
	err = cl.Follow(c.Context, from, func(_ context.Context, b client.Block) error {
		for _, e := range b.Events {
			if jobs.OfMoney(e) && !c.Bool("money") {
				continue
			}
			if err := p.event(e); err != nil {
				return err
			}
		}
		if b.Height >= to && !c.Bool("follow") {
			return errOver
		}
		return nil
	}, client.OfJob(id))
	if errors.Is(err, errOver) || errors.Is(err, context.Canceled) && c.Bool("follow") {
		return nil // following ends when it is stopped
	}
	return err
}
