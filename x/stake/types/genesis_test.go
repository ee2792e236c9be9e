// SPDX-License-Identifier: Apache-2.0

package types_test

import (
	"testing"

	"cosmossdk.io/math"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/stake/internal/staketest"
	"github.com/weft-network/weft/x/stake/types"
)

func TestGenesisValidate(t *testing.T) {
	f := staketest.New(t)
	a, b := f.Text(staketest.Address("a")), f.Text(staketest.Address("b"))
	require.NoError(t, types.DefaultGenesis().Validate(f.Addresses))

	good := func() *types.GenesisState {
		return &types.GenesisState{
			Params: staketest.Params(),
			Providers: []types.Provider{
				{
					Operator: a, Profile: types.Profile{Moniker: "a", VrfKey: staketest.VRFKey("a"), RegisteredHeight: 2, UpdatedHeight: 3},
					Stake: types.Stake{Bonded: math.NewInt(50), Locked: math.NewInt(30), Unbonding: math.NewInt(9), Unbondings: 2},
				},
				{
					Operator: b, Profile: types.Profile{Moniker: "b"},
					Stake: types.Stake{
						Bonded: math.ZeroInt(), Locked: math.ZeroInt(), Unbonding: math.ZeroInt(),
						Jailed: true, JailedUntil: 40, JailReason: types.SlashReasonFraud,
					},
				},
			},
			Locks: []types.Lock{{Operator: a, Ref: "x", Amount: math.NewInt(10)}, {Operator: a, Ref: "y", Amount: math.NewInt(20)}},
			Unbondings: []types.Unbonding{
				{Id: 1, Operator: a, Amount: math.NewInt(4), CreatedHeight: 5, CompletionHeight: 25},
				{Id: 6, Operator: a, Amount: math.NewInt(5), CreatedHeight: 7, CompletionHeight: 7},
			},
			NextUnbondingId: 7,
		}
	}
	require.NoError(t, good().Validate(f.Addresses))

	bad := types.ErrBadGenesis
	tests := []struct {
		name string
		edit func(*types.GenesisState)
		want error
	}{
		{"params", func(g *types.GenesisState) { g.Params.JailBlocks = 0 }, types.ErrBadParams},
		{"next id 0", func(g *types.GenesisState) { g.NextUnbondingId = 0 }, bad},
		{"operator not bech32", func(g *types.GenesisState) { g.Providers[1].Operator = "b" }, bad},
		{"operator in capitals", func(g *types.GenesisState) {
			g.Providers[1].Operator = "WEFT1QQQSYQCYQ5RQWZQFPG9SCRGWPUGPZYSN9T8FC7"
		}, bad},
		{"operator twice", func(g *types.GenesisState) { g.Providers[1].Operator = a }, bad},
		{"profile", func(g *types.GenesisState) { g.Providers[0].Profile.Moniker = "" }, bad},
		{"VRF key", func(g *types.GenesisState) { g.Providers[0].Profile.VrfKey = make([]byte, 32) }, bad},
		{"VRF key twice", func(g *types.GenesisState) { g.Providers[1].Profile.VrfKey = staketest.VRFKey("a") }, bad},
		{"registered at a negative height", func(g *types.GenesisState) { g.Providers[0].Profile.RegisteredHeight = -1 }, bad},
		{"updated before registered", func(g *types.GenesisState) { g.Providers[0].Profile.UpdatedHeight = 1 }, bad},
		{"bonded missing", func(g *types.GenesisState) { g.Providers[0].Stake.Bonded = math.Int{} }, bad},
		{"bonded negative", func(g *types.GenesisState) { g.Providers[1].Stake.Bonded = math.NewInt(-1) }, bad},
		{"locked above bonded", func(g *types.GenesisState) { g.Providers[0].Stake.Bonded = math.NewInt(29) }, bad},
		{"locked unlike its locks", func(g *types.GenesisState) { g.Locks[0].Amount = math.NewInt(11) }, bad},
		{"unbonding unlike its sum", func(g *types.GenesisState) { g.Unbondings[0].Amount = math.NewInt(5) }, bad},
		{"unbondings unlike their count", func(g *types.GenesisState) { g.Providers[0].Stake.Unbondings = 1 }, bad},
		{"jailed until, not jailed", func(g *types.GenesisState) { g.Providers[0].Stake.JailedUntil = 4 }, bad},
		{"jail reason, not jailed", func(g *types.GenesisState) { g.Providers[0].Stake.JailReason = 1 }, bad},
		{"jailed without end", func(g *types.GenesisState) { g.Providers[1].Stake.JailedUntil = 0 }, bad},
		{"jailed without reason", func(g *types.GenesisState) { g.Providers[1].Stake.JailReason = 0 }, bad},
		{"lock of nobody", func(g *types.GenesisState) { g.Locks[0].Operator = "c" }, bad},
		{"lock with bad ref", func(g *types.GenesisState) { g.Locks[0].Ref = "x y" }, bad},
		{"lock twice", func(g *types.GenesisState) { g.Locks[1].Ref = "x" }, bad},
		{"lock of 0", func(g *types.GenesisState) { g.Locks[0].Amount = math.ZeroInt() }, bad},
		{"unbonding of nobody", func(g *types.GenesisState) { g.Unbondings[0].Operator = "c" }, bad},
		{"unbonding id 0", func(g *types.GenesisState) { g.Unbondings[0].Id = 0 }, bad},
		{"unbonding id twice", func(g *types.GenesisState) { g.Unbondings[0].Id = 6 }, bad},
		{"unbonding id not yet given", func(g *types.GenesisState) { g.NextUnbondingId = 6 }, bad},
		{"unbonding of 0", func(g *types.GenesisState) { g.Unbondings[0].Amount = math.ZeroInt() }, bad},
		{"unbonding ends before it begins", func(g *types.GenesisState) { g.Unbondings[0].CompletionHeight = 4 }, bad},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := good()
			tt.edit(g)
			require.ErrorIs(t, g.Validate(f.Addresses), tt.want)
		})
	}
}

func TestGenesisPool(t *testing.T) {
	stake := types.Stake{Bonded: math.NewInt(5), Locked: math.NewInt(3), Unbonding: math.NewInt(2)}
	pool := types.GenesisState{Providers: []types.Provider{{Stake: stake}, {Stake: stake}}}.Pool()
	require.Equal(t, types.Pool{Bonded: math.NewInt(10), Locked: math.NewInt(6), Unbonding: math.NewInt(4), Providers: 2}, pool)
}
