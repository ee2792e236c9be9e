// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

func (p *program) jobFund() *cli.Command {
	return p.command(&cli.Command{
		Name:        "fund",
		Usage:       "add to a job's escrow",
		ArgsUsage:   "JOB AMOUNT",
		Description: "Anyone may. What the job does not need comes back to whoever put it in. A job that is paused for money goes on.",
		Flags:       sendFlags(),
	}, p.withSigner(p.fundJob))
}

// fundLine is the JSON of a deposit.
type fundLine struct {
	Job    uint64 `json:"job"`
	Amount string `json:"amount_uweft"`
	Free   string `json:"free_uweft"`
	sent
}

func (p *program) fundJob(c *cli.Context, cl *client.Client) error {
	if err := arguments(c, 2, 2); err != nil {
		return err
	}
	id, err := jobArgument(c, 2)
	if err != nil {
		return err
	}
	amount, err := coin("the amount", c.Args().Get(1))
	if err != nil {
		return err
	}
	from := cl.Sender().Operator()
	if err := p.confirm(c, "pay %s from %s into job %d", money.Format(amount.Amount), from, id); err != nil {
		return err
	}
	res, err := cl.Submit(c.Context, &jobtypes.MsgFundJob{Funder: from, Job: id, Amount: amount})
	if err != nil {
		return err
	}
	j, _, err := jobs.Read(c.Context, cl, id)
	if err != nil {
		return err
	}
	return p.done(res, fundLine{id, amount.Amount.String(), j.Escrow.Free.String(), sentBy(res)},
		"paid %s into job %d; %s of its escrow is free", money.Format(amount.Amount), id, money.Format(j.Escrow.Free))
}
