// SPDX-License-Identifier: Apache-2.0

package replay_test

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/game/gametest"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/sample"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/chain/spec/spectest"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/verifier/replay"
)

// size is a model of about so many parameters, 4096 tokens a step.
type size struct {
	name                       string
	width, layers, heads, ffn  uint32
	context, batch, vocabulary uint32
}

var sizes = []size{
	{"1M", 128, 4, 4, 448, 256, 16, 256},
	{"4M", 256, 5, 4, 704, 512, 8, 256},
	{"14M", 384, 8, 6, 1024, 512, 8, 256},
}

func (z size) spec() *spec.Spec {
	s := spectest.Tiny()
	s.ProgramDigest = nil
	s.Model.Vocab, s.Model.Width, s.Model.Layers, s.Model.Ffn = z.vocabulary, z.width, z.layers, z.ffn
	s.Model.Heads, s.Model.KvHeads, s.Model.HeadDim = z.heads, z.heads, z.width/z.heads
	s.Data.TokenWidth, s.Data.Tokens, s.Data.Dataset.Size_ = 1, 1<<20, 1<<20
	s.Data.ValidationStart, s.Data.ValidationTokens, s.Rounds.EvalEvery = 0, 0, 0
	s.Inner.Context, s.Inner.Batch, s.Inner.MicroBatches, s.Inner.Steps = z.context, z.batch, 1, 50
	return s
}

// BenchmarkSegment is the processor time of executing a segment of 13 steps again,
// the last one traced, with the ids of all states, from a state that is at hand;
// and what the traced step costs in others.
func BenchmarkSegment(b *testing.B) {
	const steps = 13
	k, err := cpu.New("auto")
	require.NoError(b, err)
	for _, z := range sizes {
		b.Run(z.name, func(b *testing.B) {
			s, f := z.spec(), &files{blobs: gametest.NewBlobs()}
			cfg := replay.Config{Kernel: k, Workers: 2}
			facts := firstStep(b, s, f, cfg)
			best, traced := time.Hour, time.Hour
			for b.Loop() {
				row, before, start := replay.NewRow(cfg), facts.State, processTime(b)
				for i := uint32(1); i <= steps; i++ {
					at := *facts
					rows, _ := at.Tokens.Rows.(sample.Batch)
					rows.Step = i
					at.State, at.Tokens.Rows, at.Clock = before, rows, program.Clock{Age: uint64(i), Step: uint64(i)}
					began := processTime(b)
					got, err := row.Run(b.Context(), &at, f, i == steps)
					require.NoError(b, err)
					if i == steps {
						traced = min(traced, processTime(b)-began)
					}
					before.ID = got.Result.State
				}
				best = min(best, processTime(b)-start)
				row.Close()
			}
			b.ReportMetric(best.Seconds(), "cpu-s/segment")
			b.ReportMetric(traced.Seconds()/((best-traced).Seconds()/(steps-1)), "traced/step")
		})
	}
}

// firstStep is inner step 1 of a job whose initial state is among the files.
func firstStep(b *testing.B, s *spec.Spec, f *files, cfg replay.Config) *game.Facts {
	b.Helper()
	outer, err := program.NewOuterState(s)
	require.NoError(b, err)
	layout, err := program.NewState(s)
	require.NoError(b, err)
	leaf := commit.Leaf{ChainID: "bench-1", Job: 1, Round: 1, Slot: 1, Trainer: make([]byte, 20)}
	left := func(facts *game.Facts, of *program.State) game.File {
		facts.Leaf = leaf
		story, err := replay.Run(b.Context(), facts, f, cfg)
		require.NoError(b, err)
		id := story.Result().State
		r, _, err := story.Blob(id)
		require.NoError(b, err)
		content := make([]byte, id.Size)
		_, err = r.ReadAt(content, 0)
		require.NoError(b, err)
		return game.File{ID: f.blobs.Add(content), Layout: of}
	}
	first, err := program.BuildInit(s)
	require.NoError(b, err)
	begin, err := program.BuildBegin(s)
	require.NoError(b, err)
	theta := left(&game.Facts{Program: first, New: outer}, outer)
	state := left(&game.Facts{Program: begin, New: layout, Base: theta}, layout)
	step, err := program.Build(s)
	require.NoError(b, err)
	return &game.Facts{
		Program: step, New: layout, Finite: true, State: state, Leaf: leaf,
		Tokens: game.Tokens{Dataset: f.blobs.Add(tokens(s)), Width: int(s.Data.TokenWidth), Rows: sample.Batch{
			Order: sample.Order{
				Job: 1, Samples: (s.Data.Tokens - 1) / uint64(s.Inner.Context), Slots: s.Rounds.Slots, Steps: s.Inner.Steps, Batch: s.Inner.Batch,
			},
			Round: 1, Slot: 1, Context: uint64(s.Inner.Context),
		}},
	}
}

func tokens(s *spec.Spec) []byte {
	var out []byte
	for i := range s.Data.Tokens {
		id := binary.LittleEndian.AppendUint32(nil, uint32(i*i*7+i/3)%s.Model.Vocab)
		out = append(out, id[:s.Data.TokenWidth]...)
	}
	return out
}

func processTime(b *testing.B) time.Duration {
	b.Helper()
	var t unix.Timespec
	require.NoError(b, unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &t))
	return time.Duration(t.Nano())
}
