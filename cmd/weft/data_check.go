// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/cmd/weft/internal/datasets"
	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
	"github.com/weft-network/weft/trainer/data"
)

func (p *program) dataCheck() *cli.Command {
	return p.command(&cli.Command{
		Name:        "check",
		Usage:       "read all of a dataset and compare it with its manifest",
		ArgsUsage:   "FOLDER",
		Description: "Hashes the tokens, looks at every id, and loads the tokenizer. With --spec it is compared with a job's data, too.",
		Flags:       []cli.Flag{&cli.StringFlag{Name: "spec", Usage: "specification of a job, a TOML file", DefaultText: "none"}},
	}, p.checkData)
}

// datasetCheckLine is the JSON of a check.
type datasetCheckLine struct {
	Folder string         `json:"folder"`
	Sound  bool           `json:"sound"`
	Checks []screen.Check `json:"checks"`
}

func (p *program) checkData(c *cli.Context) error {
	if err := arguments(c, 1, 1); err != nil {
		return err
	}
	var s *spec.Spec
	if file := c.String("spec"); file != "" {
		var err error
		if s, err = lab.ReadSpec(file); err != nil {
			return wrongUse("%w", err)
		}
	}
	folder := c.Args().First()
	progress := screen.NewProgress(p.err, "checking")
	checks, err := datasets.Check(c.Context, folder, s, progress.Set)
	progress.Done()
	if err != nil {
		return err
	}
	failure, failed := screen.FirstFailure(checks)
	if p.json() {
		err = p.object(datasetCheckLine{folder, !failed, checks})
	} else {
		err = screen.WriteChecks(p.out, checks)
	}
	if err == nil && failed {
		err = fmt.Errorf("%w: %s: %s", data.ErrDataset, folder, failure.Name)
	}
	return err
}
