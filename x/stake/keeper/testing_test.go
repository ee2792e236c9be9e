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

// refusal is a message, or a call, that must fail with want and change nothing.
type refusal struct {
	name string
	do   func(sdk.Context) error
	want error
}

// refuse runs the refusals on one state, which stays as it is.
func refuse(t *testing.T, f *staketest.Fixture, tests []refusal) {
	t.Helper()
	before, err := f.Keeper.ExportGenesis(f.Ctx)
	require.NoError(t, err)
	supply := f.Supply()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.ErrorIs(t, f.Deliver(tt.do), tt.want)
		})
	}
	after, err := f.Keeper.ExportGenesis(f.Ctx)
	require.NoError(t, err)
	require.Equal(t, before, after)
	require.Equal(t, supply, f.Supply())
	sound(t, f)
}

// sound checks the invariants.
func sound(t *testing.T, f *staketest.Fixture) {
	t.Helper()
	require.NoError(t, f.Keeper.CheckInvariants(f.Ctx))
}

// amounts asserts a provider's bonded, locked and unbonding stake.
func amounts(t *testing.T, f *staketest.Fixture, a sdk.AccAddress, want ...int64) {
	t.Helper()
	s := f.Stake(a)
	require.Equal(t, want, []int64{s.Bonded.Int64(), s.Locked.Int64(), s.Unbonding.Int64()})
	sound(t, f)
}

func bond(f *staketest.Fixture, a sdk.AccAddress, coin sdk.Coin) func(sdk.Context) error {
	return func(ctx sdk.Context) error {
		_, err := f.Msgs.Bond(ctx, &types.MsgBond{Operator: f.Text(a), Amount: coin})
		return err
	}
}

func unbond(f *staketest.Fixture, a sdk.AccAddress, coin sdk.Coin) func(sdk.Context) error {
	return func(ctx sdk.Context) error {
		_, err := f.Msgs.Unbond(ctx, &types.MsgUnbond{Operator: f.Text(a), Amount: coin})
		return err
	}
}

func cancel(f *staketest.Fixture, a sdk.AccAddress, id uint64, coin sdk.Coin) func(sdk.Context) error {
	return func(ctx sdk.Context) error {
		_, err := f.Msgs.CancelUnbond(ctx, &types.MsgCancelUnbond{Operator: f.Text(a), UnbondingId: id, Amount: coin})
		return err
	}
}

func unjail(f *staketest.Fixture, a sdk.AccAddress) func(sdk.Context) error {
	return func(ctx sdk.Context) error {
		_, err := f.Msgs.Unjail(ctx, &types.MsgUnjail{Operator: f.Text(a)})
		return err
	}
}

func lock(f *staketest.Fixture, a sdk.AccAddress, ref string, amount int64) func(sdk.Context) error {
	return func(ctx sdk.Context) error { return f.Keeper.Lock(ctx, a, ref, math.NewInt(amount)) }
}

func unlock(f *staketest.Fixture, a sdk.AccAddress, ref string) func(sdk.Context) error {
	return func(ctx sdk.Context) error { return f.Keeper.Unlock(ctx, a, ref) }
}

func jail(f *staketest.Fixture, a sdk.AccAddress, until int64) func(sdk.Context) error {
	return func(ctx sdk.Context) error { return f.Keeper.Jail(ctx, a, types.SlashReasonDowntime, until) }
}

// badCoins are the coins that every message with an amount refuses.
func badCoins(do func(sdk.Coin) func(sdk.Context) error) []refusal {
	return []refusal{
		{"other denomination", do(sdk.Coin{Denom: "uatom", Amount: math.OneInt()}), types.ErrWrongDenom},
		{"no denomination", do(sdk.Coin{Amount: math.OneInt()}), types.ErrWrongDenom},
		{"amount 0", do(staketest.Coin(0)), types.ErrBadAmount},
		{"amount negative", do(staketest.Coin(-5)), types.ErrBadAmount},
		{"amount missing", do(sdk.Coin{Denom: staketest.Denom}), types.ErrBadAmount},
	}
}
