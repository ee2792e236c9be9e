// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/beacon/types"
)

// UpdateParams replaces the parameters. If rounds are those of another beacon then, a new generation of numbers begins; EndBlock
// moves what is awaited of the old one. Rounds that were posted stay as they are.
func (m msgServer) UpdateParams(ctx context.Context, msg *types.MsgUpdateParams) (*types.MsgUpdateParamsResponse, error) {
	if err := sdk.ValidateAuthority(sdk.UnwrapSDKContext(ctx), m.Authority, msg.Authority); err != nil {
		return nil, err
	}
	if err := msg.Params.Validate(); err != nil {
		return nil, err
	}
	old, err := m.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	if !old.SameBeacon(msg.Params) {
		if err := m.replace(ctx, old); err != nil {
			return nil, err
		}
	}
	if err := m.params.Set(ctx, msg.Params); err != nil {
		return nil, err
	}
	return &types.MsgUpdateParamsResponse{}, emit(ctx, &types.EventParamsUpdated{Params: msg.Params})
}

// replace begins a generation, unless no number of this one can have been given out, as there was no beacon.
func (m msgServer) replace(ctx context.Context, old types.Params) error {
	generation, err := m.generation.Get(ctx)
	if err != nil {
		return err
	}
	if old.Active() {
		if generation == types.MaxGeneration {
			return types.ErrBadParams.Wrapf("the beacon was replaced %d times, which is all that the numbers of rounds allow", generation)
		}
		generation++
		if err := m.generation.Set(ctx, generation); err != nil {
			return err
		}
	}
	if err := m.since.Set(ctx, seconds(sdk.UnwrapSDKContext(ctx).BlockTime())); err != nil {
		return err
	}
	return emit(ctx, &types.EventBeaconReplaced{Generation: generation})
}
