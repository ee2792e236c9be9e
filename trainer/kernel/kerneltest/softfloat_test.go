// SPDX-License-Identifier: Apache-2.0

package kerneltest_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/referee/softfloat"
	"github.com/weft-network/weft/trainer/kernel/ref"
)

// unary are the operations of one number, by integers and by the processor.
var unary = []struct {
	name     string
	soft     func(uint32) uint32
	hardware func(float32) float32
}{
	{"sqrt", softfloat.Sqrt, ref.Sqrt},
	{"exp", softfloat.Exp, ref.Exp},
	{"log", softfloat.Log, ref.Log},
	{"keep", softfloat.Keep, ref.Keep},
	{"narrow", softfloat.Narrow, ref.Narrow},
	{"neg", softfloat.Neg, ref.Binary32{}.Neg},
	{"of int", func(x uint32) uint32 { return softfloat.OfInt(int64(int32(x))) }, func(x float32) float32 {
		return float32(int32(math.Float32bits(x)))
	}},
	{"to int", func(x uint32) uint32 {
		if softfloat.IsNaN(x) {
			return 0
		}
		return softfloat.OfInt(int64(softfloat.ToInt(x, -1<<20, 1<<20-1)))
	}, func(x float32) float32 {
		if x != x {
			return 0
		}
		// -0.4 becomes the integer 0, which has no sign.
		return float32(math.RoundToEven(float64(min(max(x, -1<<20), 1<<20-1)))) + 0
	}},
}

// Spec N1, N2, N5: every operation of one number on every number, or without
// WEFT_EXHAUSTIVE=1 on some of them.
func TestSoftfloatOfOne(t *testing.T) {
	t.Parallel()
	step := uint64(4099)
	if exhaustive {
		step = 1
	}
	for _, op := range unary {
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			const parts = 64
			for part := range uint64(parts) {
				t.Run("", func(t *testing.T) {
					t.Parallel()
					first := part << 32 / parts
					for x := first + step - 1 - (first+step-1)%step; x < (part+1)<<32/parts; x += step {
						want := math.Float32bits(ref.Canonical(op.hardware(math.Float32frombits(uint32(x)))))
						if got := softfloat.Canonical(op.soft(uint32(x))); got != want {
							require.Failf(t, "wrong", "%s of %08x is %08x, not %08x", op.name, x, want, got)
						}
					}
				})
			}
		})
	}
}
