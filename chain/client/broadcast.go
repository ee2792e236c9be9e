// SPDX-License-Identifier: Apache-2.0

package client

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/cometbft/cometbft/mempool"
	"github.com/cometbft/cometbft/rpc/core"
	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
)

// errLost: a transaction was handed to the node and no answer came back. The node may have it.
var errLost = errors.New("no answer to a broadcast")

// errSeen: the node has seen a transaction before. It is in the mempool, or in a block already.
var errSeen = errors.New("seen before")

// broadcast hands a transaction to the node. It returns nil or errSeen if the node has it, a *RefusedError or ErrBusy if it does not want
// it, ErrUnreachable if it never got it, and errLost otherwise. The same transaction may be handed over any number of times.
func (c *Client) broadcast(ctx context.Context, tx *signed) error {
	res, err := ask(ctx, c, "broadcast", func(ctx context.Context) (*coretypes.ResultBroadcastTx, error) {
		return c.node.BroadcastTxSync(ctx, tx.bytes)
	})
	if err != nil {
		return c.broadcastError(tx, err)
	}
	refused := &RefusedError{Codespace: res.Codespace, Code: res.Code, Log: res.Log, TxHash: tx.hashString()}
	switch {
	case res.Code == 0:
		return nil
	case errors.Is(refused, sdkerrors.ErrTxInMempoolCache):
		return errSeen
	case errors.Is(refused, sdkerrors.ErrMempoolIsFull):
		return fmt.Errorf("%w: %s", ErrBusy, res.Log)
	case errors.Is(refused, sdkerrors.ErrPanic):
		return broken(refused)
	}
	return refused
}

// broadcastError sorts the error of a broadcast that the application did not answer. The mempool's own errors arrive as text.
func (c *Client) broadcastError(tx *signed, err error) error {
	text := answered(err)
	if text == "" {
		if neverSent(err) {
			return err
		}
		return fmt.Errorf("%w: %w", errLost, err)
	}
	says := func(texts ...string) bool {
		for _, t := range texts {
			if strings.Contains(text, t) {
				return true
			}
		}
		return false
	}
	switch {
	case says(mempool.ErrTxInCache.Error(), mempool.ErrSeenTx.Error()):
		return errSeen
	case says("mempool is full", mempool.ErrRecheckFull.Error()):
		return fmt.Errorf("%w: %s", ErrBusy, text)
	case says(core.ErrEndpointClosedCatchingUp.Error()):
		return fmt.Errorf("%w: %s", ErrSyncing, text)
	case says("broadcast confirmation not received"):
		return fmt.Errorf("%w: %w", errLost, err)
	}
	return &RefusedError{Log: text, TxHash: tx.hashString()}
}
