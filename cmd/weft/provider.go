// SPDX-License-Identifier: Apache-2.0

package main

import "github.com/urfave/cli/v2"

func (p *program) provider() *cli.Command {
	return &cli.Command{
		Name:  "provider",
		Usage: "provide compute: register, stake, and see what it earns",
		Description: "A provider trains or verifies, with stake at risk. weft provider status says what is missing, weft train works,\n" +
			"weft provider earnings says what it brought, weft provider claim takes it.",
		Subcommands: []*cli.Command{
			p.providerRegister(), p.providerUpdate(), p.providerStatus(), p.providerEarnings(), p.providerClaim(),
			p.providerBond(), p.providerUnbond(), p.providerCancelUnbond(), p.providerUnjail(),
		},
		HideHelpCommand: true,
		OnUsageError:    usageError,
		Action:          group,
	}
}
