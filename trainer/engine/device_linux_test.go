// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/engine"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/trainer/kernel/cuda"
	"github.com/weft-network/weft/trainer/kernel/cuda/hostdevice"
	"github.com/weft-network/weft/trainer/kernel/cuda/hostdevice/hosttest"
	"github.com/weft-network/weft/trainer/kernel/kerneltest"
	"github.com/weft-network/weft/trainer/kernel/ref"
)

func device(t *testing.T, cfg hostdevice.Config) *cuda.Kernel {
	t.Helper()
	host, err := cpu.New("auto")
	require.NoError(t, err)
	return hosttest.Open(t, host, cfg)
}

// Spec N11: 200 steps on a device have the recorded digests: the kernels of
// trainer/kernel/cuda, compiled for a processor, with tensors that stay on the
// device. Of most jobs the usual tests make the first steps only;
// WEFT_EXHAUSTIVE=1 makes all.
func TestGoldenOnDevice(t *testing.T) {
	t.Parallel()
	want := map[string]run{}
	file, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(file, &want))
	for name, change := range variants {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := small(change)
			if s.Profile != spec.Profile_PROFILE_F32 {
				t.Skip("a device refuses it: TestDeviceRecords")
			}
			steps := 15
			if name == "one micro-batch" || os.Getenv("WEFT_EXHAUSTIVE") == "1" {
				steps = 200
			}
			tr := kerneltest.NewTrainer(t, ref.Kernel{}, s)
			r := newRunner(t, tr, engine.Config{Kernel: device(t, hostdevice.Config{Multiprocessors: 4})})
			seen := 0
			for step := 1; step <= steps; step++ {
				r.step(t, tr.Batch(), tr.Clock())
				tr.Advance()
				if next := want[name].Steps[seen]; next.Step == step {
					require.Equal(t, next, stepDigest{step, r.digest(), fmt.Sprintf("%08x", math.Float32bits(r.loss()))})
					seen++
				}
			}
			require.Positive(t, seen)
		})
	}
}

// A plan for a device, whole or in slices, gives the roots of all outputs that a
// plan for a processor gives. A job of a profile that it has no kernels for is
// refused, with what works.
func TestDeviceRecords(t *testing.T) {
	t.Parallel()
	s := kerneltest.Spec()
	s.Model.Layers, s.Inner.Context, s.Inner.Batch, s.Inner.MicroBatches = 1, 64, 4, 1
	tr := kerneltest.NewTrainer(t, ref.Kernel{}, s)
	host, err := cpu.New("auto")
	require.NoError(t, err)
	k := device(t, hostdevice.Config{})
	integers := kerneltest.Spec()
	sliced(integers)
	p, err := program.Build(integers)
	require.NoError(t, err)
	_, err = engine.New(p, engine.Config{Kernel: k})
	require.ErrorIs(t, err, engine.ErrProfile)
	require.ErrorContains(t, err, "use --device cpu")
	whole := engine.Config{Kernel: k}
	runners := []*runner{newRunner(t, tr, whole), newRunner(t, tr, engine.Sliced(whole, 32, 1<<10))}
	require.Empty(t, runners[0].Slices())
	require.NotEmpty(t, runners[1].Slices())
	want := newRunner(t, tr, engine.Config{Kernel: host, Workers: 1})
	for _, r := range append(runners, want) {
		r.Record()
	}
	for range 2 {
		batch, clock := tr.Batch(), tr.Clock()
		tr.Advance()
		want.step(t, batch, clock)
		for _, r := range runners {
			r.step(t, batch, clock)
			require.Equal(t, want.Roots(), r.Roots())
			require.Equal(t, want.digest(), r.digest())
		}
	}
}

// Spec K4: the device hashes the leaves of a state that lie in the data.
func TestDeviceStateID(t *testing.T) {
	t.Parallel()
	tr := kerneltest.NewTrainer(t, ref.Kernel{}, wide())
	r := newRunner(t, tr, engine.Config{Kernel: device(t, hostdevice.Config{})})
	_, end := r.Layout().Range(program.ClassFeedback)
	for range 2 {
		id, err := r.ID()
		require.NoError(t, err)
		require.Equal(t, fileID(t, r.Engine), id)
		r.State()[end-1] ^= 1
		r.Changed()
	}
}

