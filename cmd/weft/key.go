// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strings"

	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
)

func (p *program) key() *cli.Command {
	return &cli.Command{
		Name:  "key",
		Usage: "keys that sign transactions",
		Description: "Keys are kept by the operating system (--keyring-backend os), in an encrypted file under the home folder (file)\n" +
			"or in a file without a secret, for trials (test). weftd uses the same keys with the same backend and --keyring-dir.",
		Subcommands: []*cli.Command{
			p.keyAdd(), p.keyList(), p.keyShow(), p.keySend(), p.keyImport(), p.keyExport(), p.keyDelete(), p.keyGrantHot(),
			p.keyRevokeHot(),
		},
		HideHelpCommand: true,
		OnUsageError:    usageError,
		Action:          group,
	}
}

// keyring opens the keyring of the settings.
func (p *program) keyring() (keyring.Keyring, error) {
	passphrase, err := p.passphrase()
	if err != nil {
		return nil, err
	}
	kr, err := client.OpenKeyring(client.Config{KeyringBackend: p.KeyringBackend, KeyringDir: p.Home, Passphrase: passphrase})
	if err != nil {
		return nil, wrongUse("%w; choose another --keyring-backend", err)
	}
	return kr, nil
}

// keyLine is the JSON of a key.
type keyLine struct {
	Name      string `json:"name"`
	Address   string `json:"address"`
	PublicKey string `json:"public_key"`
	// Mnemonic is there when the key was made, and never again.
	Mnemonic string `json:"mnemonic,omitempty"`
	Balance  string `json:"balance_uweft,omitempty"`
}

func keyLineOf(rec *keyring.Record) (keyLine, error) {
	address, err := rec.GetAddress()
	if err != nil {
		return keyLine{}, err
	}
	pub, err := rec.GetPubKey()
	if err != nil {
		return keyLine{}, err
	}
	return keyLine{Name: rec.Name, Address: client.FormatAddress(address), PublicKey: fmt.Sprintf("%x", pub.Bytes())}, nil
}

func (k keyLine) facts() *screen.Facts {
	var f screen.Facts
	f.Add("name", "%s", k.Name)
	f.Add("address", "%s", k.Address)
	f.Add("public key", "%s", k.PublicKey)
	return &f
}

// findKey returns the key with a name.
func findKey(kr keyring.Keyring, name string) (*keyring.Record, error) {
	rec, err := kr.Key(name)
	if err != nil {
		return nil, wrongUse("no key %q: %w; weft key list shows the keys", name, err)
	}
	return rec, nil
}

// newKeyName refuses a name that is taken, or that would be taken for an address.
func newKeyName(kr keyring.Keyring, name string) error {
	if name == "" || strings.TrimSpace(name) != name {
		return wrongUse("name %q of a key; allowed: text without spaces around it", name)
	}
	if _, err := client.ParseAddress(name); err == nil {
		return wrongUse("name %q of a key; allowed: anything that is no address", name)
	}
	if _, err := kr.Key(name); err == nil {
		return wrongUse("there is a key %q already; choose another name, or delete that one first", name)
	}
	return nil
}
