// SPDX-License-Identifier: Apache-2.0

package checkpoint_test

import (
	"bytes"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/trainer/checkpoint"
)

// The state changes as soon as Save returns; what is on disk is what it was.
func TestSaver(t *testing.T) {
	t.Parallel()
	l := layout(t, job(true))
	for _, buffers := range []int{0, 1, 3} {
		f := openFolder(t, t.TempDir(), l, checkpoint.Options{})
		var told atomic.Int64
		s := checkpoint.NewSaver(f, checkpoint.SaverOptions{Buffers: buffers, Saved: func(e checkpoint.Entry, err error) {
			if err == nil && e.Step == uint64(told.Load()) { // in order
				told.Add(1)
			}
		}})
		data := make([]byte, l.DataSize())
		for step := range uint64(6) {
			copy(data, content(l, step))
			require.NoError(t, s.Save(step, data))
			clear(data)
		}
		require.ErrorIs(t, s.Save(6, data[1:]), checkpoint.ErrMemory)
		require.NoError(t, s.Close())
		require.NoError(t, s.Close())
		require.ErrorIs(t, s.Save(7, data), checkpoint.ErrClosed)
		require.Equal(t, int64(6), told.Load())
		list, err := f.List()
		require.NoError(t, err)
		require.Len(t, list, 6)
		for _, e := range list {
			require.NoError(t, f.Load(e, data))
			require.True(t, bytes.Equal(content(l, e.Step), data))
		}
	}
}

// Training goes on while one copy is written and one waits, and stands when
// there are no more: memory is bounded.
func TestSaverWaits(t *testing.T) {
	t.Parallel()
	l := layout(t, job(false))
	var block atomic.Bool
	release := make(chan struct{})
	f, err := checkpoint.OpenOn(t.TempDir(), l, checkpoint.Options{}, func(string) error {
		if block.Load() {
			<-release
		}
		return nil
	})
	require.NoError(t, err)
	block.Store(true)
	s := checkpoint.NewSaver(f, checkpoint.SaverOptions{})
	data := content(l, 1)
	require.NoError(t, s.Save(1, data))
	require.NoError(t, s.Save(2, data))
	third := make(chan error)
	go func() { third <- s.Save(3, data) }()
	select {
	case <-third:
		t.Fatal("a third copy was made")
	case <-time.After(50 * time.Millisecond):
	}
	close(release)
	require.NoError(t, <-third)
	require.NoError(t, s.Close())
	require.Equal(t, []uint64{1, 2, 3}, steps(t, f))
}

// A checkpoint that failed is reported once, and later ones are saved again.
func TestSaverFails(t *testing.T) {
	t.Parallel()
	l := layout(t, job(false))
	dir := t.TempDir()
	f := openFolder(t, dir, l, checkpoint.Options{})
	failed := make(chan error, 3)
	s := checkpoint.NewSaver(f, checkpoint.SaverOptions{Buffers: 1, Saved: func(_ checkpoint.Entry, err error) { failed <- err }})
	data := content(l, 1)
	require.NoError(t, os.RemoveAll(dir))
	require.NoError(t, s.Save(1, data))
	require.ErrorIs(t, <-failed, os.ErrNotExist)
	err := s.Save(2, data)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.ErrorContains(t, err, "checkpoint of step 1")
	require.NoError(t, os.Mkdir(dir, 0o755))
	require.NoError(t, s.Save(3, data))
	require.NoError(t, <-failed)
	require.NoError(t, os.RemoveAll(dir))
	require.NoError(t, s.Save(4, data))
	require.Error(t, <-failed)
	require.ErrorContains(t, s.Close(), "checkpoint of step 4")
}
