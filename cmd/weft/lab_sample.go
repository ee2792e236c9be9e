// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/cmd/weft/internal/show"
)

func (p *program) labSample() *cli.Command {
	return p.command(&cli.Command{
		Name:  "sample",
		Usage: "let a model continue a text",
		Description: "The model is the folder of a run, or a folder in the form of transformers. With equal options every machine\n" +
			"prints the same text.",
		Flags: append([]cli.Flag{
			modelFlag(),
			&cli.StringFlag{Name: "prompt", Usage: "text to continue", DefaultText: "the start of a document"},
			&cli.IntFlag{Name: "tokens", Value: 256, Usage: "tokens to add"},
			&cli.Float64Flag{Name: "temperature", Value: 0.7, Usage: "chance; 0: always the likeliest token"},
			&cli.Uint64Flag{Name: "seed", Usage: "seed of the chance"},
			contextFlag(),
		}, machineFlags()...),
	}, p.sample)
}

func modelFlag() cli.Flag {
	return &cli.StringFlag{Name: "model", Usage: "folder of a run, or of a model", DefaultText: "the newest run under <home>/lab"}
}

func contextFlag() cli.Flag {
	return &cli.IntFlag{Name: "context", Usage: "tokens that the model sees at once", DefaultText: "the model's own"}
}

// sampled is the JSON of a continued text.
type sampled struct {
	Prompt          string  `json:"prompt"`
	Text            string  `json:"text"` // without the prompt
	Tokens          int     `json:"tokens"`
	TokensPerSecond float64 `json:"tokens_per_second"`
}

func (p *program) sample(c *cli.Context) error {
	n, temperature, prompt := c.Int("tokens"), c.Float64("temperature"), c.String("prompt")
	if err := checkSampling(n, "tokens", temperature); err != nil {
		return err
	}
	m, err := p.openModel(c)
	if err != nil {
		return err
	}
	s, err := m.Sampler()
	if err != nil {
		return err
	}
	defer s.Close()
	stream := newStream(p)
	if err := stream.write([]byte(prompt)); err != nil {
		return err
	}
	began, text := time.Now(), []byte(nil)
	draw := lab.NewDraw(float32(temperature), c.Uint64("seed"))
	err = s.Generate(c.Context, lab.Prompt(m.Tokenizer, prompt), n, draw, func(id uint32) error {
		piece := m.Tokenizer.Decode(nil, []uint32{id})
		text = append(text, piece...)
		return stream.write(piece)
	})
	if err != nil {
		return err
	}
	if p.json() {
		return p.object(sampled{prompt, strings.ToValidUTF8(string(text), string(utf8.RuneError)), n, float64(n) / time.Since(began).Seconds()})
	}
	return stream.end()
}

// stream prints text as it comes, whole characters at a time.
type stream struct {
	w       *bufio.Writer // nil: quiet
	pending []byte
}

func newStream(p *program) *stream {
	if p.json() {
		return &stream{}
	}
	return &stream{w: bufio.NewWriter(p.out)}
}

func (s *stream) write(piece []byte) error {
	if s.w == nil {
		return nil
	}
	s.pending = append(s.pending, piece...)
	for len(s.pending) > 0 && utf8.FullRune(s.pending) {
		r, size := utf8.DecodeRune(s.pending)
		s.pending = s.pending[size:]
		if _, err := s.w.WriteString(show.Printable(string(r))); err != nil {
			return err
		}
	}
	return s.w.Flush()
}

func (s *stream) end() error {
	if _, err := fmt.Fprintln(s.w); err != nil {
		return err
	}
	return s.w.Flush()
}
