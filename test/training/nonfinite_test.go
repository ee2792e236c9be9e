// SPDX-License-Identifier: Apache-2.0

package training_test

import (
	"encoding/binary"
	"io"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/verifier/replay"
	"github.com/weft-network/weft/verifier/watch"
	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// prove ends a unit with the proof that its last state is not finite.
func (f *forger) prove(r *jobtypes.UnitResult, l *program.State) {
	f.Helper()
	id := r.States[len(r.States)-1]
	files := f.blobs()
	file, nodes, err := files.Blob(id)
	require.NoError(f, err)
	at, found, err := game.FindNonFinite(l, io.NewSectionReader(file, int64(l.HeaderSize()), int64(l.DataSize())))
	require.NoError(f, err)
	require.True(f, found)
	r.DivergenceChunk = at / commit.ChunkSize
	chunk := commit.Range{Offset: r.DivergenceChunk * commit.ChunkSize}
	chunk.Length = min(commit.ChunkSize, id.Size-chunk.Offset)
	r.Divergence, err = id.Prove(chunk, file, nodes)
	require.NoError(f, err)
	require.NoError(f, files.Close())
}

// steep scales the last norm up and the head down by as much: the loss stays what
// it is, and the square of the head's gradient has no finite number.
func steep(t testing.TB) func(l *program.State, b []byte) {
	t.Helper()
	return func(l *program.State, b []byte) {
		const scale = 1e25
		all := slices.Collect(l.All())
		for _, x := range all {
			factor := float32(1)
			switch x.Name {
			case "model.norm.weight":
				factor = scale
			case "lm_head.weight":
				factor = 1 / scale
			}
			data := b[l.HeaderSize()+x.Offset:][:x.Bytes]
			for i := 0; i < len(data) && factor != 1; i += 4 {
				value := math.Float32frombits(binary.LittleEndian.Uint32(data[i:])) * factor
				binary.LittleEndian.PutUint32(data[i:], math.Float32bits(value))
			}
		}
		require.True(t, slices.ContainsFunc(all, func(x program.StateTensor) bool { return x.Name == "lm_head.weight" }))
	}
}

// TestNonFiniteIsReported: a trainer whose step leaves numbers that are not
// finite, and who goes on as if nothing was, has every leaf right, so that
// nobody can play a game about one. Whoever executes the unit again shows the
// number, and the unit is false and unpaid. A trainer who says that its unit
// diverged is right, and paid.
func TestNonFiniteIsReported(t *testing.T) {
	honest, err := cpu.New("auto")
	require.NoError(t, err)
	c := newCrew(t, 2, func(s *spec.Spec) {
		s.Rounds.Rounds, s.Model.Tied, s.Inner.Steps, s.Audit.AnchorEvery = 1, false, 1, 1
	})
	judge := c.hire(newcomer)
	c.members = append(c.members, judge)
	for _, m := range c.members {
		require.NoError(t, m.roster.Refresh(c.ctx))
	}
	var forgers []*forger
	for i, declares := range []bool{false, true} {
		m := c.members[i]
		_, err := m.client.Submit(c.ctx, &jobtypes.MsgJoinJob{Operator: m.client.Sender().Operator(), Job: c.job})
		require.NoError(t, err)
		x := forgery{base: steep(t), declares: declares}
		forgers = append(forgers, &forger{crew: c, trainer: m, forgery: x, slot: uint32(i), cfg: replay.Config{Kernel: honest, Workers: 1}})
	}
	c.until(func(*jobtypes.Job) bool { return len(c.rounds()) > 0 })
	for _, f := range forgers {
		f.unit()
	}

	p := c.party(judge, honest)
	_, err = p.Examine(c.ctx, watch.Unit{Job: c.job, Round: 1, Slot: 1}, nil)
	require.ErrorIs(t, err, watch.ErrConfirmed)
	found, err := p.Examine(c.ctx, watch.Unit{Job: c.job, Round: 1, Slot: 0}, nil)
	require.NoError(t, err)
	require.True(t, found.NonFinite)
	require.EqualValues(t, 1, found.Step)
	_, err = p.Challenge(c.ctx, found)
	require.ErrorIs(t, err, watch.ErrConfig, "there is nothing to play about")
	reward, err := p.Expose(c.ctx, found)
	require.NoError(t, err)
	require.EqualValues(t, c.spec.Price.SlotStake*3/10, reward.Int64())

	// The round waits no longer for whoever was slashed, and may have closed by now.
	for i, want := range [][]jobtypes.UnitStatus{
		{jobtypes.UNIT_STATUS_FALSE}, {jobtypes.UNIT_STATUS_COMMITTED, jobtypes.UNIT_STATUS_INCLUDED},
	} {
		operator := c.members[i].client.Sender().Operator()
		res, err := c.submitter.Job().Unit(c.ctx, &jobtypes.QueryUnitRequest{Job: c.job, Round: 1, Slot: uint32(i)})
		require.NoError(t, err)
		require.Contains(t, want, res.Unit.Status)
		who, err := c.submitter.Stake().Provider(c.ctx, &staketypes.QueryProviderRequest{Operator: operator})
		require.NoError(t, err)
		require.Equal(t, i == 0, who.Provider.Stake.Bonded.LT(weft(1000).Amount))
		paid, err := c.submitter.Reward().Earnings(c.ctx, &rewardtypes.QueryEarningsRequest{Account: operator, Job: c.job})
		require.NoError(t, err)
		require.Len(t, paid.Jobs, 1)
		require.Equal(t, i == 1, paid.Jobs[0].Pending.IsPositive(), "pending pay is %s", paid.Jobs[0].Pending)
	}
}
