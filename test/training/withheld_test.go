// SPDX-License-Identifier: Apache-2.0

package training_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/verifier/replay"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// TestWithheldDeltasHideNoOthers: more trainers than a witness fetches from at a
// time commit first and serve nothing. Those who serve find each other all the
// same, within the window, and the round is closed with them alone.
func TestWithheldDeltasHideNoOthers(t *testing.T) {
	k, err := cpu.New("auto")
	require.NoError(t, err)
	const honest, withhold = 2, 5
	c := newCrew(t, honest+withhold, func(s *spec.Spec) { s.Rounds.Rounds, s.Rounds.Quorum = 1, 1 })
	for _, m := range c.members {
		require.NoError(t, m.roster.Refresh(c.ctx))
		_, err := m.client.Submit(c.ctx, &jobtypes.MsgJoinJob{Operator: m.client.Sender().Operator(), Job: c.job})
		require.NoError(t, err)
	}
	c.until(func(*jobtypes.Job) bool { return len(c.rounds()) > 0 })
	slots, err := c.submitter.Job().Slots(c.ctx, &jobtypes.QuerySlotsRequest{Job: c.job})
	require.NoError(t, err)
	holder := map[string]uint32{}
	for _, s := range slots.Slots {
		holder[s.Slot.Operator] = s.Slot.Index
	}
	want := commit.NewBitmap(honest + withhold)
	for _, m := range c.members[honest:] {
		f := &forger{crew: c, trainer: m, slot: holder[m.client.Sender().Operator()], cfg: replay.Config{Kernel: k, Workers: 1}}
		f.unit()
		require.NoError(t, m.store.Close())
	}
	life, end := context.WithCancel(c.ctx)
	var work errgroup.Group
	for _, m := range c.members[:honest] {
		want.Set(int(holder[m.client.Sender().Operator()]))
		work.Go(func() error {
			_, err := c.work(life, m)
			return quiet(life, err)
		})
	}
	c.until(func(*jobtypes.Job) bool { return c.rounds()[0].ClosedHeight > 0 })
	require.Equal(t, want, commit.Bitmap(c.rounds()[0].Included))
	end()
	require.NoError(t, work.Wait())
}
