// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"path/filepath"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/cmd/weft/internal/lab"
)

func (p *program) labEval() *cli.Command {
	return p.command(&cli.Command{
		Name:  "eval",
		Usage: "measure how well a model predicts a text",
		Description: "The model is the folder of a run, or a folder in the form of transformers. Of a run the default text is what it\n" +
			"held out. Of a dataset with a validation slice only the slice counts.",
		Flags: append([]cli.Flag{
			modelFlag(),
			&cli.StringFlag{Name: "data", Usage: "text file, folder, .jsonl file or dataset", DefaultText: "what the run held out"},
			&cli.StringSliceFlag{Name: "include", Usage: "of a folder, only files that match, such as '*.md'; may be repeated", DefaultText: "all texts"},
			&cli.IntFlag{Name: "tokens", Value: 1 << 18, Usage: "at most so many tokens from the start; 0: all"},
			contextFlag(),
		}, machineFlags()...),
	}, p.eval)
}

// evaluated is the JSON of an evaluation.
type evaluated struct {
	Loss            float64 `json:"loss"`
	Perplexity      float64 `json:"perplexity"`
	BitsPerByte     float64 `json:"bits_per_byte"`
	Tokens          int     `json:"tokens"`
	Bytes           int     `json:"bytes"`
	Seconds         float64 `json:"seconds"`
	TokensPerSecond float64 `json:"tokens_per_second"`
}

func (p *program) eval(c *cli.Context) error {
	if n := c.Int("tokens"); n < 0 {
		return wrongUse("--tokens is %d; allowed: 0 for all, or more", n)
	}
	m, err := p.openModel(c)
	if err != nil {
		return err
	}
	held, done, err := m.Held(c.Context, lab.Text{Path: c.String("data"), Include: c.StringSlice("include")}, c.Int("tokens"))
	if err != nil {
		return err
	}
	defer done()
	e, err := m.Evaluator()
	if err != nil {
		return err
	}
	defer e.Close()
	began := time.Now()
	score, err := e.Score(c.Context, held)
	if err != nil {
		return err
	}
	took := time.Since(began).Seconds()
	out := evaluated{
		score.Loss, score.Perplexity(), score.BitsPerByte(), score.Tokens, score.Bytes, took, float64(score.Tokens) / took,
	}
	if p.json() {
		return p.object(out)
	}
	_, err = fmt.Fprintf(p.out, "loss         %.4f\nperplexity   %.2f\nbits a byte  %.3f\ntokens       %d, which are %d bytes\ntime         %.1f s, %.0f tokens/s\n",
		out.Loss, out.Perplexity, out.BitsPerByte, out.Tokens, out.Bytes, took, out.TokensPerSecond)
	return err
}

// openModel opens what --model names.
func (p *program) openModel(c *cli.Context) (*lab.Model, error) {
	m, err := machine(c)
	if err != nil {
		return nil, err
	}
	if n := c.Int("context"); n < 0 {
		return nil, wrongUse("--context is %d; allowed: 0 for the model's own, or more", n)
	}
	dir := c.String("model")
	if dir == "" {
		if dir, err = lab.Newest(filepath.Join(p.Home, "lab")); err != nil {
			return nil, err
		}
	}
	return lab.OpenModel(dir, c.Int("context"), m)
}
