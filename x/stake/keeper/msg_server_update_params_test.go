// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/stake/internal/staketest"
	"github.com/weft-network/weft/x/stake/types"
)

func updateParams(f *staketest.Fixture, authority string, p types.Params) func(sdk.Context) error {
	return func(ctx sdk.Context) error {
		_, err := f.Msgs.UpdateParams(ctx, &types.MsgUpdateParams{Authority: authority, Params: p})
		return err
	}
}

func TestUpdateParams(t *testing.T) {
	f := staketest.New(t)
	a := f.Provider("a", 1_000)
	p := staketest.Params()
	p.MinBond = math.NewInt(1_001)
	require.NoError(t, f.Deliver(updateParams(f, f.Authority, p)))
	require.Equal(t, []*types.EventParamsUpdated{{Params: p}}, staketest.Events[types.EventParamsUpdated](f))
	got, err := f.Keeper.Params(f.Ctx)
	require.NoError(t, err)
	require.Equal(t, p, got)
	require.ErrorIs(t, f.Keeper.RequireActive(f.Ctx, a), types.ErrBelowMinBond)
	sound(t, f)
}

func TestUpdateParamsRefusals(t *testing.T) {
	f := staketest.New(t)
	bad := staketest.Params()
	bad.UnbondingBlocks = bad.MinUnbondingBlocks - 1
	refuse(t, f, []refusal{
		{"not the authority", updateParams(f, f.Text(staketest.Address("a")), staketest.Params()), sdkerrors.ErrUnauthorized},
		{"no authority", updateParams(f, "", staketest.Params()), sdkerrors.ErrUnauthorized},
		{"out of bounds", updateParams(f, f.Authority, bad), types.ErrBadParams},
		{"empty", updateParams(f, f.Authority, types.Params{}), types.ErrBadParams},
	})
}
