// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"math"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/cmd/weft/internal/swarm"
)

func (p *program) labSwarm() *cli.Command {
	return p.command(&cli.Command{
		Name:  "swarm",
		Usage: "train as many slots do together, here, one after another",
		Description: "A job with all of its slots in one process: rounds of inner steps, deltas that are really encoded, and the exact\n" +
			"outer step. The outer state has the bits that a network makes of the same specification when nobody misses a round.\n" +
			"With --codec none deltas are not encoded, with --data-parallel there are no rounds: that is what to compare with.\n" +
			"Bytes are those of deltas, up and down for one slot; U and R say how many times fewer these are than gradients of\n" +
			"every step would be, in 16 or 32 bits: uploaded once, or received in a ring all-reduce.",
		Flags: append(append(swarmFlags(), memoryFlag()), machineFlags()...),
	}, p.runSwarm)
}

func swarmFlags() []cli.Flag {
	const job, exchange = "Job", "Exchange"
	text := func(name, usage, unset string) cli.Flag {
		return &cli.StringFlag{Name: name, Usage: usage, DefaultText: unset, Category: exchange}
	}
	return []cli.Flag{
		&cli.StringFlag{Name: "data", Usage: "text file, folder, .jsonl file or dataset", DefaultText: "the Go source tree found here", Category: job},
		&cli.StringSliceFlag{Name: "include", Usage: "of a folder, only files that match, such as '*.md'; may be repeated", DefaultText: "all texts", Category: job},
		&cli.StringFlag{Name: "text", Value: "16MiB", Usage: "how much of the text to take; 0 for all", Category: job},
		&cli.StringFlag{Name: "tokenizer", Usage: "tokenizer.json", DefaultText: "bytes", Category: job},
		&cli.StringFlag{Name: "size", Value: swarm.Small.Name, Usage: "size of the model: " + swarm.SizeNames(), Category: job},
		&cli.StringFlag{Name: "spec", Usage: "specification of a job, a TOML file, instead of --size; other options change it", DefaultText: "none", Category: job},
		&cli.UintFlag{Name: "slots", Usage: "slots", DefaultText: "4, or the specification's", Category: job},
		&cli.UintFlag{Name: "steps", Usage: "inner steps of a slot in a round", DefaultText: "30, or the specification's", Category: job},
		&cli.UintFlag{Name: "rounds", Usage: "rounds", DefaultText: "10, or the specification's", Category: job},
		&cli.StringFlag{Name: "tokens", Usage: "tokens of all slots together, such as 2M, instead of --rounds", DefaultText: "none", Category: job},
		&cli.UintFlag{Name: "batch", Usage: "samples of a step of a slot", DefaultText: "the size's", Category: job},
		&cli.StringFlag{Name: "peak", Usage: "inner learning rate after its warm-up", DefaultText: "the size's", Category: job},
		&cli.Uint64Flag{Name: "seed", Value: 1, Usage: "seed of the first parameters", Category: job},
		&cli.Uint64Flag{Name: "job", Value: 1, Usage: "number of the job, on which the order of the text depends", Category: job},
		&cli.UintFlag{Name: "eval-every", Value: 1, Usage: "rounds from one evaluation to the next; 0: only at the end", Category: job},
		&cli.IntFlag{Name: "eval-tokens", Value: 1 << 14, Usage: "at most so many held-out tokens; 0: all", Category: job},

		&cli.BoolFlag{Name: "data-parallel", Usage: "one optimiser on the samples of all slots in every step, without outer steps", Category: exchange},
		text("codec", "codec of deltas: dense8, sparse, or none for binary32", "dense8, or the specification's"),
		&cli.UintFlag{Name: "top-k", Usage: "codes that sparse keeps of every 4096", DefaultText: "64", Category: exchange},
		text("feedback", "decay of the error feedback, 0: none", "0.95 with sparse, 0 with dense8"),
		text("outer-rate", "outer learning rate", "1 with sparse, else 0.7"),
		text("outer-momentum", "outer Nesterov momentum, 0: none", "0 with sparse, else 0.9"),
		text("divisor", "what a sum is divided by: slots, or senders with sparse", "senders with sparse, else slots"),
		text("carry", "what a slot carries to the next round: all, feedback or none", "all"),
		&cli.UintFlag{Name: "again", Usage: "codes kept of every 4096 when the sum is encoded once more for the way down, 0: everyone fetches every delta", Category: exchange},
	}
}

