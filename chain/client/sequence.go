// SPDX-License-Identifier: Apache-2.0

package client

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"sync"
	"time"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
)

// sequences gives out the sequence numbers of one account.
//
// A number is given out when a transaction is signed, and the transaction stays in flight until its outcome is certain. A number in
// flight is not given out again, so what waits for an answer is never replaced; if the chain has not seen it, the same bytes are sent
// again.
type sequences struct {
	mu sync.Mutex
	// next is what the chain expects, as far as is known.
	next   uint64
	flight map[uint64]*signed
}

// free returns the lowest number that the chain may accept and that no transaction in flight has.
func (s *sequences) free() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.next
	for s.flight[n] != nil {
		n++
	}
	return n
}

// take puts a signed transaction in flight.
func (s *sequences) take(tx *signed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flight[tx.sequence] = tx
}

// drop frees the number of a transaction that will not be executed.
func (s *sequences) drop(tx *signed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.flight[tx.sequence] == tx {
		delete(s.flight, tx.sequence)
	}
}

// landed notes that a block holds a transaction. All numbers up to its own are used up, by whomever.
func (s *sequences) landed(tx *signed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = max(s.next, tx.sequence+1)
	for n := range s.flight {
		if n <= tx.sequence {
			delete(s.flight, n)
		}
	}
}

// expect notes what the chain said that it expects.
func (s *sequences) expect(n uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = n
}

// run returns the transactions in flight with number n and those that follow without a gap.
func (s *sequences) run(n uint64) []*signed {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []*signed
	for ; s.flight[n] != nil; n++ {
		out = append(out, s.flight[n])
	}
	return out
}

// account is one signing account. Its transactions are signed and handed to the node one at a time, in the order of their numbers.
type account struct {
	c       *Client
	address string
	// turn holds one token: who has it signs and sends.
	turn chan struct{}
	seq  sequences
	// number and loaded are used by who has the turn.
	number uint64
	loaded bool
}

// account returns the account of an address; senders with one key share it.
func (c *Client) account(address string) *account {
	c.mu.Lock()
	defer c.mu.Unlock()
	a := c.accounts[address]
	if a == nil {
		a = &account{c: c, address: address, turn: make(chan struct{}, 1), seq: sequences{flight: map[uint64]*signed{}}}
		c.accounts[address] = a
	}
	return a
}

func (a *account) lock(ctx context.Context) error {
	select {
	case a.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (a *account) unlock() { <-a.turn }

// load asks the chain for the account's number and sequence, once.
func (a *account) load(ctx context.Context) error {
	if a.loaded {
		return nil
	}
	info, err := a.info(ctx)
	if err != nil {
		return err
	}
	a.number = info.AccountNumber
	a.seq.expect(info.Sequence)
	a.loaded = true
	return nil
}

func (a *account) info(ctx context.Context) (*authtypes.BaseAccount, error) {
	res, err := a.c.Auth().AccountInfo(ctx, &authtypes.QueryAccountInfoRequest{Address: a.address})
	if errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("%w: %s; send it some coins first", ErrAccount, a.address)
	}
	if err != nil {
		return nil, err
	}
	return res.Info, nil
}

// maxTries bounds how often a transaction is signed and offered to the node before its refusal stands.
const maxTries = 8

// send signs a transaction with the next free sequence and hands it to the node. The transaction it returns may be in the mempool, and
// stays in flight until settle. One that the node refused is not: a refusal before anything else was sent keeps it out of every block.
func (a *account) send(ctx context.Context, sign func(number, sequence uint64) (*signed, error)) (*signed, error) {
	if err := a.lock(ctx); err != nil {
		return nil, err
	}
	defer a.unlock()
	for try := 0; ; try++ {
		if err := a.load(ctx); err != nil {
			return nil, err
		}
		tx, err := sign(a.number, a.seq.free())
		if err != nil {
			return nil, err
		}
		a.seq.take(tx)
		err = a.c.broadcast(ctx, tx)
		if tx.sent(err) {
			return tx, nil
		}
		a.seq.drop(tx)
		if try == maxTries || !a.recover(ctx, err) {
			return nil, err
		}
		if err := sleep(ctx, backoff(try)); err != nil {
			return nil, err
		}
	}
}

// recover prepares another try after a refusal and reports whether there is a point in it.
func (a *account) recover(ctx context.Context, err error) bool {
	if errors.Is(err, ErrBusy) {
		return true
	}
	if !errors.Is(err, sdkerrors.ErrWrongSequence) {
		return false
	}
	expected, ok := expectedSequence(err)
	if !ok {
		a.loaded = false
		return true
	}
	a.replay(ctx, expected)
	return true
}

// replay tells the sequences what the chain expects, and sends it what it has lost: a node forgets its mempool when it restarts, and all
// that follows a forgotten transaction with it. Who calls has the turn.
func (a *account) replay(ctx context.Context, expected uint64) {
	a.seq.expect(expected)
	for _, tx := range a.seq.run(expected) {
		a.c.log.Info("transaction sent again", "tx", tx.hashString(), "account", a.address, "sequence", tx.sequence)
		if err := a.c.broadcast(ctx, tx); err != nil && !errors.Is(err, errSeen) {
			if errors.Is(err, ErrRefused) && !errors.Is(err, sdkerrors.ErrWrongSequence) {
				a.seq.drop(tx) // its time is over; whoever waits for it finds out
			}
			return
		}
	}
}

// settle ends a transaction's flight.
func (a *account) settle(tx *signed, landed bool) {
	switch {
	case tx.unordered:
	case landed:
		a.seq.landed(tx)
	default:
		a.seq.drop(tx)
	}
}

// mismatch is what the SDK says about a wrong sequence.
var mismatch = regexp.MustCompile(`account sequence mismatch, expected (\d+), got (\d+)`)

// expectedSequence reads what the chain expects from a refusal.
func expectedSequence(err error) (uint64, bool) {
	m := mismatch.FindStringSubmatch(err.Error())
	if m == nil {
		return 0, false
	}
	n, err := strconv.ParseUint(m[1], 10, 64)
	return n, err == nil
}

const (
	firstBackoff = 20 * time.Millisecond
	maxBackoff   = time.Second
)

// backoff grows with every try up to a bound.
func backoff(try int) time.Duration { return min(firstBackoff<<min(try, 10), maxBackoff) }
