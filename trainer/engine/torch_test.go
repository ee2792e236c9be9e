// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/engine"
	"github.com/weft-network/weft/trainer/engine/torchtest"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/trainer/kernel/kerneltest"
	"github.com/weft-network/weft/trainer/kernel/ref"
)

// Spec P4: the gradients of a step are those that PyTorch computes in binary64,
// to 1e-5 of the length of each tensor's, and so are the losses of the steps
// that follow: clipping, AdamW and the schedule are what they are called.
func TestTorchGradients(t *testing.T) {
	torch := torchtest.Start(t, torchtest.Options{Threads: 1, Double: true})
	k, err := cpu.New("auto")
	require.NoError(t, err)
	for name, change := range variants {
		t.Run(name, func(t *testing.T) {
			s := kerneltest.Spec()
			change(s)
			if s.Profile != spec.Profile_PROFILE_F32 {
				t.Skip("slices hold 15 bits: TestGradients of ref compares them with the mathematics")
			}
			s.Inner.Moments = spec.Storage_STORAGE_F32
			tr := kerneltest.NewTrainer(t, ref.Kernel{}, s)
			rng := rand.New(rand.NewPCG(3, 4))
			for i := range tr.Program.Dims.NumParams() { // where norms are not 1 and attention is not flat
				for j := range tr.State[i].F32() {
					tr.State[i].F32()[j] += float32(0.2 * rng.NormFloat64())
				}
			}
			r := newRunner(t, tr, engine.Config{Kernel: k, Workers: 2})
			t.Log("PyTorch", torch.Open(s, r.State()))
			want, loss := torch.Gradients(tr.Batch().U32())
			for step := uint64(1); step <= 5; step++ {
				batch := tr.Batch()
				theirs, _ := torch.Step(step, batch.U32())
				r.step(t, batch, tr.Clock())
				tr.Advance()
				require.InEpsilon(t, theirs, r.loss(), 1e-5, "step %d", step)
				if step == 1 {
					require.InEpsilon(t, loss, r.loss(), 1e-6)
					compareGradients(t, s, r, want)
				}
			}
		})
	}
}

// compareGradients reads the gradients out of the first moments after step 1,
// which are (1 - beta1) times what clipping left of them.
func compareGradients(t *testing.T, s *spec.Spec, r *runner, want [][]float64) {
	t.Helper()
	squares, n := 0.0, r.p.Dims.NumParams()
	for _, g := range want {
		for _, v := range g {
			squares += v * v
		}
	}
	scale := 0.1 // 1 - beta1
	require.Equal(t, "0.9", s.Inner.Beta1)
	if s.Inner.Clip != "0" {
		require.Equal(t, "1", s.Inner.Clip)
		scale *= min(1, 1/math.Sqrt(squares))
	}
	worst := 0.0
	for i, g := range want {
		off, length := 0.0, 0.0
		for j, v := range r.Input(n + i).F32() {
			d := float64(v)/scale - g[j]
			off, length = off+d*d, length+g[j]*g[j]
		}
		require.Positive(t, length)
		require.Less(t, math.Sqrt(off/length), 1e-5, r.p.Dims.Param(i).Name)
		worst = max(worst, math.Sqrt(off/length))
	}
	t.Logf("largest relative difference of a tensor's gradient: %.1e", worst)
}