func (p *program) runSwarm(c *cli.Context) error {
	o, err := p.swarmOptions(c)
	if err != nil {
		return err
	}
	defer o.Text.Close()
	view := &swarmView{p: p, began: time.Now()}
	o.Watch = view.round
	w, err := swarm.New(o)
	if err != nil {
		return err
	}
	defer w.Close()
	if !p.json() {
		if err := p.printSwarm(o); err != nil {
			return err
		}
	}
	r, err := w.Run(c.Context)
	if err == nil {
		err = view.err
	}
	if err != nil {
		return err
	}
	s := summarizeSwarm(&o, r)
	s.Seconds = time.Since(view.began).Seconds()
	if p.json() {
		return p.object(s)
	}
	return p.printSwarmSummary(&s)
}

// swarmOptions reads the flags of "lab swarm".
func (p *program) swarmOptions(c *cli.Context) (o swarm.Options, err error) {
	o = swarm.Options{
		Job: c.Uint64("job"), Mode: swarm.Coded, Again: count32(c, "again"),
		EvalEvery: count32(c, "eval-every"), EvalTokens: c.Int("eval-tokens"),
	}
	switch {
	case c.Bool("data-parallel") && c.IsSet("codec"):
		return o, wrongUse("--data-parallel exchanges gradients, so it has no --codec; leave one of them out")
	case c.Bool("data-parallel"):
		o.Mode = swarm.Gradients
	case c.String("codec") == swarm.Uncoded:
		o.Mode = swarm.Exact
	}
	if o.Machine, err = machine(c); err != nil {
		return o, err
	}
	r, err := swarmRecipe(c)
	if err != nil {
		return o, err
	}
	if err := swarmJob(c, &o); err != nil {
		return o, err
	}
	if err := r.Apply(o.Spec); err != nil {
		return o, errors.Join(err, o.Text.Close())
	}
	return o, nil
}

// count32 is a flag in 32 bits; what is larger is refused later as the largest.
func count32(c *cli.Context, name string) uint32 {
	return uint32(min(c.Uint(name), math.MaxUint32))
}

func swarmRecipe(c *cli.Context) (r swarm.Recipe, err error) {
	r = swarm.Recipe{
		Slots: count32(c, "slots"), Steps: count32(c, "steps"), Rounds: count32(c, "rounds"), Batch: count32(c, "batch"),
		Peak: c.String("peak"), Codec: c.String("codec"), TopK: count32(c, "top-k"), Feedback: c.String("feedback"),
		Rate: c.String("outer-rate"), Momentum: c.String("outer-momentum"), Divisor: c.String("divisor"), Carry: c.String("carry"),
	}
	if text := c.String("tokens"); text != "" {
		n, unit, err := humanize.ParseSI(text)
		if err != nil || unit != "" || n < 1 || n > math.MaxInt64/2 {
			return r, wrongUse("--tokens is %q; allowed: a number, such as 500k or 2M", text)
		}
		if c.IsSet("rounds") {
			return r, wrongUse("--tokens and --rounds are both given; tokens decide about rounds")
		}
		r.Tokens = uint64(n)
	}
	if c.String("spec") != "" {
		return r, nil
	}
	if r.Slots == 0 {
		r.Slots = 4
	}
	if r.Steps == 0 {
		r.Steps = 30
	}
	if r.Rounds == 0 {
		r.Rounds = 10
	}
	return r, nil
}

// swarmJob reads the text, and the specification or that of the size.
func swarmJob(c *cli.Context, o *swarm.Options) (err error) {
	t := lab.Text{Path: c.String("data"), Include: c.StringSlice("include")}
	if path := c.String("tokenizer"); path != "" {
		if t.Tokenizer, err = readTokenizer(path); err != nil {
			return err
		}
	}
	bytes, err := humanize.ParseBytes(c.String("text"))
	if err != nil || bytes > 1<<40 {
		return wrongUse("--text is %q; allowed: a number of bytes with a unit, such as 8MiB", c.String("text"))
	}
	if path := c.String("spec"); path != "" {
		if c.IsSet("size") {
			return wrongUse("--size and --spec are both given; a specification has its own size")
		}
		if o.Spec, err = lab.ReadSpec(path); err != nil {
			return err
		}
		o.Text, o.Tokenizer, err = t.Load(c.Context, int(bytes), o.Spec)
		return err
	}
	z, err := swarm.SizeNamed(c.String("size"))
	if err != nil {
		return wrongUse("--size: %w", err)
	}
	if o.Text, o.Tokenizer, err = t.Load(c.Context, int(bytes), nil); err != nil {
		return err
	}
	o.Spec, err = swarm.Start(z, o.Text.Manifest(), c.Uint64("seed"))
	if err != nil {
		return errors.Join(err, o.Text.Close())
	}
	return nil
}
