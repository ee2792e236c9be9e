// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
)

func (p *program) jobShow() *cli.Command {
	return p.command(&cli.Command{
		Name:      "show",
		Usage:     "show a job and its latest rounds",
		ArgsUsage: "JOB",
		Flags: []cli.Flag{
			&cli.Uint64Flag{Name: "rounds", Value: 10, Usage: "how many rounds to show"},
			&cli.BoolFlag{Name: "units", Usage: "with the units of the latest round"},
			&cli.BoolFlag{Name: "spec", Usage: "print the specification, as TOML, and nothing else"},
		},
	}, p.withReader(p.showJob))
}

// showLine is the JSON of a job with its rounds.
type showLine struct {
	*jobs.Job
	// Latest are the latest rounds, oldest first.
	Latest []jobs.Round `json:"latest_rounds"`
}

func (p *program) showJob(c *cli.Context, cl *client.Client) error {
	id, err := jobArgument(c, 1)
	if err != nil {
		return err
	}
	j, _, err := jobs.Read(c.Context, cl, id)
	if err != nil {
		return err
	}
	if c.Bool("spec") {
		text, err := spec.MarshalTOML(j.Spec)
		if err != nil {
			return err
		}
		return p.say("%s", strings.TrimRight(string(text), "\n"))
	}
	line := showLine{Job: j, Latest: []jobs.Round{}}
	if n := c.Uint64("rounds"); n > 0 {
		if line.Latest, err = jobs.Latest(c.Context, cl, id, n); err != nil {
			return err
		}
	}
	if err := jobs.Evaluate(c.Context, cl, j, line.Latest); err != nil {
		return err
	}
	for i := range line.Latest {
		r := &line.Latest[i]
		if r.Claims, err = jobs.Claims(c.Context, cl, id, r.Round); err != nil {
			return err
		}
	}
	if last := len(line.Latest) - 1; c.Bool("units") && last >= 0 {
		if line.Latest[last].Units, err = jobs.Units(c.Context, cl, id, line.Latest[last].Round); err != nil {
			return err
		}
	}
	if p.json() {
		return p.object(line)
	}
	if err := jobFacts(j, cl).Write(p.out); err != nil {
		return err
	}
	if err := p.roundTable(line.Latest); err != nil {
		return err
	}
	return p.claimTable(line.Latest)
}

// claimTable prints the claims of outer states, if there are any.
func (p *program) claimTable(rounds []jobs.Round) error {
	t := screen.NewTable(">AFTER ROUND", "CLAIM", ">HEIGHT", "OPERATOR", "OUTER STATE")
	for _, r := range rounds {
		for _, x := range r.Claims {
			t.Row(fmt.Sprint(r.Round), x.Status, height(x.Height), x.Operator, x.State)
		}
	}
	if t.Len() == 0 {
		return nil
	}
	if err := p.say("\nclaims of outer states"); err != nil {
		return err
	}
	return t.Write(p.out)
}

func jobFacts(j *jobs.Job, cl *client.Client) *screen.Facts {
	var f screen.Facts
	f.Add("job", "%d  %s", j.Job, j.Title)
	f.Add("status", "%s", j.Why())
	switch {
	case j.Over():
	case j.CancelRequested:
		f.Add("", "cancel asked for, at the next boundary")
	case j.PauseRequested:
		f.Add("", "pause asked for, at the next boundary")
	}
	if left := j.Deadline - cl.Height(); !j.Over() && left > 0 {
		f.Add("waits", "%s more at most", screen.Blocks(left, cl.BlockTime()))
	}
	f.Add("submitter", "%s", j.Submitter)
	f.Add("rounds", "%d of %d opened, %d final", j.Round, j.Rounds, j.FinalRounds)
	f.Add("slots", "%d of %d held, quorum %d", j.HeldSlots, j.Slots, j.Quorum)
	f.Add("price", "%s a unit, %s for its audits, %s a full round; stake %s a slot", money.Format(j.UnitPrice), money.Format(j.VerifierFee),
		money.Format(j.RoundCost), money.Format(j.SlotStake))
	e := j.Escrow
	f.Add("escrow", "%s deposited: %s free, %s reserved, %s owed, %s paid, %s for audits", money.Format(e.Deposited), money.Format(e.Free),
		money.Format(e.Reserved), money.Format(e.Owed), money.Format(e.Paid), money.Format(e.Audits))
	if j.Over() {
		f.Add("", "%s refundable, %s refunded", money.Format(e.Refundable), money.Format(e.Refunded))
	}
	f.Add("spec", "%s", j.SpecDigest)
	for _, s := range j.Sources {
		f.Add("dataset", "at %s", s)
	}
	if j.Model != "" {
		f.Add("model", "%s", j.Model)
	}
	return &f
}

// roundTable prints rounds, and the units of those that have them.
func (p *program) roundTable(rounds []jobs.Round) error {
	if len(rounds) == 0 {
		return nil
	}
	header := []string{">ROUND", "PHASE", ">OPENED", ">CLOSED", ">FINAL", ">COMMITTED", ">INCLUDED", ">LOSS"}
	evaluated := jobs.Evaluated(rounds)
	if evaluated {
		header = append(header, ">VAL LOSS")
	}
	t := screen.NewTable(header...)
	for _, r := range rounds {
		row := []string{
			fmt.Sprint(r.Round), r.Stage(), height(r.Opened), height(r.Closed), height(r.Final),
			fmt.Sprintf("%d/%d", len(r.Committed), len(r.Active)), fmt.Sprint(len(r.Included)), meanLoss(r.Loss),
		}
		if evaluated {
			row = append(row, meanLoss(r.ValLoss))
		}
		t.Row(row...)
	}
	if err := p.say(""); err != nil {
		return err
	}
	if err := t.Write(p.out); err != nil {
		return err
	}
	for _, r := range rounds {
		if len(r.Units) == 0 {
			continue
		}
		units := screen.NewTable(">SLOT", "UNIT", ">LOSS", ">TOKENS", ">HEIGHT", "OPERATOR")
		for _, u := range r.Units {
			units.Row(fmt.Sprint(u.Slot), u.Status, meanLoss(&u.Loss), fmt.Sprint(u.Tokens), height(u.Height), u.Operator)
		}
		if err := p.say("\nunits of round %d", r.Round); err != nil {
			return err
		}
		if err := units.Write(p.out); err != nil {
			return err
		}
	}
	return nil
}

func height(h int64) string {
	if h == 0 {
		return ""
	}
	return fmt.Sprint(h)
}

func meanLoss(loss *float64) string {
	if loss == nil {
		return ""
	}
	return fmt.Sprintf("%.4f", *loss)
}
