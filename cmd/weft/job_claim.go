// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
)

func (p *program) jobClaim() *cli.Command {
	return p.command(&cli.Command{
		Name:        "claim",
		Usage:       "take back what an ended job did not need, and the submitter's shares of its model",
		ArgsUsage:   "JOB",
		Description: "Shares can be claimed once the late window of the last round has ended; weft model show names the height.",
		Flags:       sendFlags(),
	}, p.withSigner(func(c *cli.Context, cl *client.Client) error {
		id, err := jobArgument(c, 1)
		if err != nil {
			return err
		}
		return p.claim(c, cl, id)
	}))
}
