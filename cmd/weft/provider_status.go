// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/cmd/weft/internal/providers"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
)

func (p *program) providerStatus() *cli.Command {
	return p.command(&cli.Command{
		Name:      "status",
		Usage:     "say whether a provider works and earns, and if not why",
		ArgsUsage: "[PROVIDER]",
		Description: "PROVIDER is an address or the name of a key; without it, the key --from. \"ok\" holds, \"NO\" must be mended before\n" +
			"anything works, \"--\" could be. Under each is the next command. The command ends with 1 while anything is NO.",
	}, p.withReader(p.printStatus))
}

func (p *program) printStatus(c *cli.Context, cl *client.Client) error {
	if err := arguments(c, 0, 1); err != nil {
		return err
	}
	operator, err := p.account(c.Args().First())
	if err != nil {
		return err
	}
	s, err := providers.Read(c.Context, cl, operator)
	if err != nil {
		return err
	}
	if p.json() {
		err = p.object(s)
	} else {
		err = p.statusTables(s, cl)
	}
	if err != nil {
		return err
	}
	if failure, failed := screen.FirstFailure(s.Checks); failed && failure.Required {
		return fmt.Errorf("not ready to work: %s", failure)
	}
	return nil
}

func (p *program) statusTables(s *providers.Status, cl *client.Client) error {
	var f screen.Facts
	f.Add("provider", "%s  %s", s.Operator, s.Moniker)
	f.Add("wallet", "%s", money.Format(s.Wallet))
	if st := s.Stake; st != nil {
		f.Add("provider stake", "%s bonded: %s locked, %s free; %s unbonding", money.Format(st.Bonded), money.Format(st.Locked),
			money.Format(st.Free), money.Format(st.Unbonding))
	}
	for _, l := range s.Locks {
		f.Add("", "%s locked for %s", money.Format(l.Amount), l.Ref)
	}
	for _, u := range s.Leaving {
		left := max(u.Complete-cl.Height(), 0)
		f.Add("", "unbonding %d: %s, paid in %s", u.ID, money.Format(u.Amount), screen.Blocks(left, cl.BlockTime()))
	}
	if err := f.Write(p.out); err != nil {
		return err
	}
	if err := p.say(""); err != nil {
		return err
	}
	if err := screen.WriteChecks(p.out, s.Checks); err != nil || len(s.Slots) == 0 {
		return err
	}
	t := screen.NewTable(">JOB", ">SLOT", ">ROUND", "PHASE", ">LAST COMMIT", "EARNING")
	for _, slot := range s.Slots {
		t.Row(fmt.Sprint(slot.Job), fmt.Sprint(slot.Slot), fmt.Sprint(slot.Round), slot.Phase, fmt.Sprint(slot.LastCommit), slot.Earning)
	}
	if err := p.say(""); err != nil {
		return err
	}
	return t.Write(p.out)
}
