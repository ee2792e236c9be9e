// SPDX-License-Identifier: Apache-2.0

package main

import (
	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/money"
)

func (p *program) keySend() *cli.Command {
	return p.command(&cli.Command{
		Name:        "send",
		Usage:       "send coins to an account",
		ArgsUsage:   "TO AMOUNT",
		Description: "From the key that --from names to an address, or to another key, such as: weft key send alice 25weft. It cannot be taken back.",
		Flags:       sendFlags(),
	}, p.withSigner(p.sendCoins))
}

// coinsLine is the JSON of a payment.
type coinsLine struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Amount string `json:"amount_uweft"`
	sent
}

func (p *program) sendCoins(c *cli.Context, cl *client.Client) error {
	if err := arguments(c, 2, 2); err != nil {
		return err
	}
	to, err := p.account(c.Args().First())
	if err != nil {
		return err
	}
	amount, err := coin("the amount", c.Args().Get(1))
	if err != nil {
		return err
	}
	from := cl.Sender().Operator()
	if err := p.confirm(c, "send %s from %s to %s", money.Format(amount.Amount), from, to); err != nil {
		return err
	}
	res, err := cl.Submit(c.Context, &banktypes.MsgSend{FromAddress: from, ToAddress: to, Amount: sdk.NewCoins(amount)})
	if err != nil {
		return err
	}
	return p.done(res, coinsLine{from, to, amount.Amount.String(), sentBy(res)}, "sent %s to %s", money.Format(amount.Amount), to)
}
