// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"cosmossdk.io/math"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/beacon/local"
	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/cmd/weft/internal/providers"
	"github.com/weft-network/weft/cmd/weft/internal/verifier"
	"github.com/weft-network/weft/verifier/beacon"
	"github.com/weft-network/weft/verifier/watch"
)

func (p *program) verify() *cli.Command {
	return p.command(&cli.Command{
		Name:  "verify",
		Usage: "audit what others train, for pay, until stopped",
		Description: "Takes part in the draws of all jobs with the stake that is locked for audits, executes again what it draws, reports,\n" +
			"and plays the games that its mismatches open. The key that decides what it draws is made at the first start:\n" +
			"keep a copy of HOME/verifier/vrf.key.\n" +
			"Ctrl-C stops within a second; the same command goes on where it was, also after a crash. Reports that come too late\n" +
			"are not paid, and whoever misses three draws is out until it is activated again. weft verify --leave takes part in\n" +
			"no new draws, stays for those that it owes reports and moves, and ends.",
		Flags: verifyFlags(),
	}, p.withSigner(p.verifyFor))
}

// maxAudits bounds --audits.
const maxAudits = 64

func verifyFlags() []cli.Flag {
	const audits, network = "Audits", "Network"
	return sendFlags(append(append(append(machineFlags(), memoryFlag()),
		&cli.IntFlag{Name: "audits", Value: 1, Usage: "audits at a time, which share threads and memory", Category: audits},
		&cli.StringFlag{
			Name: "stake", Usage: "take part with this stake of the bond, such as 200weft, and again whenever draws were missed", DefaultText: "as it is",
			Category: audits,
		},
		&cli.BoolFlag{Name: "leave", Usage: "take part in no new draws, finish the open ones, and end", Category: audits},
		&cli.BoolFlag{
			Name: "replace-vrf-key", Usage: "have the provider's record name this machine's key instead of another one; what is drawn already is lost",
			Category: audits,
		},
		&cli.StringSliceFlag{
			Name: "beacon", Usage: "server of the chain's beacon, whose rounds are posted, such as https://api.drand.sh/CHAIN; once for each", Category: network,
		},
		&cli.StringFlag{Name: "local-beacon", Usage: "seed of the beacon of a network on this machine", Hidden: true},
	), memberFlags("4012")...)...)
}

func (p *program) verifyConfig(c *cli.Context, cl *client.Client) (verifier.Config, error) {
	m, err := machine(c)
	if err != nil {
		return verifier.Config{}, err
	}
	cfg := verifier.Config{
		Client: cl, Home: filepath.Join(p.Home, "verifier"), Kernel: m.Kernel, Threads: m.Threads, Memory: m.Memory, Audits: c.Int("audits"),
		Moniker: c.String("moniker"), Announce: c.StringSlice("announce"), Sources: c.StringSlice("source"), Log: p.log,
		ReplaceKey: c.Bool("replace-vrf-key"), Leave: c.Bool("leave"),
	}
	if cfg.Audits < 1 || cfg.Audits > maxAudits {
		return cfg, wrongUse("--audits is %d; allowed: 1 to %d", cfg.Audits, maxAudits)
	}
	if cfg.Leave && c.IsSet("stake") {
		return cfg, wrongUse("--leave and --stake do not go together; leave out one")
	}
	if cfg.Store, err = storeConfig(c); err != nil {
		return cfg, err
	}
	if cfg.Bond, err = optionalCoin(c, "bond"); err != nil {
		return cfg, err
	}
	if cfg.Stake, err = optionalCoin(c, "stake"); err != nil {
		return cfg, err
	}
	if cfg.Beacon, err = beacon.Sources(c.StringSlice("beacon")); err != nil {
		return cfg, wrongUse("--beacon: %w", err)
	}
	if len(cfg.Beacon) > 0 {
		const turn = 10 * time.Second
		cfg.Turn = turn
	}
	if seed := c.String("local-beacon"); seed != "" {
		cfg.Beacon = append(cfg.Beacon, beacon.Local{Key: local.New([]byte(seed))})
	}
	return cfg, nil
}

