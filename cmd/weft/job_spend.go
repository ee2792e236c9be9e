// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
)

func (p *program) jobSpend() *cli.Command {
	return p.command(&cli.Command{
		Name:      "spend",
		Usage:     "say where every coin of a job's bounty is",
		ArgsUsage: "JOB",
		Description: "Reads the books of the job at one height and adds them up; sums that must agree and do not are an error.\n" +
			"With --events it also adds up every movement of money since the job's first block, and holds the books against that.",
		Flags: []cli.Flag{&cli.BoolFlag{Name: "events", Usage: "add up the events of all its blocks too"}},
	}, p.withReader(p.printSpend))
}

func (p *program) printSpend(c *cli.Context, cl *client.Client) error {
	id, err := jobArgument(c, 1)
	if err != nil {
		return err
	}
	s, err := jobs.ReadSpend(c.Context, cl, id)
	if err != nil {
		return err
	}
	if c.Bool("events") {
		j, _, err := jobs.Read(c.Context, cl, id)
		if err != nil {
			return err
		}
		if err := s.ReadFlows(c.Context, cl, j.CreatedHeight, p.readProgress()); err != nil {
			return err
		}
	}
	if p.json() {
		return p.object(s)
	}
	return p.spendTables(s)
}

// readProgress says now and then how far the reading of blocks is, on a terminal.
func (p *program) readProgress() func(height, last int64) {
	if !isTerminal(p.err) {
		return nil
	}
	const every = 100
	return func(height, last int64) {
		switch {
		case height >= last:
			fmt.Fprint(p.err, "\r\x1b[K")
		case height%every == 0:
			fmt.Fprintf(p.err, "\rblock %d of %d", height, last)
		}
	}
}

func (p *program) spendTables(s *jobs.Spend) error {
	var f screen.Facts
	f.Add("deposited", "%s at height %d", money.Format(s.Deposited), s.Height)
	f.Add("free", "%s can pay the next rounds", money.Format(s.Free))
	f.Add("reserved", "%s set aside for open rounds, %s of it for committed units", money.Format(s.Reserved), money.Format(s.Pending))
	f.Add("owed", "%s earned and not claimed", money.Format(s.Owed))
	f.Add("paid", "%s claimed by trainers, before the fee", money.Format(s.Paid))
	f.Add("audits", "%s earned by verifiers", money.Format(s.Audits))
	f.Add("refundable", "%s waits for depositors", money.Format(s.Refundable))
	f.Add("refunded", "%s went back", money.Format(s.Refunded))
	if err := f.Write(p.out); err != nil {
		return err
	}
	deposits := screen.NewTable("DEPOSITOR", ">DEPOSITED", ">REFUNDED", ">CLAIMABLE")
	for _, d := range s.Deposits {
		deposits.Row(d.Account, money.Format(d.Deposited), money.Format(d.Refunded), money.Format(d.Claimable))
	}
	operators := screen.NewTable("TRAINER", ">UNITS", ">EARNED", ">PENDING", ">VESTING", ">HELD", ">CLAIMABLE", ">PAID")
	for _, o := range s.Operators {
		operators.Row(o.Operator, fmt.Sprint(o.Units), money.Format(o.Earned), money.Format(o.Pending), money.Format(o.Vesting),
			money.Format(o.Held), money.Format(o.Claimable), money.Format(o.Paid))
	}
	tables := []*screen.Table{deposits, operators}
	if s.Events != nil {
		flows := screen.NewTable("REASON", "FROM", "TO", ">AMOUNT")
		for _, k := range s.Events.Kinds {
			flows.Row(k.Reason, k.From, k.To, money.Format(k.Amount))
		}
		tables = append(tables, flows)
	}
	for _, t := range tables {
		if t.Len() == 0 {
			continue
		}
		if err := p.say(""); err != nil {
			return err
		}
		if err := t.Write(p.out); err != nil {
			return err
		}
	}
	if s.Events == nil {
		return p.say("\nall sums agree")
	}
	return p.say("\nall sums agree, with each other and with %d movements since block %d", s.Events.Events, s.Events.FromHeight)
}
