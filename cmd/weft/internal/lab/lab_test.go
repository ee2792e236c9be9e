// SPDX-License-Identifier: Apache-2.0

package lab_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/trainer/data"
	"github.com/weft-network/weft/trainer/data/corpus"
	"github.com/weft-network/weft/trainer/data/token"
	"github.com/weft-network/weft/trainer/engine"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/trainer/kernel/kerneltest"
	"github.com/weft-network/weft/trainer/kernel/ref"
)

func openKernel(t testing.TB, name string) kernel.Kernel {
	t.Helper()
	k, err := lab.OpenKernel(name)
	require.NoError(t, err)
	return k
}

// recorded are the batches of the golden vectors.
type recorded struct{ *kerneltest.Trainer }

func (r recorded) Batch(_ uint64, ids []uint32) error {
	copy(ids, r.Trainer.Batch().U32())
	r.Advance()
	return nil
}

// Spec N11: a Trainer gives the states that every implementation of the rules
// is held to.
func TestTrainerEqualsVectors(t *testing.T) {
	t.Parallel()
	var golden map[string]struct {
		Steps []struct {
			Step  uint64 `json:"step"`
			State string `json:"state"`
		} `json:"steps"`
	}
	file, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "internal", "vectors", "program_training.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(file, &golden))

	s := kerneltest.Spec()
	s.Model.Layers, s.Model.Vocab, s.Inner.Context, s.Inner.Batch, s.Inner.MicroBatches = 1, 128, 8, 4, 2
	s.Inner.Steps, s.Rounds.Rounds, s.Inner.Schedule.DecaySteps = 8, 25, 196
	tr, err := lab.NewTrainer(s, recorded{kerneltest.NewTrainer(t, ref.Kernel{}, s)}, engine.Config{Kernel: openKernel(t, "auto"), Workers: 2})
	require.NoError(t, err)
	defer tr.Close()
	require.NotEmpty(t, golden["tied"].Steps)
	for _, want := range golden["tied"].Steps {
		for tr.Done() < want.Step {
			_, err := tr.Step()
			require.NoError(t, err)
		}
		var all []byte
		for i := range 3 * tr.Params() {
			all = append(all, tr.Input(i).Data...)
		}
		require.Equal(t, want.State, commit.Sum(all).String(), "step %d", want.Step)
	}
}

// The digest that doctor compares with is that of every kernel.
func TestRecordedDigest(t *testing.T) {
	t.Parallel()
	s, text, err := lab.Builtin(t.Context())
	require.NoError(t, err)
	for _, name := range append(cpu.Levels(), "ref") {
		batches, err := lab.NewBatches(s, text)
		require.NoError(t, err)
		for made, err := range lab.Digests(t.Context(), s, batches, lab.Machine{Kernel: openKernel(t, name), Threads: 2}) {
			require.NoError(t, err)
			if made.Step == lab.RecordedStep {
				require.Equal(t, lab.RecordedDigest, made.State.Digest.String(), name)
				break
			}
		}
	}
}

// Digests end with the context, in the middle of a step.
func TestDigestsStop(t *testing.T) {
	t.Parallel()
	s, text, err := lab.Builtin(t.Context())
	require.NoError(t, err)
	batches, err := lab.NewBatches(s, text)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	for made, err := range lab.Digests(ctx, s, batches, lab.Machine{Kernel: openKernel(t, "auto")}) {
		if cancel(); err != nil {
			require.ErrorIs(t, err, engine.ErrStopped)
			require.LessOrEqual(t, made.Step, uint64(3))
			return
		}
	}
	t.Fatal("digests ended without an error")
}

// Spec P6: where a text is cut into prefill and decode changes no token, also
// where it outgrows the context.
func TestSamplerEqualsItself(t *testing.T) {
	t.Parallel()
	s, text, err := lab.Builtin(t.Context())
	require.NoError(t, err)
	batches, err := lab.NewBatches(s, text)
	require.NoError(t, err)
	cfg := engine.Config{Kernel: openKernel(t, "auto"), Workers: 2}
	tr, err := lab.NewTrainer(s, batches, cfg)
	require.NoError(t, err)
	defer tr.Close()
	for range 30 {
		_, err := tr.Step()
		require.NoError(t, err)
	}
	cfg.State = tr.State()
	m, err := lab.NewSampler(s, cfg)
	require.NoError(t, err)
	defer m.Close()
	// A text that begins later begins with the chance of a later token.
	generate := func(prompt []uint32, drawn, n int) (ids []uint32) {
		draw := lab.NewDraw(1, 3)
		for range drawn {
			draw.Next([]float32{0})
		}
		require.NoError(t, m.Generate(t.Context(), prompt, n, draw, func(id uint32) error {
			ids = append(ids, id)
			return nil
		}))
		return ids
	}
	context := int(s.Inner.Context)
	prompt := token.Bytes().Encode(nil, []byte("A step "))
	whole := generate(prompt, 0, context-len(prompt))
	require.Greater(t, len(slices.Compact(slices.Clone(whole))), 10, "the text must differ from place to place")
	for cut := range whole {
		require.Equal(t, whole[cut:], generate(slices.Concat(prompt, whole[:cut]), cut, len(whole)-cut), "cut after %d", cut)
	}
	long := generate(prompt, 0, 3*context)
	require.Equal(t, whole, long[:len(whole)])
	require.Len(t, long, 3*context)
	require.ErrorIs(t, m.Generate(t.Context(), nil, 1, lab.NewDraw(0, 0), nil), lab.ErrPrompt)
}

