// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/stake/internal/staketest"
	"github.com/weft-network/weft/x/stake/types"
)

func TestBond(t *testing.T) {
	f := staketest.New(t)
	a := f.Provider("a", 1_000)
	f.Fund(a, 500)
	require.NoError(t, f.Deliver(bond(f, a, staketest.Coin(300))))
	amounts(t, f, a, 1_300, 0, 0)
	require.EqualValues(t, 200, f.Balance(a))
	require.Equal(t, []*types.EventBonded{{Operator: f.Text(a), Amount: staketest.Coin(300).Amount, Reason: types.BondReasonAdded}},
		staketest.Events[types.EventBonded](f))

	require.NoError(t, f.Deliver(jail(f, a, 0)))
	require.NoError(t, f.Deliver(bond(f, a, staketest.Coin(200))), "a jailed provider may bond")
	amounts(t, f, a, 1_500, 0, 0)
}

func TestBondRefusals(t *testing.T) {
	f := staketest.New(t)
	a, stranger := f.Provider("a", 1_000), staketest.Address("stranger")
	f.Fund(a, 500)
	f.Fund(stranger, 500)
	refuse(t, f, append([]refusal{
		{"operator", func(ctx sdk.Context) error {
			_, err := f.Msgs.Bond(ctx, &types.MsgBond{Operator: "?", Amount: staketest.Coin(1)})
			return err
		}, types.ErrBadOperator},
		{"not registered", bond(f, stranger, staketest.Coin(1)), types.ErrNotProvider},
		{"above the balance", bond(f, a, staketest.Coin(501)), sdkerrors.ErrInsufficientFunds},
	}, badCoins(func(c sdk.Coin) func(sdk.Context) error { return bond(f, a, c) })...))
}
