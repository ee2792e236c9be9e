// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"bytes"
	"io"
	"maps"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/engine"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/trainer/kernel/kerneltest"
	"github.com/weft-network/weft/trainer/kernel/ref"
	"github.com/weft-network/weft/trainer/tensor"
)

// wide has a state of several leaves, the last of them in error feedback.
func wide() *spec.Spec {
	s := kerneltest.Spec()
	s.Model.Vocab, s.Model.Width, s.Model.Layers, s.Data.TokenWidth, s.Data.Tokens = 8192, 48, 1, 2, 1<<15
	s.Data.ValidationStart = 1<<15 - 1<<12
	s.Outer.Codec, s.Outer.TopK, s.Outer.Feedback = spec.Codec_CODEC_SPARSE, 64, "0.95"
	return s
}

func fileID(t *testing.T, e *engine.Engine) commit.ID {
	t.Helper()
	id, err := commit.Build(io.MultiReader(bytes.NewReader(e.Layout().Header()), bytes.NewReader(e.State())), nil)
	require.NoError(t, err)
	return id
}

// Spec K4: the inputs of the state lie in one region as in the file, and its id
// is that of the file, whatever the workers and whatever is remembered.
func TestStateID(t *testing.T) {
	t.Parallel()
	changes := map[string]func(*spec.Spec){"wide": func(s *spec.Spec) { *s = *wide() }}
	maps.Copy(changes, variants)
	for name, change := range changes {
		s := kerneltest.Spec()
		change(s)
		tr := kerneltest.NewTrainer(t, ref.Kernel{}, s)
		k, err := cpu.New("auto")
		require.NoError(t, err)
		for _, workers := range []int{1, 3} {
			r := newRunner(t, tr, engine.Config{Kernel: k, Workers: workers})
			for range 2 {
				for x := range r.Layout().All() {
					if x.Class == program.ClassFeedback {
						continue
					}
					in := r.Input(int(x.Class-program.ClassParam)*tr.Program.Dims.NumParams() + x.Tensor)
					require.Equal(t, r.State()[x.Offset:x.Offset+x.Bytes], in.Data, "%s: %s", name, x.Name)
				}
				id, err := r.ID()
				require.NoError(t, err)
				require.Equal(t, fileID(t, r.Engine), id, name)
				r.step(t, tr.Batch(), tr.Clock())
			}
		}
	}
}

// Error feedback is hashed again when the caller says that it changed.
func TestFeedbackIsRemembered(t *testing.T) {
	t.Parallel()
	tr := kerneltest.NewTrainer(t, ref.Kernel{}, wide())
	k, err := cpu.New("auto")
	require.NoError(t, err)
	r := newRunner(t, tr, engine.Config{Kernel: k, Workers: 2})
	first, end := r.Layout().Range(program.ClassFeedback)
	require.Greater(t, end-first, uint64(commit.LeafSize))
	require.Equal(t, r.Layout().DataSize(), end)
	before, err := r.ID()
	require.NoError(t, err)

	r.State()[0] ^= 1 // a parameter, which Load or Run may change at any time
	id, err := r.ID()
	require.NoError(t, err)
	require.NotEqual(t, before, id)
	require.Equal(t, fileID(t, r.Engine), id)

	r.State()[end-1] ^= 1
	stale, err := r.ID()
	require.NoError(t, err)
	require.Equal(t, id, stale, "nothing was remembered")
	r.Changed()
	id, err = r.ID()
	require.NoError(t, err)
	require.Equal(t, fileID(t, r.Engine), id)
}

// An evaluation reads the parameters of an engine that trains, where they lie.
func TestSharedState(t *testing.T) {
	t.Parallel()
	s := kerneltest.Spec()
	tr := kerneltest.NewTrainer(t, ref.Kernel{}, s)
	k, err := cpu.New("auto")
	require.NoError(t, err)
	r := newRunner(t, tr, engine.Config{Kernel: k, Workers: 2})
	p, err := program.BuildEval(s)
	require.NoError(t, err)
	shared, err := engine.New(p, engine.Config{Kernel: k, Workers: 1, State: r.State()})
	require.NoError(t, err)
	t.Cleanup(shared.Close)
	own, err := engine.New(p, engine.Config{Kernel: k, Workers: 1})
	require.NoError(t, err)
	t.Cleanup(own.Close)
	for range 2 {
		r.step(t, tr.Batch(), tr.Clock())
		tr.Advance()
		copy(own.State(), r.State())
		n := p.Dims.NumParams()
		var losses []tensor.Tensor
		for _, e := range []*engine.Engine{own, shared} {
			require.NoError(t, e.Load(n, tr.Batch()))
			require.NoError(t, e.Run())
			losses = append(losses, e.Output(0))
		}
		require.Equal(t, losses[0].Data, losses[1].Data)
		require.NotZero(t, losses[0].U32()[0])
	}
	_, err = engine.New(p, engine.Config{Kernel: k, State: r.State()[:100]})
	require.ErrorIs(t, err, engine.ErrInput)
}