// A bound on memory holds for training, evaluation, samples and saving
// together, and changes no bit.
func TestMemoryBound(t *testing.T) {
	t.Parallel()
	text := filepath.Join(t.TempDir(), "text")
	require.NoError(t, os.WriteFile(text, []byte(strings.Repeat("to weave is to cross threads; ", 2000)), 0o600))
	open := func(bound int64) (*lab.Run, error) {
		size := lab.Size{Name: "tiny", Width: 32, Layers: 4, Heads: 2, FFN: 64, Context: 64, Batch: 8, Peak: "0.01"}
		return lab.Open(t.Context(), lab.Options{
			Folder: filepath.Join(t.TempDir(), "run"), Size: size, Steps: 3, Text: lab.Text{Path: text},
			Machine: lab.Machine{Kernel: openKernel(t, "auto"), Threads: 1, Memory: bound}, Plan: lab.Plan{SampleTokens: 1},
		}, nil)
	}
	digest := func(r *lab.Run) commit.ID {
		for range 3 {
			_, err := r.Trainer.Step()
			require.NoError(t, err)
		}
		id, err := r.Trainer.ID()
		require.NoError(t, err)
		return id
	}
	free, err := open(0)
	require.NoError(t, err)
	defer func() { require.NoError(t, free.Close()) }()
	bound := free.Memory() * 9 / 10
	tight, err := open(bound)
	require.NoError(t, err)
	defer func() { require.NoError(t, tight.Close()) }()
	require.LessOrEqual(t, tight.Memory(), bound)
	require.Equal(t, digest(free), digest(tight))
	_, err = open(1000)
	require.ErrorIs(t, err, engine.ErrMemory)
	// The message says how much would do.
	var least int64
	_, said, _ := strings.Cut(err.Error(), "at least ")
	_, err = fmt.Sscan(said, &least)
	require.NoError(t, err)
	_, err = open(least - 1)
	require.ErrorIs(t, err, engine.ErrMemory)
	smallest, err := open(least)
	require.NoError(t, err)
	require.NoError(t, smallest.Close())
}

func TestSizes(t *testing.T) {
	t.Parallel()
	m := data.Manifest{Content: commit.ID{Size: 1 << 21}, Tokens: 1 << 20, Width: 2, Vocabulary: 257, ValidationTokens: 1 << 10}
	for i, want := range []float64{1e6, 4e6, 14e6} {
		s, err := lab.Sizes[i].Spec(m, 1000, 7)
		require.NoError(t, err)
		require.InEpsilon(t, want, float64(s.Params()), 0.05, lab.Sizes[i].Name)
		require.Equal(t, uint32(4096), s.Inner.Batch*s.Inner.Context)
	}
	for _, steps := range []uint64{1, 2, 1021, 1024, 1031, 1_000_000, spec.MaxRounds * spec.MaxSteps} {
		s, err := lab.Sizes[0].Spec(m, steps, 0)
		require.NoError(t, err, "%d steps", steps)
		require.Equal(t, steps, lab.Steps(s))
	}
	for _, steps := range []uint64{0, spec.MaxRounds*spec.MaxSteps + 1, 1_048_583} { // the last is prime
		_, err := lab.Sizes[0].Spec(m, steps, 0)
		require.ErrorContains(t, err, "steps; allowed: 1 to 1073741824")
	}
	_, err := lab.SizeNamed("7b")
	require.ErrorIs(t, err, lab.ErrSize)
}

// Documents that are held out come last, all documents come once.
func TestSpread(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for i := range 300 {
		name := filepath.Join(dir, string(rune('a'+i/26%26))+string(rune('a'+i%26))+strings.Repeat("x", i/676))
		require.NoError(t, os.WriteFile(name, []byte(filepath.Base(name)), 0o600))
	}
	plain, err := corpus.Open(dir, corpus.Options{})
	require.NoError(t, err)
	names := func(s corpus.Source) (all []string) {
		for d, err := range s.Documents(t.Context()) {
			require.NoError(t, err)
			all = append(all, d.Name)
		}
		return all
	}
	sorted, got := names(plain), names(lab.Spread(plain))
	require.NotEqual(t, sorted, got)
	last := 0 // where the order falls back: the held-out documents begin
	for i := 1; i < len(got); i++ {
		if got[i] < got[i-1] {
			require.Zero(t, last, "two runs in order: first the others, then those held out")
			last = i
		}
	}
	require.NotZero(t, last)
	require.Less(t, len(got)-last, 30)
	slices.Sort(got)
	require.Equal(t, sorted, got)
}
