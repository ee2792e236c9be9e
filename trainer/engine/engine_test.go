// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"errors"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/engine"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/trainer/kernel/kerneltest"
	"github.com/weft-network/weft/trainer/kernel/ref"
	"github.com/weft-network/weft/trainer/tensor"
)

var variants = map[string]func(*spec.Spec){
	"tied":   func(*spec.Spec) {},
	"untied": func(s *spec.Spec) { s.Model.Tied, s.Model.KvHeads = false, 4 },
	"documents, bf16 moments": func(s *spec.Spec) {
		s.Data.DocumentMask, s.Data.Separator = true, ' '
		s.Inner.Moments, s.Inner.Clip = spec.Storage_STORAGE_BF16, "0"
		s.Model.KvHeads = 1
	},
	"odd sizes": func(s *spec.Spec) {
		s.Model.Vocab, s.Model.Width, s.Model.Ffn, s.Model.Layers, s.Model.Tied = 131, 13, 37, 3, false
		s.Model.Heads, s.Model.KvHeads, s.Model.HeadDim = 6, 2, 6
		s.Inner.Context, s.Inner.Batch, s.Inner.MicroBatches = 19, 3, 3
	},
	"one micro-batch": func(s *spec.Spec) { s.Inner.MicroBatches, s.Inner.Context = 1, 40 },
	"i8x2":            sliced,
	"i8x2, untied, documents": func(s *spec.Spec) {
		sliced(s)
		s.Model.Tied, s.Model.KvHeads = false, 4
		s.Data.DocumentMask, s.Data.Separator = true, ' '
	},
}

func sliced(s *spec.Spec) { s.Profile = spec.Profile_PROFILE_I8X2 }

func kernels(t testing.TB) []kernel.Kernel {
	t.Helper()
	ks := []kernel.Kernel{ref.Kernel{}}
	for _, level := range cpu.Levels() {
		k, err := cpu.New(level)
		require.NoError(t, err)
		ks = append(ks, k)
	}
	return ks
}

// runner trains with an engine on the batches of a kerneltest.Trainer.
type runner struct {
	*engine.Engine
	p     *program.Program
	batch int
}

func newRunner(t testing.TB, tr *kerneltest.Trainer, cfg engine.Config) *runner {
	t.Helper()
	e, err := engine.New(tr.Program, cfg)
	require.NoError(t, err)
	t.Cleanup(e.Close)
	r := &runner{Engine: e, p: tr.Program}
	for i := range tr.Program.NumInputs() {
		in, err := tr.Program.Input(i)
		require.NoError(t, err)
		switch {
		case in.Class <= program.ClassMoment2:
			require.NoError(t, e.Load(i, tr.State[i]))
		case in.Class == program.ClassTokens:
			r.batch = i
		}
	}
	return r
}

func (r *runner) step(t testing.TB, batch tensor.Tensor, clock program.Clock) {
	t.Helper()
	require.NoError(t, r.Load(r.batch, batch))
	r.SetClock(clock)
	require.NoError(t, r.Run())
}

func (r *runner) loss() float32 { return r.Output(len(r.p.Outputs()) - 1).F32()[0] }

// digest of the whole state.
func (r *runner) digest() string {
	var all []byte
	for i := range 3 * r.p.Dims.NumParams() {
		all = append(all, r.Input(i).Data...)
	}
	return commit.Sum(all).String()
}

// Every kernel under every number of workers gives the state, the loss and the
// root of every output that a plain execution with ref gives: fusion, sharing
// of memory and threads change no bit.
func TestEqualsPlainExecution(t *testing.T) {
	t.Parallel()
	for name, change := range variants {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := kerneltest.Spec()
			change(s)
			tr := kerneltest.NewTrainer(t, ref.Kernel{}, s)
			var runners []*runner
			for _, k := range kernels(t) {
				for _, workers := range []int{1, 3} {
					r := newRunner(t, tr, engine.Config{Kernel: k, Workers: workers})
					if workers == 3 {
						r.Record()
					}
					runners = append(runners, r)
				}
			}
			for range 3 {
				batch, clock := tr.Batch(), tr.Clock()
				outs, loss := tr.Step()
				for n, r := range runners {
					r.step(t, batch, clock)
					require.Equal(t, loss, r.loss(), "runner %d", n)
					for i, want := range tr.State {
						require.Equal(t, want.Data, r.Input(i).Data, "runner %d: state %d", n, i)
					}
					for k, root := range r.Roots() {
						require.Equal(t, commit.Sum(outs[k].Data), root, "runner %d: output of operator %d", n, k)
					}
				}
			}
		})
	}
}

