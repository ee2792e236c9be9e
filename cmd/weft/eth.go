// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/bridge"
)

func (p *program) eth() *cli.Command {
	return &cli.Command{
		Name:  "eth",
		Usage: "money to and from Ethereum: deposits, withdrawals, bounties, the relay",
		Description: "The bridge is not audited: put nothing through it that may not be lost. Contract and chain are those of the chain's\n" +
			"parameters; a node of Ethereum (--eth-rpc) that has another contract is refused. The key for Ethereum is a keystore file\n" +
			"(--eth-key), as geth and others write it; its passphrase is asked for, or read from --eth-passphrase-file, and is never\n" +
			"an option.",
		Subcommands:     []*cli.Command{p.ethStatus(), p.ethDeposit(), p.ethWithdraw(), p.ethBounty(), p.ethRelay()},
		HideHelpCommand: true,
		OnUsageError:    usageError,
		Action:          group,
	}
}

// ethGroup is a command that only holds others.
func (p *program) ethGroup(name, usage, description string, sub ...*cli.Command) *cli.Command {
	return &cli.Command{
		Name: name, Usage: usage, Description: description, Subcommands: sub, HideHelpCommand: true, OnUsageError: usageError, Action: group,
	}
}

// openBridge reaches both sides.
func (p *program) openBridge(ctx context.Context, cl *client.Client) (*bridge.Bridge, func(), error) {
	if p.EthRPC == "" {
		return nil, nil, wrongUse("no node of Ethereum is named; give --eth-rpc URL, or write it down as eth-rpc in %s", p.configFile())
	}
	if !strings.HasPrefix(p.EthRPC, "http://") && !strings.HasPrefix(p.EthRPC, "https://") {
		return nil, nil, wrongUse("--eth-rpc is %q; allowed: a URL that begins with http:// or https://", p.EthRPC)
	}
	node, err := ethclient.DialContext(ctx, p.EthRPC)
	if err != nil {
		return nil, nil, wrongUse("--eth-rpc %s: %w", p.EthRPC, err)
	}
	b, err := bridge.Open(ctx, node, cl)
	if err != nil {
		node.Close()
		return nil, nil, err
	}
	return b, node.Close, nil
}

// withBridge runs an action on both sides; run gives it a client of the chain.
func (p *program) withBridge(
	run func(func(*cli.Context, *client.Client) error) func(*cli.Context) error, action func(*cli.Context, *bridge.Bridge) error,
) func(*cli.Context) error {
	return run(func(c *cli.Context, cl *client.Client) error {
		b, done, err := p.openBridge(c.Context, cl)
		if err != nil {
			return err
		}
		defer done()
		return action(c, b)
	})
}

// ethAddress is that of --eth-key, which needs no passphrase.
func (p *program) ethAddress() (common.Address, error) {
	if p.EthKey == "" {
		return common.Address{}, wrongUse("no key for Ethereum is named; give --eth-key FILE, a keystore file")
	}
	return bridge.KeyAddress(p.EthKey)
}

// ethSender opens --eth-key.
func (p *program) ethSender() (*bridge.Sender, error) {
	if _, err := p.ethAddress(); err != nil {
		return nil, err
	}
	var words string
	var err error
	if p.EthPassphrase != "" {
		words, err = readPassphrase("--eth-passphrase-file", p.EthPassphrase, 1)
	} else {
		words, err = p.secret("passphrase of " + p.EthKey)
	}
	if err != nil {
		return nil, err
	}
	key, err := bridge.OpenKey(p.EthKey, words)
	if err != nil {
		return nil, err
	}
	return &bridge.Sender{Key: key}, nil
}

// dryRun is the flag of commands that can say what they would do.
func dryRun() cli.Flag {
	return &cli.BoolFlag{Name: "dry-run", Usage: "check everything and send nothing"}
}

// yesFlag is that of commands that send on Ethereum alone.
func yesFlag() cli.Flag {
	return &cli.BoolFlag{Name: "yes", Aliases: []string{"y"}, Usage: "do not ask before money moves"}
}

// ethSent is the JSON of a transaction on Ethereum.
type ethSent struct {
	Tx      string `json:"ethereum_tx"`
	Block   uint64 `json:"ethereum_block"`
	GasUsed uint64 `json:"gas_used"`
}

// errNone: a search without a result.
var errNone = errors.New("nothing to be done")
