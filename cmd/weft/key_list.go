// SPDX-License-Identifier: Apache-2.0

package main

import (
	"path/filepath"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/cmd/weft/internal/screen"
)

func (p *program) keyList() *cli.Command {
	return p.command(&cli.Command{Name: "list", Usage: "list the keys"}, p.listKeys)
}

func (p *program) listKeys(*cli.Context) error {
	kr, err := p.keyring()
	if err != nil {
		return err
	}
	records, err := kr.List()
	if err != nil {
		return err
	}
	t := screen.NewTable("NAME", "ADDRESS")
	for _, rec := range records {
		line, err := keyLineOf(rec)
		if err != nil {
			return err
		}
		if t.Row(line.Name, line.Address); p.json() {
			if err := p.object(line); err != nil {
				return err
			}
		}
	}
	switch {
	case t.Len() == 0 && p.locked():
		return wrongUse("there are keys in %s and none of them can be read with this passphrase", p.keyFolder())
	case p.json():
		return nil
	case t.Len() == 0:
		return p.say("no keys; weft key add NAME makes one")
	default:
		return t.Write(p.out)
	}
}

// keyFolder is where the file and test backends keep keys.
func (p *program) keyFolder() string { return filepath.Join(p.Home, "keyring-"+p.KeyringBackend) }

// locked says that there are files of keys, of which the keyring leaves out those
// that it cannot decrypt.
func (p *program) locked() bool {
	files, err := filepath.Glob(filepath.Join(p.keyFolder(), "*.info"))
	return err == nil && len(files) > 0
}
