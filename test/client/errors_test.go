// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"context"
	"net"
	"testing"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/cosmos/cosmos-sdk/types/query"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/chain/client"
	jobtypes "github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

func TestErrors(t *testing.T) {
	ctx, nw := start(t, devnet.Options{})
	c := open(ctx, t, nw, "alice")
	overGRPC := open(ctx, t, nw, "alice", func(cfg *client.Config) { cfg.GRPC = nw.Node(0).GRPC })

	t.Run("refused in simulation", func(t *testing.T) {
		_, err := c.Submit(ctx, &staketypes.MsgUnjail{Operator: c.Sender().Address()})
		requireRefused(t, err, staketypes.ErrNotProvider)
		require.Zero(t, refusal(t, err).Height)
		_, err = c.Submit(ctx, &jobtypes.MsgCancelJob{Submitter: c.Sender().Address(), Job: 7})
		requireRefused(t, err, jobtypes.ErrNoJob)
	})
	t.Run("refused in a block", func(t *testing.T) {
		for _, unordered := range []bool{false, true} {
			_, err := c.Send(ctx, client.Tx{
				Messages: []sdk.Msg{&staketypes.MsgUnjail{Operator: c.Sender().Address()}}, Gas: 200_000, Unordered: unordered,
			})
			requireRefused(t, err, staketypes.ErrNotProvider)
			require.Positive(t, refusal(t, err).Height)
			_, err = c.Lookup(ctx, refusal(t, err).TxHash)
			requireRefused(t, err, staketypes.ErrNotProvider)
		}
		_, err := c.Submit(ctx, pay("alice", "bob", 1)) // the sequence went on
		require.NoError(t, err)
	})
	t.Run("refused by the mempool", func(t *testing.T) {
		_, err := c.Send(ctx, client.Tx{Messages: []sdk.Msg{pay("alice", "bob", 1)}, Gas: 1000})
		requireRefused(t, err, sdkerrors.ErrOutOfGas)
		_, err = c.Send(ctx, client.Tx{Messages: []sdk.Msg{pay("alice", "bob", 1)}, Memo: string(make([]byte, 1<<20))})
		require.ErrorIs(t, err, client.ErrRefused)
		_, err = c.Submit(ctx, pay("alice", "bob", 1))
		require.NoError(t, err)
	})
	t.Run("queries", func(t *testing.T) {
		for _, c := range []*client.Client{c, overGRPC} {
			_, err := c.Job().Job(ctx, &jobtypes.QueryJobRequest{Job: 7})
			requireRefused(t, err, jobtypes.ErrNoJob)
			_, err = c.Auth().AccountInfo(ctx, &authtypes.QueryAccountInfoRequest{Address: client.FormatAddress(make([]byte, 20))})
			require.ErrorIs(t, err, client.ErrNotFound)
			_, err = c.Auth().AccountInfo(client.AtHeight(ctx, c.Height()+1000), &authtypes.QueryAccountInfoRequest{Address: c.Sender().Address()})
			require.ErrorIs(t, err, client.ErrRefused)
			_, err = c.Job().Params(client.AtHeight(ctx, 2), &jobtypes.QueryParamsRequest{})
			require.NoError(t, err)
		}
	})
	t.Run("signers", func(t *testing.T) {
		_, err := c.Submit(ctx, pay("bob", "alice", 1))
		require.ErrorIs(t, err, client.ErrSigner)
		_, err = c.Submit(ctx)
		require.ErrorIs(t, err, client.ErrSigner)
		reader := open(ctx, t, nw, "")
		_, err = reader.Submit(ctx, pay("alice", "bob", 1))
		require.ErrorIs(t, err, client.ErrKey)
		_, err = c.As(client.Identity{Key: "nobody"})
		require.ErrorIs(t, err, client.ErrKey)
		_, err = c.Lookup(ctx, "AB")
		require.ErrorIs(t, err, client.ErrNotFound)
	})
	t.Run("another chain", func(t *testing.T) {
		_, err := client.New(ctx, client.Config{ChainID: "weft-other-1", Node: nw.Node(0).RPC})
		require.ErrorIs(t, err, client.ErrChainID)
	})
	t.Run("closed", func(t *testing.T) {
		c := open(ctx, t, nw, "alice")
		require.NoError(t, c.Close())
		require.ErrorIs(t, c.WaitHeight(ctx, 1<<40), client.ErrClosed)
		_, err := c.Submit(ctx, pay("alice", "bob", 1))
		require.ErrorIs(t, err, client.ErrClosed)
	})
	t.Run("pages", func(t *testing.T) {
		var denoms []string
		for co, err := range client.Pages(ctx, func(ctx context.Context, page *query.PageRequest) ([]sdk.Coin, *query.PageResponse, error) {
			return supply(ctx, c, page)
		}) {
			require.NoError(t, err)
			denoms = append(denoms, co.Denom)
		}
		require.Equal(t, []string{"uweft"}, denoms)
	})
	t.Run("status", func(t *testing.T) {
		s, err := c.Status(ctx)
		require.NoError(t, err)
		require.Equal(t, nw.ChainID, s.ChainID)
		require.False(t, s.Syncing)
		require.GreaterOrEqual(t, s.Head.Height, int64(2))
		require.Positive(t, s.BlockTime)
		require.Less(t, s.BlockTime, 10*time.Second)
	})
}

func TestUnreachable(t *testing.T) {
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	_, err = client.New(t.Context(), client.Config{ChainID: "weft-1", Node: "http://" + l.Addr().String(), RequestTimeout: time.Second})
	require.ErrorIs(t, err, client.ErrUnreachable)
}

func requireRefused(t *testing.T, err, cause error) {
	t.Helper()
	require.ErrorIs(t, err, client.ErrRefused)
	require.ErrorIs(t, err, cause)
	require.NotErrorIs(t, err, client.ErrUnreachable)
}

func refusal(t *testing.T, err error) *client.RefusedError {
	t.Helper()
	var refused *client.RefusedError
	require.ErrorAs(t, err, &refused)
	return refused
}