// Spec P5: the operators one by one, and the same in slices that pass through
// the memory of one: state, loss and roots are equal under any number of
// workers, with and without recording.
func TestSlices(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*spec.Spec){
		"tied":      func(*spec.Spec) {},
		"untied":    func(s *spec.Spec) { s.Model.Tied, s.Inner.MicroBatches = false, 1 },
		"documents": func(s *spec.Spec) { s.Data.DocumentMask, s.Data.Separator, s.Model.KvHeads = true, ' ', 1 },
		"odd":       func(s *spec.Spec) { s.Model.Vocab, s.Model.Width, s.Model.Heads, s.Model.KvHeads = 131, 24, 3, 3 },
		// Blocks of the weight's gradient are not cut, so slices of the head have 1024 rows.
		"i8x2": func(s *spec.Spec) {
			sliced(s)
			s.Inner.Batch, s.Inner.MicroBatches, s.Model.Layers = 12, 1, 1
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := kerneltest.Spec()
			s.Inner.Context, s.Inner.Batch, s.Inner.MicroBatches = 256, 6, 2
			change(s)
			tr := kerneltest.NewTrainer(t, ref.Kernel{}, s)
			k, err := cpu.New("auto")
			require.NoError(t, err)
			plain := newRunner(t, tr, engine.Config{Kernel: k, Workers: 2, Plain: true})
			plain.Record()
			var runners []*runner
			for i, workers := range []int{1, 2, 3, 7} {
				for _, rows := range []int{64, 256} {
					head := int(s.Inner.Batch / s.Inner.MicroBatches)
					if s.Profile == spec.Profile_PROFILE_I8X2 {
						head = head * int(s.Inner.Context) / program.SliceBlock
					}
					r := newRunner(t, tr, engine.Sliced(engine.Config{Kernel: k, Workers: workers}, rows, 1<<10))
					require.Less(t, r.Memory(), plain.Memory())
					require.Contains(t, r.Slices(), head, "the head")
					if i%2 == 0 {
						require.NoError(t, r.Keep(every(tr.Program)...))
					}
					runners = append(runners, r)
				}
			}
			for range 2 {
				batch, clock := tr.Batch(), tr.Clock()
				tr.Advance()
				plain.step(t, batch, clock)
				for n, r := range runners {
					r.step(t, batch, clock)
					require.Equal(t, plain.loss(), r.loss(), "runner %d", n)
					require.Equal(t, plain.digest(), r.digest(), "runner %d", n)
					for k, root := range r.Roots() {
						require.Equal(t, plain.Roots()[k], root, "runner %d: operator %d", n, k)
						require.Equal(t, root, commit.Sum(r.Kept(k)), "runner %d: what is kept of operator %d", n, k)
					}
				}
			}
		})
	}
}

// every operator of a program.
func every(p *program.Program) []int {
	ops := make([]int, p.NumOps())
	for k := range ops {
		ops[k] = k
	}
	return ops
}

// A run allocates nothing after the first.
func TestAllocations(t *testing.T) {
	for name, change := range map[string]func(*spec.Spec){"f32": func(*spec.Spec) {}, "i8x2": sliced} {
		t.Run(name, func(t *testing.T) {
			s := kerneltest.Spec()
			change(s)
			tr := kerneltest.NewTrainer(t, ref.Kernel{}, s)
			k, err := cpu.New("auto")
			require.NoError(t, err)
			r := newRunner(t, tr, engine.Config{Kernel: k, Workers: 2})
			r.step(t, tr.Batch(), tr.Clock())
			// testing.AllocsPerRun would leave the workers one processor, and count
			// what the scheduler allocates then.
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			const runs = 100
			for range runs {
				if err := r.Run(); err != nil {
					t.Fatal(err)
				}
			}
			runtime.ReadMemStats(&after)
			require.Less(t, after.Mallocs-before.Mallocs, uint64(runs))
		})
	}
}

func TestMemoryBound(t *testing.T) {
	t.Parallel()
	tr := kerneltest.NewTrainer(t, ref.Kernel{}, kerneltest.Spec())
	_, err := engine.New(tr.Program, engine.Config{Kernel: ref.Kernel{}, Memory: 1000})
	require.ErrorIs(t, err, engine.ErrMemory)
	r := newRunner(t, tr, engine.Config{Kernel: ref.Kernel{}})
	require.ErrorIs(t, r.Load(0, tensor.New(tensor.F32, 1)), engine.ErrInput)
}

// Spec P5: with less memory an engine computes more again, and gives the same
// bits and the same roots.
func TestThrift(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*spec.Spec){"f32": func(*spec.Spec) {}, "i8x2": sliced} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			thrift(t, change)
		})
	}
}

func thrift(t *testing.T, change func(*spec.Spec)) {
	t.Helper()
	s := kerneltest.Spec()
	change(s)
	s.Model.Layers, s.Inner.Context, s.Inner.MicroBatches, s.Inner.Batch = 4, 48, 2, 2
	tr := kerneltest.NewTrainer(t, ref.Kernel{}, s)
	k, err := cpu.New("auto")
	require.NoError(t, err)
	plain := newRunner(t, tr, engine.Config{Kernel: k, Workers: 1})
	memories := []int64{plain.Memory()}
	plain.Record()
	batch, clock := tr.Batch(), tr.Clock()
	plain.step(t, batch, clock)
	for memory := memories[0]; ; memory -= memory / 50 {
		e, err := engine.New(tr.Program, engine.Config{Kernel: k, Workers: 1, Memory: memory})
		if errors.Is(err, engine.ErrMemory) {
			break
		}
		require.NoError(t, err)
		e.Close()
		if e.Memory() < memories[len(memories)-1] {
			r := newRunner(t, tr, engine.Config{Kernel: k, Workers: 1, Memory: memory})
			memories = append(memories, r.Memory())
			r.Record()
			r.step(t, batch, clock)
			require.Equal(t, plain.digest(), r.digest())
			require.Equal(t, plain.Roots(), r.Roots())
		}
	}
	t.Log("bytes:", memories)
	require.Len(t, memories, 3)
}

// Spec N1: a state that is not finite fails the step, with the tensor's name.
func TestDiverged(t *testing.T) {
	t.Parallel()
	tr := kerneltest.NewTrainer(t, ref.Kernel{}, kerneltest.Spec())
	k, err := cpu.New("auto")
	require.NoError(t, err)
	r := newRunner(t, tr, engine.Config{Kernel: k, Workers: 2})
	r.Input(3).F32()[5] = 1e38
	require.NoError(t, r.Load(r.batch, tr.Batch()))
	err = r.Run()
	var diverged *engine.Diverged
	require.ErrorAs(t, err, &diverged)
	require.ErrorIs(t, err, engine.ErrDiverged)
	require.Contains(t, err.Error(), "model.")
}
