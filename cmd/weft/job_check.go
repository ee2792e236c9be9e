// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"time"

	"cosmossdk.io/math"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

func (p *program) jobCheck() *cli.Command {
	return p.command(&cli.Command{
		Name:      "check",
		Usage:     "say what a specification means, what it costs, and the first reason why it would be refused",
		ArgsUsage: "FILE",
		Description: "Checks the file by itself, then asks the chain. Nothing is sent. With --from it also looks whether that account can\n" +
			"pay. With --offline the chain is not asked.",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "offline", Usage: "do not ask the chain"},
			&cli.Float64Flag{Name: "flops", Usage: "FLOP a second of a device, such as 6e13, to say how long a unit takes", DefaultText: "none"},
		},
	}, p.checkJob)
}

// checkLine is the JSON of a check.
type checkLine struct {
	File string `json:"file"`
	// Ready: nothing required fails.
	Ready  bool           `json:"ready"`
	Checks []screen.Check `json:"checks"`
	Plan   *jobs.Plan     `json:"plan"`
	// Absent with --offline.
	Deterrence *jobs.Deterrence `json:"deterrence,omitempty"`
	Market     *market          `json:"market,omitempty"`
	BlockMS    int64            `json:"block_ms,omitempty"`
	// LeastSpeed is the FLOP a second that finishes a unit within the window.
	LeastSpeed float64 `json:"least_device_flops,omitempty"`
	UnitTime   float64 `json:"unit_seconds,omitempty"`

	spec  *spec.Spec
	block time.Duration
}

// market is the prices of the jobs that take or run slots.
type market struct {
	Jobs        int    `json:"jobs"`
	Unit        uint64 `json:"median_unit_price_uweft"`
	SlotStake   uint64 `json:"median_slot_stake_uweft"`
	VerifierFee uint64 `json:"median_verifier_fee_uweft"`
}

var errNotReady = errors.New("the job would not be accepted")

func (p *program) checkJob(c *cli.Context) error {
	if err := arguments(c, 1, 1); err != nil {
		return err
	}
	line, err := p.readFile(c)
	if err != nil {
		return err
	}
	refused := false
	if !c.Bool("offline") {
		err := p.withReader(func(c *cli.Context, cl *client.Client) (err error) {
			refused, err = p.askChain(c, cl, line)
			return err
		})(c)
		if err != nil {
			return err
		}
	}
	failure, failed := screen.FirstFailure(line.Checks)
	line.Ready = !failed || !failure.Required
	if err := p.printCheck(line); err != nil || line.Ready {
		return err
	}
	if refused {
		return fmt.Errorf("%w: %s", client.ErrRefused, failure)
	}
	return fmt.Errorf("%w: %s", errNotReady, failure)
}

// readFile checks the file by itself.
func (p *program) readFile(c *cli.Context) (*checkLine, error) {
	file := c.Args().First()
	s, bound, err := jobs.ReadSpec(file)
	if err != nil {
		return nil, wrongUse("%w", err)
	}
	plan, err := jobs.NewPlan(s)
	if err != nil {
		return nil, wrongUse("%s: %w", file, err)
	}
	digest := fmt.Sprintf("%x is that of this program", s.ProgramDigest[:8])
	if bound {
		digest = fmt.Sprintf("%x, filled in by submit", s.ProgramDigest[:8])
	}
	line := &checkLine{File: file, Plan: plan, spec: s, Checks: []screen.Check{
		{Name: "specification", Pass: true, Required: true, Detail: "every field is in its range"},
		{Name: "program", Pass: true, Required: true, Detail: digest},
	}}
	if flops := c.Float64("flops"); flops > 0 {
		line.UnitTime = plan.UnitTime(flops).Seconds()
	}
	return line, nil
}

// askChain adds what only the chain knows, and reports whether it would refuse.
func (p *program) askChain(c *cli.Context, cl *client.Client, line *checkLine) (bool, error) {
	preview, err := cl.Job().Preview(c.Context, &jobtypes.QueryPreviewRequest{Spec: *line.spec})
	if err != nil {
		return false, err
	}
	line.block = cl.BlockTime()
	line.BlockMS, line.LeastSpeed = line.block.Milliseconds(), line.Plan.Speed(line.block)
	accepts := screen.Check{Name: "accepted", Pass: preview.Refusal == "", Required: true, Detail: "the chain would take it"}
	if !accepts.Pass {
		accepts.Detail, accepts.Fix = preview.Refusal, "change that field"
	}
	deterrence := line.Plan.Deterrence(preview.UnitCost)
	line.Deterrence = &deterrence
	line.Checks = append(line.Checks, accepts)
	if err := p.checkWallet(c, cl, line); err != nil {
		return false, err
	}
	prices, err := cl.Job().Prices(c.Context, &jobtypes.QueryPricesRequest{})
	if err != nil {
		return false, err
	}
	line.Market = &market{len(prices.Quotes), prices.MedianUnit, prices.MedianSlotStake, prices.MedianVerifierFee}
	line.Checks = append(line.Checks, marketChecks(line)...)
	return !accepts.Pass, nil
}

