// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"regexp"
	"text/tabwriter"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/cmd/weft/internal/bench"
)

func (p *program) labBench() *cli.Command {
	return p.command(&cli.Command{
		Name:  "bench",
		Usage: "measure kernels, hashing and whole training steps",
		Description: "Rates of arithmetic stand beside their part of what chains of fma in registers reach in the same seconds.\n" +
			"Operators run on one thread, steps on --threads. On a GPU it is square products, steps of models of 15 M, 125 M\n" +
			"and 1.1 B parameters, and the hashing of their states. With --output json every figure is an object with name, shape,\n" +
			"value and unit.",
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "match", Usage: "only measurements whose name matches this regular expression", DefaultText: "all"},
			&cli.DurationFlag{Name: "time", Value: 300 * time.Millisecond, Usage: "about how long one measurement takes"},
		}, machineFlags()...),
	}, p.bench)
}

func (p *program) bench(c *cli.Context) error {
	m, err := machine(c)
	if err != nil {
		return err
	}
	names, err := regexp.Compile(c.String("match"))
	if err != nil {
		return wrongUse("--match: %w", err)
	}
	if d := c.Duration("time"); d < 0 || d > time.Minute {
		return wrongUse("--time is %s; allowed: 0s to 1m", d)
	}
	b := bench.Bench{Kernel: m.Kernel, Threads: m.Threads, Time: c.Duration("time"), Match: names.MatchString}
	if p.json() {
		b.Emit = func(r bench.Row) error { return p.object(r) }
		return b.Run(c.Context)
	}
	table := &figures{w: tabwriter.NewWriter(p.out, 16, 0, 2, ' ', 0)}
	b.Emit = table.add
	if err := b.Run(c.Context); err != nil {
		return err
	}
	return table.end(true)
}

// figures prints rows of one name and shape as one line, and the lines of one
// name together: they are aligned, and nobody waits for the whole table.
type figures struct {
	w    *tabwriter.Writer
	last bench.Row
}

func (f *figures) add(r bench.Row) error {
	if r.Name == f.last.Name && r.Shape == f.last.Shape {
		_, err := fmt.Fprintf(f.w, "\t%s\t%s", figure(r), r.Unit)
		return err
	}
	if err := f.end(r.Name != f.last.Name); err != nil {
		return err
	}
	f.last = r
	_, err := fmt.Fprintf(f.w, "%s\t%s\t%s\t%s", r.Name, r.Shape, figure(r), r.Unit)
	return err
}

// end ends a line, and shows what is there.
func (f *figures) end(show bool) error {
	if f.last.Name == "" {
		return nil
	}
	if _, err := fmt.Fprintln(f.w); err != nil || !show {
		return err
	}
	return f.w.Flush()
}

func figure(r bench.Row) string {
	if r.Unit == bench.Ratio {
		return fmt.Sprintf("%.0f %%", 100*r.Value)
	}
	return fmt.Sprintf("%.4g", r.Value)
}
