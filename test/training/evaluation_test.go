// SPDX-License-Identifier: Apache-2.0

package training_test

import (
	"encoding/binary"
	"io"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/engine"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/trainer/worker"
	"github.com/weft-network/weft/verifier/replay"
	jobtypes "github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// held holds out the end of the text, for so many batches and a bit.
func held(s *spec.Spec, batches, every uint32) {
	s.Data.ValidationTokens = uint64(batches*s.Inner.Batch*s.Inner.Context) + uint64(s.Inner.Context/2)
	s.Data.ValidationStart = s.Data.Tokens - s.Data.ValidationTokens
	s.Rounds.EvalEvery = every
}

// evaluations are those of the job.
func (c *crew) evaluations() []jobtypes.Evaluation {
	c.Helper()
	res, err := c.submitter.Job().Evaluations(c.ctx, &jobtypes.QueryEvaluationsRequest{Job: c.job})
	require.NoError(c, err)
	return res.Evaluations
}

// operatorOf is who committed the unit of a slot in round 1.
func (c *crew) operatorOf(slot uint32) string {
	c.Helper()
	res, err := c.submitter.Job().Unit(c.ctx, &jobtypes.QueryUnitRequest{Job: c.job, Round: 1, Slot: slot})
	require.NoError(c, err)
	return res.Unit.Operator
}

// losses computes an evaluation from the files, as anybody would.
func (c *crew) losses(m *trainer, state *spec.ContentID) (out []byte) {
	c.Helper()
	s := &c.spec
	k, err := cpu.New("auto")
	require.NoError(c, err)
	p, err := program.BuildEval(s)
	require.NoError(c, err)
	e, err := engine.New(p, engine.Config{Kernel: k, Workers: 1, Plain: true})
	require.NoError(c, err)
	defer e.Close()
	layout, err := program.NewOuterState(s)
	require.NoError(c, err)
	files := replay.NewStored(c.ctx, m.store, c.members[0].store.Addrs()...)
	defer files.Close()
	read := func(wire *spec.ContentID, at uint64, to []byte) {
		id, err := jobtypes.CommitID("file", wire)
		require.NoError(c, err)
		b, _, err := files.Blob(id)
		require.NoError(c, err)
		_, err = io.ReadFull(io.NewSectionReader(b, int64(at), int64(len(to))), to)
		require.NoError(c, err)
	}
	read(state, layout.HeaderSize(), e.State())
	batch := -1
	for i := range p.NumInputs() {
		in, err := p.Input(i)
		require.NoError(c, err)
		if in.Class == program.ClassTokens && in.Name == "batch" {
			batch = i
		}
	}
	width := int(s.Data.TokenWidth)
	row := make([]byte, int(s.Inner.Context+1)*width)
	for i := range jobtypes.EvaluationBatches(s) {
		ids := e.Input(batch).U32()
		for r := range int(s.Inner.Batch) {
			first := s.Data.ValidationStart + uint64(int(i*s.Inner.Batch)+r)*uint64(s.Inner.Context)
			read(&s.Data.Dataset, first*uint64(width), row)
			for k := range int(s.Inner.Context + 1) {
				var id [4]byte
				copy(id[:], row[k*width:][:width])
				ids[r*int(s.Inner.Context+1)+k] = binary.LittleEndian.Uint32(id[:])
			}
		}
		require.NoError(c, e.Run())
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(e.Output(0).F32()[0]))
	}
	return out
}

// TestTrainersEvaluate: the validation loss of every second round, and of the
// model, is on the chain with the bits that anybody computes from the files,
// though the trainer who evaluates is interrupted wherever it is.
func TestTrainersEvaluate(t *testing.T) {
	c := newCrew(t, 2, func(s *spec.Spec) {
		s.Rounds.Rounds = 5
		s.Windows.GameClock, s.Windows.Late = 20, 200
		held(s, 3, 2)
	})
	require.Equal(t, uint32(3), jobtypes.EvaluationBatches(&c.spec))
	rng := rand.New(rand.NewPCG(3, 4))
	completed(t, c.together(c.members, func(i int, m *trainer) (worker.Result, error) {
		if i == 0 {
			return c.interrupted(m, func() int { return 2 + rng.IntN(12) })
		}
		c.until(func(j *jobtypes.Job) bool { return commit.Bitmap(j.Members).Count() > 0 })
		return c.work(c.ctx, m)
	}))
	rounds, job := c.rounds(), c.get()
	evaluations := c.evaluations()
	require.Len(t, evaluations, 3)
	for i, e := range evaluations {
		require.Equal(t, []uint64{2, 4, 5}[i], e.Round)
		require.Equal(t, jobtypes.CLAIM_STATUS_LIVE, e.Status)
		require.Equal(t, c.operatorOf(0), e.Operator, "the holder of the lowest slot")
		state := job.Outer
		if int(e.Round) < len(rounds) {
			state = rounds[e.Round].Base
		}
		require.Equal(t, *state, e.State)
		require.Equal(t, c.losses(c.members[1], state), e.Losses)
		t.Logf("after round %d: %.4f at height %d", e.Round, float64(e.Loss)/(1<<commit.LossShift), e.Height)
	}
	require.Less(t, evaluations[2].Loss, evaluations[0].Loss)
}

// TestSecondInLineEvaluates: the first in line has no stake left to stand behind
// an evaluation. The second one posts it when the next one is due, or in the
// second half of the time that there is after the end.
func TestSecondInLineEvaluates(t *testing.T) {
	c := assemble(t, 2)
	poor, rich := c.members[0], c.members[1]
	_, err := rich.client.Submit(c.ctx, &staketypes.MsgBond{Operator: rich.client.Sender().Operator(), Amount: weft(1000)})
	require.NoError(t, err)
	c.post(2, func(s *spec.Spec) {
		s.Rounds.Rounds = 3
		s.Price.SlotStake = weft(1000).Amount.Uint64() - 1
		s.Windows.GameClock, s.Windows.Late = 20, 80
		held(s, 2, 1)
	})
	completed(t, c.together(c.members, func(i int, m *trainer) (worker.Result, error) {
		if i > 0 {
			c.until(func(j *jobtypes.Job) bool { return commit.Bitmap(j.Members).Count() > 0 })
		}
		return c.work(c.ctx, m)
	}))
	require.Equal(t, poor.client.Sender().Operator(), c.operatorOf(0))
	job := c.get()
	evaluations := c.evaluations()
	require.Len(t, evaluations, 3)
	for _, e := range evaluations {
		require.Equal(t, rich.client.Sender().Operator(), e.Operator)
		if e.Round == 3 {
			require.GreaterOrEqual(t, e.Height, job.EndedHeight+30)
		} else {
			require.Greater(t, e.Height, c.rounds()[e.Round].ClosedHeight)
		}
	}
}
