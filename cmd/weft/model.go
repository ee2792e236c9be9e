// SPDX-License-Identifier: Apache-2.0

package main

import "github.com/urfave/cli/v2"

func (p *program) model() *cli.Command {
	return &cli.Command{
		Name:            "model",
		Usage:           "models of completed jobs: who owns them, what they earn",
		Subcommands:     p.modelChain(),
		HideHelpCommand: true,
		OnUsageError:    usageError,
		Action:          group,
	}
}
