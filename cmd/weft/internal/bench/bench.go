// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/cpu"
)

// Row is one figure.
type Row struct {
	Name  string  `json:"name"`
	Shape string  `json:"shape"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
}

// The units. Ratio is a part of what fma chains in registers reach.
const (
	GFLOPS = "GFLOP/s"
	GBS    = "GB/s"
	Ratio  = "of fma peak"
	Tokens = "tokens/s"
	MiB    = "MiB"
)

// Bench is what to measure and with what.
type Bench struct {
	Kernel  kernel.Kernel
	Threads int // 0: all processors
	// Time is about how long one measurement takes.
	Time time.Duration
	// Match selects measurements by name.
	Match func(name string) bool
	Emit  func(Row) error
}

// least is how often everything is measured at least.
const least = 3

// Run measures everything that matches.
func (b *Bench) Run(ctx context.Context) error {
	if b.Threads == 0 {
		b.Threads = runtime.GOMAXPROCS(0)
	}
	if d := b.onDevice(); d != nil {
		return b.runDevice(ctx, d)
	}
	for _, part := range []func(context.Context) error{b.peaks, b.products, b.operators, b.hashes, b.steps} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return nil
}

// measured is the best times of some work, and the best rate of fma chains on
// as many threads between its repetitions, in FLOP a second; 0 if it is not
// known.
type measured struct {
	wall, cpu         time.Duration
	wallPeak, cpuPeak float64
}

// measure repeats work for about b.Time.
func (b *Bench) measure(ctx context.Context, threads int, work func() error) (measured, error) {
	if err := work(); err != nil { // warms caches and pages
		return measured{}, err
	}
	m := measured{wall: time.Hour, cpu: time.Hour}
	for n, end := 0, time.Now().Add(b.Time); n < least || time.Now().Before(end); n++ {
		if err := ctx.Err(); err != nil {
			return m, err
		}
		start, used := time.Now(), processorTime()
		if err := work(); err != nil {
			return m, err
		}
		m.wall, m.cpu = max(1, min(m.wall, time.Since(start))), max(1, min(m.cpu, processorTime()-used))
		start, used = time.Now(), processorTime()
		flop := b.chains(threads)
		m.wallPeak = max(m.wallPeak, flop/time.Since(start).Seconds())
		m.cpuPeak = max(m.cpuPeak, flop/max(1e-9, (processorTime()-used).Seconds()))
	}
	return m, nil
}

// rounds make the chains last about a millisecond.
const rounds = 200_000

// chains runs fma chains in registers on some threads and returns their FLOP.
func (b *Bench) chains(threads int) float64 {
	var wg sync.WaitGroup
	for range threads - 1 {
		wg.Go(func() { cpu.Peak(b.Kernel.Name(), rounds) })
	}
	flop := cpu.Peak(b.Kernel.Name(), rounds)
	wg.Wait()
	return flop * float64(threads)
}

// arithmetic emits the rate of some floating-point operations.
func (b *Bench) arithmetic(name, shape string, flop float64, m measured) error {
	if err := b.Emit(Row{name, shape, flop / m.wall.Seconds() / 1e9, GFLOPS}); err != nil || m.cpuPeak == 0 {
		return err
	}
	return b.Emit(Row{name, shape, flop / m.cpu.Seconds() / m.cpuPeak, Ratio})
}

// peaks measures the fma chains themselves.
func (b *Bench) peaks(ctx context.Context) error {
	const name = "fma in registers"
	if !b.Match(name) {
		return nil
	}
	for _, threads := range slices.Compact([]int{1, b.Threads}) {
		m, err := b.measure(ctx, threads, func() error { return nil })
		if err != nil || m.wallPeak == 0 {
			return err
		}
		if err := b.Emit(Row{name, threadText(threads), m.wallPeak / 1e9, GFLOPS}); err != nil {
			return err
		}
	}
	return nil
}

func threadText(n int) string {
	if n == 1 {
		return "1 thread"
	}
	return fmt.Sprintf("%d threads", n)
}
