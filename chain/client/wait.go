// SPDX-License-Identifier: Apache-2.0

package client

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
)

const (
	// resendBlocks is after how many blocks without it a transaction is handed to the node again.
	resendBlocks = 3
	// maxExpired bounds how often the messages of an expired transaction are signed anew.
	maxExpired = 2
	// shortGas is what the estimate is multiplied with once the gas did not suffice: others changed the state since it was simulated.
	shortGas = 2
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
	expired, short := 0, false
	for {
		if err := s.c.heads.usable(); err != nil {
			return nil, err
		}
		gas := tx.Gas
		if gas == 0 {
			if gas, err = s.gas(ctx, tx); err != nil {
				return nil, err
			}
			if short {
				gas *= shortGas
			}
		}
		out, err := s.hand(ctx, tx, gas)
		if err != nil {
			return nil, err
		}
		res, err := s.c.await(ctx, s.account, out)
		switch {
		case errors.Is(err, ErrExpired) && expired < maxExpired:
			expired++
		case errors.Is(err, sdkerrors.ErrOutOfGas) && tx.Gas == 0 && !short:
			short = true
		default:
			return res, err
		}
		s.c.log.Info("transaction signed anew", "tx", out.hashString(), "account", s.Address(), "err", err)
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
		if out.sent(err) {
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
	return strings.Contains(text, "unordered tx ttl exceeds") || nonceUsed(text) || overtaken(text)
}

// nonceUsed reads a refusal of an unordered transaction whose timeout another one had, or the same one earlier.
func nonceUsed(text string) bool { return strings.Contains(text, "failed to add unordered nonce") }

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
			return nil, &UnknownOutcomeError{TxHash: tx.hashString(), cause: context.Cause(ctx), last: err, account: a, tx: tx}
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
	err := c.broadcast(ctx, tx)
	c.log.Debug("transaction sent again", "tx", tx.hashString(), "unordered", tx.unordered, "sequence", tx.sequence, "err", err)
	if err == nil {
		tx.unsure, tx.doubt = false, false
		return
	}
	expected, ok := expectedSequence(err)
	switch {
	case errors.Is(err, errSeen):
		tx.unsure, tx.doubt = false, true
	case tx.unordered:
		tx.doubt = nonceUsed(err.Error())
	case !ok:
	case expected > tx.sequence:
		tx.doubt = true
	case expected < tx.sequence && a.lock(ctx) == nil:
		defer a.unlock()
		a.replay(ctx, expected)
	}
}

// Resolve waits on for the outcome of a transaction whose Submit ended too early: its result, the chain's refusal, or ErrExpired if it was
// not executed and never will be. One goroutine at a time may wait for a transaction.
func (c *Client) Resolve(ctx context.Context, unknown *UnknownOutcomeError) (*Result, error) {
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	return c.await(ctx, unknown.account, unknown.tx)
}
