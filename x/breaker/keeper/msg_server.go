// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/breaker/types"
)

type msgServer struct{ *Keeper }

// NewMsgServer returns the transaction service.
func NewMsgServer(k *Keeper) types.MsgServer { return msgServer{k} }

var _ types.MsgServer = msgServer{}

// Trip has messages refused until max_blocks from now.
func (m msgServer) Trip(ctx context.Context, msg *types.MsgTrip) (*types.MsgTripResponse, error) {
	if err := m.check(msg.Messages); err != nil {
		return nil, err
	}
	if err := types.CheckReason(msg.Reason); err != nil {
		return nil, err
	}
	if err := m.authorize(ctx, msg.Account, msg.Messages); err != nil {
		return nil, err
	}
	p, err := m.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	t := types.Trip{Account: msg.Account, Reason: msg.Reason, Height: height(ctx), Until: height(ctx) + int64(p.MaxBlocks)}
	for _, t.Message = range msg.Messages {
		if err := m.trips.Set(ctx, t.Message, t); err != nil {
			return nil, err
		}
		if err := emit(ctx, &types.EventTripped{Trip: t}); err != nil {
			return nil, err
		}
	}
	return &types.MsgTripResponse{Until: t.Until}, nil
}

// Reset has messages accepted again.
func (m msgServer) Reset(ctx context.Context, msg *types.MsgReset) (*types.MsgResetResponse, error) {
	if err := m.check(msg.Messages); err != nil {
		return nil, err
	}
	if err := m.authorize(ctx, msg.Account, msg.Messages); err != nil {
		return nil, err
	}
	for _, message := range msg.Messages {
		t, err := m.trips.Get(ctx, message)
		if err != nil && !errors.Is(err, collections.ErrNotFound) {
			return nil, err
		}
		if err != nil || height(ctx) >= t.Until {
			return nil, types.ErrNotTripped.Wrapf("%s; weftd query breaker tripped lists what is", message)
		}
		if t.Account == m.Authority && msg.Account != m.Authority {
			return nil, types.ErrNotGranted.Wrapf("%s was tripped by governance, which alone resets it", message)
		}
		if err := m.trips.Remove(ctx, message); err != nil {
			return nil, err
		}
		if err := emit(ctx, &types.EventReset{Message: message, Account: msg.Account}); err != nil {
			return nil, err
		}
	}
	return &types.MsgResetResponse{}, nil
}

// Grant replaces what an account may trip and reset. What it has tripped stays.
func (m msgServer) Grant(ctx context.Context, msg *types.MsgGrant) (*types.MsgGrantResponse, error) {
	if err := sdk.ValidateAuthority(sdk.UnwrapSDKContext(ctx), m.Authority, msg.Authority); err != nil {
		return nil, err
	}
	addr, err := m.AddressCodec.StringToBytes(msg.Account)
	if err != nil {
		return nil, types.ErrBadAccount.Wrapf("%q: %s", msg.Account, err)
	}
	g := types.Grant{Account: msg.Account, Messages: msg.Messages}
	if len(g.Messages) == 0 {
		if err := m.grants.Remove(ctx, addr); err != nil {
			return nil, err
		}
		return &types.MsgGrantResponse{}, emit(ctx, &types.EventGranted{Grant: g})
	}
	if err := m.check(g.Messages); err != nil {
		return nil, err
	}
	if err := m.requireRoom(ctx, addr); err != nil {
		return nil, err
	}
	if err := m.grants.Set(ctx, addr, g); err != nil {
		return nil, err
	}
	return &types.MsgGrantResponse{}, emit(ctx, &types.EventGranted{Grant: g})
}

// requireRoom refuses one account more than may hold the right.
func (m msgServer) requireRoom(ctx context.Context, addr []byte) error {
	has, err := m.grants.Has(ctx, addr)
	if has || err != nil {
		return err
	}
	n := 0
	err = m.grants.Walk(ctx, nil, func([]byte, types.Grant) (bool, error) {
		n++
		return false, nil
	})
	if err == nil && n >= types.MaxGrants {
		err = types.ErrTooMany.Wrapf("%d, allowed up to %d: take it from another first", n, types.MaxGrants)
	}
	return err
}

// UpdateParams replaces the parameters. What is tripped keeps its end.
func (m msgServer) UpdateParams(ctx context.Context, msg *types.MsgUpdateParams) (*types.MsgUpdateParamsResponse, error) {
	if err := sdk.ValidateAuthority(sdk.UnwrapSDKContext(ctx), m.Authority, msg.Authority); err != nil {
		return nil, err
	}
	if err := msg.Params.Validate(); err != nil {
		return nil, err
	}
	if err := m.params.Set(ctx, msg.Params); err != nil {
		return nil, err
	}
	return &types.MsgUpdateParamsResponse{}, emit(ctx, &types.EventParamsUpdated{Params: msg.Params})
}
