// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/stake/internal/staketest"
	"github.com/weft-network/weft/x/stake/types"
)

func TestUnbond(t *testing.T) {
	f := staketest.New(t)
	a := f.Provider("a", 1_500)
	require.NoError(t, f.Deliver(lock(f, a, "x", 400)))
	var res *types.MsgUnbondResponse
	require.NoError(t, f.Deliver(func(ctx sdk.Context) (err error) {
		res, err = f.Msgs.Unbond(ctx, &types.MsgUnbond{Operator: f.Text(a), Amount: staketest.Coin(1_100)})
		return err
	}))
	require.Equal(t, &types.MsgUnbondResponse{UnbondingId: 1, CompletionHeight: 21}, res)
	require.Equal(t, []*types.EventUnbondingStarted{{Operator: f.Text(a), UnbondingId: 1, Amount: math.NewInt(1_100), CompletionHeight: 21}},
		staketest.Events[types.EventUnbondingStarted](f))
	amounts(t, f, a, 400, 400, 1_100)
	require.ErrorIs(t, f.Keeper.RequireActive(f.Ctx, a), types.ErrBelowMinBond)

	f.Next(20)
	require.EqualValues(t, 21, f.Ctx.BlockHeight())
	require.Zero(t, f.Balance(a), "not before the end of block 21")
	f.Next(1)
	require.EqualValues(t, 1_100, f.Balance(a))
	require.Equal(t, []*types.EventUnbondingCompleted{{Operator: f.Text(a), UnbondingId: 1, Amount: math.NewInt(1_100)}},
		staketest.Events[types.EventUnbondingCompleted](f))
	amounts(t, f, a, 400, 400, 0)
}

// A new unbonding time is for new unbondings.
func TestUnbondKeepsItsHeight(t *testing.T) {
	f := staketest.New(t)
	a := f.Provider("a", 3_000)
	require.NoError(t, f.Deliver(unbond(f, a, staketest.Coin(100))))
	params := staketest.Params()
	params.UnbondingBlocks = 10
	require.NoError(t, f.Deliver(updateParams(f, f.Authority, params)))
	require.NoError(t, f.Deliver(unbond(f, a, staketest.Coin(10))))
	f.Next(11)
	require.EqualValues(t, 10, f.Balance(a))
	f.Next(10)
	require.EqualValues(t, 110, f.Balance(a))
	sound(t, f)
}

func TestUnbondRefusals(t *testing.T) {
	f := staketest.New(t)
	a, full, stranger := f.Provider("a", 1_000), f.Provider("full", 1_000), staketest.Address("stranger")
	require.NoError(t, f.Deliver(lock(f, a, "x", 400)))
	for range staketest.Params().MaxUnbondings {
		require.NoError(t, f.Deliver(unbond(f, full, staketest.Coin(1))))
	}
	refuse(t, f, append([]refusal{
		{"operator", func(ctx sdk.Context) error {
			_, err := f.Msgs.Unbond(ctx, &types.MsgUnbond{Operator: "?", Amount: staketest.Coin(1)})
			return err
		}, types.ErrBadOperator},
		{"not registered", unbond(f, stranger, staketest.Coin(1)), types.ErrNotProvider},
		{"locked", unbond(f, a, staketest.Coin(601)), types.ErrFreeStakeShort},
		{"too many", unbond(f, full, staketest.Coin(1)), types.ErrTooManyUnbondings},
	}, badCoins(func(c sdk.Coin) func(sdk.Context) error { return unbond(f, a, c) })...))
	require.NoError(t, f.Deliver(unbond(f, a, staketest.Coin(600))), "all that is free may go")
}
