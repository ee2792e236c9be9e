// SPDX-License-Identifier: Apache-2.0

package rewardtest

import (
	"bytes"

	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/weft-network/weft/x/reward/types"
)

// Export is the state as JSON.
func (f *Fixture) Export() []byte {
	f.TB.Helper()
	g, err := f.Keeper.ExportGenesis(f.Ctx)
	f.NoError(err)
	bz, err := f.Codec.MarshalJSON(g)
	f.NoError(err)
	return bz
}

// Reload exports the whole chain, starts another one from that at the same
// height, and goes on with it. The new chain's export must be the same bytes.
func (f *Fixture) Reload() {
	f.TB.Helper()
	state := f.Export()
	bank, err := f.Codec.MarshalJSON(f.Bank.ExportGenesis(f.Ctx))
	f.NoError(err)
	auth, err := f.Codec.MarshalJSON(f.Auth.ExportGenesis(f.Ctx))
	f.NoError(err)

	next := Empty(f.TB)
	next.Ctx = next.Ctx.WithBlockHeight(f.Height())
	var ag authtypes.GenesisState
	f.NoError(f.Codec.UnmarshalJSON(auth, &ag))
	next.Auth.InitGenesis(next.Ctx, ag)
	var bg banktypes.GenesisState
	f.NoError(f.Codec.UnmarshalJSON(bank, &bg))
	next.Bank.InitGenesis(next.Ctx, &bg)
	var g types.GenesisState
	f.NoError(f.Codec.UnmarshalJSON(state, &g))
	f.NoError(next.Keeper.InitGenesis(next.Ctx, g))
	if again := next.Export(); !bytes.Equal(state, again) {
		f.TB.Fatalf("export changed on import:\n%s\n%s", state, again)
	}
	f.Ctx, f.Keeper, f.Auth, f.Bank, f.Msgs, f.Queries = next.Ctx, next.Keeper, next.Auth, next.Bank, next.Msgs, next.Queries
}
