// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/trainer/engine"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/kerneltest"
	"github.com/weft-network/weft/trainer/kernel/ref"
)

// A step that is stopped, wherever that is, leaves the state of a whole number
// of steps.
func TestStop(t *testing.T) {
	t.Parallel()
	tr := kerneltest.NewTrainer(t, ref.Kernel{}, kerneltest.Spec())
	batch, clock := tr.Batch(), tr.Clock()
	whole := newRunner(t, tr, engine.Config{Kernel: ref.Kernel{}, Workers: 1})
	before := whole.digest()
	counter := &tripwire{at: -1}
	r := newRunner(t, tr, engine.Config{Kernel: counter, Workers: 1})
	whole.step(t, batch, clock)
	r.step(t, batch, clock)
	after, calls := whole.digest(), counter.calls.Load()

	seen := map[string]int64{}
	for at := int64(1); at <= calls; at += max(1, calls/40) {
		k := &tripwire{at: at}
		r := newRunner(t, tr, engine.Config{Kernel: k, Workers: 1})
		k.trip = r.Stop
		require.NoError(t, r.Load(r.batch, batch))
		r.SetClock(clock)
		want := before
		if err := r.Run(); err == nil {
			want = after
			require.ErrorIs(t, r.Run(), engine.ErrStopped, "the next run")
		} else {
			require.ErrorIs(t, err, engine.ErrStopped)
			require.LessOrEqual(t, k.calls.Load(), at+1, "an operator ran after the one during which it was stopped")
		}
		require.Equal(t, want, r.digest(), "stopped in call %d of %d", at, calls)
		seen[want]++
	}
	require.Len(t, seen, 2, "stops before and after the first change of the state")
}

// tripwire trips in its call number at.
type tripwire struct {
	ref.Kernel
	at    int64
	calls atomic.Int64
	trip  func()
}

func (w *tripwire) Run(c *kernel.Call, task, tasks int, scratch []byte) {
	if w.calls.Add(1) == w.at {
		w.trip()
	}
	w.Kernel.Run(c, task, tasks, scratch)
}
