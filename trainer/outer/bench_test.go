// SPDX-License-Identifier: Apache-2.0

package outer_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/spec"
)

// s1 is a model of about a million parameters: width 128, 5 layers.
func s1(change func(*spec.Spec)) *spec.Spec {
	s := job(func(*spec.Spec) {})
	s.Model.Vocab, s.Model.Width, s.Model.Layers = 257, 128, 5
	s.Model.Heads, s.Model.KvHeads, s.Model.HeadDim, s.Model.Ffn = 4, 4, 32, 344
	s.Model.Tied = true
	change(s)
	return s
}

// benched are the jobs whose speed is measured, in bytes of binary32 parameters;
// beside it stand the bytes that a delta takes of a parameter.
var benched = []string{"dense8", "dense8 with feedback, bf16 moments", "sparse"}

func report(b *testing.B, x *bench, deltas int) {
	b.Helper()
	b.SetBytes(4 * int64(deltas) * int64(x.s.Params()))
	b.ReportMetric(float64(x.x.Bytes())/float64(x.s.Params()), "bytes/param")
}

func BenchmarkEncode(b *testing.B) {
	for _, name := range benched {
		b.Run(name, func(b *testing.B) {
			x := newBench(b, s1(jobs[name]), 0)
			u, data := x.unit(x.numbers(0.1)), make([]byte, x.x.Bytes())
			for b.Loop() {
				_, err := x.x.Encode(u, data)
				require.NoError(b, err)
			}
			report(b, x, 1)
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	for _, name := range benched {
		b.Run(name, func(b *testing.B) {
			x := newBench(b, s1(jobs[name]), 0)
			values := x.numbers(0.1)
			d := x.deltas(values, 1)[0]
			for b.Loop() {
				require.NoError(b, x.x.Decode(d.Data, values))
			}
			report(b, x, 1)
		})
	}
}

// BenchmarkFold is the outer step over 8 deltas.
func BenchmarkFold(b *testing.B) {
	const deltas = 8
	for _, name := range benched {
		b.Run(name, func(b *testing.B) {
			x := newBench(b, s1(jobs[name]), 0)
			s := x.outerState()
			round := x.deltas(s.Params, deltas)
			for b.Loop() {
				require.NoError(b, x.x.Fold(s, round))
			}
			report(b, x, deltas)
		})
	}
}
