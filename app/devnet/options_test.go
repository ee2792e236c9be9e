// SPDX-License-Identifier: Apache-2.0

package devnet_test

import (
	"context"
	"io"
	"net/http"
	"testing"
	"time"

	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/cosmos/cosmos-sdk/baseapp"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/weft-network/weft/app/devnet"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

func TestOptions(t *testing.T) {
	for name, o := range map[string]devnet.Options{
		"too many validators":    {Validators: 33},
		"negative validators":    {Validators: -1},
		"blocks too fast":        {BlockTime: time.Millisecond},
		"unknown database":       {Backend: "cleveldb"},
		"ports taken by clients": {BasePort: 32700},
		"account without a name": {Accounts: []devnet.Account{{}}},
		"account twice":          {Accounts: []devnet.Account{{Name: "alice"}, {Name: "alice"}}},
		"account named faucet":   {Accounts: []devnet.Account{{Name: devnet.FaucetName}}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := devnet.Start(t.Context(), o)
			require.ErrorIs(t, err, devnet.ErrOptions)
		})
	}
}

// TestKeys holds that names make the same accounts everywhere: documents and scripts name them.
func TestKeys(t *testing.T) {
	require.Equal(t, devnet.Address("alice"), devnet.Address("alice"))
	require.NotEqual(t, devnet.Address("alice"), devnet.Address("bob"))
	_, net := start(t, devnet.Options{Accounts: []devnet.Account{{Name: "alice"}}})
	for _, name := range []string{"alice", devnet.FaucetName, devnet.ValidatorName(0)} {
		rec, err := net.Keyring.Key(name)
		require.NoError(t, err)
		addr, err := rec.GetAddress()
		require.NoError(t, err)
		require.Equal(t, devnet.Address(name), addr)
	}
}

// TestEdit changes the genesis, and reads it back over every address of a node.
func TestEdit(t *testing.T) {
	ctx, net := start(t, devnet.Options{Edit: func(g *devnet.Genesis) error {
		g.Params.Block.MaxGas = 30_000_000
		return devnet.Edit(g, staketypes.ModuleName, func(s *staketypes.GenesisState) { s.Params.JailBlocks = 77 })
	}})
	nd := net.Node(0)

	conn, err := grpc.NewClient(nd.GRPC, grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	defer conn.Close()
	res, err := staketypes.NewQueryClient(conn).Params(ctx, &staketypes.QueryParamsRequest{})
	require.NoError(t, err)
	require.EqualValues(t, 77, res.Params.JailBlocks)

	require.Contains(t, fetch(ctx, t, nd.REST+"/weft/stake/v1/params"), `"jail_blocks":"77"`)
	require.Contains(t, fetch(ctx, t, nd.REST+"/openapi.json"), `"/weft/stake/v1/params"`)
	require.Contains(t, fetch(ctx, t, nd.REST+"/swagger/"), "swagger-ui")
	require.Contains(t, fetch(ctx, t, nd.REST+"/"), "swagger-ui")

	rpc, err := rpchttp.New(nd.RPC, "/websocket")
	require.NoError(t, err)
	params, err := rpc.ConsensusParams(ctx, nil)
	require.NoError(t, err)
	require.EqualValues(t, 30_000_000, params.ConsensusParams.Block.MaxGas)
}

func fetch(ctx context.Context, t *testing.T, url string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	require.NoError(t, err)
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	bz, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, res.StatusCode, "%s: %s", url, bz)
	return string(bz)
}

// TestFailure holds that a network whose consensus fails says so at once and closes in bounded time.
func TestFailure(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	net, err := devnet.Start(ctx, devnet.Options{
		BlockTime:   100 * time.Millisecond,
		BaseOptions: []func(*baseapp.BaseApp){baseapp.SetHaltHeight(3)}, // CometBFT takes a block refused by the application for a failure
	})
	require.NoError(t, err)
	t0 := time.Now()
	require.ErrorIs(t, net.WaitHeight(ctx, 10), devnet.ErrConsensus)
	require.ErrorIs(t, net.Err(), devnet.ErrConsensus)
	require.Less(t, time.Since(t0), 20*time.Second)
	require.ErrorIs(t, net.Close(), devnet.ErrConsensus)
	require.Less(t, time.Since(t0), 40*time.Second)
}

// TestContext stops the network by its context.
func TestContext(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	life, end := context.WithCancel(ctx)
	net, err := devnet.Start(life, devnet.Options{BlockTime: 100 * time.Millisecond})
	require.NoError(t, err)
	require.NoError(t, net.WaitHeight(ctx, 2))
	end()
	require.Error(t, net.WaitHeight(ctx, 1_000_000))
	require.NoError(t, net.Close())
	require.False(t, net.Node(0).Running())
}

// TestExport moves a chain: what one network exports another goes on from, with the same validators and balances.
func TestExport(t *testing.T) {
	ctx, net := start(t, devnet.Options{Validators: 2})
	bob := devnet.Address("bob")
	require.NoError(t, net.Fund(ctx, bob, uweft(4321)))
	exporting := net.Node(0).App() // the node that has the transaction for sure
	require.NoError(t, net.Close())
	exported, err := exporting.ExportAppStateAndValidators(false, nil, nil)
	require.NoError(t, err)

	doc := &cmttypes.GenesisDoc{
		GenesisTime: time.Now().UTC(), ChainID: "weft-devnet-2", InitialHeight: exported.Height, AppState: exported.AppState, Validators: exported.Validators,
		ConsensusParams: net.Genesis().ConsensusParams,
	}
	require.NoError(t, doc.ValidateAndComplete())
	ctx, next := start(t, devnet.Options{Validators: 2, Doc: doc})
	require.EqualValues(t, 4321, balance(t, next.Node(1), bob))
	require.NoError(t, next.Fund(ctx, bob, uweft(1)))
	require.EqualValues(t, 4322, balance(t, next.Node(0), bob))
	require.Greater(t, next.Height(), exported.Height)

	vals, err := stakingtypes.NewQueryClient(next.Node(0).Client()).Validators(ctx, &stakingtypes.QueryValidatorsRequest{Status: "BOND_STATUS_BONDED"})
	require.NoError(t, err)
	require.Len(t, vals.Validators, 2)
	infos, err := slashingtypes.NewQueryClient(next.Node(0).Client()).SigningInfos(ctx, &slashingtypes.QuerySigningInfosRequest{})
	require.NoError(t, err)
	require.Len(t, infos.Info, 2)
}
