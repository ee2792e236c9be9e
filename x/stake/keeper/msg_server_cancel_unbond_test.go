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

func TestCancelUnbond(t *testing.T) {
	f := staketest.New(t)
	a := f.Provider("a", 1_000)
	require.NoError(t, f.Deliver(unbond(f, a, staketest.Coin(500))))
	require.NoError(t, f.Deliver(cancel(f, a, 1, staketest.Coin(200))))
	require.Equal(t, []*types.EventUnbondingCancelled{{Operator: f.Text(a), UnbondingId: 1, Amount: math.NewInt(200)}},
		staketest.Events[types.EventUnbondingCancelled](f))
	amounts(t, f, a, 700, 0, 300)
	require.EqualValues(t, 1, f.Stake(a).Unbondings)

	require.NoError(t, f.Deliver(jail(f, a, 0)))
	require.NoError(t, f.Deliver(cancel(f, a, 1, staketest.Coin(300))), "a jailed provider may cancel")
	amounts(t, f, a, 1_000, 0, 0)
	require.Zero(t, f.Stake(a).Unbondings)
	f.Next(30)
	require.Zero(t, f.Balance(a), "what was cancelled is not paid")
	require.ErrorIs(t, f.Deliver(cancel(f, a, 1, staketest.Coin(1))), types.ErrUnbondingNotFound)
}

func TestCancelUnbondRefusals(t *testing.T) {
	f := staketest.New(t)
	a, b, stranger := f.Provider("a", 1_000), f.Provider("b", 1_000), staketest.Address("stranger")
	require.NoError(t, f.Deliver(unbond(f, a, staketest.Coin(500))))
	refuse(t, f, append([]refusal{
		{"operator", func(ctx sdk.Context) error {
			_, err := f.Msgs.CancelUnbond(ctx, &types.MsgCancelUnbond{UnbondingId: 1, Amount: staketest.Coin(1)})
			return err
		}, types.ErrBadOperator},
		{"not registered", cancel(f, stranger, 1, staketest.Coin(1)), types.ErrNotProvider},
		{"of another", cancel(f, b, 1, staketest.Coin(1)), types.ErrUnbondingNotFound},
		{"unknown", cancel(f, a, 2, staketest.Coin(1)), types.ErrUnbondingNotFound},
		{"more than it holds", cancel(f, a, 1, staketest.Coin(501)), types.ErrUnbondingShort},
	}, badCoins(func(c sdk.Coin) func(sdk.Context) error { return cancel(f, a, 1, c) })...))
}
