// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"fmt"
	"strings"
	"testing"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/stake/internal/staketest"
	"github.com/weft-network/weft/x/stake/types"
)

// TestGas logs what each message and each call costs and holds it to a ceiling, so that a change that makes one dear is
// seen. Signatures and bytes of the transaction come on top.
func TestGas(t *testing.T) {
	f := staketest.New(t)
	a, big := f.Provider("a", 100_000), staketest.Address("big")
	f.Fund(a, 100_000)
	f.Fund(big, 100_000)
	full := types.MsgRegisterProvider{
		Operator: f.Text(big), Bond: staketest.Coin(1_000), Moniker: strings.Repeat("m", types.MaxMonikerBytes),
		Hardware: strings.Repeat("h", types.MaxHardwareBytes), VrfKey: staketest.VRFKey("big"), PeerId: strings.Repeat("p", types.MaxPeerIDBytes),
	}
	for i := range types.MaxAddresses {
		full.Addresses = append(full.Addresses, fmt.Sprint("/", i, strings.Repeat("a", types.MaxAddressBytes-2)))
	}
	for i := range types.MaxDefenceKeys {
		full.DefenceKeys = append(full.DefenceKeys, f.Text(staketest.Address(fmt.Sprint("d", i))))
		full.HotKeys = append(full.HotKeys, f.Text(staketest.Address(fmt.Sprint("h", i))))
	}
	small := staketest.Address("small")
	f.Fund(small, 1_000)
	slash := func(amount int64, payouts int) func(sdk.Context) error {
		return func(ctx sdk.Context) error {
			s := types.Slash{Operator: a, Ref: "x", Amount: math.NewInt(amount), Reason: types.SlashReasonFraud}
			for range payouts {
				s.Payouts = append(s.Payouts, types.Payout{Recipient: small, Amount: math.OneInt()})
			}
			_, err := f.Keeper.Slash(ctx, s)
			return err
		}
	}
	steps := []struct {
		name    string
		do      func(sdk.Context) error
		ceiling uint64
	}{
		{"RegisterProvider, moniker only", func(ctx sdk.Context) error {
			_, err := f.Msgs.RegisterProvider(ctx, &types.MsgRegisterProvider{Operator: f.Text(small), Bond: staketest.Coin(1_000), Moniker: "m"})
			return err
		}, 36_000},
		{"RegisterProvider, everything at its limit", func(ctx sdk.Context) error {
			_, err := f.Msgs.RegisterProvider(ctx, &full)
			return err
		}, 150_000},
		{"UpdateProvider, one field of a full profile", update(f, &types.MsgUpdateProvider{Operator: f.Text(big), PeerId: "p"}), 120_000},
		{"UpdateProvider, VRF key", update(f, &types.MsgUpdateProvider{Operator: f.Text(a), VrfKey: staketest.VRFKey("a")}), 15_000},
		{"Bond", bond(f, a, staketest.Coin(1_000)), 32_000},
		{"Unbond", unbond(f, a, staketest.Coin(1_000)), 30_000},
		{"CancelUnbond, part", cancel(f, a, 1, staketest.Coin(10)), 22_000},
		{"CancelUnbond, all", cancel(f, a, 1, staketest.Coin(990)), 18_000},
		{"Lock", lock(f, a, "x", 1_000), 15_000},
		{"LockedAmount", func(ctx sdk.Context) error { _, err := f.Keeper.LockedAmount(ctx, a, "x"); return err }, 1_500},
		{"RequireActive", func(ctx sdk.Context) error { return f.Keeper.RequireActive(ctx, a) }, 3_000},
		{"Provider, full profile", func(ctx sdk.Context) error { _, err := f.Keeper.Provider(ctx, big); return err }, 15_000},
		{"Slash, of a lock, all burnt", slash(100, 0), 36_000},
		{"Slash, of a lock, 3 payouts", slash(100, 3), 90_000},
		{"Unlock", unlock(f, a, "x"), 13_000},
		{"Jail", jail(f, a, 0), 7_000},
		{"UpdateParams", updateParams(f, f.Authority, func() types.Params { p := staketest.Params(); p.MaxUnbondings = types.MaxMaxUnbondings; return p }()), 4_000},
	}
	for _, s := range steps {
		gas := f.Gas(s.do)
		t.Logf("%-45s %7d gas", s.name, gas)
		require.LessOrEqual(t, gas, s.ceiling, s.name)
	}
	f.Next(int64(staketest.Params().JailBlocks))
	t.Logf("%-45s %7d gas", "Unjail", f.Gas(unjail(f, a)))

	// The dearest slash there is: a lock, the free bond and every unbonding that the bounds allow.
	for range types.MaxMaxUnbondings {
		require.NoError(t, f.Deliver(unbond(f, a, staketest.Coin(1))))
	}
	require.NoError(t, f.Deliver(lock(f, a, "x", 1_000)))
	gas := f.Gas(slash(1_000_000, 3))
	t.Logf("%-45s %7d gas", fmt.Sprintf("Slash, of all, %d unbondings, 3 payouts", types.MaxMaxUnbondings), gas)
	require.LessOrEqual(t, gas, uint64(400_000), "it must leave room in a dispute of 1 M gas")
	sound(t, f)
}
