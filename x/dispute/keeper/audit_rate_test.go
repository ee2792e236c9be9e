// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// trained has every trainer commit a round and witness it, and gives its audits.
func (a *audits) trained(number uint64) types.Audit {
	a.t.Helper()
	for i := range a.trainers {
		a.commit(number, uint32(i))
	}
	require.NoError(a.t, a.job.EndBlock(a.ctx))
	r, err := a.job.Round(a.ctx, 1, number)
	require.NoError(a.t, err)
	for _, o := range a.trainers {
		_, err := a.jobs.Witness(a.ctx, &jobtypes.MsgWitness{Operator: o, Job: 1, Round: number, Deltas: r.Summable()})
		require.NoError(a.t, err)
	}
	require.NoError(a.t, a.job.EndBlock(a.ctx))
	x, err := a.dispute.Audit(a.ctx, 1, number)
	require.NoError(a.t, err)
	return x
}

// Spec M4: units of a holder's first rounds are audited more often, and those of
// a slot that was challenged; with the rounds that falls back to the base rate.
func TestRateRises(t *testing.T) {
	a := withAudits(t, 2)
	s := tiny(3)
	s.Audit.Rate, s.Rounds.Rounds = 200_000, 8
	a.train(bound(s))
	rates := func(round uint64) (out [3]uint32) {
		x := a.trained(round)
		sum := uint64(0)
		for slot := range out {
			out[slot] = x.RateOf(uint32(slot))
			sum += uint64(out[slot])
		}
		require.Equal(t, sum*uint64(s.LeafCount()), x.Work, "what a step's part of the pool is reckoned by")
		return out
	}
	require.Equal(t, [3]uint32{600_000, 600_000, 600_000}, rates(1), "all are new")
	require.Equal(t, [3]uint32{400_000, 400_000, 400_000}, rates(2))
	require.Equal(t, [3]uint32{200_000, 200_000, 200_000}, rates(3))

	a.open(a.challengeOf(a.account("challenger"), 3, 1, 2))
	a.open(a.challengeOf(a.account("another"), 3, 1, 3))
	require.Equal(t, [3]uint32{200_000, 1_000_000, 200_000}, rates(4), "however many steps were challenged")
	require.Equal(t, [3]uint32{200_000, 600_000, 200_000}, rates(5))
	require.Equal(t, [3]uint32{200_000, 400_000, 200_000}, rates(6))
	x := a.trained(7)
	require.Empty(t, x.Raised)
	require.Equal(t, uint32(200_000), x.RateOf(1))
}
