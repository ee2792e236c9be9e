// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/cmd/weft/internal/local"
	"github.com/weft-network/weft/cmd/weft/internal/money"
)

func (p *program) devnet() *cli.Command {
	return p.command(&cli.Command{
		Name:  "devnet",
		Usage: "run a whole network on this machine: it trains one model on real text",
		Description: "Validators, a submitter, trainers and verifiers with content stores of their own, in this process or, with --processes,\n" +
			"each in its own over loopback. The submitter posts a job on a text; the trainers, who know each other only from the\n" +
			"chain, train it round by round, verifiers execute a part of it again, all are paid, and the model is fetched, checked\n" +
			"against the chain, and measured. One of them cheats, is proven wrong by the chain, and loses its stake (--adversary).\n" +
			"Nothing else need be installed. Everything is in the folder --out.",
		Flags: devnetFlags(),
	}, p.runDevnet)
}

func devnetFlags() []cli.Flag {
	const job, network = "Job", "Network"
	return append([]cli.Flag{
		&cli.StringFlag{Name: "data", Usage: "text file, folder, .jsonl file or dataset to train on", DefaultText: "the Go source tree of this machine", Category: job},
		&cli.StringFlag{Name: "text", Value: "4MiB", Usage: "how much of the text to take; 0 for all", Category: job},
		&cli.StringFlag{Name: "size", Value: lab.Sizes[0].Name, Usage: "size of the model: " + lab.SizeNames(), Category: job},
		&cli.UintFlag{Name: "rounds", Value: 6, Usage: "rounds of the job", Category: job},
		&cli.UintFlag{Name: "steps", Value: 20, Usage: "steps of a trainer in a round", Category: job},
		&cli.UintFlag{Name: "batch", Value: 4, Usage: "samples of a step; 0: the size's own", Category: job},
		&cli.Uint64Flag{Name: "seed", Value: 1, Usage: "seed of the first parameters", Category: job},
		&cli.BoolFlag{Name: "sparse", Usage: "send sparse deltas with error feedback instead of dense ones", Category: job},

		&cli.IntFlag{Name: "trainers", Value: 4, Usage: "trainers, each with a slot", Category: network},
		&cli.IntFlag{Name: "verifiers", Value: 2, Usage: "verifiers, who audit what trainers make", Category: network},
		&cli.Float64Flag{Name: "audit-rate", Value: 1, Usage: "audits that are expected of a unit, by all verifiers together", Category: network},
		&cli.StringFlag{
			Name: "adversary", Value: "one-ulp", Category: network,
			Usage: "how the last trainer cheats from round 2 on, or the last verifier always: " + local.Adversaries() +
				"; none with fewer than 3 trainers or without verifiers, if not given",
		},
		&cli.IntFlag{Name: "validators", Value: 1, Usage: "validators of the chain", Category: network},
		&cli.DurationFlag{Name: "block-time", Value: 250 * time.Millisecond, Usage: "time from block to block", Category: network},
		&cli.BoolFlag{Name: "processes", Usage: "run every part in a process of its own, with weftd beside this program or in PATH", Category: network},
		&cli.BoolFlag{Name: "keep", Usage: "leave everything running at the end, until Ctrl-C", Category: network},
		&cli.StringFlag{Name: "out", Usage: "folder of the network; it must be new", DefaultText: "a new one under <home>/devnet", Category: network},
		&cli.BoolFlag{Name: "plain", Usage: "lines instead of a board, also on a terminal"},
	}, append(machineFlags(), memoryFlag())...)
}

func (p *program) runDevnet(c *cli.Context) error {
	o, err := p.devnetOptions(c)
	if err != nil {
		return err
	}
	view := p.devnetView(c, &o)
	o.Watch, o.Audits = view.watch, view.audited
	n, err := local.Start(c.Context, o)
	if err != nil {
		return interrupted(c.Context, err)
	}
	s, err := p.playDevnet(c.Context, n, view)
	if err == nil {
		err = p.printDevnet(s, o)
	}
	if err == nil && c.Bool("keep") {
		err = p.keepDevnet(c.Context, n, o.Home)
	}
	return interrupted(c.Context, errors.Join(err, n.Close()))
}

// interrupted says so where Ctrl-C ended a network.
func interrupted(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("stopped; what the network made stays in its folder: %w", ctx.Err())
	}
	return err
}

// playDevnet shows the job until it ends, then sums it up.
func (p *program) playDevnet(ctx context.Context, n *local.Network, view *devnetView) (*local.Summary, error) {
	if err := view.begin(ctx, n); err != nil {
		return nil, err
	}
	err := n.Follow(ctx, view.block)
	view.end()
	if err != nil {
		return nil, err
	}
	return n.Summarize(ctx)
}

