// SPDX-License-Identifier: Apache-2.0

package devnet

import (
	"encoding/hex"
	"fmt"
	"os"

	"github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/crypto/hd"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/app"
)

// FaucetName names the account that pays for Fund.
const FaucetName = "faucet"

// ValidatorName names the operator account of a validator.
func ValidatorName(i int) string { return fmt.Sprintf("validator%d", i) }

// Key derives the private key of a named account. Everybody can: it protects nothing.
func Key(name string) *secp256k1.PrivKey {
	return secp256k1.GenPrivKeyFromSecret([]byte("weft devnet account " + name))
}

// Address is the address of a named account.
func Address(name string) sdk.AccAddress { return sdk.AccAddress(Key(name).PubKey().Address()) }

func consensusKey(i int) ed25519.PrivKey {
	return ed25519.GenPrivKeyFromSecret(fmt.Appendf(nil, "weft devnet validator %d", i))
}

func nodeKey(i int) ed25519.PrivKey {
	return ed25519.GenPrivKeyFromSecret(fmt.Appendf(nil, "weft devnet node %d", i))
}

// newKeyring opens the keyring under dir and puts the named keys in it.
func newKeyring(cdc codec.Codec, dir string, names []string) (keyring.Keyring, error) {
	kr, err := keyring.New(app.Name, keyring.BackendTest, dir, os.Stdin, cdc)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if _, err := kr.Key(name); err == nil {
			continue // a folder used before
		}
		if err := kr.ImportPrivKeyHex(name, hex.EncodeToString(Key(name).Bytes()), string(hd.Secp256k1Type)); err != nil {
			return nil, fmt.Errorf("key %s: %w", name, err)
		}
	}
	return kr, nil
}
