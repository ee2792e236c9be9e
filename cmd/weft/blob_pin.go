// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/trainer/blob"
)

func (p *program) blobPin() *cli.Command {
	return p.command(&cli.Command{
		Name:        "pin",
		Usage:       "keep a blob from weft blob gc, or no longer",
		ArgsUsage:   "ID",
		Description: "A pin of the same name is replaced. A pin with both a height and a time lasts until both have passed.",
		Flags:       storeFlags(append(pinFlags("kept"), &cli.BoolFlag{Name: "remove", Usage: "remove the pin"})...),
	}, p.pinBlob)
}

func (p *program) pinBlob(c *cli.Context) error {
	if err := arguments(c, 1, 1); err != nil {
		return err
	}
	id, err := contentID(c)
	if err != nil {
		return err
	}
	pin, err := pinOf(c)
	if err != nil {
		return err
	}
	s, err := p.openStore(c)
	if err != nil {
		return err
	}
	if c.Bool("remove") {
		err = s.Unpin(c.Context, id, pin.Name)
	} else {
		err = s.Pin(c.Context, id, pin)
	}
	var st blob.Stat
	if err == nil {
		st, err = s.Stat(c.Context, id)
	}
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	return p.printStats([]blob.Stat{st})
}
