// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/cometbft/cometbft/crypto"
	cmtjson "github.com/cometbft/cometbft/libs/json"
	"github.com/cometbft/cometbft/privval"
	"github.com/cosmos/cosmos-sdk/client"
	cryptocodec "github.com/cosmos/cosmos-sdk/crypto/codec"
	"github.com/cosmos/cosmos-sdk/server"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/spf13/cobra"

	"github.com/weft-network/weft/app"
)

func validatorCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "validator", Short: "Prepare a validator's description and keys", RunE: client.ValidateCmd}
	cmd.AddCommand(describeCmd(), newKeyCmd(), ethereumKeyCmd())
	return cmd
}

// description is what tx staking create-validator reads.
type description struct {
	PublicKey         json.RawMessage `json:"pubkey"`
	Amount            string          `json:"amount"`
	Moniker           string          `json:"moniker"`
	Identity          string          `json:"identity"`
	Website           string          `json:"website"`
	Security          string          `json:"security"`
	Details           string          `json:"details"`
	Commission        string          `json:"commission-rate"`
	MaxCommission     string          `json:"commission-max-rate"`
	MaxChange         string          `json:"commission-max-change-rate"`
	MinSelfDelegation string          `json:"min-self-delegation"`
}

func describeCmd() *cobra.Command {
	var d description
	cmd := &cobra.Command{
		Use:   "describe FILE",
		Short: "Write the file that tx staking create-validator takes",
		Long: `Write the file that tx staking create-validator takes, with this node's consensus key. Look through it before it is sent: the two
limits of the commission are for ever.`,
		Example: "weftd validator describe validator.json --amount 50000000uweft",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			amount, err := sdk.ParseCoinNormalized(d.Amount)
			if err != nil || amount.Denom != app.Denom || !amount.IsPositive() {
				return fmt.Errorf("--amount %q: give the stake in %s, for example 50000000%s", d.Amount, app.Denom, app.Denom)
			}
			d.Amount = amount.String()
			config := server.GetServerContextFromCmd(cmd).Config
			key, err := loadKey(config.PrivValidatorKeyFile())
			if err != nil {
				return err
			}
			if d.Moniker == "" {
				d.Moniker = config.Moniker
			}
			if d.PublicKey, err = publicKey(cmd, key); err != nil {
				return err
			}
			bz, err := json.MarshalIndent(d, "", "  ")
			if err != nil {
				return err
			}
			return writeNew(args[0], append(bz, '\n'))
		},
	}
	f := cmd.Flags()
	f.StringVar(&d.Amount, "amount", "", "stake of the validator itself, for example 50000000"+app.Denom)
	f.StringVar(&d.Moniker, "moniker", "", "name that others see (default that of the node)")
	f.StringVar(&d.Website, "website", "", "where to read about the validator")
	f.StringVar(&d.Security, "security-contact", "", "address for reports of faults")
	f.StringVar(&d.Commission, "commission-rate", "0.10", "part of its delegators' rewards that the validator keeps")
	f.StringVar(&d.MaxCommission, "commission-max-rate", "0.20", "limit of that part, for ever")
	f.StringVar(&d.MaxChange, "commission-max-change-rate", "0.01", "limit of its change in a day, for ever")
	f.StringVar(&d.MinSelfDelegation, "min-self-delegation", "1", "stake of its own, in "+app.Denom+", below which the validator is jailed")
	return cmd
}

func newKeyCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "new-key FILE",
		Short: "Make a new consensus key and print its public key, for tx staking rotate-cons-pub-key",
		Long: `Make a new consensus key in a file, and print its public key. It is not used before tx staking rotate-cons-pub-key has told the
chain, and the file has taken the place of config/priv_validator_key.json.`,
		Example: "weftd validator new-key next_key.json",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			key := privval.GenFilePV("", "").Key
			line, err := publicKey(cmd, key.PubKey)
			if err != nil {
				return err
			}
			bz, err := cmtjson.MarshalIndent(key, "", "  ")
			if err != nil {
				return err
			}
			if err := writeNew(args[0], bz); err != nil {
				return err
			}
			cmd.Println(string(line))
			return nil
		},
	}
}

// loadKey reads the public half of a node's consensus key.
func loadKey(path string) (crypto.PubKey, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("no consensus key: %w; run %s init, or give its --home", err, program)
	}
	return privval.LoadFilePVEmptyState(path, "").GetPubKey()
}

// publicKey is a consensus key as messages have it.
func publicKey(cmd *cobra.Command, key crypto.PubKey) (json.RawMessage, error) {
	pk, err := cryptocodec.FromCmtPubKeyInterface(key)
	if err != nil {
		return nil, err
	}
	return client.GetClientContextFromCmd(cmd).Codec.MarshalInterfaceJSON(pk)
}

// writeNew writes a file that must not be there yet.
func writeNew(path string, bz []byte) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("%w; name a file that is not there yet", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := f.Write(bz); err != nil {
		return err
	}
	return f.Sync()
}
