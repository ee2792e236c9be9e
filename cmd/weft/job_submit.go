// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

func (p *program) jobSubmit() *cli.Command {
	return p.command(&cli.Command{
		Name:      "submit",
		Usage:     "post a job, with the money for it",
		ArgsUsage: "FILE",
		Description: "The deposit goes into the job's escrow and pays its rounds one by one; what is left when the job ends comes back.\n" +
			"It must pay one round; weft job fund adds to it later. Needed: --title.",
		Flags: sendFlags(
			&cli.StringFlag{Name: "title", Usage: "what people call the job"},
			&cli.StringSliceFlag{Name: "source", Usage: "where you serve the dataset: an address that weft blob serve prints; may be repeated"},
			&cli.StringFlag{Name: "deposit", Usage: "first deposit, such as 48weft", DefaultText: "all rounds"},
		),
	}, p.withSigner(p.submitJob))
}

// submitLine is the JSON of a new job.
type submitLine struct {
	Job     uint64 `json:"job"`
	Deposit string `json:"deposit_uweft"`
	sent
}

func (p *program) submitJob(c *cli.Context, cl *client.Client) error {
	if err := arguments(c, 1, 1); err != nil {
		return err
	}
	if c.String("title") == "" {
		return wrongUse("no title is given; give --title TITLE")
	}
	s, _, err := jobs.ReadSpec(c.Args().First())
	if err != nil {
		return wrongUse("%w", err)
	}
	plan, err := jobs.NewPlan(s)
	if err != nil {
		return wrongUse("%w", err)
	}
	deposit := money.Coin(plan.Bounty)
	if text := c.String("deposit"); text != "" {
		if deposit, err = coin("--deposit", text); err != nil {
			return err
		}
	}
	preview, err := cl.Job().Preview(c.Context, &jobtypes.QueryPreviewRequest{Spec: *s})
	if err != nil {
		return err
	}
	if preview.Refusal != "" {
		return fmt.Errorf("%w: %s; change that field, then weft job check %s", client.ErrRefused, preview.Refusal, c.Args().First())
	}
	from := cl.Sender().Operator()
	if err := p.confirm(c, "submit %q and deposit %s from %s", c.String("title"), money.Format(deposit.Amount), from); err != nil {
		return err
	}
	res, err := cl.Submit(c.Context, &jobtypes.MsgSubmitJob{Submitter: from, Title: c.String("title"), Spec: *s, Deposit: deposit, Sources: c.StringSlice("source")})
	if err != nil {
		return err
	}
	answer, err := client.Response[*jobtypes.MsgSubmitJobResponse](res)
	if err != nil {
		return err
	}
	return p.done(res, submitLine{answer.Job, deposit.Amount.String(), sentBy(res)},
		"job %d is open, %s in its escrow\nnext: weft job watch %d", answer.Job, money.Format(deposit.Amount), answer.Job)
}
