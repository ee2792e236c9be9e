// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/urfave/cli/v2"
)

func (p *program) keyDelete() *cli.Command {
	return p.command(&cli.Command{
		Name:      "delete",
		Usage:     "delete a key; only its words or an exported file bring it back",
		ArgsUsage: "NAME",
		Flags:     []cli.Flag{&cli.BoolFlag{Name: "yes", Aliases: []string{"y"}, Usage: "do not ask"}},
	}, p.deleteKey)
}

func (p *program) deleteKey(c *cli.Context) error {
	if err := arguments(c, 1, 1); err != nil {
		return err
	}
	kr, err := p.keyring()
	if err != nil {
		return err
	}
	rec, err := findKey(kr, c.Args().First())
	if err != nil {
		return err
	}
	line, err := keyLineOf(rec)
	if err != nil {
		return err
	}
	if err := p.confirm(c, "delete the key %s of %s", line.Name, line.Address); err != nil {
		return err
	}
	if err := kr.Delete(line.Name); err != nil {
		return fmt.Errorf("key %q: %w", line.Name, err)
	}
	if p.json() {
		return p.object(map[string]string{"deleted": line.Name, "address": line.Address})
	}
	return p.say("deleted %s, %s", line.Name, line.Address)
}
