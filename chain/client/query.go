// SPDX-License-Identifier: Apache-2.0

package client

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"

	rpcclient "github.com/cometbft/cometbft/rpc/client"
	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	grpctypes "github.com/cosmos/cosmos-sdk/types/grpc"
	"github.com/cosmos/cosmos-sdk/types/query"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"
	gogogrpc "github.com/cosmos/gogoproto/grpc"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"

	beacontypes "github.com/weft-network/weft/x/beacon/types"
	breakertypes "github.com/weft-network/weft/x/breaker/types"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// Beacon returns the queries of x/beacon.
func (c *Client) Beacon() beacontypes.QueryClient { return beacontypes.NewQueryClient(c.conn) }

// Breaker returns the queries of x/breaker.
func (c *Client) Breaker() breakertypes.QueryClient { return breakertypes.NewQueryClient(c.conn) }

// Bridge returns the queries of x/bridge.
func (c *Client) Bridge() bridgetypes.QueryClient { return bridgetypes.NewQueryClient(c.conn) }

// Job returns the queries of x/job.
func (c *Client) Job() jobtypes.QueryClient { return jobtypes.NewQueryClient(c.conn) }

// Dispute returns the queries of x/dispute.
func (c *Client) Dispute() disputetypes.QueryClient { return disputetypes.NewQueryClient(c.conn) }

// Stake returns the queries of x/stake.
func (c *Client) Stake() staketypes.QueryClient { return staketypes.NewQueryClient(c.conn) }

// Reward returns the queries of x/reward.
func (c *Client) Reward() rewardtypes.QueryClient { return rewardtypes.NewQueryClient(c.conn) }

// Auth returns the queries of x/auth: accounts.
func (c *Client) Auth() authtypes.QueryClient { return authtypes.NewQueryClient(c.conn) }

// Bank returns the queries of x/bank: balances.
func (c *Client) Bank() banktypes.QueryClient { return banktypes.NewQueryClient(c.conn) }

// Authz returns the queries of x/authz: what a key may do for another.
func (c *Client) Authz() authz.QueryClient { return authz.NewQueryClient(c.conn) }

// Feegrant returns the queries of x/feegrant: who pays for whom.
func (c *Client) Feegrant() feegrant.QueryClient { return feegrant.NewQueryClient(c.conn) }

// Conn is the connection of all queries, for modules without an accessor.
func (c *Client) Conn() gogogrpc.ClientConn { return c.conn }

// AtHeight makes the queries under a context see the state after a height.
func AtHeight(ctx context.Context, height int64) context.Context {
	return metadata.AppendToOutgoingContext(ctx, grpctypes.GRPCBlockHeightHeader, strconv.FormatInt(height, 10))
}

// maxPage is how many items are asked for at once.
const maxPage = 100

// PageRequest is the SDK's, for callers who have no other use for the SDK.
type PageRequest = query.PageRequest

// PageResponse is the SDK's.
type PageResponse = query.PageResponse

// Pages iterates over the items of all pages of a query. fetch sends the query with the page it is given. An error ends the iteration.
func Pages[T any](ctx context.Context, fetch func(context.Context, *PageRequest) ([]T, *PageResponse, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		req := &query.PageRequest{Limit: maxPage}
		for {
			items, page, err := fetch(ctx, req)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
			if page == nil || len(page.NextKey) == 0 {
				return
			}
			req = &query.PageRequest{Key: page.NextKey, Limit: maxPage}
		}
	}
}

// abciConn carries queries over a node's RPC.
type abciConn struct{ c *Client }

var errStream = errors.New("queries do not stream")

// NewStream implements gogogrpc.ClientConn.
func (abciConn) NewStream(context.Context, *grpc.StreamDesc, string, ...grpc.CallOption) (grpc.ClientStream, error) {
	return nil, errStream
}

// Invoke implements gogogrpc.ClientConn.
func (a abciConn) Invoke(ctx context.Context, method string, req, reply any, opts ...grpc.CallOption) error {
	codec := a.c.enc.cdc.GRPCCodec()
	data, err := codec.Marshal(req)
	if err != nil {
		return fmt.Errorf("query %s: %w", method, err)
	}
	height, err := queryHeight(ctx)
	if err != nil {
		return fmt.Errorf("query %s: %w", method, err)
	}
	res, err := ask(ctx, a.c, "query "+method, func(ctx context.Context) (*coretypes.ResultABCIQuery, error) {
		return a.c.node.ABCIQueryWithOptions(ctx, method, data, rpcclient.ABCIQueryOptions{Height: height})
	})
	if err != nil {
		return err
	}
	if r := res.Response; !r.IsOK() {
		return fmt.Errorf("query %s: %w", method, queryError(method, r.Codespace, r.Code, r.Log))
	}
	if err := codec.Unmarshal(res.Response.Value, reply); err != nil {
		return fmt.Errorf("%w: query %s: %w", ErrDecode, method, err)
	}
	for _, opt := range opts {
		if header, ok := opt.(grpc.HeaderCallOption); ok {
			*header.HeaderAddr = metadata.Pairs(grpctypes.GRPCBlockHeightHeader, strconv.FormatInt(res.Response.Height, 10))
		}
	}
	return codectypes.UnpackInterfaces(reply, a.c.enc.registry)
}

func queryHeight(ctx context.Context) (int64, error) {
	md, _ := metadata.FromOutgoingContext(ctx)
	values := md.Get(grpctypes.GRPCBlockHeightHeader)
	if len(values) == 0 {
		return 0, nil
	}
	return strconv.ParseInt(values[len(values)-1], 10, 64)
}

// grpcConn carries queries over gRPC.
type grpcConn struct {
	*grpc.ClientConn
	c *Client
}

func (c *Client) dialGRPC(address string) (*grpcConn, error) {
	creds := insecure.NewCredentials()
	target, secure := strings.CutPrefix(address, "https://")
	if secure {
		creds = credentials.NewTLS(&tls.Config{MinVersion: tls.VersionTLS12})
	}
	conn, err := grpc.NewClient(strings.TrimPrefix(target, "http://"), grpc.WithTransportCredentials(creds),
		grpc.WithDefaultCallOptions(grpc.ForceCodec(c.enc.cdc.GRPCCodec())))
	if err != nil {
		return nil, fmt.Errorf("%w: gRPC address %q: %w", ErrConfig, address, err)
	}
	return &grpcConn{conn, c}, nil
}

// Invoke implements gogogrpc.ClientConn.
func (g *grpcConn) Invoke(ctx context.Context, method string, req, reply any, opts ...grpc.CallOption) error {
	bounded, cancel := context.WithTimeout(ctx, g.c.cfg.RequestTimeout)
	defer cancel()
	if err := g.ClientConn.Invoke(bounded, method, req, reply, opts...); err != nil {
		return grpcError(ctx, method, err)
	}
	return codectypes.UnpackInterfaces(reply, g.c.enc.registry)
}
