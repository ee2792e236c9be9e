// SPDX-License-Identifier: Apache-2.0

package training_test

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/checkpoint/pretrained"
	"github.com/weft-network/weft/trainer/data/token"
	"github.com/weft-network/weft/trainer/worker"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

func completed(t *testing.T, results []worker.Result) {
	t.Helper()
	for _, r := range results {
		require.Equal(t, jobtypes.JOB_STATUS_COMPLETED, r.Status, r.Reason)
	}
}

// TestInterruptedTrainerMakesTheSameModel stops one of the trainers every few
// steps, wherever it is, and compares with a crew that was left alone.
func TestInterruptedTrainerMakesTheSameModel(t *testing.T) {
	anchors := func(s *spec.Spec) { s.Audit.AnchorEvery = 3 }
	calm := newCrew(t, 2, anchors)
	completed(t, calm.all())

	c := newCrew(t, 2, anchors)
	stops, rng := 0, rand.New(rand.NewPCG(1, 2))
	completed(t, c.together(c.members, func(i int, m *trainer) (worker.Result, error) {
		if i > 0 {
			return c.work(c.ctx, m)
		}
		return c.interrupted(m, func() int { stops++; return 1 + rng.IntN(6) })
	}))
	require.Greater(t, stops, 5)
	want, got := calm.get(), c.get()
	require.Equal(t, want.Outer, got.Outer)
	require.Equal(t, want.Result, got.Result)
	for i, r := range c.rounds() {
		require.Equal(t, calm.rounds()[i].Loss, r.Loss)
	}
}

// TestDivergence goes on from a checkpoint that no step survives. Every trainer proves
// to the chain that its unit ended, is paid for its steps, and the job fails.
func TestDivergence(t *testing.T) {
	c := assemble(t, 2)
	id := c.publish(c.hugeModel())
	c.post(2, func(s *spec.Spec) {
		base := jobtypes.WireID(id)
		s.Init = spec.Init{Base: &base}
	})
	for _, r := range c.all() {
		require.Equal(t, jobtypes.JOB_STATUS_FAILED, r.Status)
		require.Equal(t, jobtypes.REASON_DIVERGED, r.Reason)
		require.Empty(t, r.Model)
	}
	res, err := c.submitter.Job().Units(c.ctx, &jobtypes.QueryUnitsRequest{Job: c.job, Round: 1})
	require.NoError(t, err)
	require.Len(t, res.Units, 2)
	for _, u := range res.Units {
		require.True(t, u.Diverged)
		require.Less(t, u.Steps, c.spec.Inner.Steps)
		require.Equal(t, c.spec.TokensPerUnit()/uint64(c.spec.Inner.Steps)*uint64(u.Steps), u.Tokens)
	}
}

// hugeModel is the file of a model whose parameters are so large that a forward
// pass overflows.
func (c *crew) hugeModel() string {
	c.Helper()
	s := c.spec
	s.Model.Vocab, s.Data.TokenWidth = uint32(token.Bytes().Vocabulary()), 2
	s.Data.Dataset.Size_ = 2 * s.Data.Tokens
	layout, err := program.NewModel(&s, program.F32)
	require.NoError(c, err)
	params := make([]byte, layout.DataSize())
	for i := 0; i < len(params); i += 4 {
		binary.LittleEndian.PutUint32(params[i:], math.Float32bits(1e38))
	}
	dir := c.TempDir()
	_, err = pretrained.Export(dir, pretrained.Model{Spec: &s, Params: params})
	require.NoError(c, err)
	return filepath.Join(dir, "model.safetensors")
}

// publish puts a file into the store of the first member.
func (c *crew) publish(path string) commit.ID {
	c.Helper()
	id, err := c.members[0].store.PutFile(c.ctx, path, blob.PutOptions{Pins: []blob.Pin{{Name: "test"}}})
	require.NoError(c, err)
	return id
}

// TestComingAndGoing: one trainer gives its slot back, one that never was there
// takes it, one is away for rounds and comes back.
func TestComingAndGoing(t *testing.T) {
	c := newCrew(t, 3, func(s *spec.Spec) {
		s.Rounds.Rounds, s.Rounds.Quorum, s.Rounds.MaxMisses = 6, 1, 5
		s.Windows.Training, s.Windows.Extension, s.Windows.Witness = 25, 5, 15
	})
	away, cancel := context.WithCancel(c.ctx)
	defer cancel()
	var g errgroup.Group
	work := func(m *trainer, change ...func(*worker.Config)) {
		g.Go(func() error {
			res, err := c.work(c.ctx, m, change...)
			if err == nil {
				require.Equal(t, jobtypes.JOB_STATUS_COMPLETED, res.Status, res.Reason)
			}
			return err
		})
	}
	work(c.members[0])
	leaver := make(chan error, 1)
	gone := make(chan error, 1)
	first, stop := context.WithCancel(c.ctx)
	go func() {
		_, err := c.work(away, c.members[1])
		gone <- err
	}()
	go func() {
		_, err := c.work(first, c.members[2])
		leaver <- err
	}()
	c.until(func(j *jobtypes.Job) bool { return j.Round >= 2 })
	cancel() // 1 is away from now on
	require.ErrorIs(t, <-gone, context.Canceled)
	stop()
	require.ErrorIs(t, <-leaver, context.Canceled)
	res, err := c.work(c.ctx, c.members[2], func(cfg *worker.Config) { cfg.Leave = true })
	require.NoError(t, err)
	require.Equal(t, jobtypes.JOB_STATUS_RUNNING, res.Status)
	work(c.hire(newcomer))
	c.until(func(j *jobtypes.Job) bool { return j.Round >= 4 })
	work(c.members[1])
	require.NoError(t, g.Wait())

	rounds := c.rounds()
	require.Len(t, rounds, 6)
	for _, r := range rounds {
		require.Len(t, r.Bases, 1, "round %d", r.Number)
	}
	require.Less(t, commit.Bitmap(rounds[2].Included).Count(), 3, "a round without the one that is away")
	require.Equal(t, 3, commit.Bitmap(rounds[5].Included).Count(), "everybody is back")
}

