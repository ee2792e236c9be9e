// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math/big"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/ethereum/go-ethereum/common"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/bridge"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

func (p *program) ethWithdraw() *cli.Command {
	return p.command(&cli.Command{
		Name:  "withdraw",
		Usage: "pay from the chain to an address on Ethereum",
		Description: "weft eth withdraw --amount 5weft --to 0x... --fee 0.1weft\n" +
			"Withdrawals are gathered into batches, which validators sign. Whoever brings a batch to Ethereum has its fees: without a\n" +
			"fee somebody has to do it all the same, such as you (weft eth relay --once). What was in no batch yet can be taken back\n" +
			"with weft eth withdraw cancel; a batch that can never be paid comes back by itself.",
		Subcommands: []*cli.Command{p.ethWithdrawList(), p.ethWithdrawCancel(), p.ethWithdrawClaim()},
		Flags: ethereumFlags(sendFlags(
			&cli.StringFlag{Name: "amount", Usage: "what to pay: a number and a symbol or the address of a token"},
			&cli.StringFlag{Name: "to", Usage: "address on Ethereum"},
			&cli.StringFlag{Name: "fee", Usage: "what the relayer of its batch has, of the same token", DefaultText: "none"}, dryRun(),
		)...),
	}, p.withSigner(p.withdraw))
}

// withdrawLine is the JSON of a withdrawal.
type withdrawLine struct {
	Withdrawal uint64 `json:"withdrawal,omitempty"`
	Denom      string `json:"denom"`
	Amount     string `json:"amount"`
	Fee        string `json:"fee"`
	To         string `json:"to"`
	sent
}

// tokens are those of the bridge; with a node of Ethereum all have a symbol.
func (p *program) tokens(c *cli.Context, cl *client.Client) ([]bridge.Token, func(), error) {
	if p.EthRPC == "" {
		list, err := bridge.Tokens(c.Context, cl, nil)
		return list, func() {}, err
	}
	b, done, err := p.openBridge(c.Context, cl)
	if err != nil {
		return nil, nil, err
	}
	list, err := bridge.Tokens(c.Context, cl, b)
	if err != nil {
		done()
	}
	return list, done, err
}

func (p *program) withdraw(c *cli.Context, cl *client.Client) error {
	tokens, done, err := p.tokens(c, cl)
	if err != nil {
		return err
	}
	defer done()
	amount, err := bridge.Parse(c.String("amount"), tokens)
	if err != nil {
		return fmt.Errorf("--amount: %w", err)
	}
	fee := bridge.Amount{Token: amount.Token, Units: new(big.Int)}
	if text := c.String("fee"); text != "" {
		if fee, err = bridge.Parse(text, tokens); err != nil {
			return fmt.Errorf("--fee: %w", err)
		}
		if fee.Token.Denom != amount.Token.Denom {
			return wrongUse("--fee is of %s, --amount of %s; the fee is of the same token", fee.Token.Name(), amount.Token.Name())
		}
	}
	to, err := bridge.ParseAddress(c.String("to"))
	if err != nil {
		return fmt.Errorf("--to: %w", err)
	}
	line := withdrawLine{Denom: amount.Token.Denom, Amount: amount.Units.String(), Fee: fee.Units.String(), To: to.Hex()}
	from := cl.Sender().Operator()
	msg := &bridgetypes.MsgWithdraw{
		Sender: from, Recipient: to[:], Amount: sdk.NewCoin(amount.Token.Denom, amount.Int()), Fee: sdk.NewCoin(amount.Token.Denom, fee.Int()),
	}
	if c.Bool("dry-run") {
		if err := p.ready(c, cl); err != nil {
			return err
		}
		return p.told(line, "would pay %s to %s on Ethereum, with a fee of %s; nothing was sent", amount, to, fee)
	}
	if err := p.confirm(c, "pay %s, and a fee of %s, from %s to %s on Ethereum", amount, fee, from, to); err != nil {
		return err
	}
	res, err := cl.Submit(c.Context, msg)
	if err != nil {
		return err
	}
	answer, err := client.Response[*bridgetypes.MsgWithdrawResponse](res)
	if err != nil {
		return err
	}
	line.Withdrawal, line.sent = answer.Id, sentBy(res)
	return p.done(res, line, "withdrawal %d of %s to %s waits for a batch; weft eth withdraw list shows it", answer.Id, amount, to)
}

// ready refuses while nothing passes the bridge.
func (p *program) ready(c *cli.Context, cl *client.Client) error {
	params, err := cl.Bridge().Params(c.Context, &bridgetypes.QueryParamsRequest{})
	if err != nil {
		return err
	}
	status, err := cl.Bridge().Status(c.Context, &bridgetypes.QueryStatusRequest{})
	switch {
	case err != nil:
		return err
	case !params.Params.Enabled:
		return bridgetypes.ErrOff
	case status.State.Halted != "":
		return fmt.Errorf("%w: %s", bridgetypes.ErrHalted, status.State.Halted)
	}
	return nil
}

// withdrawalLine is the JSON of a withdrawal that waits.
type withdrawalLine struct {
	Withdrawal uint64 `json:"withdrawal"`
	Sender     string `json:"sender"`
	To         string `json:"to"`
	Denom      string `json:"denom"`
	Amount     string `json:"amount"`
	Fee        string `json:"fee"`
	// Batch is its batch's number, 0 while it waits for one.
	Batch uint64 `json:"batch"`
}

