// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/cosmos/cosmos-sdk/client/input"
	"github.com/urfave/cli/v2"
)

func (p *program) keyExport() *cli.Command {
	return p.command(&cli.Command{
		Name:        "export",
		Usage:       "write a key, encrypted, to the standard output",
		ArgsUsage:   "NAME",
		Description: "The passphrase that encrypts it is read from the standard input. weft key import and weftd keys import read the file.",
	}, p.exportKey)
}

func (p *program) exportKey(c *cli.Context) error {
	if err := arguments(c, 1, 1); err != nil {
		return err
	}
	kr, err := p.keyring()
	if err != nil {
		return err
	}
	name := c.Args().First()
	if _, err := findKey(kr, name); err != nil {
		return err
	}
	passphrase, err := p.secret("passphrase for the file")
	if err != nil {
		return err
	}
	if len(passphrase) < input.MinPassLength {
		return wrongUse("the passphrase has %d characters; allowed: at least %d", len(passphrase), input.MinPassLength)
	}
	if p.input().terminal {
		again, err := p.secret("the same passphrase again")
		if err != nil {
			return err
		}
		if again != passphrase {
			return wrongUse("the passphrases differ; run this again")
		}
	}
	armor, err := kr.ExportPrivKeyArmor(name, passphrase)
	if err != nil {
		return fmt.Errorf("key %q: %w", name, err)
	}
	if p.json() {
		return p.object(map[string]string{"name": name, "armor": armor})
	}
	_, err = fmt.Fprint(p.out, armor)
	return err
}
