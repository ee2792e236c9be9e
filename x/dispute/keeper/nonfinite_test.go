// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"encoding/binary"
	"testing"

	"cosmossdk.io/math"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game/gametest"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

const (
	nan      = 0x7fc00000
	infinity = 0x7f800000
	largest  = 0x7f7fffff
)

// stateFile is the file of a state that somebody has.
type stateFile struct {
	id    commit.ID
	at    uint64 // of the number that it is about
	blobs *gametest.Blobs
}

// stateWith is a state of zeros, and one number with the given bits.
func (w *world) stateWith(bits uint32) stateFile {
	w.t.Helper()
	layout, err := program.NewState(&w.spec)
	require.NoError(w.t, err)
	at, err := layout.Element(program.ClassMoment2, 3, 40)
	require.NoError(w.t, err)
	content := append(layout.Header(), make([]byte, layout.DataSize())...)
	binary.LittleEndian.PutUint32(content[at.Offset:], bits)
	f := stateFile{at: at.Offset, blobs: gametest.NewBlobs()}
	f.id = f.blobs.Add(content)
	return f
}

// proof opens the chunk that holds a byte.
func (f stateFile) proof(t require.TestingT, at uint64) []byte {
	content, nodes, err := f.blobs.Open(f.id)
	require.NoError(t, err)
	first := at / commit.ChunkSize * commit.ChunkSize
	b, err := f.id.Prove(commit.Range{Offset: first, Length: min(commit.ChunkSize, f.id.Size-first)}, content, nodes)
	require.NoError(t, err)
	return b
}

// poisoned is a world in training whose slot 0 will say that a step of its units
// left a state with such a number.
func poisoned(t fataler, step uint32, bits uint32) (*world, stateFile) {
	t.Helper()
	w := training(t, 3)
	f := w.stateWith(bits)
	w.changes[0] = func(u *jobtypes.UnitResult) { u.States[step] = f.id }
	return w, f
}

// divergedAt has the unit of slot 0 end at a step, as one that diverged.
func (w *world) divergedAt(step uint32, f stateFile) {
	before := w.changes[0]
	w.changes[0] = func(u *jobtypes.UnitResult) {
		before(u)
		u.States, u.Losses = u.States[:step+1], u.Losses[:step]
		u.States[step] = f.id
		u.Divergence, u.DivergenceChunk = f.proof(w.t, f.at), f.at/commit.ChunkSize
	}
}

// reportOf is alice's report of a number in a state of slot 0 in round 1.
func (w *world) reportOf(step uint32, f stateFile) *types.MsgReportNonFinite {
	w.t.Helper()
	u := w.unit(1, 0)
	return &types.MsgReportNonFinite{
		Reporter: w.account("alice"), Job: 1, Round: 1, Slot: 0, Step: step, State: jobtypes.WireID(u.States[step]), Out: u.out(step),
		Path: w.path(u, step), Offset: f.at, Proof: f.proof(w.t, f.at),
	}
}

// TestNonFiniteState: N1, A5. A number in a committed state that is not finite
// costs the slot stake at once, whatever step it is of and whoever else plays
// about the unit; the reporter takes the challengers' part.
func TestNonFiniteState(t *testing.T) {
	for name, c := range map[string]struct{ step, bits uint32 }{
		"a state that is not published": {3, nan}, "an anchor": {4, infinity}, "the last inner step": {8, 1<<31 | infinity}, "step H+1": {9, infinity | 1},
	} {
		t.Run(name, func(t *testing.T) {
			w, f := poisoned(t, c.step, c.bits)
			w.commitAll()
			w.closeRound()
			bob := w.account("bob")
			wallet := w.balance(bob)
			id := w.open(w.challenge(bob, 2))
			msg := w.reportOf(c.step, f)
			reporter, bonded, supply := w.balance(msg.Reporter), w.bonded(w.trainers[0]), w.supply()
			_, err := w.server.ReportNonFinite(w.ctx, msg)
			require.NoError(t, err)

			stake := math.NewIntFromUint64(w.spec.Price.SlotStake)
			reward := stake.MulRaw(3).QuoRaw(10)
			require.Equal(t, reward, w.balance(msg.Reporter).Sub(reporter))
			require.Equal(t, stake, bonded.Sub(w.bonded(w.trainers[0])))
			require.Equal(t, stake.Sub(reward), supply.Sub(w.supply()))
			require.Equal(t, jobtypes.UNIT_STATUS_FALSE, w.status(1, 0))
			require.Equal(t, jobtypes.UNIT_STATUS_INCLUDED, w.status(1, 1))
			_, err = w.server.ReportNonFinite(w.ctx, msg)
			require.ErrorIs(t, err, types.ErrUnitStatus, "once")
			w.blocks(3)
			require.Equal(t, types.OUTCOME_UNDECIDED, w.game(id).Outcome)
			require.Equal(t, wallet, w.balance(bob))
		})
	}
}

// TestNonFiniteBeforeDivergence: a unit that is committed as diverged may end
// with such a number, and with none before.
func TestNonFiniteBeforeDivergence(t *testing.T) {
	w, f := poisoned(t, 2, nan)
	w.divergedAt(5, f)
	w.commitAll()
	_, err := w.server.ReportNonFinite(w.ctx, w.reportOf(5, f))
	require.ErrorIs(t, err, types.ErrMayDiverge)
	_, err = w.server.ReportNonFinite(w.ctx, w.reportOf(2, f))
	require.NoError(t, err)
	require.Equal(t, jobtypes.UNIT_STATUS_FALSE, w.status(1, 0))
}

