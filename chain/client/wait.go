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
	"time"

	"github.com/cometbft/cometbft/crypto/tmhash"
	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	cmttypes "github.com/cometbft/cometbft/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
)

const (
	// resendBlocks is after how many blocks without it a transaction is handed to the node again.
	resendBlocks = 3
	// maxExpired bounds how often the messages of an expired transaction are signed anew.
	maxExpired = 2
	// maxLookupPause bounds the growing pause between lookups within one block.
	maxLookupPause = 500 * time.Millisecond
)

// Send sends a transaction and waits until a block has executed it.
func (s *Sender) Send(ctx context.Context, tx Tx) (*Result, error) {
	ctx, cancel := s.c.bounded(ctx)
	defer cancel()
	res, err := s.send(ctx, tx)
	if err != nil && !errors.Is(err, ErrOutcomeUnknown) && errors.Is(context.Cause(ctx), ErrClosed) {
		return nil, fmt.Errorf("%w: %w", ErrClosed, err)
	}
	return res, err
}

func (s *Sender) send(ctx context.Context, tx Tx) (*Result, error) {
	msgs, err := s.wrap(tx.Messages)
	if err != nil {
		return nil, err
	}
	tx.Messages = msgs
	for expired := 0; ; expired++ {
		if err := s.c.heads.usable(); err != nil {
			return nil, err
		}
		gas := tx.Gas
		if gas == 0 {
			if gas, err = s.gas(ctx, tx); err != nil {
				return nil, err
			}
		}
		out, err := s.hand(ctx, tx, gas)
		if err != nil {
			return nil, err
		}
		res, err := s.c.await(ctx, s.account, out)
		if !errors.Is(err, ErrExpired) || expired == maxExpired {
			return res, err
		}
		s.c.log.Info("transaction expired, signed anew", "tx", out.hashString(), "account", s.Address())
	}
}

// gas simulates, again if the node cannot yet.
func (s *Sender) gas(ctx context.Context, tx Tx) (uint64, error) {
	for try := 0; ; try++ {
		gas, err := s.simulate(ctx, tx)
		if err == nil || try == maxTries || !young(err) && !errors.Is(err, sdkerrors.ErrPanic) {
			return gas, err
		}
		if err := sleep(ctx, backoff(try)); err != nil {
			return 0, err
		}
	}
}

// hand signs a transaction and hands it to the node.
func (s *Sender) hand(ctx context.Context, tx Tx, gas uint64) (*signed, error) {
	if !tx.Unordered {
		return s.account.send(ctx, func(number, sequence uint64) (*signed, error) { return s.sign(ctx, tx, gas, number, sequence) })
	}
	number, err := s.account.fixedNumber(ctx)
	if err != nil {
		return nil, err
	}
	for try := 0; ; try++ {
		out, err := s.sign(ctx, tx, gas, number, 0)
		if err != nil {
			return nil, err
		}
		err = s.c.broadcast(ctx, out)
		if err == nil || errors.Is(err, errLost) {
			out.unsure = err != nil
			return out, nil
		}
		if try == maxTries || !young(err) && !errors.Is(err, ErrBusy) {
			return nil, err
		}
		if err := sleep(ctx, backoff(try)); err != nil {
			return nil, err
		}
	}
}

// fixedNumber returns the account's number, which never changes.
func (a *account) fixedNumber(ctx context.Context) (uint64, error) {
	if err := a.lock(ctx); err != nil {
		return 0, err
	}
	defer a.unlock()
	if err := a.load(ctx); err != nil {
		return 0, err
	}
	return a.number, nil
}

// young reports a refusal of an unordered transaction's timeout that another timeout, or the next block, cures: a node that has just
// started takes every timeout for too far away, and another program that uses the key may have used the same one.
func young(err error) bool {
	if !errors.Is(err, sdkerrors.ErrInvalidRequest) {
		return false
	}
	text := err.Error()
	return strings.Contains(text, "unordered tx ttl exceeds") || strings.Contains(text, "failed to add unordered nonce") || overtaken(text)
}

// overtaken reads a refusal of an unordered transaction whose time had passed.
func overtaken(text string) bool {
	return strings.Contains(text, "timeout_timestamp that has already passed")
}

// await waits for a transaction's outcome, and hands it to the node again if it seems lost.
func (c *Client) await(ctx context.Context, a *account, tx *signed) (*Result, error) {
	head, changed := c.heads.watch()
	resend := head.Height + resendBlocks
	pause := firstBackoff
	for {
		res, err := c.outcome(ctx, a, tx, head)
		var refused *RefusedError
		switch known := res != nil || errors.Is(err, ErrExpired) || errors.Is(err, ErrDecode) || errors.As(err, &refused); {
		case known:
			a.settle(tx, !errors.Is(err, ErrExpired))
			return res, err
		case ctx.Err() == nil && (tx.unsure || head.Height >= resend):
			c.resend(ctx, a, tx)
			resend = head.Height + resendBlocks
		}
		t := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			t.Stop()
			return nil, &UnknownOutcomeError{TxHash: tx.hashString(), cause: fmt.Errorf("%w (%v)", context.Cause(ctx), err), account: a, tx: tx}
		case <-changed:
			t.Stop()
			head, changed = c.heads.watch()
			pause = firstBackoff
		case <-t.C:
			pause = min(2*pause, maxLookupPause)
		}
	}
}

// resend hands a transaction to the node once more.
func (c *Client) resend(ctx context.Context, a *account, tx *signed) {
	c.log.Debug("transaction sent again", "tx", tx.hashString())
	err := c.broadcast(ctx, tx)
	if err == nil {
		tx.unsure = false
		return
	}
	expected, ok := expectedSequence(err)
	if tx.unordered || !ok || expected >= tx.sequence || a.lock(ctx) != nil {
		return
	}
	defer a.unlock()
	a.replay(ctx, expected)
}

// Resolve waits on for the outcome of a transaction whose Submit ended too early: its result, the chain's refusal, or ErrExpired if it was
// not executed and never will be.
func (c *Client) Resolve(ctx context.Context, unknown *UnknownOutcomeError) (*Result, error) {
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	return c.await(ctx, unknown.account, unknown.tx)
}

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
	case errors.Is(err, errNoIndex):
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
