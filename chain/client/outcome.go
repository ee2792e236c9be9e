// SPDX-License-Identifier: Apache-2.0

package client

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cometbft/cometbft/crypto/tmhash"
	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	cmttypes "github.com/cometbft/cometbft/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
)

// Lookup returns the result of a transaction by its hash, the chain's refusal of it, or ErrNotFound: no block that the node has indexed
// holds it, which may yet change.
func (c *Client) Lookup(ctx context.Context, hash string) (*Result, error) {
	bz, err := hex.DecodeString(hash)
	if err != nil || len(bz) != tmhash.Size {
		return nil, fmt.Errorf("%w: transaction hash %q; %d hex digits name a transaction", ErrNotFound, hash, 2*tmhash.Size)
	}
	found, err := c.indexed(ctx, bz)
	if err != nil {
		return nil, err
	}
	return c.result(found)
}

var errNoIndex = errors.New("the node does not index transactions")

// indexed asks the node's index of transactions.
func (c *Client) indexed(ctx context.Context, hash []byte) (*coretypes.ResultTx, error) {
	found, err := ask(ctx, c, "look up a transaction", func(ctx context.Context) (*coretypes.ResultTx, error) {
		return c.node.Tx(ctx, hash, false)
	})
	switch {
	case err == nil:
		return found, nil
	case strings.Contains(answered(err), "transaction indexing is disabled"):
		return nil, errNoIndex
	case strings.Contains(answered(err), "not found"):
		return nil, fmt.Errorf("%w: transaction %X", ErrNotFound, hash)
	}
	return nil, err
}

// outcome returns what became of a transaction: a result, a refusal, ErrExpired; or another error while it is not certain.
func (c *Client) outcome(ctx context.Context, a *account, tx *signed, head Head) (*Result, error) {
	found, err := c.indexed(ctx, tx.hash)
	if err == nil {
		var res *Result
		if res, err = c.verdict(tx, found); !errors.Is(err, ErrNotFound) {
			return res, err
		}
	}
	switch {
	case errors.Is(err, errNoIndex), errors.Is(err, ErrNotFound) && tx.doubt: // an index may miss the last block before a node stopped
		return c.search(ctx, tx, head)
	case !errors.Is(err, ErrNotFound) || !tx.expired(head):
		return nil, err
	}
	// An index lags behind, so it cannot say that a transaction is in no block. An unused sequence can.
	if !tx.unordered {
		info, err := a.info(AtHeight(ctx, head.Height))
		if err != nil {
			return nil, err
		}
		if info.Sequence <= tx.sequence {
			return nil, tx.expiredError()
		}
	}
	return c.search(ctx, tx, head)
}

func (t *signed) expiredError() error {
	return fmt.Errorf("%w: transaction %s; send it again", ErrExpired, t.hashString())
}

// search reads the blocks that may hold a transaction, those up to head that it has not read before.
func (c *Client) search(ctx context.Context, tx *signed, head Head) (*Result, error) {
	for tx.scanned < head.Height {
		height := tx.scanned + 1
		if !tx.unordered && height > tx.lastHeight {
			break
		}
		block, err := ask(ctx, c, "block", func(ctx context.Context) (*coretypes.ResultBlock, error) { return c.node.Block(ctx, &height) })
		if err != nil {
			return nil, err
		}
		if tx.unordered && block.Block.Time.After(tx.lastTime) {
			break
		}
		i := slices.IndexFunc(block.Block.Txs, func(bz cmttypes.Tx) bool { return bytes.Equal(bz.Hash(), tx.hash) })
		if i >= 0 {
			if res, err := c.executed(ctx, tx, height, i); !errors.Is(err, ErrNotFound) {
				return res, err
			}
		}
		tx.scanned = height
	}
	if tx.expired(head) {
		return nil, tx.expiredError()
	}
	return nil, fmt.Errorf("%w: transaction %s", ErrNotFound, tx.hashString())
}

// executed returns the verdict on the transaction with an index in a block.
func (c *Client) executed(ctx context.Context, tx *signed, height int64, index int) (*Result, error) {
	res, err := ask(ctx, c, "block results", func(ctx context.Context) (*coretypes.ResultBlockResults, error) {
		return c.node.BlockResults(ctx, &height)
	})
	if err != nil {
		return nil, err
	}
	if index >= len(res.TxsResults) {
		return nil, fmt.Errorf("%w: block %d has %d results and a transaction %d", ErrDecode, height, len(res.TxsResults), index)
	}
	return c.verdict(tx, &coretypes.ResultTx{
		Hash: tx.hash, Height: height, Index: uint32(index), TxResult: *res.TxsResults[index], Tx: tx.bytes,
	})
}

// verdict judges a transaction found in a block. One that came too late was not executed, and one before its turn may yet be (ErrNotFound):
// neither used up its sequence.
func (c *Client) verdict(tx *signed, found *coretypes.ResultTx) (*Result, error) {
	res, err := c.result(found)
	switch {
	case err == nil:
		return res, nil
	case errors.Is(err, sdkerrors.ErrTxTimeoutHeight), errors.Is(err, sdkerrors.ErrTxTimeout), tx.unordered && overtaken(err.Error()):
		return nil, tx.expiredError()
	case !tx.unordered && errors.Is(err, sdkerrors.ErrWrongSequence):
		return nil, fmt.Errorf("%w: transaction %s was in block %d before its turn", ErrNotFound, tx.hashString(), found.Height)
	}
	return res, err
}