// TestWhatMayDiverge: step 0 copies what others made. Its trainer must not be
// slashed for it, in a game as little as by a report.
func TestWhatMayDiverge(t *testing.T) {
	w := closed(t, 3)
	for step, finite := range map[uint32]bool{0: false, 1: true, 8: true, 9: true} {
		require.Equal(t, finite, w.facts(w.open(w.challenge(w.account("alice"), step))).Finite, "step %d", step)
	}
	u := &jobtypes.Unit{Diverged: true, Steps: 5}
	require.True(t, types.MayDiverge(u, 5))
	require.False(t, types.MayDiverge(u, 4))
}

// TestNonFiniteInTheLateWindow: as long as a unit can be challenged, and after it
// was paid.
func TestNonFiniteInTheLateWindow(t *testing.T) {
	w, f := poisoned(t, 3, nan)
	w.commitAll()
	w.closeRound()
	w.blocks(30)
	require.Equal(t, jobtypes.UNIT_STATUS_FINAL, w.status(1, 0))
	msg, bonded := w.reportOf(3, f), w.bonded(w.trainers[0])
	late, _ := w.ctx.CacheContext()
	_, err := w.server.ReportNonFinite(late.WithBlockHeight(late.BlockHeight()+int64(w.spec.Windows.Late)), msg)
	require.ErrorIs(t, err, types.ErrTooLate)
	_, err = w.server.ReportNonFinite(w.ctx, msg)
	require.NoError(t, err)
	require.Equal(t, math.NewIntFromUint64(w.spec.Price.SlotStake), bonded.Sub(w.bonded(w.trainers[0])))
	w.blocks(3)
}

func TestNonFiniteRefusals(t *testing.T) {
	type M = types.MsgReportNonFinite
	var f stateFile
	setup := func(bits uint32) func(t fataler) *world {
		return func(t fataler) *world {
			w, file := poisoned(t, 3, bits)
			f = file
			w.commitAll()
			return w
		}
	}
	report := func(change func(w *world, m *M)) func(w *world) error {
		return func(w *world) error {
			msg := w.reportOf(3, f)
			change(w, msg)
			_, err := w.server.ReportNonFinite(w.ctx, msg)
			return err
		}
	}
	runRefusals(t, setup(nan), []refusal{
		{"address", report(func(_ *world, m *M) { m.Reporter = "x" }), types.ErrInvalidAddress},
		{"no such unit", report(func(_ *world, m *M) { m.Slot = 7 }), jobtypes.ErrNoUnit},
		{"withdrawn", report(func(w *world, _ *M) { require.NoError(w.t, w.job.VoidUnit(w.ctx, 1, 1, 0)) }), types.ErrUnitStatus},
		{"no such step", report(func(_ *world, m *M) { m.Step = 10 }), types.ErrInvalidStep},
		{"no state", report(func(_ *world, m *M) { m.State.Digest = nil }), types.ErrInvalidID},
		{"another state", report(func(w *world, m *M) { m.State = jobtypes.WireID(w.unit(1, 0).States[4]) }), types.ErrInvalidPath},
		{"another out", report(func(_ *world, m *M) { m.Out = nil }), types.ErrInvalidPath},
		{"a long out", report(func(_ *world, m *M) { m.Out = make([]byte, 1000) }), types.ErrInvalidPath},
		{"another step", report(func(_ *world, m *M) { m.Step = 4 }), types.ErrInvalidPath},
		{"another unit", report(func(_ *world, m *M) { m.Slot = 1 }), types.ErrInvalidPath},
		{"path of another length", report(func(_ *world, m *M) { m.Path = m.Path[1:] }), types.ErrInvalidPath},
		{"path of another step", report(func(w *world, m *M) { m.Path = w.path(w.unit(1, 0), 4) }), types.ErrInvalidPath},
		{"no proof", report(func(_ *world, m *M) { m.Proof = nil }), types.ErrInvalidProof},
		{"a proof of another chunk", report(func(w *world, m *M) { m.Proof = f.proof(w.t, 0) }), types.ErrInvalidProof},
		{"a proof of another state", report(func(w *world, m *M) { m.Proof = w.stateWith(infinity).proof(w.t, f.at) }), types.ErrInvalidProof},
		{"a proof that goes on", report(func(_ *world, m *M) { m.Proof = append(m.Proof, 0) }), types.ErrInvalidProof},
		{"a long proof", report(func(_ *world, m *M) { m.Proof = make([]byte, 16<<10+1) }), types.ErrInvalidProof},
		{"beyond the state", report(func(_ *world, m *M) { m.Offset = f.id.Size }), types.ErrInvalidProof},
		{"another chunk", report(func(w *world, m *M) { m.Offset, m.Proof = 0, f.proof(w.t, 0) }), types.ErrFinite},
	})
	runRefusals(t, setup(largest), []refusal{
		{"a number that is finite", report(func(*world, *M) {}), types.ErrFinite},
	})
	runRefusals(t, func(t fataler) *world {
		w, file := poisoned(t, 0, nan)
		f = file
		w.commitAll()
		return w
	}, []refusal{
		{"what the unit began with", report(func(w *world, m *M) { *m = *w.reportOf(0, f) }), types.ErrMayDiverge},
	})
}
