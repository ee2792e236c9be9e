// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"strings"
	"testing"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/stake/internal/staketest"
	"github.com/weft-network/weft/x/stake/types"
)

func TestRegisterProvider(t *testing.T) {
	f := staketest.New(t)
	a := staketest.Address("a")
	f.Fund(a, 5_000)
	f.Ctx = f.Ctx.WithBlockHeight(7)
	msg := &types.MsgRegisterProvider{
		Operator: f.Text(a), Bond: staketest.Coin(1_500), Moniker: "a", Hardware: "h", VrfKey: staketest.VRFKey("a"), PeerId: "12D3Koo",
		Addresses: []string{"/ip4/192.0.2.7/tcp/4001"}, DefenceKeys: []string{f.Text(staketest.Address("d"))}, HotKeys: []string{f.Text(staketest.Address("h"))},
	}
	require.NoError(t, f.Deliver(func(ctx sdk.Context) error {
		_, err := f.Msgs.RegisterProvider(ctx, msg)
		return err
	}))
	got, err := f.Keeper.Provider(f.Ctx, a)
	require.NoError(t, err)
	require.Equal(t, f.Text(a), got.Operator)
	require.Equal(t, types.Profile{
		Moniker: msg.Moniker, Hardware: msg.Hardware, VrfKey: msg.VrfKey, PeerId: msg.PeerId, Addresses: msg.Addresses,
		DefenceKeys: msg.DefenceKeys, HotKeys: msg.HotKeys, RegisteredHeight: 7, UpdatedHeight: 7,
	}, got.Profile)
	amounts(t, f, a, 1_500, 0, 0)
	require.EqualValues(t, 3_500, f.Balance(a))
	require.NoError(t, f.Keeper.RequireActive(f.Ctx, a))
	require.Equal(t, []*types.EventProviderRegistered{{Operator: f.Text(a), Moniker: "a"}}, staketest.Events[types.EventProviderRegistered](f))
	require.Equal(t, []*types.EventBonded{{Operator: f.Text(a), Amount: staketest.Coin(1_500).Amount, Reason: types.BondReasonRegistered}},
		staketest.Events[types.EventBonded](f))
}

func TestRegisterProviderRefusals(t *testing.T) {
	f := staketest.New(t)
	old, a := f.Provider("old", 2_000), staketest.Address("a")
	require.NoError(t, f.Deliver(func(ctx sdk.Context) error {
		_, err := f.Msgs.UpdateProvider(ctx, &types.MsgUpdateProvider{Operator: f.Text(old), VrfKey: staketest.VRFKey("old")})
		return err
	}))
	f.Fund(a, 2_000)
	do := func(edit func(*types.MsgRegisterProvider)) func(sdk.Context) error {
		return func(ctx sdk.Context) error {
			msg := &types.MsgRegisterProvider{Operator: f.Text(a), Bond: staketest.Coin(1_000), Moniker: "a"}
			edit(msg)
			_, err := f.Msgs.RegisterProvider(ctx, msg)
			return err
		}
	}
	tests := []refusal{
		{"operator", do(func(m *types.MsgRegisterProvider) { m.Operator = "weft1" }), types.ErrBadOperator},
		{"operator of another chain", do(func(m *types.MsgRegisterProvider) { m.Operator = a.String() }), types.ErrBadOperator},
		{"moniker", do(func(m *types.MsgRegisterProvider) { m.Moniker = "" }), types.ErrBadMoniker},
		{"hardware", do(func(m *types.MsgRegisterProvider) { m.Hardware = "\x00" }), types.ErrBadHardware},
		{"VRF key", do(func(m *types.MsgRegisterProvider) { m.VrfKey = make([]byte, 32) }), types.ErrBadVRFKey},
		{"VRF key taken", do(func(m *types.MsgRegisterProvider) { m.VrfKey = staketest.VRFKey("old") }), types.ErrVRFKeyTaken},
		{"peer id", do(func(m *types.MsgRegisterProvider) { m.PeerId = "-" }), types.ErrBadPeerID},
		{"addresses", do(func(m *types.MsgRegisterProvider) { m.Addresses = []string{"a"} }), types.ErrBadAddress},
		{"defence keys", do(func(m *types.MsgRegisterProvider) { m.DefenceKeys = []string{m.Operator} }), types.ErrBadDefenceKey},
		{
			"defence key is operator in capitals",
			do(func(m *types.MsgRegisterProvider) {
				m.DefenceKeys, m.Operator = []string{m.Operator}, strings.ToUpper(m.Operator)
			}),
			types.ErrBadDefenceKey,
		},
		{"hot keys", do(func(m *types.MsgRegisterProvider) { m.HotKeys = []string{""} }), types.ErrBadHotKey},
		{"registered", do(func(m *types.MsgRegisterProvider) { m.Operator = f.Text(old) }), types.ErrAlreadyProvider},
		{"bond below the minimum", do(func(m *types.MsgRegisterProvider) { m.Bond = staketest.Coin(999) }), types.ErrBelowMinBond},
		{"bond above the balance", do(func(m *types.MsgRegisterProvider) { m.Bond = staketest.Coin(2_001) }), sdkerrors.ErrInsufficientFunds},
	}
	tests = append(tests, badCoins(func(c sdk.Coin) func(sdk.Context) error {
		return do(func(m *types.MsgRegisterProvider) { m.Bond = c })
	})...)
	refuse(t, f, tests)
	require.EqualValues(t, 2_000, f.Balance(a))
}
