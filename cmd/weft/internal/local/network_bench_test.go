// SPDX-License-Identifier: Apache-2.0

//go:build unix

package local_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/weft-network/weft/cmd/weft/internal/lab"
)

// BenchmarkNetwork trains one job on a whole network, with verifiers at one
// expected audit a unit and without any. The processor time is that of everything:
// chain, content nodes, trainers, verifiers; divided by units. What an audit costs
// is the difference of two lines by the audits of a unit. Of a profile
// (-cpuprofile) the packages say which part of it is which.
func BenchmarkNetwork(b *testing.B) {
	sizes := []struct {
		size           lab.Size
		steps, segment uint32
		rounds         uint32
	}{
		// As many parameters as a small classifier of digits, 64 tokens a sample.
		{lab.Size{Name: "100k", Width: 64, Layers: 2, Heads: 4, FFN: 128, Context: 64, Batch: 16, Peak: "0.01"}, 128, 8, 4},
		{lab.Sizes[0], 64, 8, 4},
		{lab.Sizes[1], 64, 8, 3},
		{lab.Sizes[2], 32, 8, 2},
	}
	for _, z := range sizes {
		for _, verifiers := range []int{0, 2} {
			b.Run(fmt.Sprintf("%s/verifiers=%d", z.size.Name, verifiers), func(b *testing.B) {
				for range b.N {
					o := options(b)
					o.Trainers, o.Verifiers = 2, verifiers
					o.Size, o.Steps, o.Segment, o.Rounds = z.size, z.steps, z.segment, z.rounds
					before := processorSeconds(b)
					s := play(b, o, nil)
					units := float64(o.Rounds) * float64(o.Trainers)
					b.ReportMetric((processorSeconds(b)-before)/units, "cpu-s/unit")
					b.ReportMetric(s.Seconds/float64(o.Rounds), "s/round")
					b.ReportMetric(float64(s.Verification.Audits)/units, "audits/unit")
					b.ReportMetric(100*s.Verification.Overhead, "%-steps-again")
					b.ReportMetric(float64(s.BytesUp)/units/1e6, "MB-sent/unit")
					require.Empty(b, s.Slashed)
				}
			})
		}
	}
}

// processorSeconds are those of this process so far, user and system.
func processorSeconds(b *testing.B) float64 {
	b.Helper()
	var u unix.Rusage
	require.NoError(b, unix.Getrusage(unix.RUSAGE_SELF, &u))
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}
