// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"math/big"
	"path/filepath"
	"strconv"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	"github.com/weft-network/weft/cmd/weft/internal/trainer"
	"github.com/weft-network/weft/trainer/worker"
	"github.com/weft-network/weft/verifier/watch"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

func (p *program) trainJobs() *cli.Command {
	return p.command(&cli.Command{
		Name:      "train",
		Usage:     "train jobs for pay, until stopped",
		ArgsUsage: "[JOB...]",
		Description: "Joins the jobs that are named, or else the open job that pays best, trains, publishes, commits, and goes on to the\n" +
			"next job when one has no more rounds to train: until those are final it stays at work beside the next. Slots that are held already are worked on first.\n" +
			"Ctrl-C stops within a second and loses nothing: slots stay held, and the same command goes on from the last anchor,\n" +
			"also after a crash. weft train --leave finishes the open round, gives the slots back and ends.\n" +
			"Units of this machine that are challenged are defended all the while; who is silent loses the stake.",
		Flags: trainFlags(),
	}, p.withSigner(p.trainFor))
}

func trainFlags() []cli.Flag {
	const policy = "Jobs"
	return sendFlags(append(append(append(append(machineFlags(), memoryFlag()),
		&cli.IntFlag{Name: "slots", Value: 1, Usage: "slots to hold in a job", Category: policy},
		&cli.StringFlag{
			Name: "min-price", Usage: "least pay for 10^15 floating point operations, such as 0.5weft; for jobs that are not named", Category: policy,
			DefaultText: "any",
		},
		&cli.BoolFlag{Name: "once", Usage: "end after the first job", Category: policy},
		&cli.BoolFlag{Name: "leave", Usage: "give slots back after the open round, take none, and end", Category: policy},
	), memberFlags("4011")...),
		&cli.Uint64Flag{Name: "log-every", Value: 10, Usage: "steps from one line to the next, where there is no terminal"},
	)...)
}

func (p *program) trainFor(c *cli.Context, cl *client.Client) error {
	cfg, err := p.trainConfig(c, cl)
	if err != nil {
		return err
	}
	view := p.trainView(c)
	cfg.Report, cfg.Games = view.report, view.game
	var metrics *trainer.Metrics
	if addr := c.String("metrics"); addr != "" {
		if metrics, err = trainer.ServeMetrics(c.Context, addr); err != nil {
			return err
		}
		defer metrics.Close()
		cfg.Report = func(r worker.Progress) { metrics.Report(r); view.report(r) }
		cfg.Games = func(r watch.Report) { metrics.Game(r); view.game(r) }
	}
	t, err := trainer.Open(c.Context, cfg)
	if err != nil {
		return err
	}
	if metrics != nil {
		metrics.Watch(t.Store())
		metrics.Look(c.Context, t.Member, t.Kernel())
	}
	if err := p.started(cl, t); err != nil {
		return errors.Join(err, t.Close())
	}
	err = t.Run(c.Context, func(job uint64, r worker.Result) error { return view.ended(job, r) })
	view.close()
	if c.Err() != nil && errors.Is(err, context.Canceled) {
		err = p.stopped(t)
	}
	return errors.Join(err, t.Close())
}

// stoppedLine is the last JSON of a trainer that was stopped.
type stoppedLine struct {
	Event    string `json:"event"`
	Sent     uint64 `json:"sent"`
	Received uint64 `json:"received"`
}

func (p *program) stopped(t *trainer.Trainer) error {
	if p.json() {
		return p.object(stoppedLine{"stopped", t.Store().Sent(), t.Store().Received()})
	}
	return p.say("stopped; slots stay held, and weft train goes on where it was. weft train --leave gives them back")
}

func (p *program) trainConfig(c *cli.Context, cl *client.Client) (trainer.Config, error) {
	m, err := machine(c)
	if err != nil {
		return trainer.Config{}, err
	}
	cfg := trainer.Config{
		Client: cl, Home: filepath.Join(p.Home, "trainer"), Kernel: m.Kernel, Threads: m.Threads, Memory: m.Memory, Slots: c.Int("slots"),
		Leave: c.Bool("leave"), Moniker: c.String("moniker"), Announce: c.StringSlice("announce"), Sources: c.StringSlice("source"), Log: p.log,
		Policy: trainer.Policy{Once: c.Bool("once")},
	}
	if cfg.Store, err = storeConfig(c); err != nil {
		return cfg, err
	}
	if cfg.Bond, err = optionalCoin(c, "bond"); err != nil {
		return cfg, err
	}
	if cfg.Slots < 1 {
		return cfg, wrongUse("--slots is %d; allowed: at least 1", cfg.Slots)
	}
	for arg := range c.NArg() {
		job, err := number(c, arg, "the job")
		if err != nil {
			return cfg, err
		}
		cfg.Policy.Jobs = append(cfg.Policy.Jobs, job)
	}
	if text := c.String("min-price"); text != "" {
		price, err := coin("--min-price", text)
		if err != nil {
			return cfg, err
		}
		cfg.Policy.MinPrice = new(big.Rat).SetInt(price.Amount.BigInt())
	}
	return cfg, nil
}

// startedLine is the first JSON of weft train.
type startedLine struct {
	Event     string   `json:"event"`
	Operator  string   `json:"operator"`
	PeerID    string   `json:"peer_id"`
	Addresses []string `json:"addresses"`
	Kernel    string   `json:"kernel"`
}

func (p *program) started(cl *client.Client, t *trainer.Trainer) error {
	line := startedLine{"started", cl.Sender().Operator(), t.Store().PeerID(), t.Store().Addrs(), t.Kernel()}
	if p.json() {
		return p.object(line)
	}
	return p.say("operator  %s\npeer      %s\nkernel    %s", line.Operator, line.PeerID, line.Kernel)
}

// endedLine is the JSON of a job that ended.
type endedLine struct {
	Event  string `json:"event"`
	Job    uint64 `json:"job"`
	Status string `json:"status"`
	Reason string `json:"reason,omitempty"`
	Model  string `json:"model,omitempty"`
}

// ended shows how a job came out.
func (v *trainView) ended(job uint64, r worker.Result) error {
	v.close()
	line := endedLine{"ended", job, jobs.Status(r.Status), jobs.Reason(r.Reason), r.Model}
	if v.p.json() {
		return v.p.object(line)
	}
	if r.Status != jobtypes.JOB_STATUS_COMPLETED {
		text := line.Status
		if line.Reason != "" {
			text += ": " + line.Reason
		}
		return v.p.say("job %s  %s", strconv.FormatUint(job, 10), text)
	}
	return v.p.say("job %d  completed\nmodel     %s\nnext      weft lab sample --model %s, weft provider earnings", job, r.Model, r.Model)
}
