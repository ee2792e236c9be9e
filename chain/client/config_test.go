// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"context"
	"testing"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/weft-network/weft/chain/client"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

func TestValidate(t *testing.T) {
	good := client.Config{ChainID: "weft-1", Node: "http://127.0.0.1:26657"}
	require.NoError(t, good.Validate())
	operator := client.FormatAddress(make([]byte, 20))
	for _, tc := range []struct {
		name string
		edit func(*client.Config)
		want error
	}{
		{"no chain id", func(c *client.Config) { c.ChainID = "" }, client.ErrConfig},
		{"no node", func(c *client.Config) { c.Node = "" }, client.ErrConfig},
		{"a node without a scheme", func(c *client.Config) { c.Node = "127.0.0.1:26657" }, client.ErrConfig},
		{"a node of another scheme", func(c *client.Config) { c.Node = "ftp://127.0.0.1" }, client.ErrConfig},
		{"gas prices", func(c *client.Config) { c.GasPrices = "much" }, client.ErrConfig},
		{"gas adjustment too small", func(c *client.Config) { c.GasAdjustment = 0.5 }, client.ErrConfig},
		{"gas adjustment too large", func(c *client.Config) { c.GasAdjustment = 11 }, client.ErrConfig},
		{"valid for too few blocks", func(c *client.Config) { c.ValidBlocks = 4 }, client.ErrConfig},
		{"valid for too many blocks", func(c *client.Config) { c.ValidBlocks = 1001 }, client.ErrConfig},
		{"timeout", func(c *client.Config) { c.BroadcastTimeout = -1 }, client.ErrConfig},
		{"poll interval", func(c *client.Config) { c.PollInterval = 1 }, client.ErrConfig},
		{"keyring backend", func(c *client.Config) { c.Identity.Key = "alice" }, client.ErrConfig},
		{"an operator without a key", func(c *client.Config) { c.Identity.Operator = operator }, client.ErrConfig},
		{"an operator that is no address", func(c *client.Config) {
			c.Identity = client.Identity{Key: "alice", Operator: "cosmos1"}
			c.KeyringBackend = "test"
		}, client.ErrAddress},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := good
			tc.edit(&c)
			require.ErrorIs(t, c.Validate(), tc.want)
			_, err := client.New(t.Context(), c)
			require.ErrorIs(t, err, tc.want)
		})
	}
}

func TestAddress(t *testing.T) {
	addr := sdk.AccAddress("twenty bytes long...")
	text := client.FormatAddress(addr)
	require.Equal(t, "weft1", text[:5])
	back, err := client.ParseAddress(text)
	require.NoError(t, err)
	require.Equal(t, addr, back)
	for _, bad := range []string{"", "weft1", text + "q", addr.String()} {
		_, err := client.ParseAddress(bad)
		require.ErrorIs(t, err, client.ErrAddress, bad)
	}
	require.Empty(t, client.FormatAddress(nil))
}

// TestQueryError finds the registered error in what is left of it: its description over ABCI, its code over gRPC.
func TestQueryError(t *testing.T) {
	const method = "/weft.job.v1.Query/Job"
	for _, tc := range []struct {
		name string
		err  error
		want error
	}{
		{"ABCI", client.QueryError(method, "sdk", 22, "job 7: no such job: key not found"), jobtypes.ErrNoJob},
		{"ABCI, not found", client.QueryError(method, "sdk", sdkerrors.ErrKeyNotFound.ABCICode(), "rpc error: not found: key not found"), client.ErrNotFound},
		{"gRPC", client.GRPCError(t.Context(), method, jobtypes.ErrNoJob.Wrap("job 7")), jobtypes.ErrNoJob},
		{"gRPC, not found", client.GRPCError(t.Context(), method, status.Error(codes.NotFound, "nothing")), client.ErrNotFound},
		{"gRPC, away", client.GRPCError(t.Context(), method, status.Error(codes.Unavailable, "")), client.ErrUnreachable},
		{"gRPC, other", client.GRPCError(t.Context(), method, status.Error(codes.Internal, "")), client.ErrRefused},
	} {
		t.Run(tc.name, func(t *testing.T) { require.ErrorIs(t, tc.err, tc.want) })
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, client.GRPCError(ctx, method, status.Error(codes.Canceled, "")), context.Canceled)
	require.NoError(t, client.GRPCError(ctx, method, nil))
}
