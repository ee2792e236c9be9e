// SPDX-License-Identifier: Apache-2.0

package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/trainer/data"
)

func (p *program) jobInit() *cli.Command {
	return p.command(&cli.Command{
		Name:      "init",
		Usage:     "write the specification of a job",
		ArgsUsage: "[FILE]",
		Description: "Writes FILE (job.toml): a size of model, the dataset, and the fields that the options give; everything else has its\n" +
			"default. The dataset is a folder of weft data add (--data), or a content id (--dataset) with its width and vocabulary.\n" +
			"--set gives any field a value, such as --set inner.context=512. FILE is - for the standard output.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "size", Value: lab.Sizes[0].Name, Usage: "size of the model: " + lab.SizeNames()},
			&cli.StringFlag{Name: "data", Usage: "folder of the dataset"},
			&cli.StringFlag{Name: "dataset", Usage: "content id of the tokens, <cid>:<bytes>"},
			&cli.UintFlag{Name: "token-width", Value: 2, Usage: "bytes of a token of --dataset"},
			&cli.UintFlag{Name: "vocab", Value: 257, Usage: "vocabulary of --dataset; 257 is bytes and a separator"},
			&cli.UintFlag{Name: "rounds", Value: 10, Usage: "rounds of the job"},
			&cli.UintFlag{Name: "slots", Value: 4, Usage: "seats of the job"},
			&cli.UintFlag{Name: "steps", Value: 50, Usage: "inner steps of a slot in a round"},
			&cli.StringFlag{Name: "price", Value: "1weft", Usage: "paid for one slot in one round"},
			&cli.StringFlag{Name: "stake", Usage: "backs one slot", DefaultText: "200 times the price"},
			&cli.StringFlag{Name: "seed", Usage: "64 hex digits, the seed of the first parameters", DefaultText: "random"},
			&cli.StringSliceFlag{Name: "set", Usage: "FIELD=VALUE, once for each field"},
			&cli.BoolFlag{Name: "all", Usage: "write every field, with its range and default"},
			&cli.BoolFlag{Name: "force", Usage: "replace FILE if it is there"},
		},
	}, p.initJob)
}

// initLine is the JSON of a file that was written.
type initLine struct {
	File string `json:"file"`
	// Complete: the specification can be submitted as it is.
	Complete bool `json:"complete"`
}

func (p *program) initJob(c *cli.Context) error {
	if err := arguments(c, 0, 1); err != nil {
		return err
	}
	draft, err := newDraft(c)
	if err != nil {
		return wrongUse("%w", err)
	}
	complete, err := draft.Bind()
	if refused := (*spec.FieldError)(nil); errors.As(err, &refused) {
		err = refused // the line is that of a text nobody sees
	}
	if err != nil {
		return wrongUse("%w; change the option, or give another value with --set", err)
	}
	text, err := draft.Write(c.Bool("all"))
	if err != nil {
		return err
	}
	file := c.Args().First()
	switch file {
	case "-":
		_, err := p.out.Write(text)
		return err
	case "":
		file = "job.toml"
	}
	if err := writeNew(file, text, c.Bool("force")); err != nil {
		return err
	}
	if p.json() {
		return p.object(initLine{file, complete})
	}
	if !complete {
		return p.say("wrote %s; it lacks the dataset: give --data or --dataset, or fill in data.dataset\nthen: weft job check %s", file, file)
	}
	return p.say("wrote %s\nnext: weft job check %s", file, file)
}

func newDraft(c *cli.Context) (*jobs.Draft, error) {
	size, err := lab.SizeNamed(c.String("size"))
	if err != nil {
		return nil, err
	}
	price, err := coin("--price", c.String("price"))
	if err != nil {
		return nil, err
	}
	var d jobs.Draft
	fields := [][2]string{
		{"model.vocab", strconv.Itoa(int(c.Uint("vocab")))},
		{"model.width", num(size.Width)},
		{"model.layers", num(size.Layers)},
		{"model.heads", num(size.Heads)},
		{"model.ffn", num(size.FFN)},
		{"model.tied", "true"},
		{"inner.steps", num(uint32(c.Uint("steps")))},
		{"inner.batch", num(size.Batch)},
		{"inner.context", num(size.Context)},
		{"inner.schedule.peak", size.Peak},
		{"rounds.rounds", num(uint32(c.Uint("rounds")))},
		{"rounds.slots", num(uint32(c.Uint("slots")))},
		{"price.unit", price.Amount.String()},
	}
	if text := c.String("stake"); text != "" {
		stake, err := coin("--stake", text)
		if err != nil {
			return nil, err
		}
		fields = append(fields, [2]string{"price.slot_stake", stake.Amount.String()})
	}
	seed := c.String("seed")
	if seed == "" {
		var random [spec.DigestBytes]byte
		if _, err := rand.Read(random[:]); err != nil {
			return nil, err
		}
		seed = fmt.Sprintf("%x", random)
	}
	fields = append(fields, [2]string{"init.seed", seed})
	dataset, err := datasetFields(c)
	if err != nil {
		return nil, err
	}
	fields = append(fields, dataset...)
	for _, set := range c.StringSlice("set") {
		path, value, ok := strings.Cut(set, "=")
		if !ok {
			return nil, fmt.Errorf("--set %q has no value; write FIELD=VALUE, such as inner.context=512", set)
		}
		fields = append(fields, [2]string{strings.TrimSpace(path), strings.TrimSpace(value)})
	}
	for _, f := range fields {
		if err := d.Set(f[0], f[1]); err != nil {
			return nil, err
		}
	}
	return &d, nil
}

func num(n uint32) string { return strconv.FormatUint(uint64(n), 10) }

// datasetFields are the fields that say what to train on.
func datasetFields(c *cli.Context) ([][2]string, error) {
	switch dir, id := c.String("data"), c.String("dataset"); {
	case dir != "" && id != "":
		return nil, errors.New("--data and --dataset are both given; one says it all")
	case dir != "":
		d, err := data.Open(dir)
		if err != nil {
			return nil, err
		}
		return manifestFields(d.Manifest()), d.Close()
	case id != "":
		content, err := commit.ParseID(id)
		if err != nil {
			return nil, fmt.Errorf("--dataset: %w", err)
		}
		return append(contentFields("data.dataset", content), [2]string{"data.token_width", num(uint32(c.Uint("token-width")))}), nil
	default:
		return nil, nil
	}
}

func manifestFields(m data.Manifest) [][2]string {
	fields := append(contentFields("data.dataset", m.Content),
		[2]string{"data.token_width", strconv.Itoa(m.Width)},
		[2]string{"model.vocab", strconv.Itoa(max(m.Vocabulary, 2))},
		[2]string{"data.validation_tokens", strconv.FormatUint(m.ValidationTokens, 10)})
	if !m.Tokenizer.IsZero() {
		fields = append(fields, contentFields("data.tokenizer", m.Tokenizer)...)
	}
	return fields
}

func contentFields(path string, id commit.ID) [][2]string {
	return [][2]string{{path + ".digest", id.Digest.String()}, {path + ".size", strconv.FormatUint(id.Size, 10)}}
}

// writeNew writes a file that is not there yet, unless it may be replaced.
func writeNew(file string, text []byte, replace bool) error {
	mode := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if replace {
		mode = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	f, err := os.OpenFile(file, mode, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already; name another file, or give --force to replace it", file)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}
