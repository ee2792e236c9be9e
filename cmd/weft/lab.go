// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
	"runtime"

	"github.com/dustin/go-humanize"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/cmd/weft/internal/lab"
)

func (p *program) lab() *cli.Command {
	return &cli.Command{
		Name:            "lab",
		Usage:           "train, evaluate, sample and measure on this machine, without a chain",
		Subcommands:     []*cli.Command{p.labTrain(), p.labEval(), p.labSample(), p.labSwarm(), p.labEconomy(), p.labBench(), p.labDigest()},
		HideHelpCommand: true,
		OnUsageError:    usageError,
		Action:          group,
	}
}

// machineFlags say what of the machine a command uses.
func machineFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "kernel", Value: "auto", Usage: "kernel: auto, avx512, avx2, portable or ref; all give the same bits", Category: "Machine"},
		&cli.IntFlag{Name: "threads", Usage: "threads; 0 means all processors", Category: "Machine", DefaultText: "all"},
	}
}

func memoryFlag() cli.Flag {
	return &cli.StringFlag{
		Name: "memory", Usage: "bound on the memory of the computation, such as 512MiB", Category: "Machine", DefaultText: "none",
	}
}

const maxThreads = 1024

// machine reads machineFlags, and memoryFlag where there is one.
func machine(c *cli.Context) (lab.Machine, error) {
	m := lab.Machine{Threads: c.Int("threads")}
	if m.Threads < 0 || m.Threads > maxThreads {
		return m, wrongUse("--threads is %d; allowed: 0 to %d, this machine has %d", m.Threads, maxThreads, runtime.NumCPU())
	}
	var err error
	if m.Kernel, err = lab.OpenKernel(c.String("kernel")); err != nil {
		return m, wrongUse("--%w", err)
	}
	if text := c.String("memory"); text != "" {
		n, err := humanize.ParseBytes(text)
		if err != nil || n == 0 || n > math.MaxInt64 {
			return m, wrongUse("--memory is %q; allowed: a number of bytes with a unit, such as 512MiB", text)
		}
		m.Memory = int64(n)
	}
	return m, nil
}

// threads is the number of threads that a machine will use.
func threads(m lab.Machine) string {
	n := m.Threads
	if n == 0 {
		n = runtime.GOMAXPROCS(0)
	}
	if n == 1 {
		return "1 thread"
	}
	return fmt.Sprintf("%d threads", n)
}
