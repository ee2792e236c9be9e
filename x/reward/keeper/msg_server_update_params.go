// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/reward/types"
)

// UpdateParams replaces the parameters; only governance may. A new first
// emission starts a new schedule with the next epoch.
func (m msgServer) UpdateParams(ctx context.Context, msg *types.MsgUpdateParams) (*types.MsgUpdateParamsResponse, error) {
	if err := sdk.ValidateAuthority(sdk.UnwrapSDKContext(ctx), m.authority, msg.Authority); err != nil {
		return nil, err
	}
	if err := msg.Params.Validate(); err != nil {
		return nil, err
	}
	old, err := m.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	if !old.Emission.Equal(msg.Params.Emission) {
		e, err := m.epoch.Get(ctx)
		if err != nil {
			return nil, err
		}
		e.Restart = true
		if err := m.epoch.Set(ctx, e); err != nil {
			return nil, err
		}
	}
	if err := m.params.Set(ctx, msg.Params); err != nil {
		return nil, err
	}
	return &types.MsgUpdateParamsResponse{}, emit(ctx, &types.EventParamsUpdated{Params: msg.Params})
}
