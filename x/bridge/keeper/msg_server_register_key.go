// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/bridge/types"
)

// RegisterKey gives a validator a key, or another one. An address belongs to one validator for ever: what its key ever signed is that
// validator's.
func (m msgServer) RegisterKey(ctx context.Context, msg *types.MsgRegisterKey) (*types.MsgRegisterKeyResponse, error) {
	account, err := m.AddressCodec.StringToBytes(msg.Operator)
	if err != nil {
		return nil, types.ErrBadAddress.Wrapf("operator %q: %s", msg.Operator, err)
	}
	if err := types.CheckAddress(msg.Address); err != nil {
		return nil, err
	}
	operator, err := m.ValidatorCodec.BytesToString(account)
	if err != nil {
		return nil, err
	}
	if _, ok, err := m.validator(ctx, operator); err != nil {
		return nil, err
	} else if !ok {
		return nil, types.ErrNotValidator.Wrapf("%s; keys are of validators", operator)
	}
	known, err := m.keys.Has(ctx, msg.Address)
	if err != nil {
		return nil, err
	}
	if known {
		return nil, types.ErrKeyTaken.Wrapf("%x; register a key that no validator ever had", msg.Address)
	}
	sctx := sdk.UnwrapSDKContext(ctx)
	sctx.GasMeter().ConsumeGas(types.RecoverGas+types.KeyGas, "key of a validator for Ethereum")
	if err := types.CheckSigner(types.KeyDigest(sctx.ChainID(), account), msg.Proof, msg.Address); err != nil {
		return nil, types.ErrBadProof.Wrap(err.Error())
	}
	if err := m.replaceKey(ctx, operator, msg.Address); err != nil {
		return nil, err
	}
	return &types.MsgRegisterKeyResponse{}, emit(ctx, &types.EventKeyRegistered{Operator: operator, Address: msg.Address})
}

// replaceKey makes a key the validator's of now. The one before stays its own, and in the sets that have it.
func (k *Keeper) replaceKey(ctx context.Context, operator string, address []byte) error {
	before, err := orZero(k.operators.Get(ctx, operator))
	if err != nil {
		return err
	}
	if len(before) > 0 {
		old, err := k.keys.Get(ctx, before)
		if err != nil {
			return err
		}
		old.Current = false
		if err := k.keys.Set(ctx, before, old); err != nil {
			return err
		}
	}
	if err := k.operators.Set(ctx, operator, address); err != nil {
		return err
	}
	return k.keys.Set(ctx, address, types.Key{Operator: operator, Address: address, Current: true})
}
