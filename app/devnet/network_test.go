// SPDX-License-Identifier: Apache-2.0

package devnet_test

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"cosmossdk.io/log/v2"
	dbm "github.com/cosmos/cosmos-db"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/app"
	"github.com/weft-network/weft/app/devnet"
)

// start starts a network for a test, bounded by a minute or two, and closes it with the test.
func start(t *testing.T, o devnet.Options) (context.Context, *devnet.Network) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	if os.Getenv("WEFT_TEST_LOG") != "" {
		o.Logger = log.NewLogger(os.Stderr, log.ColorOption(false))
	}
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	if o.BlockTime == 0 {
		o.BlockTime = 100 * time.Millisecond
	}
	if o.InvariantPeriod == 0 {
		o.InvariantPeriod = 1
	}
	t0 := time.Now()
	net, err := devnet.Start(ctx, o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, net.Close()) })
	require.NoError(t, net.WaitHeight(ctx, max(net.Genesis().InitialHeight, 1)+1))
	t.Logf("%d validators up, second block after %s", len(net.Nodes()), time.Since(t0).Round(time.Millisecond))
	return ctx, net
}

func balance(t *testing.T, nd *devnet.Node, addr sdk.AccAddress) int64 {
	t.Helper()
	res, err := banktypes.NewQueryClient(nd.Client()).Balance(t.Context(), banktypes.NewQueryBalanceRequest(addr, app.Denom))
	require.NoError(t, err)
	return res.Balance.Amount.Int64()
}

// appHash is the hash of a node's state after a height.
func appHash(t *testing.T, nd *devnet.Node, height int64) []byte {
	t.Helper()
	store, ok := nd.App().CommitMultiStore().(interface {
		GetCommitInfo(height int64) (*storetypes.CommitInfo, error)
	})
	require.True(t, ok)
	info, err := store.GetCommitInfo(height)
	require.NoError(t, err)
	return info.Hash()
}

func uweft(n int64) sdk.Coins { return sdk.NewCoins(sdk.NewInt64Coin(app.Denom, n)) }

// TestBlocks holds the interval of blocks to what was asked for, and carries a transaction from one node to the last.
func TestBlocks(t *testing.T) {
	for _, n := range []int{1, 4} {
		t.Run(fmt.Sprintf("%d validators", n), func(t *testing.T) {
			ctx, net := start(t, devnet.Options{Validators: n, Accounts: []devnet.Account{{Name: "alice", Coins: uweft(5000)}}})
			h0, t0 := net.Height(), time.Now()
			require.NoError(t, net.WaitBlocks(ctx, 20))
			mean := time.Since(t0) / time.Duration(net.Height()-h0)
			t.Logf("mean block %s", mean.Round(time.Millisecond))
			require.Less(t, mean, time.Second)

			bob := devnet.Address("bob")
			_, err := net.Node(0).Send(ctx, "alice", banktypes.NewMsgSend(devnet.Address("alice"), bob, uweft(1200)))
			require.NoError(t, err)
			last := net.Node(n - 1)
			require.NoError(t, net.Wait(ctx, func() (bool, error) { return balance(t, last, bob) == 1200, nil }))
			require.NoError(t, net.Fund(ctx, bob, uweft(34)))
			require.EqualValues(t, 3800, balance(t, net.Node(0), devnet.Address("alice")))
			require.EqualValues(t, 1234, balance(t, net.Node(0), bob))
		})
	}
}

// TestUnordered sends from one key at once, as a trainer's worker and watcher do.
func TestUnordered(t *testing.T) {
	ctx, net := start(t, devnet.Options{Validators: 1})
	const senders = 12
	bob := devnet.Address("bob")
	errs := make([]error, senders)
	var wg sync.WaitGroup
	for i := range senders {
		wg.Go(func() { errs[i] = net.Fund(ctx, bob, uweft(1)) })
	}
	wg.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	require.EqualValues(t, senders, balance(t, net.Node(0), bob))
}

// TestRefused reports a transaction the chain does not take.
func TestRefused(t *testing.T) {
	ctx, net := start(t, devnet.Options{Accounts: []devnet.Account{{Name: "alice", Coins: uweft(5)}}})
	_, err := net.Send(ctx, "alice", banktypes.NewMsgSend(devnet.Address("alice"), devnet.Address("bob"), uweft(6)))
	require.ErrorContains(t, err, "insufficient funds")
	_, err = net.Send(ctx, "nobody", banktypes.NewMsgSend(devnet.Address("alice"), devnet.Address("bob"), uweft(1)))
	require.Error(t, err)
}

// TestRestart stops a network and starts it on the same folder, twice: the state is the same, grows on, and old heights still answer.
// The second start is the one that a wrong goleveldb fails.
func TestRestart(t *testing.T) {
	for _, backend := range []dbm.BackendType{dbm.PebbleDBBackend, dbm.GoLevelDBBackend} {
		t.Run(string(backend), func(t *testing.T) {
			o := devnet.Options{Backend: backend, Dir: t.TempDir(), Accounts: []devnet.Account{{Name: "alice", Coins: uweft(5000)}}}
			bob := devnet.Address("bob")
			var before int64
			var hash []byte
			for round := range int64(3) {
				ctx, net := start(t, o)
				nd := net.Node(0)
				if round > 0 {
					require.GreaterOrEqual(t, net.Height(), before)
					require.Equal(t, round*100, balance(t, nd, bob))
					// The state of every earlier round, by a query at its height.
					res, err := banktypes.NewQueryClient(nd.Client().WithHeight(before)).
						Balance(ctx, banktypes.NewQueryBalanceRequest(bob, app.Denom))
					require.NoError(t, err)
					require.Equal(t, round*100, res.Balance.Amount.Int64())
					require.Equal(t, hash, appHash(t, nd, before))
				}
				_, err := net.Send(ctx, "alice", banktypes.NewMsgSend(devnet.Address("alice"), bob, uweft(100)))
				require.NoError(t, err)
				require.NoError(t, net.WaitBlocks(ctx, 2))
				before = net.Height() - 1
				hash = appHash(t, nd, before)
				require.NoError(t, net.Close())
			}
		})
	}
}
