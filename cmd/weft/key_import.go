// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"

	"github.com/cosmos/cosmos-sdk/crypto/hd"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/urfave/cli/v2"
)

func (p *program) keyImport() *cli.Command {
	return p.command(&cli.Command{
		Name:      "import",
		Usage:     "add a key from its words, or from a file of weft key export",
		ArgsUsage: "NAME [FILE]",
		Description: "Without FILE the words of the key are read from the standard input. With FILE its passphrase is.\n" +
			"Neither is ever an option: options are seen by everybody on this machine.",
	}, p.importKey)
}

func (p *program) importKey(c *cli.Context) error {
	if err := arguments(c, 1, 2); err != nil {
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
	if c.NArg() == 1 {
		err = p.importWords(kr, name)
	} else {
		err = p.importFile(kr, name, c.Args().Get(1))
	}
	if err != nil {
		return err
	}
	rec, err := findKey(kr, name)
	if err != nil {
		return err
	}
	line, err := keyLineOf(rec)
	if err != nil {
		return err
	}
	if p.json() {
		return p.object(line)
	}
	return line.facts().Write(p.out)
}

func (p *program) importWords(kr keyring.Keyring, name string) error {
	words, err := p.secret("words of the key")
	if err != nil {
		return err
	}
	if _, err := kr.NewAccount(name, words, keyring.DefaultBIP39Passphrase, sdk.FullFundraiserPath, hd.Secp256k1); err != nil {
		return wrongUse("words of the key: %w; give all of them, in order, on one line", err)
	}
	return nil
}

func (p *program) importFile(kr keyring.Keyring, name, file string) error {
	armor, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("key %q: %w", name, err)
	}
	passphrase, err := p.secret("passphrase of " + file)
	if err != nil {
		return err
	}
	if err := kr.ImportPrivKey(name, string(armor), passphrase); err != nil {
		return wrongUse("%s: %w; name a file of weft key export, and its passphrase", file, err)
	}
	return nil
}
