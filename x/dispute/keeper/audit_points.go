// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/dispute/types"
)

// Draws are made with the keys and stakes of a height at which nobody could
// know the beacon. They are not copied for every round: each change leaves a
// point, and a draw finds the latest one at or before its height.

// prunePoints bounds the points that one change removes.
const prunePoints = 8

// pointAt is a verifier's key and stake as of a height, false if it took no part
// in draws then.
func (k *Keeper) pointAt(ctx context.Context, operator sdk.AccAddress, at int64) (types.VerifierPoint, bool, error) {
	rng := collections.NewPrefixedPairRange[sdk.AccAddress, int64](operator).EndInclusive(at).Descending()
	p, err := first(k.audit.points.Iterate(ctx, rng))
	if errors.Is(err, collections.ErrNotFound) {
		return p, false, nil
	}
	return p, err == nil && p.Stake.IsPositive(), err
}

// totalAt is the stake of all active verifiers as of a height.
func (k *Keeper) totalAt(ctx context.Context, at int64) (math.Int, error) {
	p, err := first(k.audit.totals.Iterate(ctx, new(collections.Range[int64]).EndInclusive(at).Descending()))
	if errors.Is(err, collections.ErrNotFound) {
		return math.ZeroInt(), nil
	}
	return p.Total, err
}

// first is the value that an iterator starts at, or ErrNotFound.
func first[K, V any](it collections.Iterator[K, V], err error) (V, error) {
	var none V
	if err != nil {
		return none, err
	}
	defer it.Close()
	if !it.Valid() {
		return none, collections.ErrNotFound
	}
	return it.Value()
}

// setPoint gives a verifier another key or stake from this height on.
func (k *Keeper) setPoint(ctx context.Context, operator sdk.AccAddress, name string, key []byte, stake math.Int) error {
	now := height(ctx)
	old, active, err := k.pointAt(ctx, operator, now)
	if err != nil {
		return err
	}
	total, err := k.totalAt(ctx, now)
	if err != nil {
		return err
	}
	if active {
		total = total.Sub(old.Stake)
	}
	p := types.VerifierPoint{Operator: name, Height: now, Key: key, Stake: stake}
	if err := k.audit.points.Set(ctx, collections.Join(operator, now), p); err != nil {
		return err
	}
	if err := k.audit.totals.Set(ctx, now, types.StakePoint{Height: now, Total: total.Add(stake)}); err != nil {
		return err
	}
	return k.prune(ctx, operator)
}

// prune removes points that no draw can ask for any more: those with a later
// one that is itself older than what is kept.
func (k *Keeper) prune(ctx context.Context, operator sdk.AccAddress) error {
	params, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	until := height(ctx) - int64(params.HistoryBlocks)
	var points []pointKey
	rng := collections.NewPrefixedPairRange[sdk.AccAddress, int64](operator).EndInclusive(until)
	err = k.audit.points.Walk(ctx, rng, func(key pointKey, _ types.VerifierPoint) (bool, error) {
		points = append(points, key)
		return len(points) > prunePoints, nil
	})
	if err != nil {
		return err
	}
	for i := range len(points) - 1 {
		if err := k.audit.points.Remove(ctx, points[i]); err != nil {
			return err
		}
	}
	var totals []int64
	err = k.audit.totals.Walk(ctx, new(collections.Range[int64]).EndInclusive(until), func(at int64, _ types.StakePoint) (bool, error) {
		totals = append(totals, at)
		return len(totals) > prunePoints, nil
	})
	if err != nil {
		return err
	}
	for i := range len(totals) - 1 {
		if err := k.audit.totals.Remove(ctx, totals[i]); err != nil {
			return err
		}
	}
	return nil
}
