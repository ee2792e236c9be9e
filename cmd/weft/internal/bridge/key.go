// SPDX-License-Identifier: Apache-2.0

package bridge

import (
	"crypto/ecdsa"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// ErrKey: the file of an Ethereum key cannot be used.
var ErrKey = errors.New("key for Ethereum")

// KeyAddress reads the address of a keystore file, which is not secret.
func KeyAddress(path string) (common.Address, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return common.Address{}, fmt.Errorf("%w: %w", ErrKey, err)
	}
	var head struct{ Address string }
	if err := json.Unmarshal(text, &head); err != nil || !common.IsHexAddress(head.Address) {
		return common.Address{}, fmt.Errorf("%w: %s is no keystore file of version 3; geth account new and other wallets write them", ErrKey, path)
	}
	return common.HexToAddress(head.Address), nil
}

// OpenKey decrypts a keystore file.
func OpenKey(path, passphrase string) (*ecdsa.PrivateKey, error) {
	address, err := KeyAddress(path)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	key, err := keystore.DecryptKey(text, passphrase)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w; give the passphrase of this file", ErrKey, path, err)
	}
	if got := crypto.PubkeyToAddress(key.PrivateKey.PublicKey); got != address {
		return nil, fmt.Errorf("%w: %s says %s and holds the key of %s; somebody has changed the file", ErrKey, path, address, got)
	}
	return key.PrivateKey, nil
}
