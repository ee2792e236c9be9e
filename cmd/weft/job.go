// SPDX-License-Identifier: Apache-2.0

package main

import "github.com/urfave/cli/v2"

func (p *program) job() *cli.Command {
	return &cli.Command{
		Name:  "job",
		Usage: "submit jobs, pay for them, and see how they go",
		Description: "A job is a model to be trained: a specification and the money that pays for it.\n" +
			"weft job init writes a specification, check says what it means and costs, submit posts it, watch shows it live.",
		Subcommands: []*cli.Command{
			p.jobInit(), p.jobCheck(), p.jobSubmit(),
			p.jobList(), p.jobShow(), p.jobWatch(), p.jobLogs(), p.jobMetrics(), p.jobSpend(), p.jobAudits(), p.jobExplain(),
			p.jobFund(), p.jobPause(), p.jobResume(), p.jobCancel(), p.jobClaim(),
			p.jobVerify(), p.pullCommand(),
		},
		HideHelpCommand: true,
		OnUsageError:    usageError,
		Action:          group,
	}
}
