// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/cmd/weft/internal/bridge"
)

func (p *program) ethRelay() *cli.Command {
	return p.command(&cli.Command{
		Name:  "relay",
		Usage: "bring what validators have signed to the contract, until stopped",
		Description: "weft eth relay --min-fee 0.5weft --max-gas-price 20gwei\n" +
			"Anybody may. Sets come first, then listings, batches and settlements; a batch pays its fee to the relay's key, the others\n" +
			"nothing. A batch is taken if it pays at least --min-fee of its token, if it pays the key itself, or with --at-any-price.\n" +
			"Give the relay a key of its own: a transaction of that key that still waits is replaced. It keeps nothing, can be killed\n" +
			"at any moment, and several may run: every call is simulated before it is sent. With --once it ends after one look.",
		Flags: ethereumFlags(
			&cli.StringSliceFlag{Name: "min-fee", Usage: "least fee of a batch, such as 0.5weft; once for each token"},
			&cli.BoolFlag{Name: "at-any-price", Usage: "take every batch, whatever it pays"},
			&cli.StringFlag{Name: "max-gas-price", Usage: "most that is offered for gas, such as 20gwei", DefaultText: "no limit"},
			&cli.DurationFlag{Name: "every", Value: 15 * time.Second, Usage: "pause between two looks"},
			&cli.DurationFlag{Name: "patience", Value: 90 * time.Second, Usage: "offer more when a transaction has waited so long"},
			&cli.BoolFlag{Name: "once", Usage: "look once, relay what there is, and end"},
		),
	}, p.withBridge(p.withReader, p.relay))
}

// gwei reads a price of gas.
func gwei(what, text string) (*big.Int, error) {
	if text == "" {
		return nil, nil //nolint:nilnil // no limit
	}
	const decimals = 9
	number, ok := strings.CutSuffix(strings.ToLower(strings.TrimSpace(text)), "gwei")
	whole, fraction, _ := strings.Cut(strings.TrimSpace(number), ".")
	price, good := new(big.Int).SetString(whole+fraction+strings.Repeat("0", max(0, decimals-len(fraction))), 10)
	if !ok || !good || whole == "" || len(fraction) > decimals || price.Sign() <= 0 {
		return nil, wrongUse("%s is %q; write one such as 20gwei", what, text)
	}
	return price, nil
}

func (p *program) relayOf(c *cli.Context, b *bridge.Bridge) (*bridge.Relay, error) {
	const least = time.Second
	if every := c.Duration("every"); every < least {
		return nil, wrongUse("--every is %s; allowed: from %s", every, least)
	}
	if patience := c.Duration("patience"); patience < least {
		return nil, wrongUse("--patience is %s; allowed: from %s", patience, least)
	}
	price, err := gwei("--max-gas-price", c.String("max-gas-price"))
	if err != nil {
		return nil, err
	}
	r := &bridge.Relay{Bridge: b, AnyPrice: c.Bool("at-any-price"), MinFee: map[string]*big.Int{}, Log: p.log}
	tokens, err := bridge.Tokens(c.Context, b.Chain, b)
	if err != nil {
		return nil, err
	}
	for _, text := range c.StringSlice("min-fee") {
		fee, err := bridge.Parse(text, tokens)
		if err != nil {
			return nil, fmt.Errorf("--min-fee: %w", err)
		}
		r.MinFee[fee.Token.Denom] = fee.Units
	}
	if r.Sender, err = p.ethSender(); err != nil {
		return nil, err
	}
	r.Sender.MaxPrice, r.Sender.Replace, r.Sender.Patience = price, true, c.Duration("patience")
	r.Tell = func(done bridge.Relayed) {
		_ = p.told(done, "%s: block %d, transaction %s, %d gas", done.What, done.Block, done.Tx, done.GasUsed) //nolint:errcheck // what cannot be shown stops nothing
	}
	return r, nil
}

func (p *program) relay(c *cli.Context, b *bridge.Bridge) error {
	r, err := p.relayOf(c, b)
	if err != nil {
		return err
	}
	if c.Bool("once") {
		n, err := r.Once(c.Context)
		if err == nil && n == 0 && !p.json() {
			return p.say("nothing to relay now; weft eth status shows what is being signed")
		}
		return err
	}
	err = r.Run(c.Context, c.Duration("every"))
	if c.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
