// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"

	"cosmossdk.io/core/address"
	"github.com/cosmos/cosmos-sdk/codec"
	addresscodec "github.com/cosmos/cosmos-sdk/codec/address"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

const (
	// AddressPrefix starts every account address.
	AddressPrefix = "weft"
	// keyringName is the service under which an operating system's keyring files the keys; weftd uses the same.
	keyringName = "weft"
)

var addresses address.Codec = addresscodec.NewBech32Codec(AddressPrefix)

// ParseAddress reads an account address.
func ParseAddress(s string) (sdk.AccAddress, error) {
	bz, err := addresses.StringToBytes(s)
	if err != nil {
		return nil, fmt.Errorf("%w: %q: %w; an address starts with %s1", ErrAddress, s, err, AddressPrefix)
	}
	return bz, nil
}

// FormatAddress writes an account address. It gives "" for no address.
func FormatAddress(a sdk.AccAddress) string {
	s, err := addresses.BytesToString(a)
	if err != nil {
		return "" // longer than any address: no account has it
	}
	return s
}

// OpenKeyring opens the keyring that a configuration names, the one weftd opens with the same backend and folder.
func OpenKeyring(c Config) (keyring.Keyring, error) {
	enc, err := newEncoding(c.Interfaces)
	if err != nil {
		return nil, err
	}
	return openKeyring(c, enc.cdc)
}

func openKeyring(c Config, cdc codec.Codec) (keyring.Keyring, error) {
	if c.Keyring != nil {
		return c.Keyring, nil
	}
	kr, err := keyring.New(keyringName, c.KeyringBackend, c.KeyringDir, c.Passphrase, cdc)
	if err != nil {
		return nil, fmt.Errorf("%w: open the keyring (backend %s, folder %s): %w", ErrKey, c.KeyringBackend, c.KeyringDir, err)
	}
	return kr, nil
}

// publicKey finds a key and its address.
func publicKey(kr keyring.Keyring, name string) (cryptotypes.PubKey, sdk.AccAddress, error) {
	rec, err := kr.Key(name)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %q: %w; list the keys that are there with `weftd keys list`", ErrKey, name, err)
	}
	pub, err := rec.GetPubKey()
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %q: %w", ErrKey, name, err)
	}
	return pub, sdk.AccAddress(pub.Address()), nil
}
