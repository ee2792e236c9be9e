// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"context"
	"sync"
	"testing"

	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/chain/client"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

func TestSubmit(t *testing.T) {
	ctx, net := start(t, devnet.Options{})
	c := open(ctx, t, net, "alice")

	t.Run("result", func(t *testing.T) {
		res, err := c.Submit(ctx, pay("alice", "bob", 5), register(ctx, t, c, "alice"))
		require.NoError(t, err)
		require.Positive(t, res.Height)
		require.LessOrEqual(t, res.GasUsed, res.GasWanted)
		require.True(t, res.Fee.IsAllPositive(), "the fee is %s", res.Fee)
		_, err = client.Response[*banktypes.MsgSendResponse](res)
		require.NoError(t, err)
		_, err = client.Response[*staketypes.MsgRegisterProviderResponse](res)
		require.NoError(t, err)
		_, err = client.Response[*staketypes.MsgUnbondResponse](res)
		require.ErrorIs(t, err, client.ErrDecode)

		events := client.EventsOf[*staketypes.EventBonded](res.Events)
		require.Len(t, events, 1)
		require.Equal(t, c.Sender().Address(), events[0].Operator)
		require.Equal(t, minBond(ctx, t, c).Amount, events[0].Amount)

		again, err := c.Lookup(ctx, res.TxHash)
		require.NoError(t, err)
		require.Equal(t, res, again)
		block, err := c.Block(ctx, res.Height)
		require.NoError(t, err)
		require.Equal(t, res.Events, block.Events)
	})
	t.Run("ordered from many goroutines", func(t *testing.T) {
		before, from := balance(ctx, t, c, "bob"), sequence(ctx, t, c)
		results := submitAll(ctx, t, 20, func(ctx context.Context) (*client.Result, error) { return c.Submit(ctx, pay("alice", "bob", 1)) })
		require.EqualValues(t, 20, balance(ctx, t, c, "bob")-before)
		require.EqualValues(t, 20, sequence(ctx, t, c)-from)
		requireDistinct(t, results)
	})
	t.Run("unordered from many goroutines", func(t *testing.T) {
		before, from := balance(ctx, t, c, "bob"), sequence(ctx, t, c)
		results := submitAll(ctx, t, 50, func(ctx context.Context) (*client.Result, error) {
			return c.SubmitUnordered(ctx, pay("alice", "bob", 1))
		})
		require.EqualValues(t, 50, balance(ctx, t, c, "bob")-before)
		require.Equal(t, from, sequence(ctx, t, c))
		requireDistinct(t, results)
	})
	t.Run("two programs with one key", func(t *testing.T) {
		other := open(ctx, t, net, "alice")
		before := balance(ctx, t, c, "bob")
		var g errgroup.Group
		for _, c := range []*client.Client{c, other} {
			for range 5 {
				g.Go(func() error {
					_, err := c.Submit(ctx, pay("alice", "bob", 1))
					return err
				})
			}
		}
		require.NoError(t, g.Wait())
		require.EqualValues(t, 10, balance(ctx, t, c, "bob")-before)
	})
	t.Run("many keys", func(t *testing.T) {
		var g errgroup.Group
		for _, name := range []string{"alice", "bob", "carol"} {
			s, err := c.As(client.Identity{Key: name})
			require.NoError(t, err)
			g.Go(func() error {
				_, err := s.Submit(ctx, pay(name, "alice", 1))
				return err
			})
		}
		require.NoError(t, g.Wait())
	})
}

func submitAll(ctx context.Context, t *testing.T, n int, submit func(context.Context) (*client.Result, error)) []*client.Result {
	t.Helper()
	var (
		g       errgroup.Group
		mu      sync.Mutex
		results []*client.Result
	)
	for range n {
		g.Go(func() error {
			res, err := submit(ctx)
			mu.Lock()
			defer mu.Unlock()
			results = append(results, res)
			return err
		})
	}
	require.NoError(t, g.Wait())
	return results
}

func requireDistinct(t *testing.T, results []*client.Result) {
	t.Helper()
	seen := map[string]bool{}
	for _, r := range results {
		require.False(t, seen[r.TxHash], "transaction %s is two results", r.TxHash)
		seen[r.TxHash] = true
	}
}

func sequence(ctx context.Context, t *testing.T, c *client.Client) uint64 {
	t.Helper()
	res, err := c.Auth().AccountInfo(ctx, &authtypes.QueryAccountInfoRequest{Address: c.Sender().Address()})
	require.NoError(t, err)
	return res.Info.Sequence
}
