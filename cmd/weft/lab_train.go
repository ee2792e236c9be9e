// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"github.com/dustin/go-humanize"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/cmd/weft/internal/show"
	"github.com/weft-network/weft/trainer/data"
	"github.com/weft-network/weft/trainer/data/token"
)

func (p *program) labTrain() *cli.Command {
	return p.command(&cli.Command{
		Name:  "train",
		Usage: "train a model on text of this machine",
		Description: "Without options it trains the smallest size on the Go source tree that it finds. Everything is kept in one\n" +
			"folder: the specification, the text as tokens, checkpoints, losses, and at the end a model that transformers\n" +
			"loads. A run that was stopped or killed goes on with --resume, and ends with the same digest.",
		Flags: append(append([]cli.Flag{
			&cli.StringFlag{Name: "data", Usage: "text file, folder, .jsonl file or dataset", DefaultText: "the Go source tree found here"},
			&cli.StringSliceFlag{Name: "include", Usage: "of a folder, only files that match, such as '*.md'; may be repeated", DefaultText: "all texts"},
			&cli.StringFlag{Name: "tokenizer", Usage: "tokenizer.json", DefaultText: "bytes"},
			&cli.StringFlag{Name: "size", Value: lab.Sizes[0].Name, Usage: "size of the model: " + lab.SizeNames()},
			profileFlag(),
			&cli.StringFlag{Name: "spec", Usage: "specification of a job, a TOML file, instead of --size", DefaultText: "none"},
			&cli.Uint64Flag{Name: "steps", Usage: "steps to make; with --spec or --resume at most those of the run", DefaultText: "1000, or all of the run"},
			&cli.Uint64Flag{Name: "seed", Usage: "seed of the first parameters"},
			&cli.StringFlag{Name: "out", Usage: "folder of the run", DefaultText: "a new one under <home>/lab; with --resume the newest"},
			&cli.BoolFlag{Name: "resume", Usage: "go on with the run in --out"},
			memoryFlag(),
		}, planFlags()...), machineFlags()...),
	}, p.train)
}

func profileFlag() cli.Flag {
	return &cli.StringFlag{Name: "profile", Value: "f32", Usage: "arithmetic of products of matrices: " + lab.ProfileNames()}
}

const everyHundred = 100

func planFlags() []cli.Flag {
	every := func(name, what string) cli.Flag {
		return &cli.Uint64Flag{Name: name, Value: everyHundred, Usage: "steps from one " + what + " to the next; 0: only at the end", Category: "Progress"}
	}
	return []cli.Flag{
		every("eval-every", "evaluation"), every("sample-every", "sample"), every("checkpoint-every", "checkpoint"),
		&cli.Uint64Flag{Name: "log-every", Value: 10, Usage: "steps from one line to the next, where there is no terminal", Category: "Progress"},
		&cli.StringFlag{Name: "prompt", Value: "func ", Usage: "what samples go on from", Category: "Progress"},
		&cli.IntFlag{Name: "sample-tokens", Value: 160, Usage: "length of samples", Category: "Progress"},
		&cli.Float64Flag{Name: "temperature", Value: 0.7, Usage: "chance in samples; 0: always the likeliest token", Category: "Progress"},
	}
}

func (p *program) train(c *cli.Context) error {
	o, err := p.trainOptions(c)
	if err != nil {
		return err
	}
	view := p.view(c)
	o.Watcher, o.Text.Progress = view, view.text
	run, err := lab.Open(c.Context, o, p.log)
	view.textDone()
	if err != nil {
		return err
	}
	err = p.trainRun(c, run, view)
	return errors.Join(err, run.Close())
}

func (p *program) trainRun(c *cli.Context, run *lab.Run, view *view) error {
	if !p.json() {
		if err := p.printRun(run); err != nil {
			return err
		}
	}
	result, err := run.Train(c.Context)
	view.textDone()
	if err != nil {
		return err
	}
	model, err := run.Export()
	if err != nil {
		return err
	}
	s := summarize(run, result, model)
	if p.json() {
		return p.object(s)
	}
	return p.printSummary(s)
}

