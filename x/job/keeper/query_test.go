// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"encoding/hex"
	"testing"

	"github.com/cosmos/cosmos-sdk/types/query"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/job/types"
)

func TestQueries(t *testing.T) {
	w, trainers := closedRound(t)
	w.submit(w.account("another"), tiny(2))
	ctx := w.ctx

	job, err := w.query.Job(ctx, &types.QueryJobRequest{Job: 1})
	require.NoError(t, err)
	require.Equal(t, uint32(3), job.HeldSlots)
	require.Equal(t, uint64(2), job.Round.Number)
	_, err = w.query.Job(ctx, &types.QueryJobRequest{Job: 7})
	require.ErrorIs(t, err, types.ErrNoJob)

	for name, c := range map[string]struct {
		req  types.QueryJobsRequest
		want int
	}{
		"all":          {types.QueryJobsRequest{}, 2},
		"running":      {types.QueryJobsRequest{Status: types.JOB_STATUS_RUNNING}, 1},
		"enrolling":    {types.QueryJobsRequest{Status: types.JOB_STATUS_ENROLLING}, 1},
		"failed":       {types.QueryJobsRequest{Status: types.JOB_STATUS_FAILED}, 0},
		"of submitter": {types.QueryJobsRequest{Submitter: w.text(w.bytes("another"))}, 1},
		"a page":       {types.QueryJobsRequest{Pagination: &query.PageRequest{Limit: 1}}, 1},
	} {
		jobs, err := w.query.Jobs(ctx, &c.req)
		require.NoError(t, err, name)
		require.Len(t, jobs.Jobs, c.want, name)
	}
	_, err = w.query.Jobs(ctx, &types.QueryJobsRequest{Status: 1, Submitter: "x"})
	require.ErrorIs(t, err, types.ErrInvalidQuery)

	read, err := w.query.Spec(ctx, &types.QuerySpecRequest{Job: 1})
	require.NoError(t, err)
	require.Equal(t, tiny(3), read.Spec)

	slots, err := w.query.Slots(ctx, &types.QuerySlotsRequest{Job: 1})
	require.NoError(t, err)
	require.Len(t, slots.Slots, 3)
	require.Equal(t, uint64(1), slots.Slots[0].FromRound, "round 2 carries from round 1 (R7)")
	require.Equal(t, uint64(8), slots.Slots[0].Age)

	mine, err := w.query.SlotsOf(ctx, &types.QuerySlotsOfRequest{Operator: trainers[1]})
	require.NoError(t, err)
	require.Equal(t, uint32(1), mine.Slots[0].Index)

	rounds, err := w.query.Rounds(ctx, &types.QueryRoundsRequest{Job: 1})
	require.NoError(t, err)
	require.Len(t, rounds.Rounds, 2)
	units, err := w.query.Units(ctx, &types.QueryUnitsRequest{Job: 1, Round: 1})
	require.NoError(t, err)
	require.Len(t, units.Units, 3)
	require.Equal(t, types.UNIT_STATUS_INCLUDED, units.Units[2].Status)
	require.Equal(t, int64(5<<19), units.Units[2].Loss, "2.5 in 2^-20")
	witnesses, err := w.query.Witnesses(ctx, &types.QueryWitnessesRequest{Job: 1, Round: 1})
	require.NoError(t, err)
	require.Len(t, witnesses.Witnesses, 3)
	require.Equal(t, []uint32{2, 2, 2}, witnesses.Tally.Votes, "a trainer's own word counts neither way")
	claims, err := w.query.OuterClaims(ctx, &types.QueryOuterClaimsRequest{Job: 1, Round: 1})
	require.NoError(t, err)
	require.Empty(t, claims.Claims)

	prices, err := w.query.Prices(ctx, &types.QueryPricesRequest{})
	require.NoError(t, err)
	require.Len(t, prices.Quotes, 2)
	require.Equal(t, uint64(2), prices.Quotes[0].Job, "newest first")
	require.Equal(t, tiny(1).Price.Unit, prices.MedianUnit)
}

// TestWhyNot: the checklist names what keeps a job from its next round, and
// what keeps an operator from joining, with the next act.
func TestWhyNot(t *testing.T) {
	w := newWorld(t)
	s := tiny(2)
	w.submitWith(w.account("submitter"), s, 2*int64(s.Price.Unit+s.Price.VerifierFee))
	job := uint64(1)
	failing := func(operator string) map[string]string {
		res, err := w.query.Checklist(w.ctx, &types.QueryChecklistRequest{Job: job, Operator: operator})
		require.NoError(t, err)
		out := map[string]string{}
		for _, c := range res.Checks {
			if !c.Pass {
				require.NotEmpty(t, c.Fix, c.Name)
				out[c.Name] = c.Detail
			}
		}
		return out
	}
	require.Contains(t, failing(""), "slots")
	require.Contains(t, failing(w.account("stranger")), "active provider")

	trainers := w.providers(3)
	w.join(1, trainers[:2]...)
	require.Contains(t, failing(trainers[2]), "free slot")
	w.play(1, 1, trainers[:2])
	require.Equal(t, types.JOB_STATUS_PAUSED, w.get(1).Status)
	require.Contains(t, failing(""), "money")
	require.Contains(t, failing(""), "not paused")

	// Whose last round has opened needs no more money.
	job = w.submit(w.account("submitter"), s)
	w.join(job, trainers[:2]...)
	for round := range uint64(s.Rounds.Rounds) {
		w.play(job, round+1, trainers[:2])
	}
	require.Contains(t, failing(""), "rounds left")
	require.NotContains(t, failing(""), "money")
}

// TestPreview: what a preview says of a draft is what a submission meets.
func TestPreview(t *testing.T) {
	w := newWorld(t)
	draft := tiny(3)
	draft.ProgramDigest = nil
	preview := func(change func(s *spec.Spec)) *types.QueryPreviewResponse {
		s := draft
		change(&s)
		res, err := w.query.Preview(w.ctx, &types.QueryPreviewRequest{Spec: s})
		require.NoError(t, err)
		return res
	}
	res := preview(func(*spec.Spec) {})
	require.Empty(t, res.Refusal)
	require.Equal(t, tiny(3).ProgramDigest, res.ProgramDigest)
	require.Equal(t, int64(3*1_200_000), res.RoundCost.Int64())
	w.submitWith(w.account("submitter"), draft, res.RoundCost.Int64())

	require.Contains(t, preview(func(s *spec.Spec) { s.Rounds.Slots = 0 }).Refusal, "rounds.slots")
	require.Contains(t, preview(func(s *spec.Spec) { s.Price.SlotStake, s.Audit.Rate = 100, 1 }).Refusal, types.ErrDeterrence.Error())
	wrong := preview(func(s *spec.Spec) { s.ProgramDigest = make([]byte, 32) })
	require.Contains(t, wrong.Refusal, types.ErrProgram.Error())
	require.Contains(t, wrong.Refusal, hex.EncodeToString(res.ProgramDigest), "it names the digest that would pass")
}