func (p *program) devnetOptions(c *cli.Context) (o local.Options, err error) {
	o = local.Options{
		Home: c.String("out"), Validators: c.Int("validators"), Trainers: c.Int("trainers"), BlockTime: c.Duration("block-time"),
		Rounds: uint32(c.Uint("rounds")), Steps: uint32(c.Uint("steps")), Batch: uint32(c.Uint("batch")), Seed: c.Uint64("seed"),
		Verifiers: c.Int("verifiers"), Adversary: c.String("adversary"), Sparse: c.Bool("sparse"), Text: c.String("data"), Keep: c.Bool("keep"), Log: p.log,
	}
	const million = 1_000_000
	if r := c.Float64("audit-rate"); !(r >= 1./million && r <= spec.MaxAuditRate/million) {
		return o, wrongUse("--audit-rate is %v; allowed: 0.000001 to %d", r, spec.MaxAuditRate/million)
	}
	o.AuditRate = uint32(c.Float64("audit-rate")*million + 0.5) //nolint:mnd // rounded
	if !c.IsSet("adversary") && !o.MayCheat() {
		o.Adversary = local.None
	}
	if o.Size, err = lab.SizeNamed(c.String("size")); err != nil {
		return o, wrongUse("--size: %w", err)
	}
	bytes, err := humanize.ParseBytes(c.String("text"))
	if err != nil || bytes > 1<<40 {
		return o, wrongUse("--text is %q; allowed: a number of bytes with a unit, such as 4MiB", c.String("text"))
	}
	o.TextBytes = int(bytes)
	if o.Machine, err = machine(c); err != nil {
		return o, err
	}
	if c.Bool("processes") {
		if o.Programs, err = findPrograms(); err != nil {
			return o, err
		}
	}
	if o.Home == "" {
		if o.Home, err = lab.NewFolder(filepath.Join(p.Home, "devnet"), "net"); err != nil {
			return o, err
		}
		return o, nil
	}
	return o, emptyFolder(o.Home, false)
}

// findPrograms finds weftd beside this program, or in PATH.
func findPrograms() (*local.Programs, error) {
	weft, err := os.Executable()
	if err != nil {
		return nil, err
	}
	weftd := filepath.Join(filepath.Dir(weft), "weftd")
	if _, err := os.Stat(weftd); err != nil {
		if weftd, err = exec.LookPath("weftd"); err != nil {
			return nil, wrongUse("--processes needs weftd, and it is neither beside %s nor in PATH; make build builds both", weft)
		}
	}
	return &local.Programs{Weftd: weftd, Weft: weft}, nil
}

func (p *program) printDevnet(s *local.Summary, o local.Options) error {
	if p.json() {
		return p.object(s)
	}
	ratio := "nothing is sent"
	if s.BytesUp > 0 {
		ratio = fmt.Sprintf("%.1f times less", float64(s.BytesDDP)/float64(s.BytesUp))
	}
	var text strings.Builder
	fmt.Fprintf(&text, "\nloss        %.4f in round 1, %.4f in round %d; on held-out text %.4f before, %.4f after\n",
		s.LossStart, s.LossEnd, s.Rounds, s.ValLossStart, s.ValLoss)
	fmt.Fprintf(&text, "trained     %s parameters on %s tokens in %.0f s\n", humanize.SIWithDigits(float64(s.Params), 2, ""), humanize.Comma(int64(s.Tokens)), s.Seconds)
	if o.Programs == nil || !o.Keep { // processes say it when they end
		fmt.Fprintf(&text, "sent        %s by all trainers, %s than the %s of plain data parallel in fp32\n", humanize.IBytes(s.BytesUp), ratio, humanize.IBytes(s.BytesDDP))
	}
	if err := moneyLines(&text, "paid        %s to %s\n", s.Paid); err != nil {
		return err
	}
	if err := moneyLines(&text, "slashed     %s of %s\n", s.Slashed); err != nil {
		return err
	}
	if v := &s.Verification; o.Verifiers == 0 {
		fmt.Fprintf(&text, "verified    nothing: there are no verifiers\n")
	} else {
		fmt.Fprintf(&text, "verified    %s steps again in %s, %.0f %% of what was trained; %s proven, %s\n", humanize.Comma(int64(v.AuditedSteps)),
			english.Plural(v.Audits, "audit", ""), 100*v.Overhead, english.Plural(v.Frauds, "cheat", ""),
			english.Plural(v.FalseChallenges, "false challenge", ""))
	}
	fmt.Fprintf(&text, "model       %s\ncontent     %s\n\n%s\n\nnext        weft lab sample --model %s\n", s.Checkpoint, s.ContentID, s.Sample, s.Checkpoint)
	_, err := fmt.Fprint(p.out, text.String())
	return err
}

// moneyLines writes a line for each amount, by name.
func moneyLines(text *strings.Builder, format string, amounts map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(amounts)) {
		amount, err := money.Parse(amounts[name] + money.Denom)
		if err != nil {
			return err
		}
		fmt.Fprintf(text, format, money.Format(amount.Amount), name)
	}
	return nil
}

// exploreHelp is what one can do in a network that goes on.
const exploreHelp = `
everything goes on until Ctrl-C: RPC %s, gRPC %s, REST %s
try, in another terminal:
  export WEFT_NODE=%s WEFT_CHAIN_ID=%s
  weft job show %d --units
  weft job verify %d --round 1
  weft model show %d
  weft model pull %d
coins for a key of yours, such as weft key add me --keyring-backend test:
  weft key send ADDRESS 1000weft --from faucet --home %s --keyring-backend test`

// keepDevnet leaves everything running.
func (p *program) keepDevnet(ctx context.Context, n *local.Network, home string) error {
	rpc, grpc, rest := n.Endpoints()
	if !p.json() {
		if err := p.say(exploreHelp, rpc, grpc, rest, rpc, n.Client().ChainID(), n.Job, n.Job, n.Job, n.Job, filepath.Join(home, "chain")); err != nil {
			return err
		}
	}
	<-ctx.Done()
	return nil
}
