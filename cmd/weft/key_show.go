// SPDX-License-Identifier: Apache-2.0

package main

import (
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/money"
)

func (p *program) keyShow() *cli.Command {
	return p.command(&cli.Command{
		Name:      "show",
		Usage:     "show a key's address, and what its account has",
		ArgsUsage: "NAME",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "address", Usage: "print nothing but the address"},
			&cli.BoolFlag{Name: "balance", Usage: "ask the chain what the account has"},
		},
	}, p.showKey)
}

func (p *program) showKey(c *cli.Context) error {
	if err := arguments(c, 1, 1); err != nil {
		return err
	}
	kr, err := p.keyring()
	if err != nil {
		return err
	}
	rec, err := findKey(kr, c.Args().First())
	if err != nil {
		return err
	}
	line, err := keyLineOf(rec)
	if err != nil {
		return err
	}
	if c.Bool("address") {
		return p.say("%s", line.Address)
	}
	facts := line.facts()
	if c.Bool("balance") {
		err := p.withReader(func(c *cli.Context, cl *client.Client) error {
			res, err := cl.Bank().Balance(c.Context, &banktypes.QueryBalanceRequest{Address: line.Address, Denom: money.Denom})
			if err == nil {
				line.Balance = res.Balance.Amount.String()
				facts.Add("balance", "%s", money.Format(res.Balance.Amount))
			}
			return err
		})(c)
		if err != nil {
			return err
		}
	}
	if p.json() {
		return p.object(line)
	}
	return facts.Write(p.out)
}
