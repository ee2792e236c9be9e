// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/cmd/weft/internal/bridge"
)

// paidLine is the JSON of what left the escrow.
type paidLine struct {
	Bounty uint64 `json:"bounty"`
	// Part is the number of the claim; a refund has none.
	Part   *uint64 `json:"part,omitempty"`
	Amount string  `json:"amount"`
	To     string  `json:"to"`
	ethSent
}

func (p *program) ethBountyCollect() *cli.Command {
	return p.command(&cli.Command{
		Name:        "collect",
		Usage:       "fetch the parts of a settled bounty on Ethereum",
		ArgsUsage:   "ID",
		Description: "Pays all parts of the address of --eth-key, or of --for, which anybody may pay for. The proof is made of the chain's claims.",
		Flags: ethereumFlags(&cli.StringFlag{Name: "for", Usage: "winner's address on Ethereum", DefaultText: "that of --eth-key"},
			dryRun(), yesFlag()),
	}, p.withBridge(p.withReader, p.collectBounty))
}

func (p *program) collectBounty(c *cli.Context, b *bridge.Bridge) error {
	id, err := bountyArgument(c)
	if err != nil {
		return err
	}
	winner, err := p.ethAddress()
	if err != nil {
		return err
	}
	if text := c.String("for"); text != "" {
		if winner, err = bridge.ParseAddress(text); err != nil {
			return fmt.Errorf("--for: %w", err)
		}
	}
	y, err := b.Bounty(c.Context, id)
	if err != nil {
		return err
	}
	if state := y.State(); state != "settled" {
		return wrongUse("bounty %s is %s on Ethereum; %s", id, state, nextOfBounty(bountyLineOf(y)))
	}
	parts, err := b.Parts(c.Context, y, winner)
	if err != nil {
		return err
	}
	if len(parts) == 0 {
		return fmt.Errorf("%w: no part of bounty %s is left for %s; weft eth bounty show %s", errNone, id, winner, id)
	}
	tokens, err := bridge.Tokens(c.Context, b.Chain, b)
	if err != nil {
		return err
	}
	sum := new(big.Int)
	for _, part := range parts {
		sum.Add(sum, part.Amount.BigInt())
	}
	amount := formatOf(tokens, y.Escrow.Token, sum.String())
	if c.Bool("dry-run") {
		return p.told(paidLine{Bounty: id.Uint64(), Amount: sum.String(), To: winner.Hex()}, "would fetch %s to %s; nothing was sent", amount, winner)
	}
	if err := p.confirm(c, "fetch %s to %s", amount, winner); err != nil {
		return err
	}
	s, err := p.ethSender()
	if err != nil {
		return err
	}
	for _, part := range parts {
		receipt, err := b.Collect(c.Context, s, y, part)
		if err != nil {
			return err
		}
		line := paidLine{id.Uint64(), &part.Index, part.Amount.String(), winner.Hex(), ethSent{receipt.TxHash.Hex(), receipt.BlockNumber.Uint64(), receipt.GasUsed}}
		err = p.told(line, "fetched part %d, %s, to %s, transaction %s", part.Index, formatOf(tokens, y.Escrow.Token, part.Amount.String()), winner, receipt.TxHash)
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *program) ethBountyRefund() *cli.Command {
	return p.command(&cli.Command{
		Name:        "refund",
		Usage:       "take back what was not awarded, as the sponsor",
		ArgsUsage:   "ID",
		Description: "Of a settled bounty at once; of one that was not settled a week after its deadline.",
		Flags:       ethereumFlags(&cli.StringFlag{Name: "to", Usage: "address on Ethereum", DefaultText: "that of --eth-key"}, dryRun(), yesFlag()),
	}, p.withBridge(p.withReader, p.refundBounty))
}

func (p *program) refundBounty(c *cli.Context, b *bridge.Bridge) error {
	id, err := bountyArgument(c)
	if err != nil {
		return err
	}
	from, err := p.ethAddress()
	if err != nil {
		return err
	}
	to := from
	if text := c.String("to"); text != "" {
		if to, err = bridge.ParseAddress(text); err != nil {
			return fmt.Errorf("--to: %w", err)
		}
	}
	y, err := b.Bounty(c.Context, id)
	if err != nil {
		return err
	}
	if y.Escrow.Sponsor != from {
		return wrongUse("bounty %s is of %s, the key is that of %s; only the sponsor takes it back", id, y.Escrow.Sponsor, from)
	}
	rest := y.Escrow.Rest
	if y.State() == "open" {
		rest = y.Escrow.Amount
	}
	line := paidLine{Bounty: id.Uint64(), Amount: rest.String(), To: to.Hex()}
	tokens, err := bridge.Tokens(c.Context, b.Chain, b)
	if err != nil {
		return err
	}
	amount := formatOf(tokens, y.Escrow.Token, rest.String())
	if c.Bool("dry-run") {
		if err := b.CheckRefund(c.Context, from, id, to); err != nil {
			return err
		}
		return p.told(line, "would take %s back to %s; nothing was sent", amount, to)
	}
	if err := p.confirm(c, "take %s back to %s", amount, to); err != nil {
		return err
	}
	s, err := p.ethSender()
	if err != nil {
		return err
	}
	receipt, err := b.Refund(c.Context, s, id, to)
	if err != nil {
		return err
	}
	line.ethSent = ethSent{receipt.TxHash.Hex(), receipt.BlockNumber.Uint64(), receipt.GasUsed}
	return p.told(line, "%s is back at %s, transaction %s", amount, common.Address(to), receipt.TxHash)
}
