// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// stakeLine is the JSON of a change of provider stake.
type stakeLine struct {
	Operator string `json:"operator"`
	Amount   string `json:"amount_uweft,omitempty"`
	// Unbonding and Completion are of an unbonding.
	Unbonding  uint64 `json:"unbonding,omitempty"`
	Completion int64  `json:"completion_height,omitempty"`
	sent
}

func (p *program) providerBond() *cli.Command {
	return p.command(&cli.Command{
		Name:      "bond",
		Usage:     "add to the provider stake",
		ArgsUsage: "AMOUNT",
		Flags:     sendFlags(),
	}, p.withSigner(func(c *cli.Context, cl *client.Client) error {
		if err := arguments(c, 1, 1); err != nil {
			return err
		}
		amount, err := coin("the amount", c.Args().First())
		if err != nil {
			return err
		}
		operator := cl.Sender().Operator()
		if err := p.confirm(c, "bond %s of %s", money.Format(amount.Amount), operator); err != nil {
			return err
		}
		res, err := cl.Submit(c.Context, &staketypes.MsgBond{Operator: operator, Amount: amount})
		if err != nil {
			return err
		}
		return p.done(res, stakeLine{Operator: operator, Amount: amount.Amount.String(), sent: sentBy(res)}, "bonded %s", money.Format(amount.Amount))
	}))
}

func (p *program) providerUnbond() *cli.Command {
	return p.command(&cli.Command{
		Name:        "unbond",
		Usage:       "take free stake out; it is paid some days later",
		ArgsUsage:   "AMOUNT",
		Description: "Until then it can still be slashed for old work. weft provider cancel-unbond puts it back.",
		Flags:       sendFlags(),
	}, p.withSigner(func(c *cli.Context, cl *client.Client) error {
		if err := arguments(c, 1, 1); err != nil {
			return err
		}
		amount, err := coin("the amount", c.Args().First())
		if err != nil {
			return err
		}
		operator := cl.Sender().Operator()
		res, err := cl.Submit(c.Context, &staketypes.MsgUnbond{Operator: operator, Amount: amount})
		if err != nil {
			return err
		}
		answer, err := client.Response[*staketypes.MsgUnbondResponse](res)
		if err != nil {
			return err
		}
		return p.done(res, stakeLine{operator, amount.Amount.String(), answer.UnbondingId, answer.CompletionHeight, sentBy(res)},
			"unbonding %d: %s, paid at height %d, in %s", answer.UnbondingId, money.Format(amount.Amount), answer.CompletionHeight,
			screen.Blocks(answer.CompletionHeight-res.Height, cl.BlockTime()))
	}))
}

func (p *program) providerCancelUnbond() *cli.Command {
	return p.command(&cli.Command{
		Name:        "cancel-unbond",
		Usage:       "put stake that is unbonding back",
		ArgsUsage:   "UNBONDING AMOUNT",
		Description: "weft provider status lists the unbondings.",
		Flags:       sendFlags(),
	}, p.withSigner(func(c *cli.Context, cl *client.Client) error {
		if err := arguments(c, 2, 2); err != nil {
			return err
		}
		id, err := number(c, 0, "the unbonding")
		if err != nil {
			return err
		}
		amount, err := coin("the amount", c.Args().Get(1))
		if err != nil {
			return err
		}
		operator := cl.Sender().Operator()
		res, err := cl.Submit(c.Context, &staketypes.MsgCancelUnbond{Operator: operator, UnbondingId: id, Amount: amount})
		if err != nil {
			return err
		}
		return p.done(res, stakeLine{Operator: operator, Amount: amount.Amount.String(), Unbonding: id, sent: sentBy(res)},
			"bonded %s again", money.Format(amount.Amount))
	}))
}

func (p *program) providerUnjail() *cli.Command {
	return p.command(&cli.Command{
		Name:  "unjail",
		Usage: "work again after time in jail",
		Flags: sendFlags(),
	}, p.withSigner(func(c *cli.Context, cl *client.Client) error {
		operator := cl.Sender().Operator()
		res, err := cl.Submit(c.Context, &staketypes.MsgUnjail{Operator: operator})
		if err != nil {
			return err
		}
		return p.done(res, stakeLine{Operator: operator, sent: sentBy(res)}, "%s may take work again", operator)
	}))
}
