// SPDX-License-Identifier: Apache-2.0

package cpu_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/trainer/tensor"
)

// BenchmarkProduct reports, for square products and those of a small model,
// GFLOP/s of one thread and its part of what fma chains in registers reach in
// the same run.
func BenchmarkProduct(b *testing.B) {
	for _, level := range cpu.Levels() {
		k, err := cpu.New(level)
		if err != nil {
			b.Fatal(err)
		}
		for _, s := range [][3]int{{512, 512, 512}, {1024, 1024, 1024}, {2048, 2048, 2048}, {4096, 384, 384}, {4096, 1024, 384}} {
			if level == "portable" && s[0] > 512 {
				continue
			}
			b.Run(fmt.Sprintf("%s/%dx%dx%d", level, s[0], s[1], s[2]), func(b *testing.B) { benchProduct(b, k, s[0], s[1], s[2]) })
		}
	}
}

func benchProduct(b *testing.B, k *cpu.Kernel, m, n, d int) {
	b.Helper()
	op := &program.Op{Kind: program.KindProduct, Type: program.F32, Shape: program.Shape{1, 1, 1, m, n}, Attr: &program.ProductAttr{
		Batch: [3]int{1, 1, 1}, M: m, N: n, K: d, A: program.View{Row: d}, B: program.View{Row: d},
	}}
	c := kernel.New(op, tensor.New(tensor.F32, m*d), tensor.New(tensor.F32, n*d))
	scratch := tensor.Memory(k.Scratch(c))
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	product, chains, peak := time.Hour, time.Hour, 0.0
	for b.Loop() {
		start := threadTime(b)
		k.Run(c, 0, 1, scratch)
		middle := threadTime(b)
		peak = cpu.Peak(k.Name(), 200000)
		product = min(product, middle-start)
		chains = min(chains, threadTime(b)-middle)
	}
	rate := 2 * float64(m) * float64(n) * float64(d) / float64(product.Nanoseconds())
	b.ReportMetric(rate, "GFLOP/s")
	if peak > 0 {
		b.ReportMetric(100*rate/(peak/float64(chains.Nanoseconds())), "%peak")
	}
}

// BenchmarkProfiles reports the rate of square products of both profiles, turn
// by turn in one run, and how many times faster that of i8x2 is, quantising
// included: of the best of both, in processor time of one thread.
func BenchmarkProfiles(b *testing.B) {
	for _, level := range cpu.Levels() {
		k, err := cpu.New(level)
		if err != nil {
			b.Fatal(err)
		}
		for _, n := range []int{512, 1024, 2048, 4096} {
			if level == "portable" && n > 512 {
				continue
			}
			b.Run(fmt.Sprintf("%s/%d", level, n), func(b *testing.B) { benchProfiles(b, k, n) })
		}
	}
}

func benchProfiles(b *testing.B, k *cpu.Kernel, n int) {
	b.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	profiles := []program.Profile{program.ProfileF32, program.ProfileI8X2}
	x, y := tensor.New(tensor.F32, n*n), tensor.New(tensor.F32, n*n)
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range n * n {
		x.F32()[i], y.F32()[i] = float32(rng.NormFloat64()), float32(rng.NormFloat64())
	}
	var calls []*kernel.Call
	scratch := 0
	for _, p := range profiles {
		op := &program.Op{Kind: program.KindProduct, Type: program.F32, Shape: program.Shape{1, 1, 1, n, n}, Attr: &program.ProductAttr{
			Batch: [3]int{1, 1, 1}, M: n, N: n, K: n, A: program.View{Row: n}, B: program.View{Row: n}, Profile: p,
		}}
		c := kernel.New(op, x, y)
		calls, scratch = append(calls, c), max(scratch, k.Scratch(c))
	}
	memory := tensor.Memory(scratch)
	best := []time.Duration{time.Hour, time.Hour}
	for b.Loop() {
		for i, c := range calls {
			start := threadTime(b)
			k.Run(c, 0, 1, memory)
			best[i] = min(best[i], threadTime(b)-start)
		}
	}
	flop := 2 * float64(n) * float64(n) * float64(n)
	for i, p := range profiles {
		b.ReportMetric(flop/float64(best[i].Nanoseconds()), p.String()+"-GFLOP/s")
	}
	b.ReportMetric(float64(best[0])/float64(best[1]), "times")
}

// threadTime is processor time: others use this machine too.
func threadTime(b *testing.B) time.Duration {
	b.Helper()
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		b.Fatal(err)
	}
	return time.Duration(t.Nano())
}
