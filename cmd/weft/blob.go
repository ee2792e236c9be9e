// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/cmd/weft/internal/blobs"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/disk"
)

func (p *program) blob() *cli.Command {
	return &cli.Command{
		Name:  "blob",
		Usage: "publish, fetch, keep and prove content",
		Subcommands: []*cli.Command{
			p.blobAdd(), p.blobGet(), p.blobServe(), p.blobStat(), p.blobPin(), p.blobGC(), p.blobProve(), p.blobVerify(),
		},
		HideHelpCommand: true,
		OnUsageError:    usageError,
		Action:          group,
	}
}

// storeFlags are the options of commands that use the content store.
func storeFlags(more ...cli.Flag) []cli.Flag {
	return append(more, &cli.StringFlag{Name: "store", Usage: "folder of the content store", DefaultText: "<home>/blobs", Category: "Store"})
}

func (p *program) storeFolder(c *cli.Context) string {
	if dir := c.String("store"); dir != "" {
		return dir
	}
	return filepath.Join(p.Home, "blobs")
}

// openStore opens the content store without a network.
func (p *program) openStore(c *cli.Context) (*disk.Store, error) {
	return disk.Open(disk.Config{Dir: p.storeFolder(c)})
}

// statter says what it has of a blob, with a network or without.
type statter interface {
	Stat(ctx context.Context, id commit.ID) (blob.Stat, error)
}

// contentID reads the first argument.
func contentID(c *cli.Context) (commit.ID, error) {
	id, err := commit.ParseID(c.Args().First())
	if err != nil {
		return id, wrongUse("%w; a content id is <cid>:<bytes>, as weft blob add prints it", err)
	}
	return id, nil
}

// pinFlags say what keeps a blob.
func pinFlags(name string) []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "pin", Value: name, Usage: "name of the pin that keeps it from weft blob gc", Category: "Pin"},
		&cli.Int64Flag{Name: "until-height", Usage: "height up to which the pin lasts", DefaultText: "for good", Category: "Pin"},
		&cli.DurationFlag{Name: "for", Usage: "time for which the pin lasts, such as 48h", DefaultText: "for good", Category: "Pin"},
	}
}

func pinOf(c *cli.Context) (blob.Pin, error) {
	pin, err := blobs.NewPin(c.String("pin"), c.Int64("until-height"), c.Duration("for"), now())
	if err != nil {
		return pin, wrongUse("%w", err)
	}
	return pin, nil
}

// blobLine is the JSON of a blob in the store.
type blobLine struct {
	ID       string     `json:"id"`
	CID      string     `json:"cid"`
	Size     uint64     `json:"size"`
	Present  uint64     `json:"present"`
	Complete bool       `json:"complete"`
	Pins     []blob.Pin `json:"pins"`
	File     string     `json:"file,omitempty"`
}

func lineOf(s blob.Stat) blobLine {
	pins := s.Pins
	if pins == nil {
		pins = []blob.Pin{}
	}
	return blobLine{ID: s.ID.String(), CID: s.ID.CIDString(), Size: s.ID.Size, Present: s.Present, Complete: s.Complete(), Pins: pins}
}
