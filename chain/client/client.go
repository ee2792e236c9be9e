// SPDX-License-Identifier: Apache-2.0

package client

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	sdk "github.com/cosmos/cosmos-sdk/types"
	gogogrpc "github.com/cosmos/gogoproto/grpc"
)

// Client talks to one chain through one node. It is safe for use by any number of goroutines.
type Client struct {
	cfg     Config
	log     *slog.Logger
	enc     *encoding
	prices  sdk.DecCoins
	node    node
	reset   func() // drops idle connections to the node
	conn    gogogrpc.ClientConn
	keyring keyring.Keyring
	sender  *Sender // nil without a key
	heads   *heads
	blocks  blocks
	salt    time.Duration // see maxSalt
	// nonce is the latest timeout given to an unordered transaction, in nanoseconds; each gets a later one.
	nonce atomic.Int64

	mu       sync.Mutex
	accounts map[string]*account

	ctx    context.Context // the client's life
	cancel context.CancelFunc
	wg     sync.WaitGroup
}

// New connects to the node, checks that it serves the right chain, and finds the key. The client lives until ctx ends or Close is called.
func New(ctx context.Context, cfg Config) (*Client, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	n, reset, err := dialNode(cfg.Node)
	if err != nil {
		return nil, fmt.Errorf("%w: node %q: %w", ErrConfig, cfg.Node, err)
	}
	c, err := open(ctx, cfg, n, reset)
	if err != nil {
		return nil, err
	}
	w := &watcher{c: c}
	c.wg.Go(func() { w.connect(c.ctx) })
	c.wg.Go(func() { w.poll(c.ctx) })
	return c, nil
}

// open makes a client of a node, without the goroutines that follow the chain's head.
func open(ctx context.Context, cfg Config, n node, reset func()) (_ *Client, err error) {
	cfg = cfg.withDefaults()
	c := &Client{cfg: cfg, log: cfg.Logger, node: n, reset: reset, heads: newHeads(), blocks: blocks{kept: map[int64]Block{}}, accounts: map[string]*account{}}
	salt, err := rand.Int(rand.Reader, big.NewInt(int64(maxSalt)))
	if err != nil {
		return nil, err
	}
	c.salt = time.Duration(salt.Int64())
	if c.enc, err = newEncoding(cfg.Interfaces); err != nil {
		return nil, err
	}
	if c.prices, err = sdk.ParseDecCoins(cfg.GasPrices); err != nil {
		return nil, fmt.Errorf("%w: gas prices %q: %w", ErrConfig, cfg.GasPrices, err)
	}
	c.ctx, c.cancel = context.WithCancel(ctx)
	defer func() {
		if err != nil {
			err = errors.Join(err, c.Close())
		}
	}()
	if c.conn = (abciConn{c}); cfg.GRPC != "" {
		if c.conn, err = c.dialGRPC(cfg.GRPC); err != nil {
			c.conn = nil
			return nil, err
		}
	}
	if cfg.Identity.Key != "" {
		if c.keyring, err = openKeyring(cfg, c.enc.cdc); err != nil {
			return nil, err
		}
		if c.sender, err = c.As(cfg.Identity); err != nil {
			return nil, err
		}
	}
	res, err := c.inspect(ctx)
	if err != nil {
		return nil, err
	}
	if err := c.measure(ctx, res); err != nil {
		return nil, err
	}
	c.heads.observe(headOf(res))
	return c, nil
}

// Close ends the client: every call that waits returns. Closing again does nothing.
func (c *Client) Close() error {
	c.mu.Lock()
	c.cancel()
	c.mu.Unlock()
	c.wg.Wait()
	c.reset()
	if conn, ok := c.conn.(io.Closer); ok && c.conn != nil {
		if err := conn.Close(); err != nil && !errors.Is(err, context.Canceled) {
			c.log.Debug("close gRPC", "err", err) // closed before
		}
	}
	return nil
}

// ChainID names the chain.
func (c *Client) ChainID() string { return c.cfg.ChainID }

// Keyring holds the client's keys; nil if it has none.
func (c *Client) Keyring() keyring.Keyring { return c.keyring }

// Sender signs and sends for Config.Identity; nil if the client has no key.
func (c *Client) Sender() *Sender { return c.sender }

// Submit sends messages as one transaction and waits until a block has executed it. Transactions of one key are executed in the order in
// which they were signed.
func (c *Client) Submit(ctx context.Context, msgs ...sdk.Msg) (*Result, error) {
	return c.Send(ctx, Tx{Messages: msgs})
}

// SubmitUnordered is Submit for a transaction that does not wait for those sent from the same key before it.
func (c *Client) SubmitUnordered(ctx context.Context, msgs ...sdk.Msg) (*Result, error) {
	return c.Send(ctx, Tx{Messages: msgs, Unordered: true})
}

// Send sends a transaction and waits until a block has executed it.
func (c *Client) Send(ctx context.Context, tx Tx) (*Result, error) {
	if c.sender == nil {
		return nil, fmt.Errorf("%w: the client can only read; name a key in Config.Identity", ErrKey)
	}
	return c.sender.Send(ctx, tx)
}

// bounded ends a context with the client, and after Config.BroadcastTimeout.
func (c *Client) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.BroadcastTimeout)
	ctx, fail := context.WithCancelCause(ctx)
	stop := context.AfterFunc(c.ctx, func() { fail(ErrClosed) })
	return ctx, func() {
		stop()
		fail(nil)
		cancel()
	}
}
