// SPDX-License-Identifier: Apache-2.0

package checkpoint_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/checkpoint"
	"github.com/weft-network/weft/trainer/kernel/kerneltest"
)

// BenchmarkFolder is a state of 192 MiB: hashed and written until it is on
// disk, read and verified, and how long training waits for a Saver.
func BenchmarkFolder(b *testing.B) {
	s := kerneltest.Spec()
	s.Model.Vocab, s.Model.Width, s.Data.TokenWidth, s.Data.Tokens = 1<<16, 256, 2, 1<<15
	s.Data.ValidationStart = 1<<15 - 1<<12
	l, err := program.NewState(s)
	require.NoError(b, err)
	data := content(l, 1)
	f, err := checkpoint.Open(b.TempDir(), l, checkpoint.Options{KeepLast: 1})
	require.NoError(b, err)
	var e checkpoint.Entry
	b.Run("save", func(b *testing.B) {
		b.SetBytes(int64(l.Size()))
		for b.Loop() {
			if e, err = f.Save(1, data); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("load", func(b *testing.B) {
		b.SetBytes(int64(l.Size()))
		for b.Loop() {
			if err := f.Load(e, data); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("wait", func(b *testing.B) {
		saved := make(chan error, 1)
		saver := checkpoint.NewSaver(f, checkpoint.SaverOptions{Buffers: 1, Saved: func(_ checkpoint.Entry, err error) { saved <- err }})
		save := func() {
			if err := saver.Save(1, data); err != nil {
				b.Fatal(err)
			}
		}
		save() // allocates
		b.SetBytes(int64(l.Size()))
		for b.Loop() {
			b.StopTimer()
			require.NoError(b, <-saved)
			b.StartTimer()
			save()
		}
		require.NoError(b, saver.Close())
	})
}
