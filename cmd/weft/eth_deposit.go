// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/bridge"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
)

func (p *program) ethDeposit() *cli.Command {
	deposit := p.command(&cli.Command{
		Name:  "deposit",
		Usage: "pay from Ethereum to an account of the chain, or to a job",
		Description: "weft eth deposit --amount 5weft --to weft1...\n" +
			"weft eth deposit --amount 25usdc --job 7\n" +
			"The contract is allowed to take the amount, if it may not yet, and takes it. The chain counts it when its block is final on\n" +
			"Ethereum, about 15 minutes later; --wait waits for that. A token that is not WEFT is credited under the name eth/ADDRESS.\n" +
			"With --job it goes on into that job's escrow, if the job takes this money, and else stays with the account.",
		Subcommands: []*cli.Command{p.ethDepositShow()},
		Flags: ethereumFlags(
			&cli.StringFlag{Name: "amount", Usage: "what to pay: a number and a symbol or the address of a token"},
			&cli.StringFlag{Name: "to", Usage: "account of the chain: an address or the name of a key", DefaultText: "the key of --from"},
			&cli.Uint64Flag{Name: "job", Usage: "job whose escrow it is for", DefaultText: "none"},
			&cli.BoolFlag{Name: "wait", Usage: "wait until the account has it"}, dryRun(), yesFlag(),
		),
	}, p.withBridge(p.withReader, p.depositNow))
	return deposit
}

// depositLine is the JSON of a deposit.
type depositLine struct {
	Amount string `json:"amount"`
	Token  string `json:"token"`
	To     string `json:"to"`
	Job    uint64 `json:"job,omitempty"`
	Stage  string `json:"stage"`
	Event  uint64 `json:"event,omitempty"`
	Tx     string `json:"ethereum_tx,omitempty"`
	Block  uint64 `json:"ethereum_block,omitempty"`
}

// depositOf reads what is to be paid.
func (p *program) depositOf(c *cli.Context, b *bridge.Bridge) (d bridge.Deposit, line depositLine, err error) {
	tokens, err := bridge.Tokens(c.Context, b.Chain, b)
	if err != nil {
		return d, line, err
	}
	if d.Amount, err = bridge.Parse(c.String("amount"), tokens); err != nil {
		return d, line, fmt.Errorf("--amount: %w", err)
	}
	if line.To, err = p.account(c.String("to")); err != nil {
		return d, line, err
	}
	to, err := client.ParseAddress(line.To)
	if err != nil {
		return d, line, err
	}
	if d.Account = to; len(to) != common.AddressLength {
		return d, line, wrongUse("account %s has %d bytes; the contract pays to accounts of keys alone, which have %d", line.To, len(to), common.AddressLength)
	}
	if d.Job = c.Uint64("job"); d.Job > 0 {
		j, _, err := jobs.Read(c.Context, b.Chain, d.Job)
		if err != nil {
			return d, line, err
		}
		if j.Over() {
			return d, line, wrongUse("job %d is over (%s); it takes no money", d.Job, j.Why())
		}
	}
	line.Amount, line.Token, line.Job = d.Amount.Units.String(), d.Amount.Token.Address.Hex(), d.Job
	return d, line, nil
}

func (p *program) depositNow(c *cli.Context, b *bridge.Bridge) error {
	d, line, err := p.depositOf(c, b)
	if err != nil {
		return err
	}
	from, err := p.ethAddress()
	if err != nil {
		return err
	}
	if err := b.CheckDeposit(c.Context, from, d); err != nil {
		return err
	}
	target := line.To
	if d.Job > 0 {
		target = fmt.Sprintf("job %d, for %s", d.Job, line.To)
	}
	if c.Bool("dry-run") {
		line.Stage = "dry run"
		return p.told(line, "would pay %s from %s to %s; nothing was sent", d.Amount, from, target)
	}
	if err := p.confirm(c, "pay %s from %s on Ethereum to %s of %s", d.Amount, from, target, b.Chain.ChainID()); err != nil {
		return err
	}
	sender, err := p.ethSender()
	if err != nil {
		return err
	}
	done, err := b.Deposit(c.Context, sender, d)
	if err != nil {
		return err
	}
	line.Stage, line.Event, line.Tx, line.Block = bridge.StageBlock, done.Nonce, done.Tx.Hex(), done.Block
	err = p.told(line, "paid %s to %s: event %d in block %d, transaction %s\nit counts when the block is final, in about 15 minutes; weft eth deposit show %s says how far it is",
		d.Amount, target, done.Nonce, done.Block, done.Tx, done.Tx)
	if err != nil || !c.Bool("wait") {
		return err
	}
	return p.awaitDeposit(c, b, done.Tx, line)
}

// told prints an object or a text.
func (p *program) told(object any, format string, args ...any) error {
	if p.json() {
		return p.object(object)
	}
	return p.say(format, args...)
}

// depositStages are the words for how far a deposit is.
var depositStages = map[string]string{
	bridge.StagePending:  "no block has it; if it was in one, Ethereum took that back",
	bridge.StageBlock:    "in a block, which is not final yet",
	bridge.StageFinal:    "final; the validators are to agree on it",
	bridge.StageDelayed:  "known to the chain; the cap of the window lets it in later",
	bridge.StageCredited: "credited",
}

func (p *program) awaitDeposit(c *cli.Context, b *bridge.Bridge, tx common.Hash, line depositLine) error {
	const every = 2 * time.Second
	return b.Await(c.Context, tx, every, func(stage string, d bridge.Deposited) error {
		line.Stage, line.Event, line.Block = stage, d.Nonce, d.Block
		return p.told(line, "%s", depositStages[stage])
	})
}

func (p *program) ethDepositShow() *cli.Command {
	return p.command(&cli.Command{
		Name:      "show",
		Usage:     "how far a deposit is",
		ArgsUsage: "TRANSACTION",
		Flags:     ethereumFlags(&cli.BoolFlag{Name: "wait", Usage: "wait until the account has it"}),
	}, p.withBridge(p.withReader, func(c *cli.Context, b *bridge.Bridge) error {
		if err := arguments(c, 1, 1); err != nil {
			return err
		}
		const digits = 2 + 2*common.HashLength
		text := c.Args().First()
		if len(text) != digits || common.HexToHash(text).Hex() != text {
			return wrongUse("transaction %q; allowed: 0x and 64 hexadecimal digits in lower case", text)
		}
		tx := common.HexToHash(text)
		line := depositLine{Tx: text}
		if c.Bool("wait") {
			return p.awaitDeposit(c, b, tx, line)
		}
		stage, d, err := b.Stage(c.Context, tx)
		if err != nil {
			return err
		}
		line.Stage, line.Event, line.Block = stage, d.Nonce, d.Block
		return p.told(line, "%s", depositStages[stage])
	}))
}
