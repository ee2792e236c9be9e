// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/models"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
)

func (p *program) modelList() *cli.Command {
	return p.command(&cli.Command{
		Name:  "list",
		Usage: "list the newest models of completed jobs",
		Flags: []cli.Flag{&cli.Uint64Flag{Name: "limit", Value: 20, Usage: "at most so many"}},
	}, p.withReader(func(c *cli.Context, cl *client.Client) error {
		list, err := models.List(c.Context, cl, c.Uint64("limit"))
		if err != nil {
			return err
		}
		t := screen.NewTable(">JOB", "TITLE", ">PARAMETERS", ">ROYALTIES", "MODEL")
		for _, m := range list {
			if p.json() {
				if err := p.object(m); err != nil {
					return err
				}
			}
			t.Row(fmt.Sprint(m.Job), screen.Clip(m.Title, 32), count(m.Parameters), money.Format(m.Received), m.Model)
		}
		switch {
		case p.json():
			return nil
		case t.Len() == 0:
			return p.say("no models yet; weft job list shows the jobs that make them")
		default:
			return t.Write(p.out)
		}
	}))
}
