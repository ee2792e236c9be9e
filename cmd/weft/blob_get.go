// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"io"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/cmd/weft/internal/blobs"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/ipfs"
)

func (p *program) blobGet() *cli.Command {
	return p.command(&cli.Command{
		Name:      "get",
		Usage:     "fetch a blob, or ranges of it, into the store and into a file",
		ArgsUsage: "ID [FILE]",
		Description: "Every block is checked against the id before it is used. What the store has is not fetched again, and a fetch that\n" +
			"was stopped goes on where it was. It asks the providers that the chain knows (--node), --peer, --lan, and --source:\n" +
			"a peer, a gateway (https://host) or a mirror that serves the file (https://host/path). FILE is - for the standard\n" +
			"output; with --range it gets the ranges, one after another.",
		Flags: storeFlags(append(append([]cli.Flag{
			&cli.StringSliceFlag{Name: "source", Usage: "ask this address too; may be repeated", DefaultText: "none"},
			&cli.StringSliceFlag{Name: "range", Usage: "only OFFSET:LENGTH, in bytes; may be repeated", DefaultText: "all"},
			&cli.BoolFlag{Name: "car", Usage: "write FILE as a CAR archive"},
			&cli.DurationFlag{Name: "patience", Value: patience, Usage: "how long to wait for the next block"},
		}, pinFlags("got")...), networkFlags()...)...),
	}, p.getBlob)
}

func (p *program) getBlob(c *cli.Context) error {
	if err := arguments(c, 1, 2); err != nil {
		return err
	}
	id, err := contentID(c)
	if err != nil {
		return err
	}
	ranges, err := blobs.ParseRanges(c.StringSlice("range"))
	if err != nil {
		return wrongUse("--range: %w", err)
	}
	file := c.Args().Get(1)
	if c.Bool("car") && (file == "" || len(ranges) > 0) {
		return wrongUse("--car needs FILE, and takes no --range")
	}
	pin, err := pinOf(c)
	if err != nil {
		return err
	}
	from := c.StringSlice("source")
	s, err := p.goOnline(c, ipfs.Config{Patience: c.Duration("patience")}, from)
	if err != nil {
		return err
	}
	progress := screen.NewProgress(p.err, "fetching")
	err = s.Fetch(c.Context, id, blob.FetchOptions{Ranges: ranges, From: from, Pins: []blob.Pin{pin}, Progress: progress.Set})
	progress.Done()
	if err == nil && file != "" {
		err = p.writeBlob(c, file, func(w io.Writer) error {
			if c.Bool("car") {
				return s.Export(c.Context, id, w)
			}
			return blobs.Copy(c.Context, s, id, ranges, w)
		})
	}
	if err == nil && file != "-" {
		err = p.got(c.Context, s, id, file)
	}
	return errors.Join(err, s.Close())
}

// writeBlob writes to a file or the standard output.
func (p *program) writeBlob(_ *cli.Context, file string, fill func(io.Writer) error) error {
	if file == "-" {
		return fill(p.out)
	}
	return blobs.WriteFile(file, fill)
}

func (p *program) got(ctx context.Context, s statter, id commit.ID, file string) error {
	st, err := s.Stat(ctx, id)
	if err != nil {
		return err
	}
	line := lineOf(st)
	if line.File = file; p.json() {
		return p.object(line)
	}
	if file == "" {
		return p.say("%s  %d of %d bytes are in the store", id, st.Present, id.Size)
	}
	return p.say("%s  %s", id, file)
}
