// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/stake/internal/staketest"
	"github.com/weft-network/weft/x/stake/types"
)

func TestUnjail(t *testing.T) {
	f := staketest.New(t)
	a := f.Provider("a", 1_000)
	require.NoError(t, f.Deliver(jail(f, a, 0)))
	require.ErrorIs(t, f.Keeper.RequireActive(f.Ctx, a), types.ErrJailed)
	f.Next(5)
	require.NoError(t, f.Deliver(unjail(f, a)))
	require.Equal(t, []*types.EventUnjailed{{Operator: f.Text(a)}}, staketest.Events[types.EventUnjailed](f))
	require.NoError(t, f.Keeper.RequireActive(f.Ctx, a))
	sound(t, f)
}

func TestUnjailRefusals(t *testing.T) {
	f := staketest.New(t)
	free, early, poor := f.Provider("free", 1_000), f.Provider("early", 1_000), f.Provider("poor", 1_000)
	require.NoError(t, f.Deliver(jail(f, poor, 0)))
	require.NoError(t, f.Deliver(unbond(f, poor, staketest.Coin(1))))
	require.NoError(t, f.Deliver(jail(f, early, 8)))
	f.Next(6)
	refuse(t, f, []refusal{
		{"operator", func(ctx sdk.Context) error {
			_, err := f.Msgs.Unjail(ctx, &types.MsgUnjail{Operator: "?"})
			return err
		}, types.ErrBadOperator},
		{"not registered", unjail(f, staketest.Address("stranger")), types.ErrNotProvider},
		{"not jailed", unjail(f, free), types.ErrNotJailed},
		{"too early", unjail(f, early), types.ErrStillJailed},
		{"bond too small", unjail(f, poor), types.ErrBelowMinBond},
	})
	f.Next(1)
	require.NoError(t, f.Deliver(unjail(f, early)))
	require.NoError(t, f.Deliver(cancel(f, poor, 1, staketest.Coin(1))))
	require.NoError(t, f.Deliver(unjail(f, poor)))
}
