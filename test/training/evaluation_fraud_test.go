// SPDX-License-Identifier: Apache-2.0

package training_test

import (
	"testing"

	"cosmossdk.io/math"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/spec"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// evaluation is a member's after a round, if there is one.
func (c *crew) evaluation(round uint64, of string) *jobtypes.Evaluation {
	c.Helper()
	for _, e := range c.evaluations() {
		if e.Round == round && e.Operator == of {
			return &e
		}
	}
	return nil
}

// TestFalseEvaluation: a provider states validation losses of which one is off
// by the last bit, and defends them with all that it has. The trainers find the
// batch, challenge it, and it is proven false. Who says that an honest
// evaluation is false, and plays for it, loses.
func TestFalseEvaluation(t *testing.T) {
	c := newOuterCase(t, func(s *spec.Spec) { held(s, 3, 1) })
	liar := c.outsider
	me := liar.client.Sender().Operator()
	for _, m := range c.members {
		c.honest(m)
	}
	var right *jobtypes.Evaluation
	c.until(func(*jobtypes.Job) bool {
		for _, e := range c.evaluations() {
			if e.Round == 1 {
				right = &e
			}
		}
		return right != nil
	})
	require.Equal(t, c.losses(c.members[0], &right.State), right.Losses)

	// A lie beside it, and a lie about it, in the same batch.
	lie := append([]byte(nil), right.Losses...)
	lie[4] ^= 1
	posted, err := liar.client.Submit(c.ctx, &jobtypes.MsgPostEvaluation{Operator: me, Job: c.job, Round: 1, Losses: lie})
	require.NoError(t, err)
	t.Logf("an evaluation of 3 batches takes %d gas", posted.GasUsed)
	c.brazen(liar)
	bond, err := liar.client.Dispute().Bond(c.ctx, &disputetypes.QueryBondRequest{Job: c.job, Challenger: me})
	require.NoError(t, err)
	res, err := liar.client.Submit(c.ctx, &disputetypes.MsgChallengeClaim{
		Challenger: me, Kind: disputetypes.KIND_EVALUATION, Job: c.job, Round: 1, Claimant: right.Operator, Step: 1, Out: lie[4:8], Bond: bond.Bond,
	})
	require.NoError(t, err)
	answer, err := client.Response[*disputetypes.MsgChallengeClaimResponse](res)
	require.NoError(t, err)
	t.Logf("a challenge takes %d gas", res.GasUsed)
	c.until(func(*jobtypes.Job) bool {
		games, open := c.games(), 0
		for _, g := range games {
			if g.Outcome == disputetypes.OUTCOME_UNSPECIFIED {
				open++
			}
		}
		return len(games) > 1 && open == 0
	})

	for _, g := range c.games() {
		t.Logf("game %d: batch %d, %s after %d moves, %d blocks", g.Id, g.Step, g.Outcome, g.Moves, g.EndedHeight-g.OpenedHeight)
		require.Equal(t, disputetypes.KIND_EVALUATION, g.Kind)
		require.Equal(t, uint32(1), g.Step)
	}
	game, err := c.submitter.Dispute().Game(c.ctx, &disputetypes.QueryGameRequest{Game: answer.Game})
	require.NoError(t, err)
	require.Equal(t, disputetypes.OUTCOME_FALSE_CHALLENGE, game.Game.Outcome)
	require.Equal(t, jobtypes.CLAIM_STATUS_FALSE, c.evaluation(1, me).Status)
	require.Equal(t, jobtypes.CLAIM_STATUS_LIVE, c.evaluation(1, right.Operator).Status)
	params, err := c.submitter.Job().Params(c.ctx, &jobtypes.QueryParamsRequest{})
	require.NoError(t, err)
	require.Equal(t, math.NewIntFromUint64(params.Params.OuterBond), weft(1000).Amount.Sub(c.bonded(liar)), "its bond and nothing else")
	for _, m := range c.members {
		require.False(t, c.bonded(m).LT(weft(1000).Amount), "nobody honest is slashed")
	}
}
