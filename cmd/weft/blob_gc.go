// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/trainer/blob"
)

func (p *program) blobGC() *cli.Command {
	return p.command(&cli.Command{
		Name:  "gc",
		Usage: "remove every blob that no pin keeps",
		Description: "Pins that last until a height are judged by --height, or by the node that --node names; without either they keep\n" +
			"their blobs.",
		Flags: storeFlags(&cli.Int64Flag{Name: "height", Usage: "height of the chain", DefaultText: "asked of --node"}),
	}, p.collect)
}

// freedLine is the JSON of a collection.
type freedLine struct {
	Blobs int    `json:"blobs"`
	Bytes uint64 `json:"bytes"`
}

func now() time.Time { return time.Now() }

func (p *program) collect(c *cli.Context) error {
	at := blob.Now{Height: c.Int64("height"), Time: now()}
	if at.Height == 0 && p.Node != "" {
		cl, err := p.reader(c.Context)
		if err != nil {
			return explained(err)
		}
		at.Height = cl.Height()
		if err := cl.Close(); err != nil {
			return err
		}
	}
	s, err := p.openStore(c)
	if err != nil {
		return err
	}
	freed, err := s.GC(c.Context, at)
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	if p.json() {
		return p.object(freedLine{freed.Blobs, freed.Bytes})
	}
	return p.say("removed %d blobs, %s", freed.Blobs, humanize.IBytes(freed.Bytes))
}
