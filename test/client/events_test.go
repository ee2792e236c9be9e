// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"testing"
	"time"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/chain/client"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// recorder keeps the blocks that Follow delivers, and demands that none is missing, twice there or out of order.
type recorder struct {
	next   int64
	blocks []client.Block
}

var errGap = errors.New("gap or duplicate")

func (r *recorder) handle(_ context.Context, b client.Block) error {
	if b.Height != r.next {
		return errGap
	}
	r.next++
	r.blocks = append(r.blocks, b)
	return nil
}

var errDone = errors.New("done")

// follow records the blocks from a height to another while work runs.
func follow(ctx context.Context, t *testing.T, c *client.Client, from int64, work func() int64) []client.Block {
	t.Helper()
	r := &recorder{next: from}
	last := make(chan int64, 1)
	var until int64
	var g errgroup.Group
	g.Go(func() error {
		return c.Follow(ctx, from, func(ctx context.Context, b client.Block) error {
			if err := r.handle(ctx, b); err != nil {
				return err
			}
			select {
			case until = <-last:
			default:
			}
			if until > 0 && b.Height >= until {
				return errDone
			}
			return nil
		})
	})
	last <- work()
	require.ErrorIs(t, g.Wait(), errDone)
	return r.blocks
}

// requireSame compares what was delivered with what the chain has, block by block.
func requireSame(ctx context.Context, t *testing.T, c *client.Client, blocks []client.Block) {
	t.Helper()
	n := 0
	for _, b := range blocks {
		want, err := c.Block(ctx, b.Height)
		require.NoError(t, err)
		require.Equal(t, want.Events, b.Events, "events of block %d", b.Height)
		n += len(b.Events)
	}
	require.Positive(t, n, "no block had an event")
	t.Logf("%d blocks, %d events", len(blocks), n)
}

// TestEventsThroughCuts cuts all connections of a client again and again while transactions emit events.
func TestEventsThroughCuts(t *testing.T) {
	ctx, nw := start(t, devnet.Options{})
	c := open(ctx, t, nw, "alice")
	p := newProxy(t, nw.Node(0).RPC)
	weak := open(ctx, t, nw, "", func(cfg *client.Config) {
		cfg.Node = p.url()
		cfg.RequestTimeout = time.Second
	})
	_, err := c.Submit(ctx, register(ctx, t, c, "alice"))
	require.NoError(t, err)

	blocks := follow(ctx, t, weak, 1, func() int64 {
		for range 4 {
			_, err := c.Submit(ctx, &staketypes.MsgBond{Operator: c.Sender().Address(), Amount: coin(1)})
			require.NoError(t, err)
			p.cut()
			_, err = c.Submit(ctx, &staketypes.MsgBond{Operator: c.Sender().Address(), Amount: coin(2)})
			require.NoError(t, err)
			p.mend()
		}
		return c.Height() + 2
	})
	requireSame(ctx, t, c, blocks)
}

// TestRestart stops the only node while a client follows events and submits, and starts it again. Its mempool does not outlive that.
func TestRestart(t *testing.T) {
	ctx, nw := start(t, devnet.Options{Backend: dbm.PebbleDBBackend})
	c := open(ctx, t, nw, "alice")
	operator := c.Sender().Address()
	_, err := c.Submit(ctx, register(ctx, t, c, "alice"))
	require.NoError(t, err)

	const senders = 6
	blocks := follow(ctx, t, c, c.Height()+1, func() int64 {
		var g errgroup.Group
		for i := range senders {
			g.Go(func() error {
				for {
					submit := c.Submit
					if i%2 == 1 {
						submit = c.SubmitUnordered
					}
					_, err := submit(ctx, &staketypes.MsgBond{Operator: operator, Amount: coin(1)})
					if !errors.Is(err, client.ErrUnreachable) {
						return err // nothing was sent while the node was away: once more
					}
					time.Sleep(20 * time.Millisecond)
				}
			})
		}
		time.Sleep(30 * time.Millisecond)
		require.NoError(t, nw.Node(0).Stop())
		time.Sleep(300 * time.Millisecond)
		require.NoError(t, nw.Node(0).Start())
		require.NoError(t, g.Wait())
		return c.Height() + 2
	})
	requireSame(ctx, t, c, blocks)
	bonded := 0
	for _, b := range blocks {
		bonded += len(client.EventsOf[*staketypes.EventBonded](b.Events))
	}
	require.Equal(t, senders, bonded, "every message was executed once")
}

