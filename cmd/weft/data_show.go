// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/cmd/weft/internal/show"
	"github.com/weft-network/weft/trainer/data"
)

func (p *program) dataShow() *cli.Command {
	return p.command(&cli.Command{
		Name:        "show",
		Usage:       "say what a dataset is, and show some of its text",
		ArgsUsage:   "FOLDER",
		Description: "Believes the manifest; weft data check does not.",
		Flags: []cli.Flag{
			&cli.Uint64Flag{Name: "at", Usage: "first token to show"},
			&cli.Uint64Flag{Name: "sample", Usage: "tokens to show as text"},
		},
	}, p.showData)
}

const maxSample = 1 << 16

func (p *program) showData(c *cli.Context) error {
	if err := arguments(c, 1, 1); err != nil {
		return err
	}
	folder := c.Args().First()
	d, err := data.Open(folder)
	if err != nil {
		return err
	}
	text, err := sampleOf(c, folder, d)
	if err := errors.Join(err, d.Close()); err != nil {
		return err
	}
	line := datasetOf(folder, d.Manifest())
	if line.Sample = text; p.json() {
		return p.object(line)
	}
	if err := datasetFacts(folder, d.Manifest()).Write(p.out); err != nil || text == "" {
		return err
	}
	return p.say("\n%s", show.Printable(text))
}

// sampleOf is the text that --at and --sample name.
func sampleOf(c *cli.Context, folder string, d *data.Dataset) (string, error) {
	n, at, m := c.Uint64("sample"), c.Uint64("at"), d.Manifest()
	switch {
	case n == 0:
		return "", nil
	case n > maxSample || at >= m.Tokens:
		return "", wrongUse("--at %d and --sample %d; allowed: below %d, and up to %d", at, n, m.Tokens, maxSample)
	}
	tok, err := data.OpenTokenizer(folder, m)
	if err != nil {
		return "", err
	}
	ids := make([]uint32, min(n, m.Tokens-at))
	if err := d.Read(ids, at); err != nil {
		return "", err
	}
	return string(tok.Decode(nil, ids)), nil
}
