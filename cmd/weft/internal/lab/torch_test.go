// SPDX-License-Identifier: Apache-2.0

package lab_test

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/trainer/data"
	"github.com/weft-network/weft/trainer/engine/torchtest"
	"github.com/weft-network/weft/trainer/tensor"
)

// A model of 4 million parameters, trained on the Go source tree, reaches the
// loss that PyTorch reaches from the same parameters with the same batches, to
// 1 %. It takes as many steps as WEFT_TORCH_STEPS says, seconds each.
func TestTorchReachesTheSameLoss(t *testing.T) {
	steps, err := strconv.ParseUint(os.Getenv("WEFT_TORCH_STEPS"), 10, 64)
	if err != nil {
		t.Skip("takes minutes to hours; set WEFT_TORCH_STEPS, 400 for example")
	}
	torch := torchtest.Start(t, torchtest.Options{Threads: 1})
	size, err := lab.SizeNamed("4m")
	require.NoError(t, err)
	run, err := lab.Open(t.Context(), lab.Options{
		Folder: filepath.Join(t.TempDir(), "run"), Size: size, Steps: steps,
		Machine: lab.Machine{Kernel: openKernel(t, "auto"), Threads: 1}, Plan: lab.Plan{SampleTokens: 1},
	}, nil)
	require.NoError(t, err)
	defer func() { require.NoError(t, run.Close()) }()
	require.Greater(t, run.Text.Manifest().Tokens, uint64(20_000_000))
	batches, err := lab.NewBatches(run.Spec, run.Text)
	require.NoError(t, err)
	t.Logf("PyTorch %s, %d tokens of text, %d steps of %d tokens",
		torch.Open(run.Spec, run.Trainer.State()), run.Text.Manifest().Tokens, steps, run.Trainer.Tokens())

	ids := make([]uint32, run.Spec.Inner.Batch*(run.Spec.Inner.Context+1))
	const window = 20
	var ours, theirs float64 // mean losses of the last steps
	for step := uint64(1); step <= steps; step++ {
		require.NoError(t, batches.Batch(step, ids))
		began := time.Now()
		loss, err := run.Trainer.Step()
		require.NoError(t, err)
		took := time.Since(began)
		rival, rivalTook := torch.Step(step, ids)
		if step == 1 || step%window == 0 {
			t.Logf("step %d: %.4f in %s; PyTorch %.4f in %s", step, loss, took, rival, rivalTook.Wall)
		}
		if step > steps-min(steps, window) {
			ours, theirs = ours+float64(loss), theirs+rival
		}
	}
	require.InEpsilon(t, theirs, ours, 0.01)

	const samples = 64
	held, err := data.NewValidation(run.Text, int(run.Spec.Inner.Context), 1)
	require.NoError(t, err)
	ours, theirs = 0, 0
	row := tensor.New(tensor.U32, int(run.Spec.Inner.Context)+1)
	for i := range min(samples, held.Batches()) {
		require.NoError(t, held.Fill(row, i))
		score, err := run.Evaluator.Score(t.Context(), sample{row})
		require.NoError(t, err)
		ours, theirs = ours+score.Loss, theirs+torch.Score(row.U32())
	}
	t.Logf("held-out loss: %.4f; PyTorch %.4f", ours/samples, theirs/samples)
	require.InEpsilon(t, theirs, ours, 0.01)
}

// sample is one batch of held-out text.
type sample struct{ row tensor.Tensor }

func (sample) Batches() int { return 1 }

func (s sample) Fill(dst tensor.Tensor, _ int) error {
	copy(dst.Data, s.row.Data)
	return nil
}
