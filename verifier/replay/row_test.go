// SPDX-License-Identifier: Apache-2.0

package replay_test

import (
	"context"
	"encoding/binary"
	"io"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/game/gametest"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/sample"
	"github.com/weft-network/weft/verifier/replay"
)

// inner are the facts of inner step i after a state.
func inner(steps *gametest.Steps, before game.File, i uint32) *game.Facts {
	f := steps.Inner.Facts
	rows, _ := f.Tokens.Rows.(sample.Batch)
	rows.Step = i
	f.State, f.Tokens.Rows, f.Leaf.Step = before, rows, i
	f.Clock = program.Clock{Age: uint64(i), Step: uint64(i)}
	return &f
}

// A row makes the steps that stories make, with the same traces, whichever of
// them are traced, and goes on anywhere.
func TestRowIsTheStories(t *testing.T) {
	t.Parallel()
	for name, change := range jobs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := gametest.Small()
			change(s)
			steps := gametest.NewSteps(s, nil)
			row := replay.NewRow(config(t))
			defer row.Close()
			const h = 4
			f := &files{blobs: steps.Blobs}
			before := steps.Inner.Facts.State
			at := [h + 1]game.File{before}
			var told [h + 1]*replay.Story
			below := replay.Files(f)
			for i := uint32(1); i <= h; i++ {
				facts := inner(steps, at[i-1], i)
				story, err := replay.Run(t.Context(), facts, below, config(t))
				require.NoError(t, err)
				told[i], below = story, story.Files()
				at[i] = game.File{ID: story.Result().State, Layout: facts.New}
				content, _, err := story.Blob(at[i].ID)
				require.NoError(t, err)
				b := make([]byte, at[i].ID.Size)
				_, err = io.ReadFull(io.NewSectionReader(content, 0, int64(len(b))), b)
				require.NoError(t, err)
				steps.Blobs.Add(b)
			}
			f.reads = 0
			for _, i := range []uint32{1, 2, 3, 4, 2, 3, 1} {
				got, err := row.Run(t.Context(), inner(steps, at[i-1], i), f, i%2 == 1)
				require.NoError(t, err)
				require.Equal(t, told[i].Result(), got.Result, "step %d", i)
				require.False(t, got.Diverged)
				if i%2 == 1 {
					require.Equal(t, told[i].Root(), got.Trace, "step %d", i)
				} else {
					require.Zero(t, got.Trace)
				}
			}
			// What follows the row reads the state that lies in it, with its nodes.
			content, nodes, err := row.Files().Blob(at[1].ID)
			require.NoError(t, err)
			_, err = nodes(at[1].ID.Digest)
			require.NoError(t, err)
			header := make([]byte, at[1].Layout.HeaderSize())
			_, err = content.ReadAt(header, 0)
			require.NoError(t, err)
			require.Equal(t, at[1].Layout.Header(), header)
		})
	}
}

// Within a row nothing but tokens is read.
func TestRowReadsItsStateOnce(t *testing.T) {
	t.Parallel()
	steps := gametest.NewSteps(gametest.Small(), nil)
	f := &files{blobs: steps.Blobs}
	row := replay.NewRow(config(t))
	defer row.Close()
	before := steps.Inner.Facts.State
	reads := make([]int, 3)
	for i := range reads {
		facts := inner(steps, before, uint32(i+1))
		f.reads = 0
		got, err := row.Run(t.Context(), facts, f, false)
		require.NoError(t, err)
		reads[i], before.ID = f.reads, got.Result.State
	}
	batch := int(steps.Spec.Inner.Batch)
	require.Greater(t, reads[0], batch)
	require.Equal(t, []int{batch, batch}, reads[1:])
}

// A row that was stopped, or could not read, goes on; a diverged step is a result.
func TestRowGoesOn(t *testing.T) {
	t.Parallel()
	steps := gametest.NewSteps(gametest.Small(), nil)
	f := &files{blobs: steps.Blobs}
	row := replay.NewRow(config(t))
	defer row.Close()
	truth := steps.Inner.Truth()

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := row.Run(ctx, truth.Facts(), f, false)
	require.ErrorIs(t, err, context.Canceled)
	_, err = row.Run(t.Context(), truth.Facts(), &files{blobs: gametest.NewBlobs()}, false)
	require.ErrorContains(t, err, truth.Facts().State.ID.String())
	_, err = row.Run(t.Context(), steps.Begin.Truth().Facts(), f, false)
	require.ErrorIs(t, err, replay.ErrStep)

	broken := append([]byte(nil), steps.Blobs.Bytes(truth.Facts().State.ID)...)
	binary.LittleEndian.PutUint32(broken[len(broken)-4:], math.Float32bits(float32(math.Inf(1))))
	poisoned := *truth.Facts()
	poisoned.State.ID = steps.Blobs.Add(broken)
	got, err := row.Run(t.Context(), &poisoned, f, true)
	require.NoError(t, err)
	require.True(t, got.Diverged)

	got, err = row.Run(t.Context(), truth.Facts(), f, true)
	require.NoError(t, err)
	require.Equal(t, truth.Result(), got.Result)
}
