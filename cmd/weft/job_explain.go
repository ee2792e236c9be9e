// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
)

func (p *program) jobExplain() *cli.Command {
	return p.command(&cli.Command{
		Name:        "explain",
		Usage:       "say what keeps a job from its next round, or a provider from joining it",
		ArgsUsage:   "JOB [PROVIDER]",
		Description: "PROVIDER is an address or the name of a key. \"ok\" holds, \"NO\" does not, with what to do about it; \"--\" is advice.",
	}, p.withReader(p.explainJob))
}

// explainLine is the JSON of an explanation.
type explainLine struct {
	Job    uint64         `json:"job"`
	Status string         `json:"status"`
	Reason string         `json:"reason,omitempty"`
	Checks []screen.Check `json:"checks"`
}

func (p *program) explainJob(c *cli.Context, cl *client.Client) error {
	id, err := jobArgument(c, 2)
	if err != nil {
		return err
	}
	provider := ""
	if c.NArg() > 1 {
		if provider, err = p.account(c.Args().Get(1)); err != nil {
			return err
		}
	}
	j, _, err := jobs.Read(c.Context, cl, id)
	if err != nil {
		return err
	}
	checks, err := jobs.Explain(c.Context, cl, j, provider)
	if err != nil {
		return err
	}
	if p.json() {
		return p.object(explainLine{j.Job, j.Status, j.Reason, checks})
	}
	if err := p.say("job %d is %s", j.Job, j.Why()); err != nil {
		return err
	}
	return screen.WriteChecks(p.out, checks)
}
