// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
)

func (p *program) modelPay() *cli.Command {
	return p.command(&cli.Command{
		Name:        "pay",
		Usage:       "pay the owners of a model",
		ArgsUsage:   "JOB AMOUNT",
		Description: "The owners of locked shares divide it. While too few shares are locked it waits.",
		Flags:       sendFlags(),
	}, p.withSigner(p.payModel))
}

// payLine is the JSON of a payment.
type payLine struct {
	Job    uint64 `json:"job"`
	Amount string `json:"amount_uweft"`
	// Spread: it went to the locked shares at once.
	Spread bool `json:"spread"`
	sent
}

func (p *program) payModel(c *cli.Context, cl *client.Client) error {
	if err := arguments(c, 2, 2); err != nil {
		return err
	}
	job, err := jobArgument(c, 2)
	if err != nil {
		return err
	}
	amount, err := coin("the amount", c.Args().Get(1))
	if err != nil {
		return err
	}
	from := cl.Sender().Operator()
	if err := p.confirm(c, "pay %s from %s to the owners of model %d", money.Format(amount.Amount), from, job); err != nil {
		return err
	}
	res, err := cl.Submit(c.Context, &rewardtypes.MsgPayModel{Payer: from, Job: job, Amount: amount.Amount})
	if err != nil {
		return err
	}
	answer, err := client.Response[*rewardtypes.MsgPayModelResponse](res)
	if err != nil {
		return err
	}
	how := "it waits until enough shares have been locked for a while"
	if answer.Spread {
		how = "the locked shares have it"
	}
	return p.done(res, payLine{job, amount.Amount.String(), answer.Spread, sentBy(res)}, "paid %s to model %d; %s", money.Format(amount.Amount), job, how)
}
