// SPDX-License-Identifier: Apache-2.0

package replay_test

import (
	"context"
	"encoding/binary"
	"io"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/game/gametest"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/verifier/replay"
)

// files are blobs in memory; reads counts how often they are asked for.
type files struct {
	blobs *gametest.Blobs
	reads int
}

func (f *files) Blob(id commit.ID) (io.ReaderAt, commit.Nodes, error) {
	f.reads++
	return f.blobs.Open(id)
}

func config(t *testing.T) replay.Config {
	t.Helper()
	k, err := cpu.New("auto")
	require.NoError(t, err)
	return replay.Config{Kernel: k, Workers: 2}
}

// jobs differ in what their programs read, and from where.
var jobs = map[string]func(s *spec.Spec){
	"dense": func(*spec.Spec) {},
	"sparse, untied": func(s *spec.Spec) {
		s.Model.Tied = false
		s.Model.Vocab = 2100 // one tensor of more than a sparse block
		s.Outer.Codec, s.Outer.TopK, s.Outer.Feedback, s.Outer.ExponentMin = spec.Codec_CODEC_SPARSE, 64, "0.95", -28
		s.Outer.Kind, s.Outer.LearningRate, s.Outer.Momentum = spec.OuterKind_OUTER_KIND_SGD, "1", ""
		s.Outer.Divisor = spec.Divisor_DIVISOR_SENDERS
	},
	"moments in bf16, nothing carried": func(s *spec.Spec) {
		s.Inner.Moments = spec.Storage_STORAGE_BF16
		s.Outer.Carry, s.Audit.Custodians = spec.Carry_CARRY_NONE, 0
	},
	"documents": func(s *spec.Spec) { s.Data.DocumentMask, s.Data.Separator = true, 7 },
	"i8x2":      func(s *spec.Spec) { s.Profile = spec.Profile_PROFILE_I8X2 },
}

// A story has the result, the trace and the bytes that the referee computes by
// itself, element by element, for every step that a job has.
func TestStoryIsWhatTheRefereeSays(t *testing.T) {
	t.Parallel()
	for name, change := range jobs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := gametest.Small()
			change(s)
			require.NoError(t, s.ValidateDraft())
			steps := gametest.NewSteps(s, nil)
			names, worlds := steps.All()
			for i, w := range worlds {
				truth := w.Truth()
				story, err := replay.Run(t.Context(), truth.Facts(), &files{blobs: w.Blobs}, config(t))
				require.NoError(t, err, names[i])
				require.Equal(t, truth.Result(), story.Result(), names[i])
				want, err := truth.Entries()
				require.NoError(t, err)
				got, err := story.Entries()
				require.NoError(t, err)
				require.Equal(t, want, got, names[i])
				require.False(t, story.Differs(), names[i])
				require.False(t, story.Diverged(), names[i])
				for k, out := range truth.Bytes() {
					if k%7 != 0 && k != len(truth.Bytes())-1 {
						continue
					}
					r, err := story.Output(k)
					require.NoError(t, err)
					b, err := io.ReadAll(io.NewSectionReader(r, 0, int64(len(out))+1))
					require.NoError(t, err)
					require.Equal(t, out, b, "%s: operator %d", names[i], k)
				}
			}
		})
	}
}

// A lie about any operator of the step loses against a story, and a lie against
// a true leaf loses, too. The step is executed at most three times for it: for
// the trace, for the disputed output, and for what its operator reads.
func TestStoryWinsGames(t *testing.T) {
	t.Parallel()
	steps := gametest.NewSteps(gametest.Small(), nil)
	names, worlds := steps.All()
	for i, w := range worlds {
		ops := len(w.Truth().Bytes())
		for k := range ops {
			if ops > 60 && k%11 != 0 { // the games of package game visit all
				continue
			}
			lie := w.Tell(gametest.Lie{Output: gametest.At(k, 0)})
			if lie.Result().State == w.Truth().Result().State && string(lie.Result().Out) == string(w.Truth().Result().Out) {
				continue // the lie changes nothing that is committed
			}
			f := &files{blobs: w.Blobs}
			story, err := replay.Run(t.Context(), lie.Facts(), f, config(t))
			require.NoError(t, err)
			require.True(t, story.Differs())
			once := f.reads
			g := play(t, lie.Facts(), lie, story)
			require.True(t, g.Outcome.Fraud(), "%s: a lie about operator %d: %+v", names[i], k, g.Outcome)
			require.EqualValues(t, k, g.Outcome.Entry, names[i])
			require.LessOrEqual(t, f.reads, 3*once+game.MaxReads, "%s: operator %d", names[i], k)
		}
	}
}

