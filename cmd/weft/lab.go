// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"math"
	"runtime"

	"github.com/dustin/go-humanize"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/trainer/kernel/cuda"
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
		&cli.StringFlag{
			Name: "device", Value: "auto", Category: "Machine",
			Usage: "device: cpu, cuda, or cuda:N for one of several GPUs; auto takes GPUs where this build and machine have any; all give the same bits",
		},
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
	var note string
	if m.Kernel, note, err = lab.OpenDevice(c.String("device"), c.String("kernel")); err != nil {
		if errors.Is(err, cuda.ErrUnavailable) {
			return m, fmt.Errorf("--%w", err)
		}
		return m, wrongUse("--%w", err)
	}
	if note != "" {
		if _, err := fmt.Fprintf(c.App.ErrWriter, "device    cpu; %s\n", note); err != nil {
			return m, err
		}
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
