// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"cosmossdk.io/math"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/cmd/weft/internal/providers"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
)

func (p *program) providerEarnings() *cli.Command {
	return p.command(&cli.Command{
		Name:      "earnings",
		Usage:     "say what an account earned, by job and kind",
		ArgsUsage: "[ACCOUNT]",
		Description: "Pending waits for rounds to become final, vesting comes with the next rounds, claimable is paid by weft provider claim,\n" +
			"received has been paid, before fees. With --output json an object for each job.",
		Flags: []cli.Flag{&cli.Uint64Flag{Name: "job", Usage: "only this job", DefaultText: "all"}},
	}, p.withReader(p.printEarnings))
}

func (p *program) printEarnings(c *cli.Context, cl *client.Client) error {
	if err := arguments(c, 0, 1); err != nil {
		return err
	}
	account, err := p.account(c.Args().First())
	if err != nil {
		return err
	}
	all, err := providers.ReadEarnings(c.Context, cl, account, c.Uint64("job"))
	if err != nil {
		return err
	}
	if p.json() {
		for i := range all {
			if err := p.object(&all[i]); err != nil {
				return err
			}
		}
		return nil
	}
	if len(all) == 0 {
		return p.say("%s earned nothing yet; weft provider status says why", account)
	}
	if err := p.earningTables(all); err != nil {
		return err
	}
	return p.nextPay(cl, all)
}

// nextPay says what pending pay waits for.
func (p *program) nextPay(cl *client.Client, all []providers.Earnings) error {
	for i := range all {
		left := all[i].NextFinal - cl.Height()
		if left <= 0 {
			continue
		}
		if err := p.say("job %d: the next units become final at height %d, %s from now", all[i].Job, all[i].NextFinal,
			screen.Blocks(left, cl.BlockTime())); err != nil {
			return err
		}
	}
	return nil
}

func (p *program) earningTables(all []providers.Earnings) error {
	t := screen.NewTable(">JOB", ">PENDING", ">VESTING", ">HELD", ">CLAIMABLE", ">RECEIVED", ">FEES", ">SHARES TO CLAIM")
	total := make([]math.Int, 6)
	for i := range total {
		total[i] = math.ZeroInt()
	}
	kinds := screen.NewTable("KIND", ">CLAIMABLE", ">RECEIVED")
	byKind := make([][2]math.Int, len(providers.Names))
	for i := range byKind {
		byKind[i] = [2]math.Int{math.ZeroInt(), math.ZeroInt()}
	}
	for i := range all {
		e := &all[i]
		amounts := []math.Int{e.Pending, e.Vesting, e.Held, e.Claimable.Sum(), e.Received.Sum(), e.Fees}
		row := []string{fmt.Sprint(e.Job)}
		for n, a := range amounts {
			total[n] = total[n].Add(a)
			row = append(row, money.Format(a))
		}
		t.Row(append(row, fmt.Sprint(e.ClaimableShares))...)
		for n, a := range e.Claimable.All() {
			byKind[n][0] = byKind[n][0].Add(a)
		}
		for n, a := range e.Received.All() {
			byKind[n][1] = byKind[n][1].Add(a)
		}
	}
	if len(all) > 1 {
		row := []string{"all"}
		for _, a := range total {
			row = append(row, money.Format(a))
		}
		t.Row(append(row, "")...)
	}
	for n, name := range providers.Names {
		if k := byKind[n]; k[0].IsPositive() || k[1].IsPositive() {
			kinds.Row(name, money.Format(k[0]), money.Format(k[1]))
		}
	}
	if err := t.Write(p.out); err != nil || kinds.Len() == 0 {
		return err
	}
	if err := p.say(""); err != nil {
		return err
	}
	return kinds.Write(p.out)
}