func (p *program) verifyFor(c *cli.Context, cl *client.Client) error {
	cfg, err := p.verifyConfig(c, cl)
	if err != nil {
		return err
	}
	view := p.verifyView()
	cfg.Report, cfg.Games, cfg.Posted = view.report, view.game, view.posted
	var metrics *verifier.Metrics
	if addr := c.String("metrics"); addr != "" {
		if metrics, err = verifier.ServeMetrics(c.Context, addr); err != nil {
			return err
		}
		defer metrics.Close()
		cfg.Report = func(n watch.News) { metrics.Report(n); view.report(n) }
		cfg.Games = func(r watch.Report) { metrics.Game(r); view.game(r) }
		cfg.Posted = func(r beacon.Posted) { metrics.Posted(r); view.posted(r) }
	}
	v, err := verifier.Open(c.Context, cfg)
	if err != nil {
		return err
	}
	if metrics != nil {
		metrics.Watch(v.Store())
		metrics.Look(c.Context, v.Member, v.Kernel())
	}
	if err := p.verifyStarted(c.Context, cl, v); err != nil {
		return errors.Join(err, v.Close())
	}
	err = v.Run(c.Context)
	view.close()
	switch {
	case c.Err() != nil && errors.Is(err, context.Canceled):
		err = p.verifyStopped(v, view)
	case err == nil && cfg.Leave:
		err = p.verifyLeft(c.Context, cl, v)
	}
	return errors.Join(err, v.Close())
}

// verifyingLine is the first JSON of weft verify.
type verifyingLine struct {
	startedLine
	VRFKey string   `json:"vrf_key"`
	Stake  math.Int `json:"stake_uweft"`
}

func (p *program) verifyStarted(ctx context.Context, cl *client.Client, v *verifier.Verifier) error {
	s, err := providers.Verifier(ctx, cl, v.Operator())
	if err != nil {
		return err
	}
	line := verifyingLine{
		startedLine: startedLine{"started", v.Operator(), v.Store().PeerID(), v.Store().Addrs(), v.Kernel()},
		VRFKey:      fmt.Sprintf("%x", v.PublicKey()), Stake: math.ZeroInt(),
	}
	if s != nil {
		line.Stake = s.Stake
	}
	if p.json() {
		return p.object(line)
	}
	return p.say("operator  %s\npeer      %s\nkernel    %s\nvrf key   %s\nstake     %s", line.Operator, line.PeerID, line.Kernel, line.VRFKey,
		money.Format(line.Stake))
}

func (p *program) verifyStopped(v *verifier.Verifier, view *verifyView) error {
	if p.json() {
		return p.object(stoppedLine{"stopped", v.Store().Sent(), v.Store().Received()})
	}
	return p.say("%s\nstopped; draws go on without this machine, and weft verify goes on where it was. weft verify --leave takes part no more", view.total())
}

// leftLine is the last JSON of a verifier that has left.
type leftLine struct {
	Event    string   `json:"event"`
	Locked   math.Int `json:"locked_uweft"`
	Sent     uint64   `json:"sent"`
	Received uint64   `json:"received"`
}

func (p *program) verifyLeft(ctx context.Context, cl *client.Client, v *verifier.Verifier) error {
	s, err := providers.Verifier(ctx, cl, v.Operator())
	if err != nil {
		return err
	}
	line := leftLine{"left", math.ZeroInt(), v.Store().Sent(), v.Store().Received()}
	if s != nil {
		line.Locked = s.Stake
	}
	if p.json() {
		return p.object(line)
	}
	if line.Locked.IsPositive() {
		return p.say("left; %s stay locked until the late windows of the rounds that were audited have ended, and are free then by themselves",
			money.Format(line.Locked))
	}
	return p.say("left; no stake is locked for audits")
}
