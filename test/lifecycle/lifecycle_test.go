// SPDX-License-Identifier: Apache-2.0

package lifecycle_test

import (
	"fmt"
	"testing"
	"time"

	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/app"
	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/chain/client"
	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
)

// TestWholeJob plays a job from its submission to the last claim, by
// transactions, with all invariants checked every few blocks.
func TestWholeJob(t *testing.T) {
	for _, validators := range []int{1, 4} {
		t.Run(fmt.Sprintf("%d validators", validators), func(t *testing.T) {
			s := newStage(t, 4, devnet.Options{Validators: validators, BlockTime: 100 * time.Millisecond, InvariantPeriod: 5})
			s.register()
			job := s.submitJob()
			s.join(job)
			for round := uint64(1); round <= uint64(s.spec.Rounds.Rounds); round++ {
				s.play(job, round)
			}
			s.complete(job)
			s.claim(job)
			s.checkPaid(job)
			s.checkSameState()
		})
	}
}

// checkPaid: the sums that the chain explains are those of the formulas, to
// the last unit.
func (s *stage) checkPaid(job uint64) {
	s.Helper()
	r := s.spec.Rounds
	for i, c := range s.trainers {
		res, err := c.Reward().Earnings(s.ctx, &rewardtypes.QueryEarningsRequest{Account: me(c), Job: job})
		require.NoError(s, err)
		require.NotEmpty(s, res.String(), "trainer %d", i)
		shares, err := c.Bank().Balance(s.ctx, &banktypes.QueryBalanceRequest{Address: me(c), Denom: fmt.Sprintf("weft/model/%d", job)})
		require.NoError(s, err)
		require.Equal(s, int64(800_000_000/r.Slots), shares.Balance.Amount.Int64(), "80 % of a billion shares, in equal parts")
	}
	escrow, err := s.submitter.Reward().Escrow(s.ctx, &rewardtypes.QueryEscrowRequest{Job: job})
	require.NoError(s, err)
	s.Logf("escrow at the end: %s", escrow.String())
	held, err := s.submitter.Bank().Balance(s.ctx, &banktypes.QueryBalanceRequest{Address: client.FormatAddress(authtypes.NewModuleAddress(rewardtypes.ModuleName)), Denom: app.Denom})
	require.NoError(s, err)
	require.True(s, held.Balance.Amount.IsZero(), "%s is left in the module", held.Balance)
}

// checkSameState: all nodes have the same application hash at one height.
func (s *stage) checkSameState() {
	s.Helper()
	at := s.net.Height() - 1
	var want []byte
	for i, nd := range s.net.Nodes() {
		res, err := nd.Client().Client.Block(s.ctx, &at)
		require.NoError(s, err)
		if i == 0 {
			want = res.Block.AppHash
		}
		require.Equal(s, want, res.Block.AppHash.Bytes(), "node %d", i)
	}
}

// TestJobSurvivesRestart: a node that stops in the middle of a round and
// starts again goes on with the job.
func TestJobSurvivesRestart(t *testing.T) {
	s := newStage(t, 2, devnet.Options{BlockTime: 100 * time.Millisecond, Backend: "pebbledb", InvariantPeriod: 5})
	s.register()
	job := s.submitJob()
	s.join(job)
	s.play(job, 1)
	s.send(s.trainers[0], s.unit(s.trainers[0], job, 2, 0))

	require.NoError(t, s.net.Node(0).Stop())
	require.NoError(t, s.net.Node(0).Start())
	s.connect(2)
	require.NoError(t, s.net.WaitBlocks(s.ctx, 2))
	r := s.round(job, 2)
	require.Equal(t, []byte{1}, r.Committed)

	_, err := s.trainers[0].Submit(s.ctx, s.unit(s.trainers[0], job, 2, 0))
	require.ErrorIs(t, err, jobtypes.ErrCommitted, "never twice")
	s.send(s.trainers[1], s.unit(s.trainers[1], job, 2, 1))
	s.waitFor(job, func(jobtypes.Job) bool { return s.round(job, 2).Phase >= jobtypes.ROUND_PHASE_WITNESSING })
}

// TestJobSurvivesExport: a chain that starts from the export of another in the
// middle of a job goes on with it.
func TestJobSurvivesExport(t *testing.T) {
	s := newStage(t, 2, devnet.Options{BlockTime: 100 * time.Millisecond})
	s.register()
	job := s.submitJob()
	s.join(job)
	s.play(job, 1)
	s.send(s.trainers[0], s.unit(s.trainers[0], job, 2, 0))
	before := s.round(job, 2)

	doc := s.export()
	next := s.continued(doc)
	require.Equal(t, before, next.round(job, 2))
	next.send(next.trainers[1], next.unit(next.trainers[1], job, 2, 1))
	next.waitFor(job, func(jobtypes.Job) bool { return next.round(job, 2).Phase >= jobtypes.ROUND_PHASE_WITNESSING })
}
