// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/cosmos/cosmos-sdk/crypto/hd"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/urfave/cli/v2"
)

func (p *program) keyAdd() *cli.Command {
	return p.command(&cli.Command{
		Name:        "add",
		Usage:       "make a new key",
		ArgsUsage:   "NAME",
		Description: "The words from which the key can be made again are shown once. Write them down, away from this machine.",
	}, p.addKey)
}

func (p *program) addKey(c *cli.Context) error {
	if err := arguments(c, 1, 1); err != nil {
		return err
	}
	kr, err := p.keyring()
	if err != nil {
		return err
	}
	name := c.Args().First()
	if err := newKeyName(kr, name); err != nil {
		return err
	}
	rec, words, err := kr.NewMnemonic(name, keyring.English, sdk.FullFundraiserPath, keyring.DefaultBIP39Passphrase, hd.Secp256k1)
	if err != nil {
		return fmt.Errorf("key %q: %w", name, err)
	}
	line, err := keyLineOf(rec)
	if err != nil {
		return err
	}
	if line.Mnemonic = words; p.json() {
		return p.object(line)
	}
	if err := line.facts().Write(p.out); err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.out, "\nThese words are the key, and are shown this once. Write them down:\n\n%s\n", words)
	return err
}
