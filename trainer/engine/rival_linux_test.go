// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/engine"
	"github.com/weft-network/weft/trainer/engine/torchtest"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/trainer/kernel/kerneltest"
	"github.com/weft-network/weft/trainer/tensor"
)

// rounds is how often rivals take turns; medians are reported.
const rounds = 9

// BenchmarkTorchStep takes turns with PyTorch, eager and compiled: a step here,
// a step there. It reports how many times as long PyTorch takes, by the clock
// and in processor time, the memory of each, and the part of the peak. Pin it:
//
//	WEFT_PYTHON=python3 taskset -c 0 go test -run '^$' -bench TorchStep/./1 -benchtime 1x ./trainer/engine
func BenchmarkTorchStep(b *testing.B) {
	for _, z := range sized {
		for _, threads := range []int{1, 2} {
			for _, compile := range []bool{false, true} {
				name := map[bool]string{false: "eager", true: "compiled"}[compile]
				b.Run(fmt.Sprintf("%s/%d/%s", z.name, threads, name), func(b *testing.B) {
					raceStep(b, z.spec(), torchtest.Options{Threads: threads, Compile: compile})
				})
			}
		}
	}
}

func raceStep(b *testing.B, s *spec.Spec, o torchtest.Options) {
	b.Helper()
	torch := torchtest.Start(b, o)
	k, err := cpu.New("auto")
	require.NoError(b, err)
	tr := kerneltest.NewTrainer(b, k, s)
	r := newRunner(b, tr, engine.Config{Kernel: k, Workers: o.Threads})
	torch.Open(s, r.State())
	var ours, theirs, chains race
	for range b.N {
		for n := range rounds + 1 {
			batch, clock := tr.Batch(), tr.Clock()
			tr.Advance()
			mine := timed(b, func() { r.step(b, batch, clock) })
			_, other := torch.Step(clock.Step, batch.U32())
			done := 0.0
			chain := timed(b, func() { done = cpu.Peak(k.Name(), 4_000_000) })
			if n > 0 { // the first warms up
				ours.add(mine)
				theirs.add(other)
				chains.add(torchtest.Took{CPU: time.Duration(float64(chain.CPU) * float64(stepFLOP(&tr.Program.Dims)) / done)})
			}
		}
	}
	b.ReportMetric(ours.wall(), "s")
	b.ReportMetric(theirs.wall()/ours.wall(), "×wall")
	b.ReportMetric(theirs.cpu()/ours.cpu(), "×cpu")
	b.ReportMetric(100*chains.cpu()/ours.cpu(), "%peak")
	b.ReportMetric(100*chains.cpu()/theirs.cpu(), "%peak-torch")
	b.ReportMetric(float64(r.Memory())/(1<<20), "MiB")
	b.ReportMetric(float64(torch.Memory())/(1<<20), "MiB-torch")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkTorchProduct takes turns with the BLAS that numpy comes with, which
// is OpenBLAS.
func BenchmarkTorchProduct(b *testing.B) {
	for _, threads := range []int{1, 2} {
		torch := torchtest.Start(b, torchtest.Options{Threads: threads})
		for _, z := range [][3]int{{512, 512, 512}, {1024, 1024, 1024}, {2048, 2048, 2048}, {4096, 256, 256}, {4096, 704, 256}, {4096, 1024, 384}, {4096, 384, 1024}} {
			b.Run(fmt.Sprintf("%dx%dx%d/%d", z[0], z[1], z[2], threads), func(b *testing.B) { raceProduct(b, torch, z) })
		}
	}
}

func raceProduct(b *testing.B, torch *torchtest.Torch, shape [3]int) {
	b.Helper()
	k, err := cpu.New("auto")
	require.NoError(b, err)
	m, n, d := shape[0], shape[1], shape[2]
	c := kernel.New(&program.Op{
		Kind: program.KindProduct, Type: program.F32, Shape: program.Shape{1, 1, 1, m, n},
		Attr: &program.ProductAttr{Batch: [3]int{1, 1, 1}, M: m, N: n, K: d, A: program.View{Row: d}, B: program.View{Row: d}},
	}, tensor.New(tensor.F32, m*d), tensor.New(tensor.F32, n*d))
	scratch := make([][]byte, torch.Threads)
	for i := range scratch {
		scratch[i] = tensor.Memory(k.Scratch(c))
	}
	work := func() {
		var wg sync.WaitGroup
		for i := range scratch {
			wg.Go(func() { k.Run(c, i, len(scratch), scratch[i]) })
		}
		wg.Wait()
	}
	flop := 2 * float64(m) * float64(n) * float64(d)
	turns := max(rounds, int(20e9/flop))
	var ours, theirs, chains race
	for range b.N {
		for range turns {
			ours.add(timed(b, work))
			theirs.add(torch.Product(m, n, d))
			done := 0.0
			chain := timed(b, func() { done = cpu.Peak(k.Name(), 200_000) })
			chains.add(torchtest.Took{CPU: time.Duration(float64(chain.CPU) * flop / done)})
		}
	}
	b.ReportMetric(theirs.wall()/ours.wall(), "×wall")
	b.ReportMetric(theirs.cpu()/ours.cpu(), "×cpu")
	b.ReportMetric(100*chains.cpu()/ours.cpu(), "%peak")
	b.ReportMetric(100*chains.cpu()/theirs.cpu(), "%peak-blas")
	b.ReportMetric(0, "ns/op")
}

// timed measures work of this process.
func timed(b *testing.B, work func()) torchtest.Took {
	b.Helper()
	wall, used := time.Now(), processTime(b)
	work()
	return torchtest.Took{Wall: time.Since(wall), CPU: processTime(b) - used}
}

// race is the times of one rival.
type race struct{ walls, cpus []time.Duration }

func (r *race) add(t torchtest.Took) {
	r.walls, r.cpus = append(r.walls, t.Wall), append(r.cpus, t.CPU)
}

func (r *race) wall() float64 { return median(r.walls).Seconds() }
func (r *race) cpu() float64  { return median(r.cpus).Seconds() }

func median(d []time.Duration) time.Duration {
	d = slices.Clone(d)
	slices.Sort(d)
	return d[len(d)/2]
}