// TestConfession: a unit is taken back after its round has closed. Everybody
// folds the rounds since again, without it, and agrees on the result.
func TestConfession(t *testing.T) {
	c := newCrew(t, 3, func(s *spec.Spec) { s.Rounds.Rounds = 5 })
	var g errgroup.Group
	for _, m := range c.members {
		g.Go(func() error {
			res, err := c.work(c.ctx, m)
			if err == nil {
				require.Equal(t, jobtypes.JOB_STATUS_COMPLETED, res.Status, res.Reason)
			}
			return err
		})
	}
	c.until(func(j *jobtypes.Job) bool { return j.Round >= 2 })
	m := c.members[1]
	slots, err := m.client.Job().Slots(c.ctx, &jobtypes.QuerySlotsRequest{Job: c.job})
	require.NoError(t, err)
	for _, s := range slots.Slots {
		if s.Slot.Operator == m.client.Sender().Operator() {
			_, err := m.client.SubmitUnordered(c.ctx, &jobtypes.MsgConfessUnit{Operator: s.Slot.Operator, Job: c.job, Round: 1, Slot: s.Slot.Index})
			require.NoError(t, err)
		}
	}
	require.NoError(t, g.Wait())
	listed := 0
	for _, r := range c.rounds() {
		require.Len(t, r.Bases, 1, "round %d", r.Number)
		listed += len(r.Retractions)
	}
	require.Equal(t, 1, listed)
}

// TestChainRestart stops the only node for a while.
func TestChainRestart(t *testing.T) {
	c := newCrew(t, 2, func(s *spec.Spec) { s.Rounds.Rounds = 4 })
	var g errgroup.Group
	for _, m := range c.members {
		g.Go(func() error {
			res, err := c.work(c.ctx, m)
			if err == nil {
				require.Equal(t, jobtypes.JOB_STATUS_COMPLETED, res.Status, res.Reason)
			}
			return err
		})
	}
	c.until(func(j *jobtypes.Job) bool { return j.Round >= 2 })
	require.NoError(t, c.net.Node(0).Stop())
	require.NoError(t, c.net.Node(0).Start())
	require.NoError(t, g.Wait())
	for _, r := range c.rounds() {
		require.Equal(t, 2, commit.Bitmap(r.Included).Count())
	}
}

// TestDamagedDisk changes a byte in every blob of a trainer but its own states,
// while it is stopped. It fetches what it needs again, and the model is the one
// of a crew whose disks are sound.
func TestDamagedDisk(t *testing.T) {
	calm := newCrew(t, 2, func(*spec.Spec) {})
	completed(t, calm.all())

	c := newCrew(t, 2, func(*spec.Spec) {})
	m, steps := c.members[1], 0 // the other one has the dataset
	damaged := map[string]bool{}
	completed(t, c.together(c.members, func(i int, one *trainer) (worker.Result, error) {
		if one != m {
			return c.work(c.ctx, one)
		}
		ctx, cancel := context.WithCancel(c.ctx)
		defer cancel()
		_, err := c.work(ctx, m, func(cfg *worker.Config) {
			cfg.Report = func(p worker.Progress) {
				if p.Phase == worker.PhaseTrain && p.Round == 2 {
					if steps++; steps == 3 {
						cancel()
					}
				}
			}
		})
		if !errors.Is(err, context.Canceled) {
			return worker.Result{}, err
		}
		if err := c.damage(m, damaged); err != nil {
			return worker.Result{}, err
		}
		return c.work(c.ctx, m)
	}))
	require.True(t, damaged["data"] && damaged["outer"] && damaged["delta"], "%v", damaged)
	require.Equal(t, calm.get().Outer, c.get().Outer)
}

// damage flips a bit of every blob that is not a state of the trainer's own, and
// notes what the blobs were kept for.
func (c *crew) damage(m *trainer, what map[string]bool) error {
	list, err := m.store.List(c.ctx)
	if err != nil {
		return err
	}
	for _, st := range list {
		own := func(p blob.Pin) bool {
			return strings.HasSuffix(p.Name, "/state") || strings.HasSuffix(p.Name, "/carried")
		}
		if slices.ContainsFunc(st.Pins, own) {
			continue
		}
		path := filepath.Join(m.dir, "blobs", "blobs", strings.Replace(st.ID.String(), ":", "-", 1), "data")
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		time.Sleep(10 * time.Millisecond) // times of files are coarse, and the store sees by them that a file was written to
		content[len(content)/2] ^= 1
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return err
		}
		for _, p := range st.Pins {
			what[p.Name[strings.LastIndex(p.Name, "/")+1:]] = true
		}
	}
	return nil
}
