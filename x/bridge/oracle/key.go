// SPDX-License-Identifier: Apache-2.0

package oracle

import (
	"crypto/ecdsa"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/ethereum/go-ethereum/crypto"

	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

// ErrKey: the key file cannot be used.
var ErrKey = errors.New("key for Ethereum")

// NewKey makes a key and writes it to a new file that only its owner reads.
func NewKey(path string) (*ecdsa.PrivateKey, error) {
	key, err := crypto.GenerateKey()
	if err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	_, err = fmt.Fprintln(file, hex.EncodeToString(crypto.FromECDSA(key)))
	return key, errors.Join(err, file.Sync(), file.Close())
}

// LoadKey reads a key. It refuses a file that others than its owner can read: whoever has the key can sign for the validator.
func LoadKey(path string) (*ecdsa.PrivateKey, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 || !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: %s has mode %o, allowed is 600: run chmod 600 on it, and use another key if others could read this one", ErrKey, path, mode)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	key, err := crypto.HexToECDSA(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, fmt.Errorf("%w: %s holds no private key of 64 hexadecimal digits", ErrKey, path) // never what it holds
	}
	return key, nil
}

// Proof signs a validator's operator, for MsgRegisterKey.
func Proof(key *ecdsa.PrivateKey, chainID string, operator []byte) ([]byte, error) {
	return signature(key, bridgetypes.KeyDigest(chainID, operator))
}

// signature is r, s and v of 65 bytes, v 27 or 28.
func signature(key *ecdsa.PrivateKey, digest bridgetypes.Word) ([]byte, error) {
	sig, err := crypto.Sign(digest[:], key)
	if err != nil {
		return nil, err
	}
	sig[64] += 27
	return sig, nil
}
