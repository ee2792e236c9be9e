// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"cosmossdk.io/math"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/cmd/weft/internal/economy"
	"github.com/weft-network/weft/cmd/weft/internal/lab"
)

func (p *program) labEconomy() *cli.Command {
	return p.command(&cli.Command{
		Name:  "economy",
		Usage: "play a job with honest and other trainers and verifiers, and count who earns what",
		Description: "Nothing is trained: what a fault is worth, when audits find it, and what it costs follow from the rules of audits and\n" +
			"of money, which are those of the chain. The same seed gives the same digest on every machine. At the end stand the\n" +
			"conditions that the rules must meet; if one fails, the exit code is 1. Every amount is in uweft.\n\n" +
			"Strategies of trainers:\n" + strategies(0) + "\nStrategies of verifiers:\n" + strategies(1),
		Flags: economyFlags(),
	}, p.runEconomy)
}

// strategies describes those of trainers, 0, or of verifiers, 1.
func strategies(role int) string {
	trainers, verifiers := economy.Strategies()
	var b strings.Builder
	for _, s := range [][][2]string{trainers, verifiers}[role] {
		fmt.Fprintf(&b, "  %-12s%s\n", s[0], s[1])
	}
	return b.String()
}

func economyFlags() []cli.Flag {
	const play, rules = "Play", "Rules"
	number := func(name, usage, unset string) cli.Flag {
		return &cli.Uint64Flag{Name: name, Usage: usage, DefaultText: unset, Category: rules}
	}
	return []cli.Flag{
		&cli.IntFlag{Name: "rounds", Value: 100_000, Usage: "rounds to play", Category: play},
		&cli.Uint64Flag{Name: "seed", Value: 1, Usage: "seed of beacons and of conduct", Category: play},
		&cli.StringSliceFlag{Name: "trainers", Usage: "slots by strategy, such as honest=16,frozen=4", DefaultText: "some of each", Category: play},
		&cli.StringSliceFlag{Name: "verifiers", Usage: "stake by strategy, such as honest=2,shill=1", DefaultText: "two thirds honest", Category: play},
		&cli.IntFlag{Name: "operators", Usage: "honest verifiers that divide the honest stake", DefaultText: "5", Category: play},
		&cli.StringFlag{Name: "svg", Usage: "folder to draw charts in", DefaultText: "none", Category: play},

		&cli.StringFlag{Name: "spec", Usage: "specification of a job, a TOML file", DefaultText: "1.1 billion parameters", Category: rules},
		number("unit-price", "pay of a unit; stake and fee follow unless they are given", "the specification's"),
		number("slot-stake", "stake behind a slot", "the specification's"),
		number("verifier-fee", "fee for the audits of a unit", "the specification's"),
		number("audit-rate", "expected audits of a unit, in parts per million", "the specification's"),
		number("anchor-every", "steps from one anchor to the next", "the specification's"),
		number("flop-price", "price of 10^15 floating-point operations", "the chain's"),
		number("second-looks", "expected second looks at a report, in parts per million", "100000"),
		&cli.Uint64Flag{Name: "slash", Value: payout.BasisPoints, Usage: "part of the slot stake that a proven fraud takes, in basis points", Category: rules},
		&cli.StringFlag{Name: "confess", Value: string(economy.UntilBeacon), Usage: "until when a unit may be confessed: beacon (as the chain has it), " +
			"challenge, or leave: as challenge, but the slot is freed", Category: rules},
	}
}

var errEconomy = errors.New("the rules do not hold")

func (p *program) runEconomy(c *cli.Context) error {
	o, err := economyOptions(c)
	if err != nil {
		return err
	}
	watch := &economyWatch{p: p}
	o.Watch = watch.rounds
	s, err := economy.New(o)
	if errors.Is(err, economy.ErrOptions) {
		return wrongUse("%w", err)
	}
	if err != nil {
		return err
	}
	r, err := s.Run()
	watch.done()
	if err != nil {
		return err
	}
	if dir := c.String("svg"); dir != "" {
		if err := writeCharts(dir, r.Charts()); err != nil {
			return err
		}
	}
	if p.json() {
		err = p.object(r)
	} else {
		err = p.printEconomy(r)
	}
	if err == nil && !r.Pass() {
		err = fmt.Errorf("%w: see the conditions that fail", errEconomy)
	}
	return err
}

func writeCharts(dir string, charts []economy.Chart) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, chart := range charts {
		if err := os.WriteFile(filepath.Join(dir, chart.Name), chart.SVG, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// economyOptions reads the flags of "lab economy".
func economyOptions(c *cli.Context) (o economy.Options, err error) {
	s := economy.Job()
	if path := c.String("spec"); path != "" {
		if s, err = lab.ReadSpec(path); err != nil {
			return o, err
		}
	}
	o = economy.Options{Rules: economy.DefaultRules(s), Seed: c.Uint64("seed"), Rounds: c.Int("rounds"), Operators: c.Int("operators")}
	if err := economyRules(c, &o.Rules); err != nil {
		return o, err
	}
	if o.Trainers, err = population(c, "trainers"); err != nil {
		return o, err
	}
	o.Verifiers, err = population(c, "verifiers")
	return o, err
}

func economyRules(c *cli.Context, r *economy.Rules) error {
	s := r.Spec
	if c.IsSet("unit-price") {
		economy.SetPrice(s, math.NewIntFromUint64(min(c.Uint64("unit-price"), spec.MaxAmount)))
	}
	rate, anchors := uint64(s.Audit.Rate), uint64(s.Audit.AnchorEvery)
	slash := c.Uint64("slash")
	for _, f := range []struct {
		name string
		to   *uint64
		most uint64
	}{
		{"slot-stake", &s.Price.SlotStake, spec.MaxAmount},
		{"verifier-fee", &s.Price.VerifierFee, spec.MaxAmount},
		{"audit-rate", &rate, spec.MaxAuditRate},
		{"anchor-every", &anchors, spec.MaxSteps},
		{"flop-price", &r.Job.FlopPrice, spec.MaxAmount},
		{"second-looks", &r.Audit.Again, spec.MaxAuditRate},
		{"slash", &slash, payout.BasisPoints},
	} {
		if !c.IsSet(f.name) {
			continue
		}
		if *f.to = c.Uint64(f.name); *f.to > f.most {
			return wrongUse("--%s is %d; allowed: 0 to %d", f.name, *f.to, f.most)
		}
	}
	s.Audit.Rate, s.Audit.AnchorEvery, r.Slash = uint32(rate), uint32(anchors), uint32(slash)
	r.Confess = economy.Confession(c.String("confess"))
	if !slices.Contains(economy.Confessions(), r.Confess) {
		return wrongUse("--confess is %q; allowed: challenge, beacon, leave", r.Confess)
	}
	return nil
}

// population reads NAME=NUMBER pairs; nil if the flag is not given.
func population(c *cli.Context, flag string) (map[string]uint64, error) {
	if !c.IsSet(flag) {
		return nil, nil
	}
	out := map[string]uint64{}
	for _, pair := range c.StringSlice(flag) {
		name, text, _ := strings.Cut(pair, "=")
		n, err := strconv.ParseUint(text, 10, 32)
		if _, twice := out[name]; err != nil || twice {
			return nil, wrongUse("--%s has %q; allowed: NAME=NUMBER, each strategy once, such as honest=2,lazy=1", flag, pair)
		}
		out[name] = n
	}
	return out, nil
}
