// SPDX-License-Identifier: Apache-2.0

package devnet_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/app/devnet"
)

// BenchmarkBlocks measures the interval of empty blocks against the one asked for, and what starting costs. Every iteration is a block:
// give -benchtime 30x.
func BenchmarkBlocks(b *testing.B) {
	for _, n := range []int{1, 4} {
		for _, interval := range []time.Duration{50 * time.Millisecond, 250 * time.Millisecond, time.Second} {
			b.Run(fmt.Sprintf("validators=%d/interval=%s", n, interval), func(b *testing.B) {
				ctx := b.Context()
				t0 := time.Now()
				net, err := devnet.Start(ctx, devnet.Options{Validators: n, BlockTime: interval})
				require.NoError(b, err)
				defer func() { require.NoError(b, net.Close()) }()
				require.NoError(b, net.WaitHeight(ctx, 1))
				up := time.Since(t0)
				b.ResetTimer()
				require.NoError(b, net.WaitBlocks(ctx, int64(b.N)))
				b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/block")
				b.ReportMetric(float64(up.Milliseconds()), "ms-to-first-block")
			})
		}
	}
}
