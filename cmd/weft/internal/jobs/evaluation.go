// SPDX-License-Identifier: Apache-2.0

package jobs

import (
	"context"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/weft-network/weft/chain/client"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// ValLosses are the validation losses of a job by round, as stated and not
// proven false; of several the one stated first.
func ValLosses(ctx context.Context, c *client.Client, job uint64) (map[uint64]float64, error) {
	losses, heights := map[uint64]float64{}, map[uint64]int64{}
	pages := client.Pages(ctx, func(ctx context.Context, page *query.PageRequest) ([]jobtypes.Evaluation, *query.PageResponse, error) {
		res, err := c.Job().Evaluations(ctx, &jobtypes.QueryEvaluationsRequest{Job: job, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Evaluations, res.Pagination, nil
	})
	for e, err := range pages {
		if err != nil {
			return nil, err
		}
		if before, ok := heights[e.Round]; e.Status == jobtypes.CLAIM_STATUS_LIVE && (!ok || e.Height < before) {
			losses[e.Round], heights[e.Round] = loss(e.Loss), e.Height
		}
	}
	return losses, nil
}

// Evaluate adds the validation losses to rounds of a job.
func Evaluate(ctx context.Context, c *client.Client, j *Job, rounds []Round) error {
	if j.Spec.Rounds.EvalEvery == 0 {
		return nil
	}
	losses, err := ValLosses(ctx, c, j.Job)
	if err != nil {
		return err
	}
	for i := range rounds {
		rounds[i].ValLoss = nil
		if x, ok := losses[rounds[i].Round]; ok {
			rounds[i].ValLoss = &x
		}
	}
	return nil
}

// Evaluated reports whether one of the rounds has a validation loss.
func Evaluated(rounds []Round) bool { return LatestEvaluated(rounds) != nil }

// LatestEvaluated is the latest of the rounds that has a validation loss, or
// nil.
func LatestEvaluated(rounds []Round) *Round {
	for i := len(rounds) - 1; i >= 0; i-- {
		if rounds[i].ValLoss != nil {
			return &rounds[i]
		}
	}
	return nil
}
