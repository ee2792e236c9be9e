// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/models"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
)

func (p *program) modelShow() *cli.Command {
	return p.command(&cli.Command{
		Name:        "show",
		Usage:       "show who owns a model and what it earned",
		ArgsUsage:   "JOB",
		Description: "A model has the number of the job that made it.",
	}, p.withReader(func(c *cli.Context, cl *client.Client) error {
		job, err := jobArgument(c, 1)
		if err != nil {
			return err
		}
		m, err := models.Read(c.Context, cl, job)
		if err != nil {
			return err
		}
		if p.json() {
			return p.object(m)
		}
		var f screen.Facts
		f.Add("model", "%d  %s", m.Job, m.Title)
		f.Add("content", "%s", m.Model)
		f.Add("parameters", "%s", count(m.Parameters))
		f.Add("submitter", "%s", m.Submitter)
		f.Add("shares", "%d to trainers, %d to verifiers, %d to the submitter, of %s", m.TrainerShares, m.VerifierShares, m.SubmitterShares, m.Denom)
		f.Add("", "%d claimed, %d of them locked", m.Issued, m.Locked)
		if !m.Claimable {
			f.Add("", "they can be claimed from height %d on, now %d, once no unit is open", m.SettleHeight, cl.Height())
		}
		f.Add("royalties", "%s paid in, %s claimed, %s wait for locked shares", money.Format(m.Received), money.Format(m.Claimed), money.Format(m.Waiting))
		return f.Write(p.out)
	}))
}
