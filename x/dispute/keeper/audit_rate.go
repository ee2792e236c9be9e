// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/collections"

	"github.com/weft-network/weft/x/dispute/types"
)

// raised is by how much the slots' audit rates in a round are raised: of new
// holders, and of those that were challenged lately (M4). It has no entries after
// the last slot that is.
func (k *Keeper) raised(ctx context.Context, job, round uint64, slots int) ([]byte, error) {
	first, err := k.job.FirstRounds(ctx, job)
	if err != nil {
		return nil, err
	}
	challenged := make([]uint64, slots)
	for r := round - min(round, types.RaisedRounds); r < round; r++ {
		if err := k.challengedIn(ctx, job, r, challenged); err != nil {
			return nil, err
		}
	}
	out, end := make([]byte, slots), 0
	for i := range out {
		if i < len(first) && first[i] > 0 {
			out[i] = types.Raise(round, first[i], challenged[i])
		}
		if out[i] > 0 {
			end = i + 1
		}
	}
	return out[:end], nil
}

// challengedIn notes a round for the slots whose units were challenged in it. It
// looks once for each of them, however many of its steps were.
func (k *Keeper) challengedIn(ctx context.Context, job, round uint64, latest []uint64) error {
	for next := 0; next < len(latest); next++ {
		rng := new(collections.Range[stepKey]).StartInclusive(collections.Join4(job, round, uint32(next), uint32(0)))
		more := false
		err := k.stepBoards.Walk(ctx, rng, func(key stepKey, _ uint64) (bool, error) {
			if more = key.K1() == job && key.K2() == round; more {
				next = int(key.K3())
			}
			return true, nil
		})
		if err != nil || !more {
			return err
		}
		latest[next] = round
	}
	return nil
}
