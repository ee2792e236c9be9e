// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/engine"
	"github.com/weft-network/weft/trainer/kernel/kerneltest"
	"github.com/weft-network/weft/trainer/kernel/ref"
)

// BenchmarkID is the hashing of a state of 64 MiB, beside that of one leaf
// again and again. GB/s are of processor time, all threads together: the best
// run, since machines are noisy.
func BenchmarkID(b *testing.B) {
	s := kerneltest.Spec()
	s.Model.Vocab, s.Model.Width, s.Model.Ffn, s.Data.TokenWidth, s.Data.Tokens = 1<<16, 80, 80, 2, 1<<15
	s.Data.ValidationStart = 1<<15 - 1<<12
	p, err := program.Build(s)
	require.NoError(b, err)
	rate := func(b *testing.B, bytes uint64, hash func() error) {
		b.Helper()
		b.SetBytes(int64(bytes))
		best := time.Hour
		for b.Loop() {
			start := processTime(b)
			if err := hash(); err != nil {
				b.Fatal(err)
			}
			best = min(best, processTime(b)-start)
		}
		b.ReportMetric(float64(bytes)/float64(best.Nanoseconds()), "GB/s")
	}
	b.Run("leaf", func(b *testing.B) {
		leaf := make([]byte, commit.LeafSize)
		rate(b, 64*commit.LeafSize, func() error {
			for range 64 {
				commit.Sum(leaf)
			}
			return nil
		})
	})
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("state/%d", workers), func(b *testing.B) {
			e, err := engine.New(p, engine.Config{Kernel: ref.Kernel{}, Workers: workers})
			require.NoError(b, err)
			defer e.Close()
			rate(b, e.Layout().Size(), func() error {
				_, err := e.ID()
				return err
			})
		})
	}
}
