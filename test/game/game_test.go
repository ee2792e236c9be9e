// SPDX-License-Identifier: Apache-2.0

package game_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/game/gametest"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/engine"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/trainer/tensor"
)

// model trains in a second and has outputs of hundreds of chunks.
func model() *spec.Spec {
	s := gametest.Small()
	s.Model.Vocab, s.Model.Width, s.Model.Layers, s.Model.Ffn = 2048, 96, 2, 256
	s.Model.Heads, s.Model.KvHeads, s.Model.HeadDim, s.Model.Tied = 6, 2, 16, false
	s.Inner.Batch, s.Inner.MicroBatches, s.Inner.Context = 4, 2, 48
	s.Outer.Codec, s.Outer.TopK, s.Outer.Feedback, s.Outer.ExponentMin = spec.Codec_CODEC_SPARSE, 64, "0.95", -28
	s.Outer.Kind, s.Outer.LearningRate, s.Outer.Momentum = spec.OuterKind_OUTER_KIND_SGD, "1", ""
	s.Outer.Divisor = spec.Divisor_DIVISOR_SENDERS
	return s
}

func fastest(t testing.TB) kernel.Kernel {
	t.Helper()
	k, err := cpu.New("auto")
	require.NoError(t, err)
	return k
}

// by executes operators on a kernel.
func by(k kernel.Kernel) gametest.Operator {
	return func(op *program.Op, inputs []gametest.Value) []byte {
		c := kernel.New(op)
		for _, v := range inputs {
			in := tensor.New(tensor.Type(v.Type), len(v.Data)/v.Type.Bytes())
			copy(in.Data, v.Data)
			c.In = append(c.In, in)
		}
		kernel.Do(k, c, 2)
		return c.Out.Data
	}
}

// What an engine records is the trace of the game, and what it leaves is the
// state of the result: an engine's step can be defended.
func TestEngineTellsTheTruth(t *testing.T) {
	t.Parallel()
	k := fastest(t)
	w := gametest.NewSteps(model(), by(k)).Inner
	truth := w.Truth()
	p := w.Facts.Program
	e, err := engine.New(p, engine.Config{Kernel: k, Workers: 2})
	require.NoError(t, err)
	defer e.Close()
	e.Record()
	copy(e.State(), w.Blobs.Bytes(w.Facts.State.ID)[w.Facts.New.HeaderSize():])
	e.Changed()
	for i := range p.NumInputs() {
		in, err := p.Input(i)
		require.NoError(t, err)
		if in.Class == program.ClassTokens {
			batch := tensor.New(tensor.U32, in.Shape.Size())
			copy(batch.Data, w.Input(i))
			require.NoError(t, e.Load(i, batch))
		}
	}
	e.SetClock(w.Facts.Clock)
	require.NoError(t, e.Run())
	id, err := e.ID()
	require.NoError(t, err)
	result := game.Result{State: id, Out: e.Output(len(p.Outputs()) - 1).Data}
	require.Equal(t, truth.Result(), result)
	root, err := w.Facts.TraceRoot(e.Roots(), result)
	require.NoError(t, err)
	require.Equal(t, truth.Claim().Trace, root)
}

// A trainer that falsifies one element, by one ulp, of one output of a real
// training step, and trains on honestly, is proven a cheat on that element; and
// an honest one is safe from whoever says so of it.
func TestGamesOverRealTraining(t *testing.T) {
	t.Parallel()
	j := gametest.NewSteps(model(), by(fastest(t)))
	names, worlds := j.All()
	rng := rand.New(rand.NewPCG(3, 1))
	kinds, most, witness := map[program.Kind]int{}, 0, 0
	for i, w := range worlds {
		truth := w.Truth()
		tries := 12
		if w == j.Inner {
			tries = 60
		}
		for range tries {
			k := rng.IntN(w.Facts.Program.NumOps())
			op, err := w.Facts.Program.At(k)
			require.NoError(t, err)
			at := rng.IntN(op.Shape.Size()) * op.Type.Bytes()
			tale := w.Tell(gametest.Lie{Output: gametest.At(k, at)})
			if tale.Facts().Committed == truth.Facts().Committed {
				continue // lost on the way to the result
			}
			r := gametest.Match(t, gametest.Liar("liesAt", tale), gametest.Honest(truth), gametest.Clocks)
			require.True(t, r.Game.Outcome.Fraud())
			require.Equal(t, game.RuleElement, r.Game.Outcome.Rule)
			require.Equal(t, uint64(k), r.Game.Outcome.Entry)
			require.Equal(t, uint64(at), r.Game.Outcome.At)
			kinds[op.Kind]++
			most, witness = max(most, r.Rounds()), max(witness, r.Witness)
			r = gametest.Match(t, gametest.Honest(truth), gametest.Liar("liesAt", tale), gametest.Clocks)
			require.False(t, r.Game.Outcome.Fraud())
		}
		for range 6 {
			at := rng.IntN(len(truth.Content(uint64(w.Facts.Entries() - 1))))
			if w.Facts.New == nil {
				break
			}
			lie := gametest.Lie{State: gametest.Flip(at)}
			if w.Facts.Exchange != nil {
				lie = gametest.Lie{Delta: gametest.Flip(at)}
			}
			tale := w.Tell(lie)
			r := gametest.Match(t, gametest.Liar("liesAt", tale), gametest.Honest(truth), gametest.Clocks)
			require.True(t, r.Game.Outcome.Fraud(), names[i])
			most = max(most, r.Rounds())
			r = gametest.Match(t, gametest.Honest(truth), gametest.PicksAnything(tale, truth, rng), gametest.Clocks)
			require.False(t, r.Game.Outcome.Fraud(), names[i])
		}
	}
	require.LessOrEqual(t, most, 8)
	require.LessOrEqual(t, witness, 64<<10)
	require.GreaterOrEqual(t, len(kinds), 6)
	t.Logf("%d rounds at most, witnesses up to %d bytes, over %v", most, witness, kinds)
}

// Sizes of a trace's content are those of its tensors.
func TestEntries(t *testing.T) {
	t.Parallel()
	w := gametest.NewSteps(gametest.Small(), by(fastest(t))).Encode
	for i := range uint64(w.Facts.Entries()) {
		_, span, err := w.Facts.Entry(i)
		require.NoError(t, err)
		require.Len(t, w.Truth().Content(i), int(span.Size))
	}
	_, _, err := w.Facts.Entry(uint64(w.Facts.Entries()))
	require.ErrorIs(t, err, game.ErrFacts)
	require.NotEqual(t, commit.Digest{}, w.Truth().Claim().Trace)
}
