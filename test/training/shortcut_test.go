// SPDX-License-Identifier: Apache-2.0

package training_test

import (
	"encoding/binary"
	"io"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/verifier/replay"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// shortcut is another, cheaper or easier, way to execute a step than the
// specification's: other facts, or another kernel.
type shortcut func(f *forger, step disputetypes.StepOf, cfg *replay.Config) *game.Facts

// specified executes the step of another specification.
func specified(change func(*spec.Spec)) shortcut {
	return func(f *forger, step disputetypes.StepOf, _ *replay.Config) *game.Facts {
		s := *step.Spec
		change(&s)
		step.Spec = &s
		return f.asIf(step)
	}
}

// elsewhere executes the step of another unit: with its data.
func elsewhere(change func(*jobtypes.Unit)) shortcut {
	return func(f *forger, step disputetypes.StepOf, _ *replay.Config) *game.Facts {
		u := *step.Unit
		change(&u)
		step.Unit = &u
		return f.asIf(step)
	}
}

func (f *forger) asIf(step disputetypes.StepOf) *game.Facts {
	f.Helper()
	facts, err := step.Facts()
	require.NoError(f, err)
	return facts
}

// rows are those of a batch, chosen otherwise.
type rows struct {
	game.Rows
	choose func(row int) int
}

func (r rows) First(row int) (uint64, error) { return r.Rows.First(r.choose(row)) }

// chosen reads other rows of the batch than every one once.
func chosen(choose func(row int) int) shortcut {
	return func(f *forger, step disputetypes.StepOf, _ *replay.Config) *game.Facts {
		facts := f.asIf(step)
		facts.Tokens.Rows = rows{facts.Tokens.Rows, choose}
		return facts
	}
}

// coarse is a kernel whose matrix products have the precision of bfloat16.
type coarse struct{ kernel.Kernel }

func (k coarse) Run(c *kernel.Call, task, tasks int, scratch []byte) {
	k.Kernel.Run(c, task, tasks, scratch)
	if c.Op.Kind == program.KindProduct && task == tasks-1 {
		for i := 0; i+4 <= len(c.Out.Data); i += 4 {
			clear(c.Out.Data[i : i+2])
		}
	}
}

// frozen leaves the state as the step before left it.
func frozen(f *forger, step disputetypes.StepOf, _ *replay.Config) *game.Facts {
	f.state = func(b []byte) {
		before, _, err := f.blobs().Blob(step.Before)
		require.NoError(f, err)
		_, err = io.ReadFull(io.NewSectionReader(before, 0, int64(len(b))), b)
		require.NoError(f, err)
	}
	return f.asIf(step)
}

func coarsely(f *forger, step disputetypes.StepOf, cfg *replay.Config) *game.Facts {
	cfg.Kernel = coarse{cfg.Kernel}
	return f.asIf(step)
}

// toward moves the numbers of a state to those of another, a part of the way.
func toward(goal func(i int) float32, part float32) func(b []byte) {
	return func(b []byte) {
		const header = 4096
		for i := header; i+4 <= len(b); i += 4 {
			x := math.Float32frombits(binary.LittleEndian.Uint32(b[i:]))
			x += float32(part * float32(goal(i)-x))
			binary.LittleEndian.PutUint32(b[i:], math.Float32bits(x))
		}
	}
}

// TestShortcutsAreProven: trainers who do less than the specification asks, or
// something easier, are proven wrong by the chain like those who lie about a
// number, for there is no tolerance: a smaller learning rate, half of the batch,
// easy samples, those of another slot or another round, products of lower
// precision, a step that leaves everything as it was, a path drawn toward a model
// that is known.
func TestShortcutsAreProven(t *testing.T) {
	honest, err := cpu.New("auto")
	require.NoError(t, err)
	c := newCrew(t, 10, func(s *spec.Spec) {
		s.Rounds.Rounds, s.Rounds.Quorum = 1, 1
		s.Windows.Challenge, s.Windows.GameClock = 1000, 300
	})
	steps := c.spec.Inner.Steps
	c.proven([]forgery{
		{name: "infinitesimal learning rate", step: 1, short: specified(func(s *spec.Spec) { s.Inner.Schedule.Peak = "0.00000001" })},
		{name: "another weight decay", step: 2, short: specified(func(s *spec.Spec) { s.Inner.WeightDecay = "0.5" })},
		{name: "half of the batch, twice", step: 3, short: chosen(func(row int) int { return row / 2 })},
		{name: "one easy sample", step: 1, short: chosen(func(int) int { return 0 })},
		{name: "another slot's data", step: steps, short: elsewhere(func(u *jobtypes.Unit) { u.Slot = (u.Slot + 1) % 10 })},
		{name: "another round's data", step: 4, short: elsewhere(func(u *jobtypes.Unit) { u.Round++ })},
		{name: "lower precision", step: 2, short: coarsely},
		{name: "the last state again", step: steps / 2, short: frozen},
		{name: "toward a known model", step: 5, state: toward(func(i int) float32 { return float32(i%7) / 16 }, 0.25)},
	}, honest)
}

// TestStolenDelta: a trainer executes its unit and commits the delta of somebody
// else, published before its own, byte for byte.
func TestStolenDelta(t *testing.T) {
	honest, err := cpu.New("auto")
	require.NoError(t, err)
	c := newCrew(t, 2, func(s *spec.Spec) {
		s.Rounds.Rounds, s.Rounds.Quorum = 1, 1
		s.Windows.Challenge, s.Windows.GameClock = 1000, 300
	})
	stolen := func(b []byte) {
		var delta *spec.ContentID
		require.NoError(t, c.net.Wait(c.ctx, func() (bool, error) {
			res, err := c.submitter.Job().Units(c.ctx, &jobtypes.QueryUnitsRequest{Job: c.job, Round: 1})
			if err != nil || len(res.Units) == 0 {
				return false, err
			}
			delta = res.Units[0].Delta
			return true, nil
		}))
		id, err := jobtypes.CommitID("delta", delta)
		require.NoError(t, err)
		victim, _, err := replay.NewStored(c.ctx, c.members[1].store, c.members[0].store.Addrs()...).Blob(id)
		require.NoError(t, err)
		_, err = io.ReadFull(io.NewSectionReader(victim, 0, int64(id.Size)), b)
		require.NoError(t, err)
	}
	c.proven([]forgery{{name: "stolen delta", step: c.spec.Inner.Steps + 1, delta: stolen}}, honest)
}
