// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/collections"

	"github.com/weft-network/weft/x/beacon/types"
)

// InitGenesis loads a genesis. It refuses one that contradicts itself.
func (k *Keeper) InitGenesis(ctx context.Context, g types.GenesisState) error {
	if err := g.Validate(k.AddressCodec); err != nil {
		return err
	}
	if err := k.params.Set(ctx, g.Params); err != nil {
		return err
	}
	if err := k.generation.Set(ctx, g.Generation); err != nil {
		return err
	}
	if err := k.since.Set(ctx, g.Since); err != nil {
		return err
	}
	for _, r := range g.Rounds {
		if err := k.rounds.Set(ctx, r.Round, r); err != nil {
			return err
		}
		if err := k.forgets.Set(ctx, collections.Join(r.ForgetHeight, r.Round)); err != nil {
			return err
		}
	}
	queued := make(map[uint64]bool, len(g.Answers)) // looked up, never walked
	for _, a := range g.Answers {
		queued[a.Due] = true
		if err := k.answers.Set(ctx, collections.Join(a.Height, a.Due), a.From); err != nil {
			return err
		}
	}
	for _, a := range g.Awaited {
		if err := k.waiting.Set(ctx, collections.Join(a.Due, a.Round)); err != nil {
			return err
		}
		if queued[a.Due] {
			continue
		}
		if err := k.open.Set(ctx, a.Due); err != nil {
			return err
		}
	}
	return nil
}

// ExportGenesis returns the whole state. Heights are absolute: a chain that starts from it starts above the last height.
func (k *Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	var g types.GenesisState
	var err error
	if g.Params, err = k.params.Get(ctx); err != nil {
		return nil, err
	}
	if g.Generation, err = k.generation.Get(ctx); err != nil {
		return nil, err
	}
	if g.Since, err = k.since.Get(ctx); err != nil {
		return nil, err
	}
	err = k.waiting.Walk(ctx, nil, func(key waitKey) (bool, error) {
		g.Awaited = append(g.Awaited, types.Await{Due: key.K1(), Round: key.K2()})
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	err = k.rounds.Walk(ctx, nil, func(_ uint64, r types.Round) (bool, error) {
		g.Rounds = append(g.Rounds, r)
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	err = k.answers.Walk(ctx, nil, func(key dueKey, from uint64) (bool, error) {
		g.Answers = append(g.Answers, types.Answer{Height: key.K1(), Due: key.K2(), From: from})
		return false, nil
	})
	return &g, err
}
