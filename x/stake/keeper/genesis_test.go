// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"context"
	"testing"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/stake/internal/staketest"
	"github.com/weft-network/weft/x/stake/keeper"
	"github.com/weft-network/weft/x/stake/types"
)

// copied is a second chain, at the same height, with the stake that the first one exports and the money for it.
func copied(tb staketest.TB, f *staketest.Fixture) (*staketest.Fixture, error) {
	tb.Helper()
	g, err := f.Keeper.ExportGenesis(f.Ctx)
	f.NoError(err)
	text, err := f.Codec.MarshalJSON(g)
	f.NoError(err)
	var read types.GenesisState
	f.NoError(f.Codec.UnmarshalJSON(text, &read))

	c := staketest.Empty(tb)
	c.Ctx = c.Ctx.WithBlockHeight(f.Ctx.BlockHeight())
	pool := g.Pool()
	if held := pool.Bonded.Add(pool.Unbonding).Int64(); held > 0 {
		c.Fund(authtypes.NewModuleAddress(types.ModuleName), held)
	}
	return c, c.Keeper.InitGenesis(c.Ctx, read)
}

func TestGenesisRoundTrip(t *testing.T) {
	f, a := slashed(t)
	require.NoError(t, f.Deliver(update(f, &types.MsgUpdateProvider{Operator: f.Text(a), VrfKey: staketest.VRFKey("a")})))
	b := f.Provider("b", 5_000)
	require.NoError(t, f.Deliver(jail(f, b, 77)))
	f.Next(3)

	c, err := copied(t, f)
	require.NoError(t, err)
	sound(t, c)
	want, err := f.Keeper.ExportGenesis(f.Ctx)
	require.NoError(t, err)
	got, err := c.Keeper.ExportGenesis(c.Ctx)
	require.NoError(t, err)
	require.Equal(t, want, got)

	// The copy goes on as the original does.
	f.Next(40)
	c.Next(40)
	require.EqualValues(t, 200, f.Balance(a))
	require.EqualValues(t, 200, c.Balance(a))
	require.ErrorIs(t, c.Deliver(update(c, &types.MsgUpdateProvider{Operator: c.Text(b), VrfKey: staketest.VRFKey("a")})), types.ErrVRFKeyTaken)
	require.NoError(t, c.Deliver(unbond(c, b, staketest.Coin(1))))
	require.EqualValues(t, 1, unbondings(t, c, b)[4], "ids go on where they were")
	sound(t, c)
}

func TestInitGenesisRefusals(t *testing.T) {
	provider := func(f *staketest.Fixture) types.Provider {
		return types.Provider{
			Operator: f.Text(staketest.Address("a")), Profile: types.Profile{Moniker: "a"},
			Stake: types.Stake{Bonded: math.NewInt(10), Locked: math.ZeroInt(), Unbonding: math.ZeroInt()},
		}
	}
	tests := []struct {
		name string
		fund int64
		edit func(*types.GenesisState)
		want error
	}{
		{"money and books agree", 10, func(*types.GenesisState) {}, nil},
		{"too little money", 9, func(*types.GenesisState) {}, types.ErrBadGenesis},
		{"too much money", 11, func(*types.GenesisState) {}, types.ErrBadGenesis},
		{"inconsistent", 10, func(g *types.GenesisState) { g.Providers[0].Stake.Locked = math.OneInt() }, types.ErrBadGenesis},
		{"parameters", 10, func(g *types.GenesisState) { g.Params.MaxUnbondings = 0 }, types.ErrBadParams},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := staketest.Empty(t)
			f.Fund(authtypes.NewModuleAddress(types.ModuleName), tt.fund)
			g := types.DefaultGenesis()
			g.Providers = append(g.Providers, provider(f))
			tt.edit(g)
			err := f.Deliver(func(ctx sdk.Context) error { return f.Keeper.InitGenesis(ctx, *g) })
			if tt.want != nil {
				require.ErrorIs(t, err, tt.want)
				return
			}
			require.NoError(t, err)
			sound(t, f)
		})
	}
}

// The module's account exists from the start: a plain account at its address would end the chain at the first slash.
func TestInitGenesisMakesTheAccount(t *testing.T) {
	f := staketest.New(t)
	account := f.Auth.GetAccount(f.Ctx, authtypes.NewModuleAddress(types.ModuleName))
	require.Implements(t, (*sdk.ModuleAccountI)(nil), account)

	f = staketest.Empty(t)
	deps := f.Keeper.Deps
	deps.Accounts = noBurner{}
	err := f.Deliver(func(ctx sdk.Context) error { return keeper.New(deps).InitGenesis(ctx, *types.DefaultGenesis()) })
	require.ErrorIs(t, err, types.ErrBadGenesis)
}

// noBurner is an application that forgot the module's permission.
type noBurner struct{}

func (noBurner) GetModuleAccount(context.Context, string) sdk.ModuleAccountI {
	return authtypes.NewEmptyModuleAccount(types.ModuleName)
}
