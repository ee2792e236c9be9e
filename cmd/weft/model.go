// SPDX-License-Identifier: Apache-2.0

package main

import "github.com/urfave/cli/v2"

func (p *program) model() *cli.Command {
	return &cli.Command{
		Name:  "model",
		Usage: "models of completed jobs: use them, who owns them, what they earn",
		Subcommands: []*cli.Command{
			p.modelList(), p.modelShow(), p.pullCommand(), p.modelEval(), p.modelSample(), p.modelExport(),
			p.modelShares(), p.modelLock(), p.modelUnlock(), p.modelPay(),
		},
		HideHelpCommand: true,
		OnUsageError:    usageError,
		Action:          group,
	}
}
