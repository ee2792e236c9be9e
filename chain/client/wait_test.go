// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"context"
	"testing"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/chain/client"
)

func send(c *client.Client) sdk.Msg {
	return &banktypes.MsgSend{FromAddress: c.Sender().Address(), ToAddress: c.Sender().Address(), Amount: sdk.NewCoins(sdk.NewInt64Coin("uweft", 1))}
}

// TestOnce sends messages through every kind of failure: each is executed once, in no more transactions than it takes.
func TestOnce(t *testing.T) {
	for _, tc := range []struct {
		name    string
		prepare func(*stub)
		// transactions is how many different ones are made for the one message.
		transactions int
	}{
		{"nothing fails", func(*stub) {}, 1},
		{"the node loses it once", func(s *stub) { s.leaky = 1 }, 1},
		{"the answer is lost", func(s *stub) { s.deaf = 1 }, 1},
		{"the answer and the transaction are lost", func(s *stub) { s.deaf, s.leaky = 1, 1 }, 1},
		{"no index", func(s *stub) { s.noIndex = true }, 1},
		{"no index, the node loses it once", func(s *stub) { s.noIndex, s.leaky = true, 1 }, 1},
		{"the index misses it", func(s *stub) { s.lossyIndex = true }, 1},
		{"it expires", func(s *stub) { s.leaky = 4 }, 2},
		{"no index, it expires", func(s *stub) { s.noIndex, s.leaky = true, 4 }, 2},
	} {
		for _, unordered := range []bool{false, true} {
			name := tc.name
			if unordered {
				name += ", unordered"
			}
			t.Run(name, func(t *testing.T) {
				s, c := newStub(t)
				tc.prepare(s)
				s.run(t)
				res, err := c.Send(t.Context(), client.Tx{Messages: []sdk.Msg{send(c)}, Unordered: unordered})
				require.NoError(t, err)
				require.EqualValues(t, 60, res.GasUsed)
				require.Len(t, res.Responses, 1)
				require.Equal(t, 1, s.executed())
				if !unordered || tc.transactions == 1 { // an unordered one lives by the clock: it may be found again in time
					require.Equal(t, tc.transactions, s.transactions())
				}
			})
		}
	}
}

// TestForgotten lets a node forget a mempool of several transactions of one key: the same ones are sent again, in order.
func TestForgotten(t *testing.T) {
	const n = 5
	s, c := newStub(t)
	var g errgroup.Group
	for range n {
		g.Go(func() error {
			_, err := c.Submit(t.Context(), send(c))
			return err
		})
	}
	require.Eventually(t, func() bool { return s.waiting() == n }, 5*time.Second, time.Millisecond)
	s.forget()
	s.run(t)
	require.NoError(t, g.Wait())
	require.Equal(t, n, s.executed())
	require.Equal(t, n, s.transactions(), "nothing was signed anew")
}

// TestForgottenByNext lets the next Submit find out that the node has forgotten what was sent before.
func TestForgottenByNext(t *testing.T) {
	s, c := newStub(t)
	var g errgroup.Group
	submit := func() {
		g.Go(func() error {
			_, err := c.Submit(t.Context(), send(c))
			return err
		})
	}
	submit()
	require.Eventually(t, func() bool { return s.waiting() == 1 }, 5*time.Second, time.Millisecond)
	s.forget()
	submit()
	require.Eventually(t, func() bool { return s.waiting() == 2 }, 5*time.Second, time.Millisecond)
	s.run(t)
	require.NoError(t, g.Wait())
	require.Equal(t, 2, s.executed())
}

// TestSequenceOfOthers uses up sequence numbers behind the client's back.
func TestSequenceOfOthers(t *testing.T) {
	for _, vague := range []bool{false, true} {
		s, c := newStub(t)
		s.vague = vague
		s.run(t)
		for range 3 {
			_, err := c.Submit(t.Context(), send(c))
			require.NoError(t, err)
			s.set(func() { s.sequence += 4 })
		}
		require.Equal(t, 3, s.executed())
	}
}

// TestDearer makes a transaction dearer after it was simulated: it is sent once more, with room, unless it goes beyond that too or the
// caller fixed the gas.
func TestDearer(t *testing.T) {
	for _, c := range []struct {
		need, gas uint64
		sent      int
		err       error
	}{
		{need: 84, sent: 1}, // 60 times 1.4
		{need: 85, sent: 2},
		{need: 169, sent: 2, err: sdkerrors.ErrOutOfGas},
		{need: 85, gas: 84, sent: 1, err: sdkerrors.ErrOutOfGas},
	} {
		s, cl := newStub(t)
		s.need = c.need
		s.run(t)
		_, err := cl.Send(t.Context(), client.Tx{Messages: []sdk.Msg{send(cl)}, Gas: c.gas})
		require.ErrorIs(t, err, c.err)
		require.Equal(t, c.sent, s.transactions(), "%+v", c)
	}
}

// TestUnknownOutcome ends a wait early: the transaction is named, and can be waited for again, whatever becomes of it.
func TestUnknownOutcome(t *testing.T) {
	for _, lost := range []bool{false, true} {
		s, c := newStub(t)
		if lost {
			s.leaky = 100
		}
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		_, err := c.Submit(ctx, send(c))
		cancel()
		require.ErrorIs(t, err, client.ErrOutcomeUnknown)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.NotErrorIs(t, err, client.ErrRefused)
		var unknown *client.UnknownOutcomeError
		require.ErrorAs(t, err, &unknown)
		_, err = c.Lookup(t.Context(), unknown.TxHash)
		require.ErrorIs(t, err, client.ErrNotFound)

		s.run(t)
		res, err := c.Resolve(t.Context(), unknown)
		if lost {
			require.ErrorIs(t, err, client.ErrExpired)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, unknown.TxHash, res.TxHash)
	}
}

// TestAway asks a node that is away: nothing is sent, and the error says so.
func TestAway(t *testing.T) {
	s, c := newStub(t)
	s.set(func() { s.down = true })
	_, err := c.Submit(t.Context(), send(c))
	require.ErrorIs(t, err, client.ErrUnreachable)
	require.NotErrorIs(t, err, client.ErrOutcomeUnknown)
	require.Zero(t, s.transactions())
}