// play has two stories play a game.
func play(t *testing.T, f *game.Facts, defender, challenger game.Story) game.Game {
	t.Helper()
	g, err := game.New(f, game.Claim{Result: challenger.Result()}, game.Clocks{Each: 100, Extension: 10}, 1)
	require.NoError(t, err)
	for height := uint64(2); g.Phase != game.Over; height++ {
		side, _ := g.Turn()
		story := map[game.Side]game.Story{game.Defender: defender, game.Challenger: challenger}[side]
		m, err := f.Reply(g, story)
		require.NoError(t, err)
		g, err = g.Play(f, m, height)
		require.NoError(t, err)
	}
	return g
}

// A round that included nothing copies the outer state.
func TestStoryOfACopy(t *testing.T) {
	t.Parallel()
	steps := gametest.NewSteps(gametest.Small(), nil)
	f := *steps.Outer.Truth().Facts()
	f.Program, f.Deltas, f.Factors = nil, nil, nil
	w := gametest.NewWorld(f, steps.Blobs, nil)
	story, err := replay.Run(t.Context(), w.Truth().Facts(), &files{blobs: steps.Blobs}, config(t))
	require.NoError(t, err)
	require.Equal(t, w.Truth().Result(), story.Result())
	require.Equal(t, f.State.ID, story.Result().State, "both are outer states")
	_, err = story.Output(0)
	require.ErrorIs(t, err, replay.ErrStep)

	lie := w.Tell(gametest.Lie{State: func(b []byte) { b[len(b)-1] ^= 1 }})
	require.True(t, play(t, lie.Facts(), lie, story).Outcome.Fraud())
}

// A step that comes to a number that is not finite is a story like any other:
// who challenges a hidden divergence must have the bytes.
func TestStoryOfDivergence(t *testing.T) {
	t.Parallel()
	steps := gametest.NewSteps(gametest.Small(), nil)
	f := *steps.Inner.Truth().Facts()
	broken := append([]byte(nil), steps.Blobs.Bytes(f.State.ID)...)
	binary.LittleEndian.PutUint32(broken[len(broken)-4:], math.Float32bits(float32(math.Inf(1))))
	f.State.ID = steps.Blobs.Add(broken)
	story, err := replay.Run(t.Context(), &f, &files{blobs: steps.Blobs}, config(t))
	require.NoError(t, err)
	require.True(t, story.Diverged())
	require.True(t, story.Differs())
}

// Files that are not there, or end early, are named; a cancelled replay ends.
func TestRefusals(t *testing.T) {
	t.Parallel()
	steps := gametest.NewSteps(gametest.Small(), nil)
	f := steps.Inner.Truth().Facts()
	_, err := replay.Run(t.Context(), f, &files{blobs: gametest.NewBlobs()}, config(t))
	require.ErrorContains(t, err, f.State.ID.String())

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = replay.Run(ctx, f, &files{blobs: steps.Blobs}, config(t))
	require.ErrorIs(t, err, context.Canceled)

	cfg := config(t)
	cfg.Memory = 1000
	_, err = replay.Run(t.Context(), f, &files{blobs: steps.Blobs}, cfg)
	require.ErrorContains(t, err, "not enough memory")

	bad := *f
	bad.State = game.File{}
	_, err = replay.Run(t.Context(), &bad, &files{blobs: steps.Blobs}, config(t))
	require.ErrorIs(t, err, game.ErrFacts)
}
