// SPDX-License-Identifier: Apache-2.0

package checkpoint_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/checkpoint"
	"github.com/weft-network/weft/trainer/engine"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/trainer/kernel/kerneltest"
	"github.com/weft-network/weft/trainer/tensor"
)

// lesson trains an engine on the batches of a kerneltest.Trainer.
type lesson struct {
	*engine.Engine
	batches []tensor.Tensor
	input   int
}

func newLesson(t *testing.T, p *program.Program, batches []tensor.Tensor, workers int) *lesson {
	t.Helper()
	k, err := cpu.New("auto")
	require.NoError(t, err)
	e, err := engine.New(p, engine.Config{Kernel: k, Workers: workers})
	require.NoError(t, err)
	t.Cleanup(e.Close)
	s := &lesson{Engine: e, batches: batches}
	for i := range p.NumInputs() {
		in, err := p.Input(i)
		require.NoError(t, err)
		if in.Class == program.ClassTokens {
			s.input = i
		}
	}
	return s
}

// train goes from step to step, both from 1, and returns the id of the state.
func (s *lesson) train(t *testing.T, from, to int) commit.ID {
	t.Helper()
	for step := from; step <= to; step++ {
		require.NoError(t, s.Load(s.input, s.batches[step-1]))
		s.SetClock(program.Clock{Age: uint64(step), Step: uint64(step)})
		require.NoError(t, s.Run())
	}
	id, err := s.ID()
	require.NoError(t, err)
	return id
}

// Spec R11: from any checkpoint a new engine makes the same bits, and the id of
// the state that it loaded is the one that was committed.
func TestResume(t *testing.T) {
	t.Parallel()
	const last = 12
	for name, change := range map[string]func(*spec.Spec){
		"f32":             func(*spec.Spec) {},
		"bf16, feedback":  func(s *spec.Spec) { *s = *job(false) },
		"leaves":          func(s *spec.Spec) { *s = *job(true) },
		"odd, and untied": func(s *spec.Spec) { s.Model.Width, s.Model.Ffn, s.Model.Tied = 13, 37, false },
	} {
		s := kerneltest.Spec()
		change(s)
		k, err := cpu.New("auto")
		require.NoError(t, err)
		tr := kerneltest.NewTrainer(t, k, s)
		var batches []tensor.Tensor
		for range last {
			batches = append(batches, tr.Batch())
			tr.Advance()
		}
		e := newLesson(t, tr.Program, batches, 2)
		for i, x := range tr.State {
			require.NoError(t, e.Load(i, x))
		}
		f := openFolder(t, t.TempDir(), e.Layout(), checkpoint.Options{})
		saver := checkpoint.NewSaver(f, checkpoint.SaverOptions{})
		ids := map[uint64]commit.ID{}
		for step := 1; step <= last; step++ {
			ids[uint64(step)] = e.train(t, step, step)
			require.NoError(t, saver.Save(uint64(step), e.State()))
		}
		require.NoError(t, saver.Close())

		list, err := f.List()
		require.NoError(t, err)
		require.Len(t, list, last)
		for _, entry := range list {
			require.Equal(t, ids[entry.Step], entry.ID, name)
			again := newLesson(t, tr.Program, batches, 1+int(entry.Step%3))
			require.NoError(t, f.Load(entry, again.State()))
			id, err := again.ID()
			require.NoError(t, err)
			require.Equal(t, entry.ID, id, name)
			require.Equal(t, ids[last], again.train(t, int(entry.Step)+1, last), "%s: from step %d", name, entry.Step)
		}
	}
}