// TestLostAnswers loses the answer to every other broadcast: the client must find out what became of its transactions.
func TestLostAnswers(t *testing.T) {
	ctx, nw := start(t, devnet.Options{})
	n := 0
	srv := httptest.NewServer(newLossy(t, nw.Node(0).RPC, func(method string) bool {
		if method == "broadcast_tx_sync" {
			n++
		}
		return method == "broadcast_tx_sync" && n%2 == 1
	}))
	defer srv.Close()
	c := open(ctx, t, nw, "alice", func(cfg *client.Config) { cfg.Node = srv.URL })
	defer func() { require.NoError(t, c.Close()) }()
	before := balance(ctx, t, c, "bob")
	submitAll(ctx, t, 6, func(ctx context.Context) (*client.Result, error) { return c.Submit(ctx, pay("alice", "bob", 1)) })
	submitAll(ctx, t, 6, func(ctx context.Context) (*client.Result, error) {
		return c.SubmitUnordered(ctx, pay("alice", "bob", 1))
	})
	require.EqualValues(t, 12, balance(ctx, t, c, "bob")-before)
	require.GreaterOrEqual(t, n, 12)
}

// TestUnknownOutcome hides a transaction's outcome until the wait for it has ended.
func TestUnknownOutcome(t *testing.T) {
	ctx, nw := start(t, devnet.Options{})
	blind := true
	p := newLossy(t, nw.Node(0).RPC, func(method string) bool { return blind && method == "tx" })
	srv := httptest.NewServer(p)
	defer srv.Close()
	c := open(ctx, t, nw, "alice", func(cfg *client.Config) {
		cfg.Node, cfg.BroadcastTimeout = srv.URL, 2*time.Second
	})
	defer func() { require.NoError(t, c.Close()) }()
	before := balance(ctx, t, c, "bob")
	_, err := c.Submit(ctx, pay("alice", "bob", 1))
	require.ErrorIs(t, err, client.ErrOutcomeUnknown)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.NotErrorIs(t, err, client.ErrUnreachable)
	var unknown *client.UnknownOutcomeError
	require.ErrorAs(t, err, &unknown)
	p.mu.Lock()
	blind = false
	p.mu.Unlock()
	res, err := c.Resolve(ctx, unknown)
	require.NoError(t, err)
	require.Equal(t, unknown.TxHash, res.TxHash)
	require.EqualValues(t, 1, balance(ctx, t, c, "bob")-before)
}

// TestSubscribe filters events and reads them more slowly than they come.
func TestSubscribe(t *testing.T) {
	ctx, nw := start(t, devnet.Options{})
	c := open(ctx, t, nw, "alice")
	bob, err := c.As(client.Identity{Key: "bob"})
	require.NoError(t, err)
	sub, cancel := context.WithCancel(ctx)
	defer cancel()
	s := c.Subscribe(sub, 0, client.OfTypes(&staketypes.EventBonded{}), client.OfOperator(bob.Address()))
	_, err = c.Submit(ctx, register(ctx, t, c, "alice"))
	require.NoError(t, err)
	_, err = bob.Submit(ctx, register(ctx, t, c, "bob"))
	require.NoError(t, err)
	for i := range 3 {
		_, err = bob.Submit(ctx, &staketypes.MsgBond{Operator: bob.Address(), Amount: coin(int64(i) + 1)})
		require.NoError(t, err)
	}
	var amounts []int64
	for len(amounts) < 4 {
		select {
		case e := <-s.Events():
			v, ok := e.Value.(*staketypes.EventBonded)
			require.True(t, ok)
			require.Equal(t, bob.Address(), v.Operator)
			amounts = append(amounts, v.Amount.Int64())
		case <-ctx.Done():
			t.Fatal(ctx.Err())
		}
	}
	require.Equal(t, []int64{1, 2, 3}, amounts[1:])
	cancel()
	for range s.Events() {
	}
	require.ErrorIs(t, s.Err(), context.Canceled)
}
