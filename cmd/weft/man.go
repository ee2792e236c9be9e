// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"

	"github.com/cosmos/cosmos-sdk/version"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/cmd/weft/internal/manual"
)

// man writes the manual, for releases.
func (p *program) man() *cli.Command {
	return p.command(&cli.Command{
		Name:      "man",
		Usage:     "write a manual page of every command into a folder",
		ArgsUsage: "FOLDER",
		Hidden:    true,
	}, func(c *cli.Context) error {
		if err := arguments(c, 1, 1); err != nil {
			return err
		}
		root, err := os.OpenRoot(c.Args().First())
		if err != nil {
			return wrongUse("%w; name a folder that is there", err)
		}
		defer root.Close()
		return manual.Write(root, p.app(), version.Version)
	})
}