// trainOptions reads the flags of "lab train".
func (p *program) trainOptions(c *cli.Context) (o lab.Options, err error) {
	o.Resume, o.Seed, o.Steps = c.Bool("resume"), c.Uint64("seed"), c.Uint64("steps")
	if o.Machine, err = machine(c); err != nil {
		return o, err
	}
	if o.Plan, err = plan(c); err != nil {
		return o, err
	}
	if o.Resume {
		for _, name := range []string{"data", "include", "tokenizer", "size", "profile", "spec", "seed"} {
			if c.IsSet(name) {
				return o, wrongUse("--%s is given with --resume, but a run keeps what it began with; leave it out, or begin a new run", name)
			}
		}
	} else if err = model(c, &o); err != nil {
		return o, err
	}
	o.Folder, err = p.runFolder(c.String("out"), o.Resume, o.Size.Name)
	return o, err
}

// model reads what a new run trains on and what it trains.
func model(c *cli.Context, o *lab.Options) (err error) {
	o.Text = lab.Text{Path: c.String("data"), Include: c.StringSlice("include")}
	if path := c.String("tokenizer"); path != "" {
		if o.Text.Tokenizer, err = readTokenizer(path); err != nil {
			return err
		}
	}
	if path := c.String("spec"); path != "" {
		for _, name := range []string{"size", "profile"} {
			if c.IsSet(name) {
				return wrongUse("--%s and --spec are both given; a specification has its own %s", name, name)
			}
		}
		o.Spec, err = lab.ReadSpec(path)
		return err
	}
	if o.Size, err = lab.SizeNamed(c.String("size")); err != nil {
		return wrongUse("--size: %w", err)
	}
	if o.Profile, err = lab.ProfileNamed(c.String("profile")); err != nil {
		return wrongUse("--profile: %w", err)
	}
	if !c.IsSet("steps") {
		o.Steps = 1000
		o.Plan.Steps = o.Steps
	}
	if o.Steps == 0 {
		return wrongUse("--steps is 0; allowed: at least 1")
	}
	return nil
}

func readTokenizer(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > token.MaxFile {
		return nil, fmt.Errorf("%s has %d bytes; allowed for a tokenizer: %d", path, info.Size(), token.MaxFile)
	}
	return os.ReadFile(path)
}

// plan reads planFlags.
func plan(c *cli.Context) (lab.Plan, error) {
	l := lab.Plan{
		Steps: c.Uint64("steps"), EvalEvery: c.Uint64("eval-every"), SampleEvery: c.Uint64("sample-every"),
		SaveEvery: c.Uint64("checkpoint-every"), Prompt: c.String("prompt"), SampleTokens: c.Int("sample-tokens"),
		Temperature: float32(c.Float64("temperature")),
	}
	if c.Uint64("log-every") == 0 {
		return l, wrongUse("--log-every is 0; allowed: at least 1")
	}
	return l, checkSampling(c.Int("sample-tokens"), "sample-tokens", c.Float64("temperature"))
}

// checkSampling checks how a text is continued.
func checkSampling(tokens int, name string, temperature float64) error {
	const most = 1 << 20
	if tokens < 1 || tokens > most {
		return wrongUse("--%s is %d; allowed: 1 to %d", name, tokens, most)
	}
	if math.IsNaN(temperature) || temperature < 0 || temperature > 100 {
		return wrongUse("--temperature is %v; allowed: 0 to 100", temperature)
	}
	return nil
}

// runFolder is the folder that is named, or the newest run, or a new one.
func (p *program) runFolder(out string, resume bool, size string) (string, error) {
	if out != "" {
		return out, nil
	}
	if resume {
		return lab.Newest(filepath.Join(p.Home, "lab"))
	}
	if size == "" {
		size = "spec"
	}
	return lab.NewFolder(filepath.Join(p.Home, "lab"), size)
}

