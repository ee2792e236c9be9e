// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
)

func (p *program) jobMetrics() *cli.Command {
	return p.command(&cli.Command{
		Name:      "metrics",
		Usage:     "print the loss, the validation loss and the work of every round",
		ArgsUsage: "JOB",
		Description: "A table and, on a terminal, a chart; --csv writes the table for other programs; --output json an object a round.\n" +
			"--units has a line for every unit in place of every round.",
		Flags: []cli.Flag{
			&cli.Uint64Flag{Name: "from-round", Value: 1, Usage: "first round"},
			&cli.BoolFlag{Name: "units", Usage: "with every unit"},
			&cli.BoolFlag{Name: "csv", Usage: "comma-separated values"},
			&cli.BoolFlag{Name: "chart", Usage: "draw the chart also where there is no terminal"},
		},
	}, p.withReader(p.printMetrics))
}

func (p *program) printMetrics(c *cli.Context, cl *client.Client) error {
	id, err := jobArgument(c, 1)
	if err != nil {
		return err
	}
	if p.json() && c.Bool("csv") {
		return wrongUse("--csv and --output json are both given; choose one")
	}
	j, _, err := jobs.Read(c.Context, cl, id)
	if err != nil {
		return err
	}
	rounds, err := jobs.Rounds(c.Context, cl, id, c.Uint64("from-round"))
	if err != nil {
		return err
	}
	if err := jobs.Evaluate(c.Context, cl, j, rounds); err != nil {
		return err
	}
	if c.Bool("units") {
		for i := range rounds {
			if rounds[i].Units, err = jobs.Units(c.Context, cl, id, rounds[i].Round); err != nil {
				return err
			}
		}
	}
	if p.json() {
		for i := range rounds {
			if err := p.object(&rounds[i]); err != nil {
				return err
			}
		}
		return nil
	}
	header, rows := roundRows(rounds, j.Spec)
	if c.Bool("units") {
		header, rows = unitRows(rounds)
	}
	if c.Bool("csv") {
		return p.writeCSV(header, rows)
	}
	return p.writeMetrics(c, cl.BlockTime(), rounds, append([][]string{header}, rows...))
}

// roundRows are the metrics by round.
func roundRows(rounds []jobs.Round, s *spec.Spec) (header []string, rows [][]string) {
	unit := s.TokensPerUnit()
	header = []string{"round", "phase", "loss", "committed", "active", "included", "tokens", "blocks"}
	for _, r := range rounds {
		blocks := ""
		if r.Closed > 0 {
			blocks = strconv.FormatInt(r.Closed-r.Opened, 10)
		}
		rows = append(rows, []string{
			strconv.FormatUint(r.Round, 10), r.Phase, meanLoss(r.Loss), strconv.Itoa(len(r.Committed)), strconv.Itoa(len(r.Active)),
			strconv.Itoa(len(r.Included)), strconv.FormatUint(uint64(len(r.Included))*unit, 10), blocks,
		})
	}
	if s.Rounds.EvalEvery > 0 {
		const at = 3 // beside the loss
		header = slices.Insert(header, at, "val_loss")
		for i := range rows {
			rows[i] = slices.Insert(rows[i], at, meanLoss(rounds[i].ValLoss))
		}
	}
	return header, rows
}

// unitRows are the metrics by unit.
func unitRows(rounds []jobs.Round) (header []string, rows [][]string) {
	header = []string{"round", "slot", "operator", "status", "loss", "tokens", "steps", "height"}
	for _, r := range rounds {
		for _, u := range r.Units {
			rows = append(rows, []string{
				strconv.FormatUint(r.Round, 10), strconv.FormatUint(uint64(u.Slot), 10), u.Operator, u.Status, meanLoss(&u.Loss),
				strconv.FormatUint(u.Tokens, 10), strconv.FormatUint(uint64(u.Steps), 10), strconv.FormatInt(u.Height, 10),
			})
		}
	}
	return header, rows
}

func (p *program) writeCSV(header []string, rows [][]string) error {
	w := csv.NewWriter(p.out)
	if err := w.WriteAll(append([][]string{header}, rows...)); err != nil {
		return err
	}
	return w.Error()
}

func (p *program) writeMetrics(c *cli.Context, block time.Duration, rounds []jobs.Round, rows [][]string) error {
	t := screen.NewTable(rows[0]...)
	for _, row := range rows[1:] {
		t.Row(row...)
	}
	if err := t.Write(p.out); err != nil {
		return err
	}
	if !c.Bool("chart") && !isTerminal(p.out) {
		return nil
	}
	caption := fmt.Sprintf("mean loss by round, blocks of %s", screen.Duration(block))
	for _, line := range screen.Chart(caption, jobs.Losses(rounds), screen.Width(p.out)) {
		if err := p.say("%s", line); err != nil {
			return err
		}
	}
	return nil
}
