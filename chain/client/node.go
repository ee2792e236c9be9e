// SPDX-License-Identifier: Apache-2.0

package client

import (
	"context"
	"errors"
	"net/http"

	cmtbytes "github.com/cometbft/cometbft/libs/bytes"
	rpcclient "github.com/cometbft/cometbft/rpc/client"
	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	jsonrpc "github.com/cometbft/cometbft/rpc/jsonrpc/client"
	cmttypes "github.com/cometbft/cometbft/types"
)

// node is what this package asks of a node's RPC.
type node interface {
	Status(ctx context.Context) (*coretypes.ResultStatus, error)
	Header(ctx context.Context, height *int64) (*coretypes.ResultHeader, error)
	Block(ctx context.Context, height *int64) (*coretypes.ResultBlock, error)
	BlockResults(ctx context.Context, height *int64) (*coretypes.ResultBlockResults, error)
	Tx(ctx context.Context, hash []byte, prove bool) (*coretypes.ResultTx, error)
	BroadcastTxSync(ctx context.Context, tx cmttypes.Tx) (*coretypes.ResultBroadcastTx, error)
	ABCIQueryWithOptions(
		ctx context.Context, path string, data cmtbytes.HexBytes, opts rpcclient.ABCIQueryOptions,
	) (*coretypes.ResultABCIQuery, error)
}

var _ node = (*rpchttp.HTTP)(nil)

// keptConnections is how many connections stay open for the next request; a client with many transactions on their way asks often.
const keptConnections = 32

// dialNode returns a node and a function that drops its idle connections.
func dialNode(url string) (node, func(), error) {
	hc, err := jsonrpc.DefaultHTTPClient(url)
	if err != nil {
		return nil, nil, err
	}
	if t, ok := hc.Transport.(*http.Transport); ok {
		t.MaxIdleConnsPerHost = keptConnections
	}
	n, err := rpchttp.NewWithClient(url, websocketPath, hc)
	return n, hc.CloseIdleConnections, err
}

// ask bounds one request to the node and sorts its error. A connection that failed may lead to a node that has stopped and does not know:
// none is kept then.
func ask[T any](ctx context.Context, c *Client, what string, request func(context.Context) (T, error)) (T, error) {
	bounded, cancel := context.WithTimeout(ctx, c.cfg.RequestTimeout)
	defer cancel()
	out, err := request(bounded)
	if err = requestError(ctx, what, err); errors.Is(err, ErrUnreachable) {
		c.reset()
	}
	return out, err
}
