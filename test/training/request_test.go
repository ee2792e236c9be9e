// SPDX-License-Identifier: Apache-2.0

package training_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/verifier/replay"
	"github.com/weft-network/weft/verifier/watch"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// serves runs the one who answers data requests for a trainer, until the test
// ends.
func (c *crew) serves(m *trainer) {
	c.Helper()
	kernel, err := cpu.New("auto")
	require.NoError(c, err)
	p, err := watch.New(watch.Config{Client: m.client, Store: m.store, Replay: replay.Config{Kernel: kernel, Workers: 1}, Serve: true})
	require.NoError(c, err)
	ctx, cancel := context.WithCancel(c.ctx)
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	c.Cleanup(func() {
		cancel()
		require.NoError(c, quiet(ctx, <-done))
		require.NoError(c, p.Close())
	})
}

// ask is a request for the first range of a blob.
func (c *crew) ask(b disputetypes.Blob) uint64 {
	c.Helper()
	due, err := c.submitter.Dispute().Deposit(c.ctx, &disputetypes.QueryDepositRequest{Blob: b, Requester: c.submitter.Sender().Operator()})
	require.NoError(c, err)
	res, err := watch.Ask(c.ctx, c.submitter, b, 0, *due)
	require.NoError(c, err)
	return res.Request
}

// ended waits for the end of a request.
func (c *crew) ended(request uint64) disputetypes.DataRequest {
	c.Helper()
	var r disputetypes.DataRequest
	require.NoError(c, c.net.Wait(c.ctx, func() (bool, error) {
		res, err := c.submitter.Dispute().DataRequest(c.ctx, &disputetypes.QueryDataRequestRequest{Request: request})
		if err != nil {
			return false, err
		}
		r = res.Request
		return !r.Open(), nil
	}))
	return r
}

// bonded is the provider stake of a trainer.
func (c *crew) bonded(m *trainer) int64 {
	c.Helper()
	res, err := c.submitter.Stake().Provider(c.ctx, &staketypes.QueryProviderRequest{Operator: m.client.Sender().Operator()})
	require.NoError(c, err)
	return res.Provider.Stake.Bonded.Int64()
}

// TestDataRequests: A7 over real trainers and content nodes. A trainer that is
// asked shows the bytes and is paid, also if it was down when it was asked; a
// witness answers for one that is down; who has what nobody else has, and shows
// it not, loses its slot stake.
func TestDataRequests(t *testing.T) {
	c := newCrew(t, 3, func(s *spec.Spec) {
		s.Rounds.Rounds, s.Windows.Late, s.Windows.DataRequest = 1, 5000, 60
	})
	completed(t, c.all())
	res, err := c.submitter.Job().Units(c.ctx, &jobtypes.QueryUnitsRequest{Job: c.job, Round: 1})
	require.NoError(t, err)
	require.Len(t, res.Units, 3)
	units := map[string]jobtypes.Unit{}
	for _, u := range res.Units {
		units[u.Operator] = u
	}
	of := func(m *trainer) jobtypes.Unit { return units[m.client.Sender().Operator()] }
	delta := func(m *trainer) disputetypes.Blob {
		return disputetypes.Blob{Kind: disputetypes.BLOB_KIND_DELTA, Job: c.job, Round: 1, Slot: of(m).Slot}
	}
	honest, down, cheat := c.members[0], c.members[1], c.members[2]

	asked := c.ask(delta(honest))
	c.serves(honest) // it comes back, and finds the request
	r := c.ended(asked)
	require.Equal(t, disputetypes.REQUEST_STATUS_SERVED, r.Status)
	require.Equal(t, honest.client.Sender().Operator(), r.Responder)
	shown, err := watch.Shown(c.ctx, c.submitter, &r)
	require.NoError(t, err)
	id, err := jobtypes.CommitID("delta", of(honest).Delta)
	require.NoError(t, err)
	file, err := honest.store.Open(c.ctx, id)
	require.NoError(t, err)
	want := make([]byte, r.Length)
	_, err = file.ReadAt(want, 0)
	require.NoError(t, err)
	require.NoError(t, file.Close())
	require.Equal(t, want, shown)

	before := []int64{c.bonded(honest), c.bonded(down), c.bonded(cheat)}
	saved := c.ask(delta(down))
	last := len(of(cheat).Anchors) - 1
	lost := c.ask(disputetypes.Blob{Kind: disputetypes.BLOB_KIND_STATE, Job: c.job, Round: 1, Slot: of(cheat).Slot, Index: uint32(last)})
	r = c.ended(saved)
	require.Equal(t, disputetypes.REQUEST_STATUS_SERVED, r.Status)
	require.Equal(t, honest.client.Sender().Operator(), r.Responder, "it holds what it witnessed")
	r = c.ended(lost)
	require.Equal(t, disputetypes.REQUEST_STATUS_WITHHELD, r.Status)
	require.Equal(t, before[:2], []int64{c.bonded(honest), c.bonded(down)})
	require.Equal(t, before[2]-int64(c.spec.Price.SlotStake), c.bonded(cheat))
	unit, err := c.submitter.Job().Unit(c.ctx, &jobtypes.QueryUnitRequest{Job: c.job, Round: 1, Slot: of(cheat).Slot})
	require.NoError(t, err)
	require.Equal(t, jobtypes.UNIT_STATUS_FALSE, unit.Unit.Status)
}