// checkWallet looks whether --from can pay.
func (p *program) checkWallet(c *cli.Context, cl *client.Client, line *checkLine) error {
	if p.From == "" {
		return nil
	}
	account, err := p.account("")
	if err != nil {
		return err
	}
	res, err := cl.Bank().Balance(c.Context, &banktypes.QueryBalanceRequest{Address: account, Denom: money.Denom})
	if err != nil {
		return err
	}
	has := res.Balance.Amount
	check := screen.Check{
		Name: "wallet", Pass: has.GTE(line.Plan.RoundCost), Required: true,
		Detail: fmt.Sprintf("%s has %s; the least deposit is %s", p.From, money.Format(has), money.Format(line.Plan.RoundCost)),
	}
	if !check.Pass {
		check.Fix = "have somebody send " + money.Format(line.Plan.RoundCost.Sub(has)) + " to " + account
	}
	line.Checks = append(line.Checks, check)
	return nil
}

// marketChecks say what may keep providers from joining. They are advice.
func marketChecks(line *checkLine) []screen.Check {
	cost := line.Deterrence.UnitCost
	pays := screen.Check{
		Name: "price", Pass: line.Plan.UnitPrice.GTE(cost),
		Detail: fmt.Sprintf("%s a unit, which costs about %s to compute", money.Format(line.Plan.UnitPrice), money.Format(cost)),
	}
	if !pays.Pass {
		pays.Fix = "raise price.unit to " + cost.String() + " or more: below it nobody has a reason to join"
	}
	checks := []screen.Check{pays}
	if m := line.Market; m.Jobs > 0 {
		check := screen.Check{
			Name: "market", Pass: line.Plan.UnitPrice.GTE(math.NewIntFromUint64(m.Unit)),
			Detail: fmt.Sprintf("median of %s: %s a unit, stake %s", english.Plural(m.Jobs, "open job", ""), money.FormatUint(m.Unit), money.FormatUint(m.SlotStake)),
		}
		if !check.Pass {
			check.Fix = "providers see better-paid jobs first"
		}
		checks = append(checks, check)
	}
	return checks
}

func (p *program) printCheck(line *checkLine) error {
	if p.json() {
		return p.object(line)
	}
	if err := p.planFacts(line).Write(p.out); err != nil {
		return err
	}
	if err := p.say(""); err != nil {
		return err
	}
	if err := screen.WriteChecks(p.out, line.Checks); err != nil || !line.Ready {
		return err
	}
	return p.say("\nnext: weft job submit %s --title TITLE", line.File)
}

// planFacts lay out what the specification means.
func (p *program) planFacts(line *checkLine) *screen.Facts {
	s, plan := line.spec, line.Plan
	var f screen.Facts
	f.Add("model", "%s parameters: %d layers of width %d, context %d, vocabulary %d", count(plan.Parameters),
		s.Model.Layers, s.Model.Width, s.Inner.Context, s.Model.Vocab)
	f.Add("data", "%s tokens, %s for validation", count(s.Data.Tokens), count(s.Data.ValidationTokens))
	f.Add("work", "%d rounds x %d slots x %d steps x %d samples: %s tokens, %.2f epochs", s.Rounds.Rounds, s.Rounds.Slots,
		s.Inner.Steps, s.Inner.Batch, count(plan.Tokens), plan.Epochs)
	flop, suffix := humanize.ComputeSI(float64(s.UnitFLOP().Uint64()))
	f.Add("unit", "%s tokens, %.3g %sFLOP, %d operators a step", count(plan.UnitTokens), flop, suffix, plan.Operators)
	f.Add("network", "a slot sends %s and fetches up to %s a round", humanize.Bytes(plan.UpBytes), humanize.Bytes(plan.DownBytes))
	f.Add("disk", "a slot keeps %s a unit, up to %s at once", humanize.Bytes(plan.UnitDisk), humanize.Bytes(plan.Disk))
	f.Add("price", "%s a unit and %s for its audits: %s a round, %s in all", money.Format(plan.UnitPrice), money.Format(plan.VerifierFee),
		money.Format(plan.RoundCost), money.Format(plan.Bounty))
	f.Add("stake", "%s backs each slot", money.Format(plan.SlotStake))
	f.Add("windows", "a round takes at most %d blocks, its units are final %d later, the job takes at most %d",
		plan.RoundBlocks, plan.FinalBlocks, plan.JobBlocks)
	if line.UnitTime > 0 {
		f.Add("device", "a unit takes it %s", screen.Duration(time.Duration(line.UnitTime*float64(time.Second))))
	}
	if line.Deterrence == nil {
		return &f
	}
	job := time.Duration(plan.JobBlocks) * line.block
	speed, suffix := humanize.ComputeSI(line.LeastSpeed)
	f.Add("time", "blocks come every %s: a round takes at most %s, the job at most %s", screen.Duration(line.block),
		screen.Duration(time.Duration(plan.RoundBlocks)*line.block), screen.Duration(job))
	f.Add("devices", "a slot needs %.3g %sFLOP/s to finish a unit in its window", speed, suffix)
	d := line.Deterrence
	f.Add("cheating", "a given step is replayed with a chance of %.2g; a unit costs %s to compute, the stake is %s",
		d.ReplayChance, money.Format(d.UnitCost), money.Format(plan.SlotStake))
	return &f
}

// count shortens a number of things.
func count(n uint64) string {
	if n < 10_000 {
		return fmt.Sprint(n)
	}
	value, suffix := humanize.ComputeSI(float64(n))
	return fmt.Sprintf("%.3g %s", value, suffix)
}
