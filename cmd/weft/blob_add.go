// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"os"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/disk"
	"github.com/weft-network/weft/trainer/blob/ipfs"
)

func (p *program) blobAdd() *cli.Command {
	return p.command(&cli.Command{
		Name:      "add",
		Usage:     "publish files and print their content ids",
		ArgsUsage: "FILE...",
		Description: "A file on the same disk is linked, not copied: it may be removed or replaced afterwards, but must not be written to\n" +
			"in place. FILE is - for the standard input. With --car FILE is an archive of the blob that is named.",
		Flags: storeFlags(append([]cli.Flag{
			&cli.StringFlag{Name: "car", Usage: "content id of the one blob in a CAR archive", DefaultText: "none"},
		}, pinFlags("added")...)...),
	}, p.addBlobs)
}

func (p *program) addBlobs(c *cli.Context) error {
	if c.NArg() == 0 {
		return wrongUse("no file is named: %s %s", c.Command.HelpName, c.Command.ArgsUsage)
	}
	pin, err := pinOf(c)
	if err != nil {
		return err
	}
	if c.String("car") != "" {
		return p.addArchive(c, pin)
	}
	s, err := p.openStore(c)
	if err != nil {
		return err
	}
	for _, file := range c.Args().Slice() {
		if err = p.addBlob(c, s, file, pin); err != nil {
			break
		}
	}
	return errors.Join(err, s.Close())
}

func (p *program) addBlob(c *cli.Context, s *disk.Store, file string, pin blob.Pin) (err error) {
	progress := screen.NewProgress(p.err, file)
	o := blob.PutOptions{Pins: []blob.Pin{pin}, Progress: progress.Set}
	var id commit.ID
	if file == "-" {
		id, err = s.Put(c.Context, p.in, o)
	} else {
		id, err = s.PutFile(c.Context, file, o)
	}
	progress.Done()
	if err != nil {
		return err
	}
	return p.added(c, s, id, file)
}

// added prints a blob that the store has now.
func (p *program) added(c *cli.Context, s statter, id commit.ID, file string) error {
	if !p.json() {
		return p.say("%s  %s", id, file)
	}
	st, err := s.Stat(c.Context, id)
	if err != nil {
		return err
	}
	line := lineOf(st)
	line.File = file
	return p.object(line)
}

// addArchive takes a blob from a CAR archive.
func (p *program) addArchive(c *cli.Context, pin blob.Pin) error {
	if err := arguments(c, 1, 1); err != nil {
		return err
	}
	id, err := commit.ParseID(c.String("car"))
	if err != nil {
		return wrongUse("--car: %w", err)
	}
	file := c.Args().First()
	in := p.in
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	s, err := ipfs.Open(ipfs.Config{Disk: disk.Config{Dir: p.storeFolder(c)}})
	if err != nil {
		return err
	}
	progress := screen.NewProgress(p.err, file)
	err = s.Import(c.Context, id, in, blob.FetchOptions{Pins: []blob.Pin{pin}, Progress: progress.Set})
	progress.Done()
	if err == nil {
		err = p.added(c, s, id, file)
	}
	return errors.Join(err, s.Close())
}
