// SPDX-License-Identifier: Apache-2.0

package replay_test

import (
	"bytes"
	"context"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/game/gametest"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/mem"
	"github.com/weft-network/weft/verifier/replay"
)

// left is what a step truly leaves.
func left(t *testing.T, w *gametest.World) replay.Spots {
	t.Helper()
	r := w.Truth().Result()
	l := replay.Spots{State: r.State}
	if w.Facts.Exchange != nil {
		var err error
		l.Delta, _, err = commit.ParseDeltaOut(r.Out)
		require.NoError(t, err)
	}
	return l
}

func at(s replay.Spots, blocks []uint64) replay.Spots {
	s.Blocks = blocks
	return s
}

// blobs are the files of a world, with what its step leaves.
func blobs(t *testing.T, w *gametest.World) *files {
	t.Helper()
	l := left(t, w)
	for _, id := range []commit.ID{l.State, l.Delta} {
		if id.IsZero() || w.Blobs.Bytes(id) != nil {
			continue
		}
		content, _, err := w.Truth().Blob(id)
		require.NoError(t, err)
		b := make([]byte, id.Size)
		_, err = io.ReadFull(io.NewSectionReader(content, 0, int64(id.Size)), b)
		require.NoError(t, err)
		require.Equal(t, id, w.Blobs.Add(b))
	}
	return &files{blobs: w.Blobs}
}

func all(d *program.Dims) (blocks []uint64) {
	for k := range d.Blocks() {
		blocks = append(blocks, k)
	}
	return blocks
}

// Blocks of true steps are right, in every job; one changed element of any class,
// one byte of the delta, or of the header, is found in its block and in no other.
func TestBlocksFindWhatIsChanged(t *testing.T) {
	t.Parallel()
	for name, change := range jobs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := gametest.Small()
			change(s)
			steps := gametest.NewSteps(s, nil)
			for _, w := range []*gametest.World{steps.Begin, steps.Encode} {
				f, own, l := w.Truth().Facts(), blobs(t, w), left(t, w)
				d := &f.Program.Dims
				_, differs, err := replay.Check(t.Context(), f, at(l, all(d)), own, config(t))
				require.NoError(t, err)
				require.False(t, differs)
				for x := range f.New.All() {
					element := x.Shape.Size() - 1
					r, err := f.New.Element(x.Class, x.Tensor, element)
					require.NoError(t, err)
					forged := l
					forged.State = w.Blobs.Add(flipped(w.Blobs.Bytes(l.State), r.Offset))
					found(t, f, forged, own, blockOf(t, d, x.Tensor, element))
				}
				if f.Exchange == nil {
					continue
				}
				for i := range d.NumParams() {
					forged := l
					forged.Delta = w.Blobs.Add(flipped(w.Blobs.Bytes(l.Delta), uint64(f.Exchange.Offset(i+1)-1)))
					found(t, f, forged, own, blockOf(t, d, i, d.Param(i).Shape.Size()-1))
				}
				forged := l
				forged.State = w.Blobs.Add(flipped(w.Blobs.Bytes(l.State), 9))
				_, differs, err = replay.Check(t.Context(), f, at(forged, nil), own, config(t))
				require.NoError(t, err)
				require.True(t, differs, "header")
			}
		})
	}
}

func flipped(b []byte, at uint64) []byte {
	b = bytes.Clone(b)
	b[at] ^= 1
	return b
}

func blockOf(t *testing.T, d *program.Dims, tensor, element int) uint64 {
	t.Helper()
	for k := range d.Blocks() {
		if b, err := d.Block(k); err == nil && b.Tensor == tensor && element >= b.First && element < b.First+b.Len {
			return k
		}
	}
	require.Fail(t, "no block")
	return 0
}

// found wants one block to differ.
func found(t *testing.T, f *game.Facts, l replay.Spots, own replay.Files, want uint64) {
	t.Helper()
	var others []uint64
	for _, k := range all(&f.Program.Dims) {
		if k != want {
			others = append(others, k)
		}
	}
	_, differs, err := replay.Check(t.Context(), f, at(l, others), own, config(t))
	require.NoError(t, err)
	require.False(t, differs)
	got, differs, err := replay.Check(t.Context(), f, at(l, all(&f.Program.Dims)), own, config(t))
	require.NoError(t, err)
	require.True(t, differs)
	require.Equal(t, want, got)
}

// Of what was carried, a block of the first step reads the state.
func TestBlocksOfWhatIsCarried(t *testing.T) {
	t.Parallel()
	for name, change := range jobs {
		s := gametest.Small()
		change(s)
		steps := gametest.NewSteps(s, nil)
		f := steps.Begin.Facts
		f.State = game.File{ID: steps.Encode.Truth().Result().State, Layout: f.New}
		blobs(t, steps.Encode)
		w := gametest.NewWorld(f, steps.Blobs, nil)
		own := blobs(t, w)
		_, differs, err := replay.Check(t.Context(), w.Truth().Facts(), at(left(t, w), all(&f.Program.Dims)), own, config(t))
		require.NoError(t, err, name)
		require.False(t, differs, name)
	}
}

// Of files in a store the ranges alone are read, and need be there.
func TestBlocksReadParts(t *testing.T) {
	t.Parallel()
	steps := gametest.NewSteps(gametest.Small(), nil)
	w := steps.Encode
	blobs(t, w)
	store := mem.New(mem.Options{})
	l := left(t, w)
	for _, id := range []commit.ID{l.State, l.Delta, w.Facts.State.ID, w.Facts.Base.ID} {
		_, err := store.Put(t.Context(), bytes.NewReader(w.Blobs.Bytes(id)), blob.PutOptions{})
		require.NoError(t, err)
	}
	stored := replay.NewStored(t.Context(), store)
	_, differs, err := replay.Check(t.Context(), w.Truth().Facts(), at(l, []uint64{0, 2}), stored, config(t))
	require.NoError(t, err)
	require.False(t, differs)
	require.NoError(t, stored.Close())

	_, _, err = replay.Check(t.Context(), w.Truth().Facts(), at(l, []uint64{1 << 40}), stored, config(t))
	require.ErrorIs(t, err, program.ErrRange)
	_, _, err = replay.Check(t.Context(), steps.Inner.Truth().Facts(), at(l, nil), stored, config(t))
	require.ErrorIs(t, err, replay.ErrStep)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err = replay.Check(ctx, w.Truth().Facts(), at(l, []uint64{0}), &files{blobs: w.Blobs}, config(t))
	require.ErrorIs(t, err, context.Canceled)
}
