// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"time"

	"cosmossdk.io/collections"

	"github.com/weft-network/weft/x/beacon/types"
)

// Await returns the first round of the beacon that is published at least two periods after t, by the chain's number, and sees
// to it that it will be known: Hooks.AfterBeacon is called with it at the end of a block, of this one at the earliest. Calling
// it again costs no state. t is the time of a block; nobody could know the round then (design A1). Rounds of a beacon that
// replaced another one are also two periods younger than the replacement.
func (k *Keeper) Await(ctx context.Context, t time.Time) (uint64, error) {
	params, err := k.params.Get(ctx)
	if err != nil {
		return 0, err
	}
	round, err := k.after(ctx, params, t)
	if err != nil {
		return 0, err
	}
	if asked, err := k.waiting.Has(ctx, collections.Join(round, round)); err != nil || asked {
		return round, err
	}
	return round, k.wait(ctx, params, round, round)
}

// after is the first round published at least two periods after a time.
func (k *Keeper) after(ctx context.Context, params types.Params, t time.Time) (uint64, error) {
	if !params.Active() {
		return 0, types.ErrNoBeacon
	}
	generation, err := k.generation.Get(ctx)
	if err != nil {
		return 0, err
	}
	since, err := k.since.Get(ctx)
	if err != nil {
		return 0, err
	}
	n, err := params.Schedule().First(max(seconds(t), since) + types.Lead*int64(params.Period))
	if err != nil {
		return 0, types.ErrBadTime.Wrap(err.Error())
	}
	return types.Number(generation, n), nil
}

// wait notes that the answer of a due round is awaited for a number. Due is a round of this beacon.
func (k *Keeper) wait(ctx context.Context, params types.Params, due, round uint64) error {
	others, err := k.waits(ctx, due)
	if err != nil {
		return err
	}
	if err := k.waiting.Set(ctx, collections.Join(due, round)); err != nil {
		return err
	}
	if others {
		return nil // it is open, or its answer is queued
	}
	if posted, err := k.rounds.Has(ctx, due); err != nil {
		return err
	} else if posted {
		return k.answers.Set(ctx, collections.Join(height(ctx), due), 0)
	}
	if err := k.open.Set(ctx, due); err != nil {
		return err
	}
	_, n := types.Split(due)
	return emit(ctx, &types.EventRoundAwaited{Round: due, BeaconRound: n, PublicationTime: params.Schedule().Time(n)})
}

// seconds is a time in seconds since 1970, rounded up.
func seconds(t time.Time) int64 {
	s := t.Unix()
	if t.Nanosecond() > 0 {
		s++
	}
	return s
}
