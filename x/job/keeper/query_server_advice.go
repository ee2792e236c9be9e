// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"fmt"
	"slices"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/job/types"
)

// maxQuotes bounds the jobs that the price query reads.
const maxQuotes = 100

// Preview implements types.QueryServer. A refusal is an answer, not an error.
func (q queryServer) Preview(ctx context.Context, req *types.QueryPreviewRequest) (*types.QueryPreviewResponse, error) {
	res := &types.QueryPreviewResponse{UnitCost: math.ZeroInt(), RoundCost: math.ZeroInt()}
	s := &req.Spec
	if err := s.ValidateDraft(); err != nil {
		res.Refusal = types.ErrInvalidSpec.Wrap(err.Error()).Error()
		return res, nil
	}
	p, err := q.k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	flop := s.UnitFLOP()
	res.UnitFlop = flop.String()
	res.UnitCost, res.RoundCost = payout.UnitCost(flop, p.FlopPrice), roundCost(s, int(s.Rounds.Slots))
	step, err := q.k.checkSpec(ctx, s)
	if err != nil {
		res.Refusal = err.Error()
	}
	if step != nil {
		digest := step.Digest()
		res.ProgramDigest, res.Operators = digest[:], uint32(step.NumOps())
	}
	return res, nil
}

// Checklist implements types.QueryServer.
func (q queryServer) Checklist(ctx context.Context, req *types.QueryChecklistRequest) (*types.QueryChecklistResponse, error) {
	j, err := q.k.Job(ctx, req.Job)
	if err != nil {
		return nil, err
	}
	s, err := q.k.Spec(ctx, req.Job)
	if err != nil {
		return nil, err
	}
	checks, err := q.roundChecks(ctx, &j, &s)
	if err != nil {
		return nil, err
	}
	if req.Operator != "" {
		own, err := q.joinChecks(ctx, &j, &s, req.Operator)
		if err != nil {
			return nil, err
		}
		checks = append(checks, own...)
	}
	return &types.QueryChecklistResponse{Checks: checks}, nil
}

// roundChecks are the conditions of the job's next round.
func (q queryServer) roundChecks(ctx context.Context, j *types.Job, s *spec.Spec) ([]types.Check, error) {
	held, open := commit.Bitmap(j.Members).Count(), j.EndedHeight == 0
	checks := []types.Check{
		{
			Name: "open", Pass: open, Detail: fmt.Sprintf("the job is %s", j.Status),
			Fix: "submit a new job",
		},
		{
			Name: "rounds left", Pass: j.Round < uint64(s.Rounds.Rounds), Detail: fmt.Sprintf("%d of %d rounds opened", j.Round, s.Rounds.Rounds),
			Fix: "nothing: the last round has opened; the job completes when all are final",
		},
		{
			Name: "slots", Pass: held >= int(s.Rounds.Quorum), Detail: fmt.Sprintf("%d of %d slots held, quorum %d", held, s.Rounds.Slots, s.Rounds.Quorum),
			Fix: "wait for providers to join; compare price.unit and price.slot_stake with the prices query",
		},
		{
			Name: "not paused", Pass: j.Status != types.JOB_STATUS_PAUSED && !j.PauseRequested, Detail: fmt.Sprintf("reason %s", j.Reason),
			Fix: "the submitter resumes the job",
		},
	}
	if !open || j.Round >= uint64(s.Rounds.Rounds) {
		return checks, nil // no round is left to be paid
	}
	free, err := q.k.reward.Free(ctx, j.Id)
	if err != nil {
		return nil, err
	}
	cost := roundCost(s, held)
	return append(checks, types.Check{
		Name: "money", Pass: free.GTE(cost), Detail: fmt.Sprintf("escrow has %s%s free, the next round costs %s", free, q.k.bondDenom, cost),
		Fix: fmt.Sprintf("fund the job with %s%s or more", math.MaxInt(cost.Sub(free), math.ZeroInt()), q.k.bondDenom),
	}), nil
}

// joinChecks are the conditions under which an operator may take a slot.
func (q queryServer) joinChecks(ctx context.Context, j *types.Job, s *spec.Spec, operator string) ([]types.Check, error) {
	addr, err := q.k.operator(operator)
	if err != nil {
		return nil, err
	}
	_, free := lowestFree(j.Members, int(s.Rounds.Slots))
	checks := []types.Check{{
		Name: "free slot", Pass: free, Detail: fmt.Sprintf("%d of %d slots held", commit.Bitmap(j.Members).Count(), s.Rounds.Slots),
		Fix: "wait for a slot to be given back, or join another job",
	}}
	provider := types.Check{Name: "active provider", Pass: true, Detail: operator}
	if err := q.k.stake.RequireActive(ctx, addr); err != nil {
		provider.Pass, provider.Detail, provider.Fix = false, err.Error(), "see the provider's checklist"
	}
	return append(checks, provider), nil
}

// Prices implements types.QueryServer.
func (q queryServer) Prices(ctx context.Context, _ *types.QueryPricesRequest) (*types.QueryPricesResponse, error) {
	var out types.QueryPricesResponse
	for _, status := range []types.JobStatus{types.JOB_STATUS_ENROLLING, types.JOB_STATUS_RUNNING} {
		quotes, err := q.quotes(ctx, status)
		if err != nil {
			return nil, err
		}
		out.Quotes = append(out.Quotes, quotes...)
	}
	slices.SortFunc(out.Quotes, func(a, b types.PriceQuote) int { return int(b.Job) - int(a.Job) })
	out.Quotes = out.Quotes[:min(len(out.Quotes), maxQuotes)]
	out.MedianUnit = median(out.Quotes, func(p types.PriceQuote) uint64 { return p.Unit })
	out.MedianSlotStake = median(out.Quotes, func(p types.PriceQuote) uint64 { return p.SlotStake })
	out.MedianVerifierFee = median(out.Quotes, func(p types.PriceQuote) uint64 { return p.VerifierFee })
	return &out, nil
}

func (q queryServer) quotes(ctx context.Context, status types.JobStatus) ([]types.PriceQuote, error) {
	rng := collections.NewPrefixedPairRange[int32, uint64](int32(status)).Descending()
	it, err := q.k.jobs.Indexes.status.Iterate(ctx, rng)
	if err != nil {
		return nil, err
	}
	defer it.Close()
	var out []types.PriceQuote
	for ; it.Valid() && len(out) < maxQuotes; it.Next() {
		id, err := it.PrimaryKey()
		if err != nil {
			return nil, err
		}
		j, err := q.k.Job(ctx, id)
		if err != nil {
			return nil, err
		}
		s, err := q.k.Spec(ctx, id)
		if err != nil {
			return nil, err
		}
		out = append(out, types.PriceQuote{
			Job: id, Status: status, Unit: s.Price.Unit, SlotStake: s.Price.SlotStake, VerifierFee: s.Price.VerifierFee,
			Slots: s.Rounds.Slots, HeldSlots: uint32(commit.Bitmap(j.Members).Count()), UnitFlop: s.UnitFLOP().String(),
		})
	}
	return out, nil
}

// median is the lower median, or 0 of nothing.
func median(quotes []types.PriceQuote, of func(types.PriceQuote) uint64) uint64 {
	if len(quotes) == 0 {
		return 0
	}
	values := make([]uint64, len(quotes))
	for i, p := range quotes {
		values[i] = of(p)
	}
	slices.Sort(values)
	return values[(len(values)-1)/2]
}
