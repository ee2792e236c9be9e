// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/cmd/weft/internal/blobs"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
	"github.com/weft-network/weft/trainer/blob"
)

func (p *program) blobStat() *cli.Command {
	return p.command(&cli.Command{
		Name:      "stat",
		Usage:     "say what the store has of a blob, or of all",
		ArgsUsage: "[ID]",
		Flags:     storeFlags(),
	}, p.statBlobs)
}

func (p *program) statBlobs(c *cli.Context) error {
	if err := arguments(c, 0, 1); err != nil {
		return err
	}
	s, err := p.openStore(c)
	if err != nil {
		return err
	}
	var list []blob.Stat
	if c.Args().Present() {
		list, err = p.statOne(c, s)
	} else {
		list, err = s.List(c.Context)
	}
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	return p.printStats(list)
}

func (p *program) statOne(c *cli.Context, s statter) ([]blob.Stat, error) {
	id, err := contentID(c)
	if err != nil {
		return nil, err
	}
	st, err := s.Stat(c.Context, id)
	return []blob.Stat{st}, err
}

func (p *program) printStats(list []blob.Stat) error {
	t := screen.NewTable("ID", ">PRESENT", "PINS")
	for _, st := range list {
		if p.json() {
			if err := p.object(lineOf(st)); err != nil {
				return err
			}
			continue
		}
		var pins []string
		for _, pin := range st.Pins {
			pins = append(pins, blobs.PinText(pin))
		}
		present := "all"
		if !st.Complete() {
			present = strconv.FormatUint(st.Present, 10)
		}
		t.Row(st.ID.String(), present, strings.Join(pins, ", "))
	}
	if p.json() {
		return nil
	}
	return t.Write(p.out)
}
