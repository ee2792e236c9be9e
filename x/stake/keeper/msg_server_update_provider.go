// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"github.com/weft-network/weft/x/stake/types"
)

// UpdateProvider changes the fields that the message sets and empties those that it names in clear.
func (m msgServer) UpdateProvider(ctx context.Context, msg *types.MsgUpdateProvider) (*types.MsgUpdateProviderResponse, error) {
	operator, err := m.operator(msg.Operator)
	if err != nil {
		return nil, err
	}
	old, err := m.Provider(ctx, operator)
	if err != nil {
		return nil, err
	}
	profile, err := types.ApplyUpdate(old.Profile, msg)
	if err != nil {
		return nil, err
	}
	if err := profile.Validate(m.AddressCodec, m.text(operator)); err != nil {
		return nil, err
	}
	if string(profile.VrfKey) != string(old.Profile.VrfKey) {
		if err := m.setVRFKey(ctx, operator, old.Profile.VrfKey, profile.VrfKey); err != nil {
			return nil, err
		}
		if err := (*m.hooks).AfterVRFKeyChanged(ctx, operator, profile.VrfKey); err != nil {
			return nil, err
		}
	}
	profile.UpdatedHeight = height(ctx)
	if err := m.profiles.Set(ctx, operator, profile); err != nil {
		return nil, err
	}
	return &types.MsgUpdateProviderResponse{}, emit(ctx, &types.EventProviderUpdated{Operator: old.Operator, Cleared: msg.Clear})
}
