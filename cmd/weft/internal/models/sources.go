// SPDX-License-Identifier: Apache-2.0

package models

import (
	"context"
	"slices"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	"github.com/weft-network/weft/trainer/worker"
)

// strangers is how many providers are asked for what none of the job's has.
const strangers = 16

// Sources are the addresses, by the records of the chain, of those who trained
// the job, or while nobody has, of other providers; and those at which its
// submitter serves the dataset.
func Sources(ctx context.Context, c *client.Client, roster *worker.Roster, job uint64) ([]string, error) {
	rounds, err := jobs.Latest(ctx, c, job, 1)
	if err != nil {
		return nil, err
	}
	var from []string
	for _, r := range rounds {
		units, err := jobs.Units(ctx, c, job, r.Round)
		if err != nil {
			return nil, err
		}
		for _, u := range units {
			from = append(from, roster.Of(u.Operator)...)
		}
	}
	if len(from) == 0 {
		from = roster.Others("")
		from = from[:min(len(from), strangers)]
	}
	data, err := worker.JobSources(ctx, c, job)
	if err != nil {
		return nil, err
	}
	from = append(from, data...)
	slices.Sort(from)
	return slices.Compact(from), nil
}
