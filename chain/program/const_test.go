// SPDX-License-Identifier: Apache-2.0

package program_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
)

// constant finds an input by name.
func constant(t *testing.T, p *program.Program, name string) program.Input {
	t.Helper()
	for i := range p.NumInputs() {
		in, err := p.Input(i)
		require.NoError(t, err)
		if in.Name == name {
			require.NotNil(t, in.Const)
			return in
		}
	}
	t.Fatalf("no input %q", name)
	return program.Input{}
}

func value(t *testing.T, p *program.Program, name string, clock program.Clock, i int) float64 {
	t.Helper()
	return float64(math.Float32frombits(constant(t, p, name).Const.At(clock, i)))
}

// The constants against float64, which has bits to spare for binary32.
func TestConstants(t *testing.T) {
	t.Parallel()
	s := draft()
	s.Inner.Beta2, s.Model.RopeFactor = "0.999", "2"
	p := build(t, program.Build, s)
	for _, age := range []uint64{1, 2, 7, 100, 12345, 1 << 40} {
		clock := program.Clock{Age: age, Step: 4}
		beta2 := 1 - math.Pow(0.999, float64(age))
		require.InEpsilon(t, 1/math.Sqrt(beta2), value(t, p, "1/sqrt(1-beta2^t)", clock, 0), 1e-7)
		beta1 := 1 - math.Pow(0.9, float64(age))
		require.InEpsilon(t, -0.001/beta1, value(t, p, "-lr/(1-beta1^t)", clock, 0), 1e-7)
	}
	require.Equal(t, uint32(0x3dcccccd), constant(t, p, "1-beta1").Const.At(program.Clock{}, 0))
	require.Equal(t, float64(float32(1/math.Sqrt(8))), value(t, p, "1/sqrt(head_dim)", program.Clock{}, 0))
	for i := range 16 * 4 {
		angle := float64(i/4) * math.Pow(10000, -float64(i%4)/4) / 2
		require.InDelta(t, math.Cos(angle), value(t, p, "rope.cos", program.Clock{}, i), 1e-7)
		require.InDelta(t, math.Sin(angle), value(t, p, "rope.sin", program.Clock{}, i), 1e-7)
	}
}

func TestSchedules(t *testing.T) {
	t.Parallel()
	// 4 rounds of 8 steps; warm-up of 4.
	cosine := func(s float64) float64 { return 0.0001 + 0.0009*(1+math.Cos(math.Pi*(s-4)/28))/2 }
	for _, tt := range []struct {
		kind  spec.ScheduleKind
		decay uint64
		want  map[uint64]float64
	}{
		{spec.ScheduleKind_SCHEDULE_KIND_CONSTANT, 0, map[uint64]float64{1: 0.00025, 4: 0.001, 32: 0.001, 99: 0.001}},
		{spec.ScheduleKind_SCHEDULE_KIND_LINEAR, 28, map[uint64]float64{2: 0.0005, 4: 0.001, 18: 0.00055, 32: 0.0001, 99: 0.0001}},
		{spec.ScheduleKind_SCHEDULE_KIND_WSD, 8, map[uint64]float64{3: 0.00075, 24: 0.001, 28: 0.00055, 32: 0.0001}},
		{spec.ScheduleKind_SCHEDULE_KIND_COSINE, 28, map[uint64]float64{1: 0.00025, 4: 0.001, 11: cosine(11), 18: 0.00055, 31: cosine(31), 32: 0.0001}},
	} {
		s := draft()
		s.Inner.Beta1 = "0"
		s.Inner.Schedule = spec.Schedule{Kind: tt.kind, Peak: "0.001", Final: "0.0001", WarmupSteps: 4, DecaySteps: tt.decay}
		if tt.decay == 0 {
			s.Inner.Schedule.Final = ""
		}
		p := build(t, program.Build, s)
		for step, want := range tt.want {
			got := value(t, p, "-lr/(1-beta1^t)", program.Clock{Age: 1, Step: step}, 0)
			require.InEpsilon(t, -want, got, 1e-7, "%v step %d", tt.kind, step)
			keep := value(t, p, "1-lr*weight_decay", program.Clock{Age: 1, Step: step}, 0)
			require.InEpsilon(t, 1-0.1*want, keep, 1e-7)
		}
	}
}

// Spec N6: a table made by any method has the bits of random access.
func TestFill(t *testing.T) {
	t.Parallel()
	s := draft()
	s.Inner.Context, s.Inner.Batch, s.Inner.MicroBatches = 512, 1, 1
	p := build(t, program.Build, s)
	for _, name := range []string{"rope.cos", "rope.sin", "key.hi", "query.hi", "1/width", "-lr/(1-beta1^t)"} {
		in := constant(t, p, name)
		table := make([]uint32, in.Shape.Size())
		clock := program.Clock{Age: 3, Step: 5}
		in.Const.Fill(clock, table)
		for i := 0; i < len(table); i += 1 + len(table)/257 {
			require.Equal(t, in.Const.At(clock, i), table[i], "%s %d", name, i)
		}
	}
}
