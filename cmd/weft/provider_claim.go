// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/dustin/go-humanize/english"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/cmd/weft/internal/providers"
)

func (p *program) providerClaim() *cli.Command {
	return p.command(&cli.Command{
		Name:        "claim",
		Usage:       "claim everything that can be claimed now",
		Description: "Pay, audit fees, emission, refunds, shares and royalties, of every job, until the chain says that nothing is left.",
		Flags:       sendFlags(&cli.Uint64Flag{Name: "job", Usage: "only this job", DefaultText: "all"}),
	}, p.withSigner(func(c *cli.Context, cl *client.Client) error { return p.claim(c, cl, c.Uint64("job")) }))
}

// claim claims what an account can have of one job, or of all (0).
func (p *program) claim(c *cli.Context, cl *client.Client, job uint64) error {
	account := cl.Sender().Operator()
	all, err := providers.ReadEarnings(c.Context, cl, account, job)
	if err != nil {
		return err
	}
	some := false
	for i := range all {
		claimed, err := providers.Claim(c.Context, cl.Submit, account, &all[i])
		if len(claimed.Txs) == 0 && err == nil {
			continue
		}
		some = true
		if e := p.printClaimed(claimed); e != nil {
			return e
		}
		if err != nil {
			return fmt.Errorf("job %d: %w", claimed.Job, err)
		}
	}
	if !some && !p.json() {
		return p.say("%s has nothing to claim now; weft provider earnings shows what is to come", account)
	}
	return nil
}

func (p *program) printClaimed(claimed *providers.Claimed) error {
	if p.json() {
		return p.object(claimed)
	}
	text := fmt.Sprintf("job %d: claimed %s, %s after the fee", claimed.Job, money.Format(claimed.Gross), money.Format(claimed.Net))
	if claimed.Royalties.IsPositive() {
		text += ", royalties " + money.Format(claimed.Royalties)
	}
	if claimed.Shares > 0 {
		text += fmt.Sprintf(", %d shares of the model", claimed.Shares)
	}
	return p.say("%s (%s)", text, english.Plural(len(claimed.Txs), "transaction", ""))
}
