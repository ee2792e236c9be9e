// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/cmd/weft/internal/bridge"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
)

func (p *program) ethStatus() *cli.Command {
	return p.command(&cli.Command{
		Name:  "status",
		Usage: "where both sides of the bridge stand, and what somebody should do",
		Description: "Events of the contract against those that the chain executed, the validators' set and its age, caps that are left, supply\n" +
			"against what the chain's ledger says, and what is being signed by how much of the power.",
		Flags: ethereumFlags(),
	}, p.withBridge(p.withReader, p.showBridge))
}

func (p *program) showBridge(c *cli.Context, b *bridge.Bridge) error {
	s, err := b.Look(c.Context)
	if err != nil {
		return err
	}
	if p.json() {
		return p.object(s)
	}
	var f screen.Facts
	f.Add("contract", "%s on chain %d, escrow %s", s.Contract, s.EthChain, s.Escrow)
	f.Add("events", "%d emitted, %d final at block %d, %d executed on %s", s.Events, s.FinalEvents, s.FinalBlock, s.ExecutedEvents, s.Chain)
	if s.EthTime > 0 {
		f.Add("time", "everything up to %s on Ethereum is known", time.Unix(int64(s.EthTime), 0).UTC().Format(time.RFC3339))
	}
	f.Add("sets", "%d on the contract, %d by the chain, %d the latest made", s.Set, s.ChainSet, s.LatestSet)
	f.Add("waiting", "%d withdrawals, %d deposits held back by caps, %d bounties", s.Waiting, s.Delayed, s.Bounties)
	if err := f.Write(p.out); err != nil {
		return err
	}
	tokens := screen.NewTable("TOKEN", "ADDRESS", ">OUTSIDE", ">PENDING", ">IN LEFT", ">OUT LEFT", ">LEFT TODAY")
	for i := range s.Tokens {
		t := &s.Tokens[i]
		tokens.Row(t.Token, t.Address, t.Format(t.Outside), t.Format(t.Pending), t.Format(t.InLeft), t.Format(t.OutLeft), t.Format(t.DayLeft))
	}
	orders := screen.NewTable(">ORDER", "KIND", ">SET", ">SIGNATURES", ">POWER", "ENOUGH")
	for _, o := range s.Orders {
		orders.Row(fmt.Sprint(o.Order), o.Kind, fmt.Sprint(o.Set), fmt.Sprint(o.Signatures), fmt.Sprintf("%.1f%%", float64(o.Power)/100), fmt.Sprint(o.Enough))
	}
	for _, t := range []*screen.Table{tokens, orders} {
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
	if err := p.say(""); err != nil {
		return err
	}
	return screen.WriteChecks(p.out, s.Checks)
}
