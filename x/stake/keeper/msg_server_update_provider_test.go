// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/stake/internal/staketest"
	"github.com/weft-network/weft/x/stake/types"
)

func update(f *staketest.Fixture, msg *types.MsgUpdateProvider) func(sdk.Context) error {
	return func(ctx sdk.Context) error {
		_, err := f.Msgs.UpdateProvider(ctx, msg)
		return err
	}
}

func TestUpdateProvider(t *testing.T) {
	f := staketest.New(t)
	a := f.Provider("a", 1_000)
	f.Next(4)
	require.NoError(t, f.Deliver(update(f, &types.MsgUpdateProvider{
		Operator: f.Text(a), Hardware: "h", VrfKey: staketest.VRFKey("a"), Addresses: []string{"/a"},
	})))
	require.NoError(t, f.Deliver(update(f, &types.MsgUpdateProvider{
		Operator: f.Text(a), Moniker: "b", Clear: []types.ProfileField{types.ProfileFieldAddresses},
	})))
	got, err := f.Keeper.Provider(f.Ctx, a)
	require.NoError(t, err)
	require.Equal(t, types.Profile{Moniker: "b", Hardware: "h", VrfKey: staketest.VRFKey("a"), RegisteredHeight: 1, UpdatedHeight: 5}, got.Profile)
	require.Equal(t, []*types.EventProviderUpdated{{Operator: f.Text(a), Cleared: []types.ProfileField{types.ProfileFieldAddresses}}},
		staketest.Events[types.EventProviderUpdated](f))
	amounts(t, f, a, 1_000, 0, 0)
}

// A VRF key that its owner gave up may be taken by another; one that is in use may not, but may be set again by its owner.
func TestUpdateProviderVRFKeys(t *testing.T) {
	f := staketest.New(t)
	a, b := f.Text(f.Provider("a", 1_000)), f.Text(f.Provider("b", 1_000))
	first, second := staketest.VRFKey("1"), staketest.VRFKey("2")
	steps := []struct {
		name string
		msg  *types.MsgUpdateProvider
		want error
	}{
		{"a takes 1", &types.MsgUpdateProvider{Operator: a, VrfKey: first}, nil},
		{"a sets 1 again", &types.MsgUpdateProvider{Operator: a, VrfKey: first}, nil},
		{"b cannot take 1", &types.MsgUpdateProvider{Operator: b, VrfKey: first}, types.ErrVRFKeyTaken},
		{"a changes to 2", &types.MsgUpdateProvider{Operator: a, VrfKey: second}, nil},
		{"b takes 1", &types.MsgUpdateProvider{Operator: b, VrfKey: first}, nil},
		{"a cannot go back", &types.MsgUpdateProvider{Operator: a, VrfKey: first}, types.ErrVRFKeyTaken},
		{"b gives 1 up", &types.MsgUpdateProvider{Operator: b, Clear: []types.ProfileField{types.ProfileFieldVRFKey}}, nil},
		{"a goes back", &types.MsgUpdateProvider{Operator: a, VrfKey: first}, nil},
	}
	for _, s := range steps {
		require.ErrorIs(t, f.Deliver(update(f, s.msg)), s.want, s.name)
		require.NoError(t, f.Keeper.CheckInvariants(f.Ctx), s.name)
	}
}

func TestUpdateProviderRefusals(t *testing.T) {
	f := staketest.New(t)
	a, b := f.Text(f.Provider("a", 1_000)), f.Text(f.Provider("b", 1_000))
	require.NoError(t, f.Deliver(update(f, &types.MsgUpdateProvider{Operator: b, VrfKey: staketest.VRFKey("b")})))
	key := []types.ProfileField{types.ProfileFieldVRFKey}
	refuse(t, f, []refusal{
		{"operator", update(f, &types.MsgUpdateProvider{Moniker: "m"}), types.ErrBadOperator},
		{"not registered", update(f, &types.MsgUpdateProvider{Operator: f.Text(staketest.Address("c")), Moniker: "m"}), types.ErrNotProvider},
		{"nothing", update(f, &types.MsgUpdateProvider{Operator: a}), types.ErrNothingToUpdate},
		{"clear and set", update(f, &types.MsgUpdateProvider{Operator: b, VrfKey: staketest.VRFKey("c"), Clear: key}), types.ErrBadClear},
		{"moniker", update(f, &types.MsgUpdateProvider{Operator: a, Moniker: "\n"}), types.ErrBadMoniker},
		{"hardware", update(f, &types.MsgUpdateProvider{Operator: a, Hardware: "\n"}), types.ErrBadHardware},
		{"VRF key", update(f, &types.MsgUpdateProvider{Operator: a, VrfKey: []byte{1}}), types.ErrBadVRFKey},
		{"VRF key taken", update(f, &types.MsgUpdateProvider{Operator: a, VrfKey: staketest.VRFKey("b")}), types.ErrVRFKeyTaken},
		{"peer id", update(f, &types.MsgUpdateProvider{Operator: a, PeerId: "/"}), types.ErrBadPeerID},
		{"addresses", update(f, &types.MsgUpdateProvider{Operator: a, Addresses: []string{""}}), types.ErrBadAddress},
		{"defence keys", update(f, &types.MsgUpdateProvider{Operator: a, DefenceKeys: []string{a}}), types.ErrBadDefenceKey},
		{"hot keys", update(f, &types.MsgUpdateProvider{Operator: a, HotKeys: []string{b, b}}), types.ErrBadHotKey},
	})
}
