// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/stake/types"
)

// RegisterProvider makes the signer a provider. The first bond is at least min_bond, so that every record in the store
// was paid for with money at risk.
func (m msgServer) RegisterProvider(ctx context.Context, msg *types.MsgRegisterProvider) (*types.MsgRegisterProviderResponse, error) {
	operator, err := m.operator(msg.Operator)
	if err != nil {
		return nil, err
	}
	if err := m.checkCoin(msg.Bond); err != nil {
		return nil, err
	}
	profile := types.Profile{
		Moniker: msg.Moniker, Hardware: msg.Hardware, VrfKey: msg.VrfKey, PeerId: msg.PeerId, Addresses: msg.Addresses,
		DefenceKeys: msg.DefenceKeys, HotKeys: msg.HotKeys, RegisteredHeight: height(ctx), UpdatedHeight: height(ctx),
	}
	if err := profile.Validate(m.AddressCodec, m.text(operator)); err != nil {
		return nil, err
	}
	if exists, err := m.stakes.Has(ctx, operator); err != nil {
		return nil, err
	} else if exists {
		return nil, types.ErrAlreadyProvider.Wrapf("%s: use weftd tx stake update or bond", msg.Operator)
	}
	params, err := m.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	if msg.Bond.Amount.LT(params.MinBond) {
		return nil, m.belowMinBond(operator, msg.Bond.Amount, params.MinBond)
	}
	if err := m.setVRFKey(ctx, operator, nil, profile.VrfKey); err != nil {
		return nil, err
	}
	return &types.MsgRegisterProviderResponse{}, m.createProvider(ctx, operator, profile, msg.Bond)
}

// createProvider writes a provider that has been checked.
func (m msgServer) createProvider(ctx context.Context, operator sdk.AccAddress, profile types.Profile, bond sdk.Coin) error {
	stake := types.NewStake()
	if err := m.takeBond(ctx, operator, &stake, deposit{bond, types.BondReasonRegistered}); err != nil {
		return err
	}
	if err := m.profiles.Set(ctx, operator, profile); err != nil {
		return err
	}
	if err := m.stakes.Set(ctx, operator, stake); err != nil {
		return err
	}
	if err := m.countProvider(ctx); err != nil {
		return err
	}
	return emit(ctx, &types.EventProviderRegistered{Operator: m.text(operator), Moniker: profile.Moniker})
}

// setVRFKey checks a new VRF key, if there is one, and gives it to the operator in place of the old.
func (k Keeper) setVRFKey(ctx context.Context, operator sdk.AccAddress, old, key []byte) error {
	if len(key) > 0 {
		sdk.UnwrapSDKContext(ctx).GasMeter().ConsumeGas(types.VRFKeyCheckGas, "check of a VRF key")
		if err := types.ValidateVRFKey(key); err != nil {
			return err
		}
		owner, err := k.vrfKeys.Get(ctx, key)
		if err != nil && !errors.Is(err, collections.ErrNotFound) {
			return err
		}
		if err == nil && !owner.Equals(operator) {
			return types.ErrVRFKeyTaken.Wrapf("%x belongs to %s: make another", key, k.text(owner))
		}
	}
	if len(old) > 0 {
		if err := k.vrfKeys.Remove(ctx, old); err != nil {
			return err
		}
	}
	if len(key) == 0 {
		return nil
	}
	return k.vrfKeys.Set(ctx, key, operator)
}

// countProvider adds one provider to the pool.
func (k Keeper) countProvider(ctx context.Context) error {
	count, err := k.providerCount.Get(ctx)
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return err
	}
	return k.providerCount.Set(ctx, count+1)
}