// An evaluation may read a state that is not the device's.
func TestDeviceReadsOtherMemory(t *testing.T) {
	t.Parallel()
	s := kerneltest.Spec()
	tr := kerneltest.NewTrainer(t, ref.Kernel{}, s)
	host, err := cpu.New("auto")
	require.NoError(t, err)
	own := newRunner(t, tr, engine.Config{Kernel: host, Workers: 1})
	own.step(t, tr.Batch(), tr.Clock())
	r := newRunner(t, tr, engine.Config{
		Kernel: device(t, hostdevice.Config{}), State: make([]byte, own.Layout().DataSize()),
	})
	r.step(t, tr.Batch(), tr.Clock())
	require.Equal(t, own.digest(), r.digest())
}

func TestDeviceDiverges(t *testing.T) {
	t.Parallel()
	tr := kerneltest.NewTrainer(t, ref.Kernel{}, kerneltest.Spec())
	r := newRunner(t, tr, engine.Config{Kernel: device(t, hostdevice.Config{})})
	r.Input(0).F32()[3] = float32(math.NaN())
	require.NoError(t, r.Load(r.batch, tr.Batch()))
	r.SetClock(tr.Clock())
	require.ErrorIs(t, r.Run(), engine.ErrDiverged)
}

// What does not fit is said with what would.
func TestDeviceMemory(t *testing.T) {
	t.Parallel()
	tr := kerneltest.NewTrainer(t, ref.Kernel{}, kerneltest.Spec())
	k := device(t, hostdevice.Config{Memory: 256<<20 + 1<<16})
	_, err := engine.New(tr.Program, engine.Config{Kernel: k})
	var little *engine.TooLittle
	require.ErrorAs(t, err, &little)
	require.Equal(t, int64(1<<16), little.Allowed)
	require.Greater(t, little.Needs, little.Allowed)
	// What one engine held, the next one gets.
	free := k.Free()
	_, err = k.Memory(300 << 20)
	require.ErrorIs(t, err, cuda.ErrMemory)
	b, err := k.Memory(200 << 20)
	require.NoError(t, err)
	require.NoError(t, k.Release(b))
	require.Equal(t, free, k.Free())
}

// Engines take turns on several devices, and give the same bits on each.
func TestSeveralDevices(t *testing.T) {
	t.Parallel()
	tr := kerneltest.NewTrainer(t, ref.Kernel{}, kerneltest.Spec())
	both := cuda.NewSeveral(device(t, hostdevice.Config{}), device(t, hostdevice.Config{}))
	free := both.All()[1].Free()
	first := newRunner(t, tr, engine.Config{Kernel: both})
	require.Equal(t, free, both.All()[1].Free())
	second := newRunner(t, tr, engine.Config{Kernel: both})
	require.Less(t, both.All()[1].Free(), free)
	batch, clock := tr.Batch(), tr.Clock()
	first.step(t, batch, clock)
	second.step(t, batch, clock)
	require.Equal(t, first.digest(), second.digest())
}

// failing is a driver that breaks at a launch.
type failing struct {
	cuda.Driver
	left int
}

func (f *failing) Launch(kernel string, blocks, threads int, params []byte) error {
	if f.left--; f.left < 0 {
		return fmt.Errorf("%w: as told", cuda.ErrDevice)
	}
	return f.Driver.Launch(kernel, blocks, threads, params)
}

// A Run on a device that fails, at any operator or while the state is tested,
// says so, and so does every later one.
func TestDeviceFails(t *testing.T) {
	t.Parallel()
	tr := kerneltest.NewTrainer(t, ref.Kernel{}, kerneltest.Spec())
	host, err := cpu.New("auto")
	require.NoError(t, err)
	const never = 1 << 30
	all := never // launches of a Run
	for _, launches := range []func() int{
		func() int { return never }, func() int { return 0 }, func() int { return 40 }, func() int { return all - 1 },
	} {
		d := &failing{hosttest.Device(t, hostdevice.Config{}), launches()}
		k := cuda.New(d, host)
		e, err := engine.New(tr.Program, engine.Config{Kernel: k})
		require.NoError(t, err)
		if launches() == never {
			require.NoError(t, e.Run())
			all = never - d.left
		} else {
			for range 2 {
				require.ErrorIs(t, e.Run(), cuda.ErrDevice)
			}
		}
		e.Close()
		require.NoError(t, k.Close())
	}
}
