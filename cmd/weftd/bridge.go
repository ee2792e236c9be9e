// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"crypto/ecdsa"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"cosmossdk.io/log/v2"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/server"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/spf13/cast"
	"github.com/spf13/cobra"

	"github.com/weft-network/weft/x/bridge/oracle"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

// bridgeTemplate ends app.toml: how a validator follows Ethereum, which it does not unless it is told to.
const bridgeTemplate = `
###############################################################################
###                          Bridge to Ethereum                             ###
###############################################################################

# A validator follows Ethereum, and signs for the bridge, if these are set. Of several nodes more than half must agree: give one that is
# your own, or three of different owners. The contract and its chain are those of "weftd query bridge params", block is the one that it was
# deployed in. The key is made by "weftd validator ethereum-key"; without one the node observes and does not sign.
#
# [bridge]
# nodes = ["http://127.0.0.1:8545"]
# chain-id = 1
# contract = "0x0000000000000000000000000000000000000000"
# block = 0
# key = "config/ethereum_key"
`

// errBridge marks a [bridge] in app.toml that cannot work.
var errBridge = errors.New("[bridge] in app.toml")

// observer watches Ethereum from the first vote on that is about it, so that commands which run no consensus ask nobody.
type observer struct {
	*oracle.Oracle
	once sync.Once
}

// Seen implements bridgetypes.Observer.
func (o *observer) Seen(after uint64, chain bridgetypes.Word, limit uint64) (bridgetypes.Seen, bool) {
	o.once.Do(func() { go o.Run(context.Background()) }) // as long as the process lives
	return o.Oracle.Seen(after, chain, limit)
}

// newObserver makes the observer that app.toml describes, nil if it names no node of Ethereum.
func newObserver(logger log.Logger, opts servertypes.AppOptions) (bridgetypes.Observer, error) {
	urls := cast.ToStringSlice(opts.Get("bridge.nodes"))
	if len(urls) == 0 {
		return nil, nil //nolint:nilnil // a node that does not follow Ethereum has no observer
	}
	contract := cast.ToString(opts.Get("bridge.contract"))
	if !common.IsHexAddress(contract) || common.HexToAddress(contract) == (common.Address{}) {
		return nil, fmt.Errorf("%w: contract %q is no address on Ethereum", errBridge, contract)
	}
	c := oracle.Config{
		Contract: oracle.Contract{
			ChainID: cast.ToUint64(opts.Get("bridge.chain-id")), Address: common.HexToAddress(contract), Block: cast.ToUint64(opts.Get("bridge.block")),
		},
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
	for _, url := range urls {
		if !strings.HasPrefix(url, "http://") && !strings.HasPrefix(url, "https://") {
			return nil, fmt.Errorf("%w: node %q; give an address that begins with http:// or https://", errBridge, url)
		}
		node, err := ethclient.Dial(url)
		if err != nil {
			return nil, fmt.Errorf("%w: node %q: %w", errBridge, url, err)
		}
		c.Nodes = append(c.Nodes, node)
	}
	home := cast.ToString(opts.Get(flags.FlagHome))
	c.Place = filepath.Join(home, "data", "ethereum_place")
	if name := cast.ToString(opts.Get("bridge.key")); name != "" {
		key, err := oracle.LoadKey(within(home, name))
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errBridge, err)
		}
		if c.Signer, err = oracle.NewSigner(key, filepath.Join(home, "data", "ethereum_signed")); err != nil {
			return nil, fmt.Errorf("%w: %w", errBridge, err)
		}
	}
	o, err := oracle.New(c)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errBridge, err)
	}
	logger.Info("this node follows Ethereum", "nodes", len(urls), "contract", contract, "signs", c.Signer != nil)
	return &observer{Oracle: o}, nil
}

func within(home, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(home, name)
}

func ethereumKeyCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "ethereum-key OPERATOR CHAIN-ID",
		Short: "Make this validator's key for Ethereum, or show it again, with its proof",
		Long: `Make this validator's key for Ethereum in config/ethereum_key, if there is none, and show its address with the proof that it is held for an
operator. The private key is never shown. Register the key with the command that is printed, then name it in app.toml.`,
		Example: "weftd validator ethereum-key weft1... weft-1",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			operator, err := sdk.AccAddressFromBech32(args[0])
			if err != nil {
				return fmt.Errorf("operator %q: %w", args[0], err)
			}
			key, err := ethereumKey(filepath.Join(server.GetServerContextFromCmd(cmd).Config.RootDir, "config", "ethereum_key"))
			if err != nil {
				return err
			}
			proof, err := oracle.Proof(key, args[1], operator)
			if err != nil {
				return err
			}
			address := crypto.PubkeyToAddress(key.PublicKey)
			cmd.Printf("address %s\nproof   %s\n\n%s tx bridge register-key %s %s --from %s\n", address, hex.EncodeToString(proof), program,
				hex.EncodeToString(address[:]), hex.EncodeToString(proof), args[0])
			return nil
		},
	}
}

// ethereumKey loads the key, or makes it.
func ethereumKey(path string) (*ecdsa.PrivateKey, error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return oracle.NewKey(path)
	}
	return oracle.LoadKey(path)
}