func (p *program) ethWithdrawList() *cli.Command {
	return p.command(&cli.Command{
		Name:      "list",
		Usage:     "list withdrawals that are neither paid nor given back",
		ArgsUsage: "[ACCOUNT]",
		Flags:     ethereumFlags(),
	}, p.withReader(p.listWithdrawals))
}

func (p *program) listWithdrawals(c *cli.Context, cl *client.Client) error {
	if err := arguments(c, 0, 1); err != nil {
		return err
	}
	account := ""
	var err error
	if c.NArg() == 1 {
		if account, err = p.account(c.Args().First()); err != nil {
			return err
		}
	}
	tokens, done, err := p.tokens(c, cl)
	if err != nil {
		return err
	}
	defer done()
	t := screen.NewTable(">WITHDRAWAL", ">AMOUNT", ">FEE", "TO", "BATCH")
	for w, err := range bridge.Withdrawals(c.Context, cl, account) {
		if err != nil {
			return err
		}
		if p.json() {
			line := withdrawalLine{w.Id, w.Sender, common.Address(w.Recipient).Hex(), w.Denom, w.Amount.String(), w.Fee.String(), w.Batch}
			if err := p.object(line); err != nil {
				return err
			}
			continue
		}
		batch := "waits"
		if w.Batch > 0 {
			batch = fmt.Sprint(w.Batch)
		}
		t.Row(fmt.Sprint(w.Id), formatDenom(tokens, w.Denom, w.Amount), formatDenom(tokens, w.Denom, w.Fee), common.Address(w.Recipient).Hex(), batch)
	}
	return p.table(t, "no withdrawal waits")
}

// table writes a table, or says that it is empty. JSON was written row by row.
func (p *program) table(t *screen.Table, empty string) error {
	switch {
	case p.json():
		return nil
	case t.Len() == 0:
		return p.say("%s", empty)
	default:
		return t.Write(p.out)
	}
}

// formatDenom writes an amount as its token is shown.
func formatDenom(tokens []bridge.Token, denom string, n math.Int) string {
	for i := range tokens {
		if tokens[i].Denom == denom {
			return tokens[i].Format(n.BigInt())
		}
	}
	return n.String() + denom
}

func (p *program) ethWithdrawCancel() *cli.Command {
	return p.command(&cli.Command{
		Name:      "cancel",
		Usage:     "take back a withdrawal that is in no batch yet",
		ArgsUsage: "ID",
		Flags:     sendFlags(),
	}, p.withSigner(func(c *cli.Context, cl *client.Client) error {
		if err := arguments(c, 1, 1); err != nil {
			return err
		}
		id, err := number(c, 0, "the withdrawal")
		if err != nil {
			return err
		}
		res, err := cl.Submit(c.Context, &bridgetypes.MsgCancelWithdrawal{Sender: cl.Sender().Operator(), Id: id})
		if err != nil {
			return err
		}
		return p.done(res, struct {
			Withdrawal uint64 `json:"withdrawal"`
			sent
		}{id, sentBy(res)}, "withdrawal %d is back", id)
	}))
}

// claimedLine is the JSON of a payment that was fetched.
type claimedLine struct {
	Token  string `json:"token"`
	Amount string `json:"amount"`
	To     string `json:"to"`
	ethSent
}

func (p *program) ethWithdrawClaim() *cli.Command {
	return p.command(&cli.Command{
		Name:      "claim",
		Usage:     "fetch what the contract could not pay to the address of --eth-key",
		ArgsUsage: "TOKEN",
		Description: "A payment that a token refuses, because it blocks the recipient for instance, waits in the contract for its recipient, for\n" +
			"ever. With --to it goes to another address.",
		Flags: ethereumFlags(&cli.StringFlag{Name: "to", Usage: "address on Ethereum", DefaultText: "that of --eth-key"}, dryRun(), yesFlag()),
	}, p.withBridge(p.withReader, p.claimPayment))
}

func (p *program) claimPayment(c *cli.Context, b *bridge.Bridge) error {
	if err := arguments(c, 1, 1); err != nil {
		return err
	}
	owner, err := p.ethAddress()
	if err != nil {
		return err
	}
	to := owner
	if text := c.String("to"); text != "" {
		if to, err = bridge.ParseAddress(text); err != nil {
			return fmt.Errorf("--to: %w", err)
		}
	}
	tokens, err := bridge.Tokens(c.Context, b.Chain, b)
	if err != nil {
		return err
	}
	one, err := bridge.Parse("1"+c.Args().First(), tokens)
	if err != nil {
		return err
	}
	has, err := b.Claimable(c.Context, one.Token.Address, owner)
	if err != nil {
		return err
	}
	if has.Sign() == 0 {
		return fmt.Errorf("%w: the contract holds no failed payment of %s for %s", errNone, one.Token.Name(), owner)
	}
	line := claimedLine{Token: one.Token.Address.Hex(), Amount: has.String(), To: to.Hex()}
	if c.Bool("dry-run") {
		return p.told(line, "would fetch %s to %s; nothing was sent", one.Token.Format(has), to)
	}
	if err := p.confirm(c, "fetch %s to %s", one.Token.Format(has), to); err != nil {
		return err
	}
	s, err := p.ethSender()
	if err != nil {
		return err
	}
	receipt, err := b.Claim(c.Context, s, one.Token.Address, to)
	if err != nil {
		return err
	}
	line.ethSent = ethSent{receipt.TxHash.Hex(), receipt.BlockNumber.Uint64(), receipt.GasUsed}
	return p.told(line, "fetched %s to %s, transaction %s", one.Token.Format(has), to, receipt.TxHash)
}
