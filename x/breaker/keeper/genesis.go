// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"github.com/weft-network/weft/x/breaker/types"
)

// InitGenesis loads a genesis.
func (k *Keeper) InitGenesis(ctx context.Context, g types.GenesisState) error {
	if err := g.Validate(k.AddressCodec); err != nil {
		return err
	}
	if err := k.params.Set(ctx, g.Params); err != nil {
		return err
	}
	for _, r := range g.Grants {
		if err := k.check(r.Messages); err != nil {
			return err
		}
		addr, err := k.AddressCodec.StringToBytes(r.Account)
		if err != nil {
			return err
		}
		if err := k.grants.Set(ctx, addr, r); err != nil {
			return err
		}
	}
	for _, t := range g.Trips {
		if err := k.check([]string{t.Message}); err != nil {
			return err
		}
		if err := k.trips.Set(ctx, t.Message, t); err != nil {
			return err
		}
	}
	return nil
}

// ExportGenesis returns the whole state.
func (k *Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	p, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	g := &types.GenesisState{Params: p}
	err = k.grants.Walk(ctx, nil, func(_ []byte, r types.Grant) (bool, error) {
		g.Grants = append(g.Grants, r)
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	return g, k.trips.Walk(ctx, nil, func(_ string, t types.Trip) (bool, error) {
		g.Trips = append(g.Trips, t)
		return false, nil
	})
}

// CheckInvariants holds the state to what InitGenesis accepts.
func (k *Keeper) CheckInvariants(ctx context.Context) error {
	g, err := k.ExportGenesis(ctx)
	if err != nil {
		return err
	}
	if err := g.Validate(k.AddressCodec); err != nil {
		return types.ErrInvariant.Wrap(err.Error())
	}
	for _, t := range g.Trips {
		if !k.can(t.Message) {
			return types.ErrInvariant.Wrapf("%s is tripped, and cannot be", t.Message)
		}
	}
	return nil
}
