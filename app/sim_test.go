// SPDX-License-Identifier: Apache-2.0

//go:build sims

package app_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"cosmossdk.io/log/v2"
	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/server"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	simtestutil "github.com/cosmos/cosmos-sdk/testutil/sims"
	"github.com/cosmos/cosmos-sdk/testutil/simsx"
	sdk "github.com/cosmos/cosmos-sdk/types"
	simtypes "github.com/cosmos/cosmos-sdk/types/simulation"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	simcli "github.com/cosmos/cosmos-sdk/x/simulation/client/cli"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/app"
	beacontypes "github.com/weft-network/weft/x/beacon/types"
	breakertypes "github.com/weft-network/weft/x/breaker/types"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// Defaults of the SDK's simulation flags that keep the tests short. Give -NumBlocks and -BlockSize to look longer, -Seed to repeat one.
const (
	simBlocks    = "30"
	simBlockSize = "30"
	simGenesis   = "1767225600" // 2026-01-01: the same seed is the same history on every day
)

func TestMain(m *testing.M) {
	simcli.GetSimulatorFlags()
	for name, value := range map[string]string{"NumBlocks": simBlocks, "BlockSize": simBlockSize, "GenesisTime": simGenesis} {
		if err := flag.Set(name, value); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run()) // parses the flags given, which override those set
}

func seeds() []int64 {
	if simcli.FlagSeedValue != simcli.DefaultSeedValue {
		return []int64{simcli.FlagSeedValue}
	}
	return []int64{1, 2}
}

// checked builds applications that check the invariants at every block.
func checked(logger log.Logger, db dbm.DB, load bool, opts servertypes.AppOptions, base ...func(*baseapp.BaseApp)) *app.App {
	return app.New(logger, db, load, withInvariants{opts}, base...)
}

type withInvariants struct{ servertypes.AppOptions }

func (o withInvariants) Get(name string) any {
	if name == server.FlagInvCheckPeriod {
		return 1
	}
	return o.AppOptions.Get(name)
}

func stateFactory(a *app.App) simsx.SimStateFactory {
	return simsx.SimStateFactory{
		Codec:         a.AppCodec(),
		AppStateFn:    simtestutil.AppStateFn(a.AppCodec(), a.SimulationManager(), a.DefaultGenesis()),
		BlockedAddr:   app.BlockedAddresses(),
		AccountSource: a.AccountKeeper,
		BalanceSource: a.BankKeeper,
	}
}

type instance = simsx.TestInstance[*app.App]

func simulate(t *testing.T, seed int64, after func(testing.TB, instance, []simtypes.Account)) {
	t.Helper()
	cfg := simcli.NewConfigFromFlags()
	cfg.ChainID = simsx.SimAppChainID
	cfg.Commit = true
	simsx.RunWithSeed(t, cfg, checked, stateFactory, seed, nil, after)
}

// TestFullAppSimulation runs random operations of every module, the invariants checked at every block, and then moves the state to new
// chains.
func TestFullAppSimulation(t *testing.T) {
	for _, seed := range seeds() {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			simulate(t, seed, func(tb testing.TB, in instance, _ []simtypes.Account) {
				tb.Helper()
				require.NoError(tb, in.App.CheckInvariants(latest(in.App)))
				requireSameAfterImport(tb, in.App)
				requireGoesOn(tb, in.App)
			})
		})
	}
}

func latest(a *app.App) sdk.Context {
	return a.NewContextLegacy(true, cmtproto.Header{Height: a.LastBlockHeight()})
}

// requireSameAfterImport loads the export into a new application, which must export the same and hold the same in its stores.
func requireSameAfterImport(tb testing.TB, a *app.App) {
	tb.Helper()
	exported, err := a.ExportAppStateAndValidators(false, nil, nil)
	require.NoError(tb, err)
	b := app.New(log.NewNopLogger(), dbm.NewMemDB(), true, app.Options{})
	from, to := latest(a), b.NewContextLegacy(true, cmtproto.Header{Height: exported.Height})
	_, err = b.InitChainer(to, &abci.RequestInitChain{AppStateBytes: exported.AppState})
	require.NoError(tb, err)
	again, err := b.ExportAppStateAndValidators(false, nil, nil)
	require.NoError(tb, err)

	var want, got app.GenesisState
	require.NoError(tb, json.Unmarshal(exported.AppState, &want))
	require.NoError(tb, json.Unmarshal(again.AppState, &got))
	for _, name := range slices.Sorted(maps.Keys(want)) {
		require.JSONEq(tb, string(want[name]), string(got[name]), "module %s exports something else after an import", name)
	}
	for _, name := range []string{
		banktypes.StoreKey, breakertypes.StoreKey, beacontypes.StoreKey, staketypes.StoreKey, rewardtypes.StoreKey, jobtypes.StoreKey, disputetypes.StoreKey,
		bridgetypes.StoreKey,
	} {
		x, y := simtestutil.DiffKVStores(from.KVStore(a.StoreKey(name)), to.KVStore(b.StoreKey(name)), nil)
		require.Empty(tb, append(x, y...), "store %s: %s", name, simtestutil.GetSimulationLog(name, a.SimulationManager().StoreDecoders, x, y))
	}
}

// requireGoesOn starts a chain from an export that keeps one validator, and makes blocks.
func requireGoesOn(tb testing.TB, a *app.App) {
	tb.Helper()
	vals, err := a.StakingKeeper.GetBondedValidatorsByPower(latest(a))
	require.NoError(tb, err)
	exported, err := a.ExportAppStateAndValidators(false, []string{vals[0].OperatorAddress}, nil)
	require.NoError(tb, err)
	require.Len(tb, exported.Validators, 1)
	b := checked(log.NewNopLogger(), dbm.NewMemDB(), true, app.Options{}, baseapp.SetChainID("fork-1"))
	now := lastBlockTime(tb, a).Add(time.Second)
	_, err = b.InitChain(&abci.RequestInitChain{
		ChainId: "fork-1", Time: now, InitialHeight: exported.Height, ConsensusParams: &exported.ConsensusParams, AppStateBytes: exported.AppState,
	})
	require.NoError(tb, err)
	for h := exported.Height; h < exported.Height+3; h++ {
		now = now.Add(time.Second)
		_, err := b.FinalizeBlock(&abci.RequestFinalizeBlock{Height: h, Time: now})
		require.NoError(tb, err)
		_, err = b.Commit()
		require.NoError(tb, err)
	}
}

// lastBlockTime is the time of the latest state: modules refuse to import what has expired by then.
func lastBlockTime(tb testing.TB, a *app.App) time.Time {
	tb.Helper()
	store, ok := a.CommitMultiStore().(interface {
		GetCommitInfo(height int64) (*storetypes.CommitInfo, error)
	})
	require.True(tb, ok)
	info, err := store.GetCommitInfo(a.LastBlockHeight())
	require.NoError(tb, err)
	return info.Timestamp
}

// TestSimulationDeterminism runs one seed twice: the state is the same.
func TestSimulationDeterminism(t *testing.T) {
	hashes := make([][]byte, 2)
	for i := range hashes {
		simulate(t, 3, func(_ testing.TB, in instance, _ []simtypes.Account) { hashes[i] = in.App.LastCommitID().Hash })
	}
	require.NotEmpty(t, hashes[0])
	require.Equal(t, hashes[0], hashes[1])
}
