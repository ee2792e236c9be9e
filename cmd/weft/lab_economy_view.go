// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/weft-network/weft/cmd/weft/internal/economy"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
)

// economyWatch shows on a terminal how far an economy is.
type economyWatch struct {
	p     *program
	drawn time.Time
}

func (w *economyWatch) rounds(done, of int) {
	if now := time.Now(); screen.IsTerminal(w.p.err) && now.Sub(w.drawn) > time.Second/5 {
		w.drawn = now
		_, _ = fmt.Fprintf(w.p.err, "\r\x1b[2Kround %s %d of %d", screen.Bar(uint64(done), uint64(of), 24), done, of) // what cannot be drawn stops nothing
	}
}

func (w *economyWatch) done() {
	if !w.drawn.IsZero() {
		_, _ = fmt.Fprint(w.p.err, "\r\x1b[2K")
	}
}

func (p *program) printEconomy(r *economy.Result) error {
	var f screen.Facts
	f.Add("a unit", "costs %s, pays %s, is backed by %s", whole(r.UnitCost), whole(r.UnitPrice), whole(r.SlotStake))
	f.Add("audits", "%.3g of a unit, each one of %d segments; %.3g times what deters", float64(r.Rate)/1e6, r.Segments, r.Margin)
	f.Add("play", "%s rounds, seed %d, digest %s", whole(int64(r.Rounds)), r.Seed, r.Digest)
	if err := f.Write(p.out); err != nil {
		return err
	}
	blank := func() error {
		_, err := fmt.Fprintln(p.out)
		return err
	}
	var checks []screen.Check
	for _, c := range r.Checks {
		checks = append(checks, screen.Check{Name: c.Name, Pass: c.Pass, Required: true, Detail: c.Detail})
	}
	for _, write := range []func() error{
		blank, func() error { return trainersTable(r).Write(p.out) },
		blank, func() error { return verifiersTable(r).Write(p.out) },
		blank, func() error { return economyTotals(r).Write(p.out) },
		blank, func() error { return screen.WriteChecks(p.out, checks) },
	} {
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}

func trainersTable(r *economy.Result) *screen.Table {
	t := screen.NewTable("trainers", ">slots", ">a unit earns", ">±", ">of honest", ">slashed", ">confessed", ">void", ">found", ">after units", ">formula", ">off", ">verdict")
	for i := range r.Trainers {
		x := &r.Trainers[i]
		row := []string{
			x.Strategy, fmt.Sprint(x.Slots), whole(int64(x.Return.Mean)), whole(int64(x.Return.Error)), fmt.Sprintf("%.2f", x.OfHonest),
			whole(x.Slashes), whole(x.Confess), whole(x.Void), whole(x.Found), "", "", "", "",
		}
		if x.Latency != nil {
			row[9], row[10], row[11] = fmt.Sprintf("%.2f", *x.Latency), fmt.Sprintf("%.2f", *x.Formula), fmt.Sprintf("%+.1f%%", 100*x.Off())
		}
		if x.Verdict != nil {
			row[12] = fmt.Sprintf("%.1f", *x.Verdict)
		}
		t.Row(row...)
	}
	return t
}

func verifiersTable(r *economy.Result) *screen.Table {
	t := screen.NewTable("verifiers", ">stake", ">a round earns", ">±", ">of honest", ">and rewards", ">audits", ">second looks", ">slashed")
	for i := range r.Verifiers {
		x := &r.Verifiers[i]
		t.Row(x.Strategy, fmt.Sprint(x.Weight), whole(int64(x.Return.Mean)), whole(int64(x.Return.Error)), fmt.Sprintf("%.2f", x.OfHonest),
			whole(int64(x.Rewards)), whole(x.Audits), whole(x.Again), whole(x.Slashes))
	}
	return t
}

func economyTotals(r *economy.Result) *screen.Facts {
	var f screen.Facts
	t := &r.Totals
	f.Add("verification", "%.2f %% of the trainers' steps; verifiers were paid %.2f %% of what trainers were", 100*t.Work, 100*t.Fees)
	f.Add("audits", "%s units were drawn again, %s right units challenged", whole(t.Redrawn), whole(t.Accused))
	f.Add("bounty", "%s deposited, %s refunded", whole(t.Deposited), whole(t.Refunded))
	f.Add("gone", "%s burnt, %s to the community, %s for transactions", whole(t.Burnt), whole(t.Community), whole(t.Validators))
	return &f
}

func whole(n int64) string { return humanize.Comma(n) }
