// SPDX-License-Identifier: Apache-2.0

package providers

import (
	"context"

	"cosmossdk.io/math"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/weft-network/weft/chain/client"
	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
)

// Earnings are what an account earned in one job, before the fee.
type Earnings struct {
	Job uint64 `json:"job"`
	// Pending is of units that are not final, Vesting of final ones that have not
	// vested, Held waits for an open game or request.
	Pending math.Int `json:"pending_uweft"`
	// NextFinal is the height at which the next of the job's rounds becomes final, if nothing disputes it; 0 while none is closed.
	NextFinal int64    `json:"next_final_height"`
	Vesting   math.Int `json:"vesting_uweft"`
	Held      math.Int `json:"held_uweft"`
	// Claimable is what a claim pays now; Received what claims have paid.
	Claimable Kinds `json:"claimable"`
	Received  Kinds `json:"received"`
	// Fees were taken from Received.
	Fees math.Int `json:"fees_uweft"`
	// ClaimableShares are shares of the finished model.
	ClaimableShares uint64 `json:"claimable_shares"`
	// Truncated: there are more open units than a query looks at; sums may be
	// too small.
	Truncated bool `json:"truncated"`
}

// Kinds are amounts by kind.
type Kinds struct {
	Pay              math.Int `json:"pay_uweft"`
	Audits           math.Int `json:"audits_uweft"`
	TrainerEmission  math.Int `json:"trainer_emission_uweft"`
	VerifierEmission math.Int `json:"verifier_emission_uweft"`
	Refunds          math.Int `json:"refunds_uweft"`
	Royalties        math.Int `json:"royalties_uweft"`
}

// Names are the kinds in words, in the order of All.
var Names = []string{"pay", "audits", "trainer emission", "verifier emission", "refunds", "royalties"}

// All are the amounts in order.
func (k *Kinds) All() []math.Int {
	return []math.Int{k.Pay, k.Audits, k.TrainerEmission, k.VerifierEmission, k.Refunds, k.Royalties}
}

// Sum is the sum of all kinds.
func (k *Kinds) Sum() math.Int {
	sum := math.ZeroInt()
	for _, a := range k.All() {
		sum = sum.Add(a)
	}
	return sum
}

// ReadEarnings reads the earnings of an account in one job, or in all (0).
func ReadEarnings(ctx context.Context, c *client.Client, account string, job uint64) ([]Earnings, error) {
	pages := client.Pages(ctx, func(ctx context.Context, page *query.PageRequest) ([]rewardtypes.JobEarnings, *query.PageResponse, error) {
		if job != 0 {
			page = nil
		}
		res, err := c.Reward().Earnings(ctx, &rewardtypes.QueryEarningsRequest{Account: account, Job: job, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Jobs, res.Pagination, nil
	})
	out := []Earnings{}
	for e, err := range pages {
		if err != nil {
			return nil, err
		}
		r := &e.Received
		next, err := nextFinal(ctx, c, &e)
		if err != nil {
			return nil, err
		}
		out = append(out, Earnings{
			Job: e.Job, NextFinal: next, Pending: e.Pending, Vesting: e.Vesting, Held: e.Held,
			Claimable: Kinds{
				e.ClaimablePay, e.ClaimableAudits, e.ClaimableTrainerEmission, e.ClaimableVerifierEmission, e.ClaimableRefunds, e.ClaimableRoyalties,
			},
			Received: Kinds{r.Pay, r.Audits, r.TrainerEmission, r.VerifierEmission, r.Refunds, r.Royalties}, Fees: r.Fees,
			ClaimableShares: e.ClaimableShares, Truncated: e.Truncated,
		})
	}
	return out, nil
}

// nextFinal is when the first of the units that are pending can become final: rounds do in their order.
func nextFinal(ctx context.Context, c *client.Client, e *rewardtypes.JobEarnings) (int64, error) {
	if !e.Pending.IsPositive() {
		return 0, nil
	}
	job, err := c.Job().Job(ctx, &jobtypes.QueryJobRequest{Job: e.Job})
	if err != nil {
		return 0, err
	}
	r, err := c.Job().Round(ctx, &jobtypes.QueryRoundRequest{Job: e.Job, Round: job.Job.FinalRounds + 1})
	if err != nil || r.Round.ClosedHeight == 0 {
		return 0, err
	}
	return r.Round.FinalHeight, nil
}