// printRun says what is about to be trained.
func (p *program) printRun(r *lab.Run) error {
	m, t := &r.Spec.Model, r.Text.Manifest()
	_, err := fmt.Fprintf(p.out, "model   %s parameters: %d layers of width %d, context %d, vocabulary %d\n"+
		"text    %s tokens to train on, %s held out\n"+
		"steps   %d, each of %d tokens\nkernel  %s, %s, %s of memory\nfolder  %s\n",
		humanize.SIWithDigits(float64(r.Spec.Params()), 2, ""), m.Layers, m.Width, r.Spec.Inner.Context, m.Vocab,
		humanize.Comma(int64(t.Train())), humanize.Comma(int64(t.ValidationTokens)),
		r.Plan.Steps, r.Trainer.Tokens(), r.Machine.Kernel.Name(), threads(r.Machine), humanize.IBytes(uint64(r.Memory())), r.Dir)
	if done := r.Trainer.Done(); err == nil && done > 0 {
		_, err = fmt.Fprintf(p.out, "resume  after step %d\n", done)
	}
	return err
}

// summary is the JSON of a finished run.
type summary struct {
	Event           string   `json:"event"`
	Steps           uint64   `json:"steps"`
	LossStart       *float32 `json:"loss_start"`
	LossEnd         *float32 `json:"loss_end"`
	ValidationLoss  *float64 `json:"validation_loss"`
	Perplexity      *float64 `json:"perplexity"`
	BitsPerByte     *float64 `json:"bits_per_byte"`
	Tokens          uint64   `json:"tokens"`
	Seconds         float64  `json:"seconds"`
	TokensPerSecond float64  `json:"tokens_per_second"`
	Digest          string   `json:"digest"`
	State           string   `json:"state"`
	Folder          string   `json:"folder"`
	Model           string   `json:"model"`
}

func summarize(run *lab.Run, r lab.Result, model string) summary {
	s := summary{
		Event: "summary", Steps: run.Plan.Steps, LossStart: r.FirstLoss, LossEnd: r.LastLoss,
		Tokens: run.Plan.Steps * uint64(run.Trainer.Tokens()), Seconds: r.Took.Seconds(),
		Digest: r.Final.ID.Digest.String(), State: r.Final.ID.String(), Folder: run.Dir, Model: model,
	}
	if s.Seconds > 0 {
		s.TokensPerSecond = float64(r.Made) * float64(run.Trainer.Tokens()) / s.Seconds
	}
	if r.Score != nil {
		perplexity, bits := r.Score.Perplexity(), r.Score.BitsPerByte()
		s.ValidationLoss, s.Perplexity, s.BitsPerByte = &r.Score.Loss, &perplexity, &bits
	}
	return s
}

func (p *program) printSummary(s summary) error {
	text := "\n"
	if s.LossStart != nil && s.LossEnd != nil {
		text += fmt.Sprintf("loss        %.4f at step 1, %.4f at step %d\n", *s.LossStart, *s.LossEnd, s.Steps)
	}
	if s.ValidationLoss != nil {
		text += fmt.Sprintf("validation  %.4f, perplexity %.2f, %.3f bits a byte\n", *s.ValidationLoss, *s.Perplexity, *s.BitsPerByte)
	}
	text += fmt.Sprintf("trained     %s tokens; here in %.1f s, %.0f tokens/s\n", humanize.Comma(int64(s.Tokens)), s.Seconds, s.TokensPerSecond)
	text += fmt.Sprintf("digest      %s\nmodel       %s\nnext        weft lab sample --model %s\n", s.Digest, s.Model, s.Folder)
	_, err := fmt.Fprint(p.out, text)
	return err
}

// view shows a run in the form that suits the output.
type view struct {
	lab.Watcher
	bar *show.Bar // nil without a terminal
}

func (p *program) view(c *cli.Context) *view {
	switch every := c.Uint64("log-every"); {
	case p.json():
		return &view{Watcher: &show.Objects{W: p.out, Every: every}}
	case isTerminal(p.out) && isTerminal(p.err):
		bar := show.NewBar(p.err)
		return &view{bar, bar}
	default:
		return &view{Watcher: &show.Lines{W: p.out, Every: every}}
	}
}

func (v *view) text(d data.Progress) {
	if v.bar != nil {
		v.bar.Text(d.Read, d.Size)
	}
}

func (v *view) textDone() {
	if v.bar != nil {
		v.bar.Done()
	}
}
