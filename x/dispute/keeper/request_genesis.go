// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	"github.com/weft-network/weft/x/dispute/types"
)

func (k *Keeper) initRequests(ctx context.Context, g *types.GenesisState) error {
	if err := k.requests.seq.Set(ctx, g.NextRequest); err != nil {
		return err
	}
	for i := range g.Requests {
		if err := k.initRequest(ctx, &g.Requests[i]); err != nil {
			return err
		}
	}
	for _, x := range g.Requesters {
		who, err := k.account(x.Address)
		if err != nil {
			return err
		}
		if err := k.requests.accounts.Set(ctx, who, x); err != nil {
			return err
		}
	}
	for _, v := range g.Vain {
		who, err := k.account(v.Operator)
		if err != nil {
			return err
		}
		if err := k.requests.vain.Set(ctx, collections.Join3(v.Job, v.Round, who), v.Request); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) initRequest(ctx context.Context, r *types.DataRequest) error {
	if err := k.requests.all.Set(ctx, r.Id, *r); err != nil {
		return err
	}
	key, _, err := k.keysOf(&r.Blob)
	if err != nil {
		return err
	}
	if err := k.requests.ranges.Set(ctx, collections.Join(key, r.Offset), r.Id); err != nil || !r.Open() {
		return err
	}
	return k.indexRequest(ctx, r, true)
}

func (k *Keeper) exportRequests(ctx context.Context, g *types.GenesisState) (err error) {
	if g.NextRequest, err = k.requests.seq.Peek(ctx); err != nil {
		return err
	}
	if err := gather(ctx, k.requests.all, &g.Requests); err != nil {
		return err
	}
	if err := gather(ctx, k.requests.accounts, &g.Requesters); err != nil {
		return err
	}
	return k.requests.vain.Walk(ctx, nil, func(key vainKey, id uint64) (bool, error) {
		name, err := k.addr.BytesToString(key.K3())
		g.Vain = append(g.Vain, types.Vain{Job: key.K1(), Round: key.K2(), Operator: name, Request: id})
		return err != nil, err
	})
}

// checkRequests: every open request has a place, an item in the queue, and a hold
// on its unit if it says so, and nothing else has a place; it returns the sum of
// the deposits of the open ones.
func (k *Keeper) checkRequests(ctx context.Context, g *types.GenesisState, c *counts) (math.Int, error) {
	deposits, open := math.ZeroInt(), 0
	queued := make(map[uint64]bool, len(g.Due))
	for _, d := range g.Due {
		if d.Kind == types.DUE_KIND_REQUEST {
			queued[d.Id] = true
		}
	}
	for i := range g.Requests {
		r := &g.Requests[i]
		if !r.Open() {
			continue
		}
		open++
		deposits = deposits.Add(r.Deposit)
		if r.Lock != "" {
			c.locks[r.Operator+" "+r.Lock]++
		}
		if !queued[r.Id] {
			return deposits, types.ErrBroken.Wrapf("request %d waits until %d and nothing in the queue comes for it", r.Id, r.Deadline)
		}
		if err := k.checkRequest(ctx, r); err != nil {
			return deposits, err
		}
	}
	places, err := size(ctx, k.requests.places)
	if err != nil {
		return deposits, err
	}
	jobs, err := size(ctx, k.requests.jobs)
	if err == nil && (places != open || jobs != open) {
		err = types.ErrBroken.Wrapf("%d requests are open, %d have places and %d are listed by job", open, places, jobs)
	}
	return deposits, err
}

func (k *Keeper) checkRequest(ctx context.Context, r *types.DataRequest) error {
	key, subject, err := k.keysOf(&r.Blob)
	if err != nil {
		return err
	}
	place, err := k.requests.places.Has(ctx, collections.Join(subject, r.Id))
	if err != nil {
		return err
	}
	latest, err := k.requests.ranges.Get(ctx, collections.Join(key, r.Offset))
	if err != nil {
		return err
	}
	if !place || latest != r.Id {
		return types.ErrBroken.Wrapf("request %d is open, has a place: %t, and its range finds request %d", r.Id, place, latest)
	}
	if !r.Holds {
		return nil
	}
	u, err := k.job.Unit(ctx, r.Blob.Job, r.Blob.Round, r.Blob.Slot)
	if err == nil && u.Holds == 0 {
		err = types.ErrBroken.Wrapf("request %d holds its unit, which has no hold", r.Id)
	}
	return err
}

// size is how many keys a set has.
func size[K any](ctx context.Context, s collections.KeySet[K]) (n int, err error) {
	err = s.Walk(ctx, nil, func(K) (bool, error) {
		n++
		return false, nil
	})
	return n, err
}
