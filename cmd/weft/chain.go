// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/money"
)

// sendFlags are the options of commands that send transactions.
func sendFlags(more ...cli.Flag) []cli.Flag {
	const category = "Transaction"
	return append(more,
		&cli.BoolFlag{Name: "yes", Aliases: []string{"y"}, Usage: "do not ask before money moves", Category: category},
		&cli.StringFlag{
			Name: "gas-prices", Value: "0" + money.Denom, Usage: "what is offered for a unit of gas, such as 0.01uweft",
			EnvVars: []string{"WEFT_GAS_PRICES"}, Category: category,
		},
		&cli.StringFlag{
			Name: "operator", Usage: "address of the operator whose hot key --from names", DefaultText: "the key's own",
			EnvVars: []string{"WEFT_OPERATOR"}, Category: category,
		},
		&cli.StringFlag{
			Name: "fee-granter", Usage: "address whose fee grant pays", DefaultText: "none",
			EnvVars: []string{"WEFT_FEE_GRANTER"}, Category: category,
		},
	)
}

// chainConfig is how to reach the chain, without a key.
func (p *program) chainConfig() (client.Config, error) {
	switch {
	case p.Node == "":
		return client.Config{}, wrongUse("no node is named; give --node URL, or write it down with weft init --node URL --chain-id ID")
	case p.ChainID == "":
		return client.Config{}, wrongUse("no chain is named; give --chain-id ID, or write it down with weft init --node URL --chain-id ID")
	}
	passphrase, err := p.passphrase()
	if err != nil {
		return client.Config{}, err
	}
	return client.Config{
		ChainID: p.ChainID, Node: p.Node, KeyringBackend: p.KeyringBackend, KeyringDir: p.Home, Passphrase: passphrase, Logger: p.log,
	}, nil
}

// reader connects to the chain to read.
func (p *program) reader(ctx context.Context) (*client.Client, error) {
	cfg, err := p.chainConfig()
	if err != nil {
		return nil, err
	}
	return client.New(ctx, cfg)
}

// signer connects to the chain with the key that --from names.
func (p *program) signer(c *cli.Context) (*client.Client, error) {
	cfg, err := p.chainConfig()
	if err != nil {
		return nil, err
	}
	if p.From == "" {
		return nil, wrongUse("no key is named to sign with; give --from NAME; weft key list shows the keys, weft key add NAME makes one")
	}
	cfg.Identity = client.Identity{Key: p.From, Operator: c.String("operator"), FeeGranter: c.String("fee-granter")}
	cfg.GasPrices = c.String("gas-prices")
	return client.New(c.Context, cfg)
}

// withReader runs an action with a connection to read.
func (p *program) withReader(action func(*cli.Context, *client.Client) error) func(*cli.Context) error {
	return func(c *cli.Context) error {
		cl, err := p.reader(c.Context)
		if err != nil {
			return explained(err)
		}
		return explained(errors.Join(action(c, cl), cl.Close()))
	}
}

// withSigner runs an action with a connection to sign.
func (p *program) withSigner(action func(*cli.Context, *client.Client) error) func(*cli.Context) error {
	return func(c *cli.Context) error {
		cl, err := p.signer(c)
		if err != nil {
			return explained(err)
		}
		return explained(errors.Join(action(c, cl), cl.Close()))
	}
}

// account is the address that an argument means: an address, the name of a
// key, or without one the key that --from names.
func (p *program) account(text string) (string, error) {
	if text == "" {
		if text = p.From; text == "" {
			return "", wrongUse("no account is named; give an address or the name of a key, or --from NAME")
		}
	}
	if _, err := client.ParseAddress(text); err == nil {
		return text, nil
	}
	kr, err := p.keyring()
	if err != nil {
		return "", err
	}
	rec, err := kr.Key(text)
	if err != nil {
		return "", wrongUse("%q is no address and no key of this keyring; weft key list shows the keys", text)
	}
	address, err := rec.GetAddress()
	return client.FormatAddress(address), err
}

// arguments holds a command to a number of arguments.
func arguments(c *cli.Context, least, most int) error {
	if n := c.NArg(); n < least || n > most {
		want := strconv.Itoa(least)
		if most != least {
			want += " to " + strconv.Itoa(most)
		}
		return wrongUse("%d arguments, want %s: %s %s", n, want, c.Command.HelpName, c.Command.ArgsUsage)
	}
	return nil
}

// number reads an argument that is the number of a job, an unbonding and such.
func number(c *cli.Context, arg int, what string) (uint64, error) {
	text := c.Args().Get(arg)
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil || n == 0 {
		return 0, wrongUse("%s is %q; allowed: a number from 1", what, text)
	}
	return n, nil
}

// jobArgument reads the job of a command whose first argument it is.
func jobArgument(c *cli.Context, most int) (uint64, error) {
	if err := arguments(c, 1, most); err != nil {
		return 0, err
	}
	return number(c, 0, "the job")
}

// coin reads an amount, given as an option or an argument.
func coin(what, text string) (sdk.Coin, error) {
	amount, err := money.Parse(text)
	if err != nil {
		return amount, wrongUse("%s: %w", what, err)
	}
	if !amount.IsPositive() {
		return amount, wrongUse("%s is %s; allowed: more than nothing", what, text)
	}
	return amount, nil
}

// confirm asks before something that is not easily undone.
func (p *program) confirm(c *cli.Context, format string, args ...any) error {
	if c.Bool("yes") {
		return nil
	}
	question := fmt.Sprintf(format, args...)
	if !p.input().terminal {
		return wrongUse("%s? Nobody can be asked here: give --yes to go ahead", question)
	}
	if _, err := fmt.Fprintf(p.err, "%s? [y/N] ", question); err != nil {
		return err
	}
	answer, err := p.input().ReadString('\n')
	if err != nil {
		return fmt.Errorf("no answer: %w", err)
	}
	if answer[0] != 'y' && answer[0] != 'Y' {
		return errDeclined
	}
	return nil
}

var errDeclined = errors.New("not confirmed; nothing was done")

// sent is the JSON of a transaction, inside that of what it did.
type sent struct {
	Tx      string `json:"tx"`
	Height  int64  `json:"height"`
	GasUsed int64  `json:"gas_used"`
	Fee     string `json:"fee_uweft"`
}

func sentBy(res *client.Result) sent {
	return sent{res.TxHash, res.Height, res.GasUsed, res.Fee.AmountOf(money.Denom).String()}
}

// String is the line under what a transaction did.
func (s sent) String() string { return fmt.Sprintf("block %d, transaction %s", s.Height, s.Tx) }

// done prints what a transaction did: the object with --output json, else the text.
func (p *program) done(res *client.Result, object any, format string, args ...any) error {
	if p.json() {
		return p.object(object)
	}
	_, err := fmt.Fprintf(p.out, "%s\n%s\n", fmt.Sprintf(format, args...), sentBy(res))
	return err
}

// say prints a line.
func (p *program) say(format string, args ...any) error {
	_, err := fmt.Fprintf(p.out, format+"\n", args...)
	return err
}
