// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/engine"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/trainer/kernel/kerneltest"
)

// size is the shape of a model and of its steps.
type size struct {
	name                             string
	vocab, width, layers, heads, ffn uint32
	context, samples, micro          uint32
}

func (z size) spec() *spec.Spec {
	s := kerneltest.Spec()
	s.Model.Vocab, s.Model.Width, s.Model.Layers, s.Model.Ffn = z.vocab, z.width, z.layers, z.ffn
	s.Model.Heads, s.Model.KvHeads, s.Model.HeadDim = z.heads, z.heads, z.width/z.heads
	s.Data.TokenWidth, s.Data.Tokens = 2, s.Data.Dataset.Size_/2
	s.Data.ValidationStart, s.Data.ValidationTokens, s.Rounds.EvalEvery = 0, 0, 0
	s.Inner.Context, s.Inner.Batch, s.Inner.MicroBatches = z.context, z.samples, z.micro
	return s
}

// sized are jobs by the millions of their parameters, 4096 tokens a step.
var sized = []size{
	{"1M", 1024, 128, 4, 2, 384, 256, 16, 1},
	{"4M", 4096, 256, 4, 4, 704, 512, 8, 1},
	{"14M", 8192, 384, 6, 6, 1024, 512, 8, 1},
}

// BenchmarkStep reports the processor time of a whole step, all threads
// together, as GFLOP/s and as a part of what fma chains in registers reach.
// Only the causal half of attention counts.
func BenchmarkStep(b *testing.B) {
	for _, z := range sized {
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("%s/%d", z.name, workers), func(b *testing.B) {
				benchStep(b, z.spec(), workers)
			})
		}
	}
}

// BenchmarkRecord compares steps that collect roots with steps that do not: in
// memory, and in processor time of all threads.
func BenchmarkRecord(b *testing.B) {
	for _, z := range sized {
		b.Run(z.name, func(b *testing.B) {
			k, err := cpu.New("auto")
			require.NoError(b, err)
			tr := kerneltest.NewTrainer(b, k, z.spec())
			plain, recorded := newRunner(b, tr, engine.Config{Kernel: k, Workers: 2}), newRunner(b, tr, engine.Config{Kernel: k, Workers: 2})
			recorded.Record()
			best := [2]time.Duration{time.Hour, time.Hour}
			for b.Loop() {
				for i, r := range []*runner{plain, recorded} {
					start := processTime(b)
					r.step(b, tr.Batch(), tr.Clock())
					best[i] = min(best[i], processTime(b)-start)
				}
			}
			bytes := 0
			for _, op := range tr.Program.All() {
				bytes += op.Shape.Size() * op.Type.Bytes()
			}
			b.ReportMetric(float64(recorded.Memory())/float64(plain.Memory()), "memory")
			b.ReportMetric(float64(best[1])/float64(best[0]), "time")
			b.ReportMetric(float64(bytes)/float64(best[1]-best[0]), "GB/s")
		})
	}
}

func benchStep(b *testing.B, s *spec.Spec, workers int) {
	b.Helper()
	k, err := cpu.New("auto")
	require.NoError(b, err)
	tr := kerneltest.NewTrainer(b, k, s)
	r := newRunner(b, tr, engine.Config{Kernel: k, Workers: workers})
	r.step(b, tr.Batch(), program.Clock{Age: 1, Step: 1})
	cpu.Peak(k.Name(), 1000)
	start := processTime(b)
	peak := cpu.Peak(k.Name(), 4000000) / float64((processTime(b) - start).Nanoseconds())
	best := time.Hour
	for b.Loop() {
		start := processTime(b)
		if err := r.Run(); err != nil {
			b.Fatal(err)
		}
		best = min(best, processTime(b)-start)
	}
	rate := float64(stepFLOP(&tr.Program.Dims)) / float64(best.Nanoseconds())
	b.ReportMetric(rate, "GFLOP/s")
	b.ReportMetric(float64(r.Memory())/(1<<20), "MiB")
	if peak > 0 {
		b.ReportMetric(100*rate/peak, "%peak")
	}
}

// stepFLOP counts products: 2 forward, 4 backward for each weight and token.
func stepFLOP(d *program.Dims) int {
	weights := d.Vocab*d.Width + d.Layers*(d.Width*d.HeadDim*(2*d.Heads+2*d.KV)+3*d.Width*d.FFN)
	attention := d.Layers * d.Heads * d.HeadDim * 2 * d.Context / 2
	return 6 * d.Tokens * d.Micro * (weights + attention)
}

func processTime(b *testing.B) time.Duration {
	b.Helper()
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &t); err != nil {
		b.Fatal(err)
	}
	return time.Duration(t.Nano())
}
