// SPDX-License-Identifier: Apache-2.0

package client

import (
	"context"
	"fmt"
	"time"

	coretypes "github.com/cometbft/cometbft/rpc/core/types"
)

// Status is what a node says of itself.
type Status struct {
	ChainID string
	// Moniker is the node's name, Version that of its consensus engine.
	Moniker, Version string
	// Head is its latest block, Earliest the first one it still has.
	Head     Head
	Earliest int64
	// Syncing is true while the node is behind the chain.
	Syncing bool
	// BlockTime is the estimated interval of blocks.
	BlockTime time.Duration
}

// Status asks the node for its status.
func (c *Client) Status(ctx context.Context) (Status, error) {
	res, _, err := c.refresh(ctx)
	if err != nil {
		return Status{}, err
	}
	return Status{
		ChainID:   res.NodeInfo.Network,
		Moniker:   res.NodeInfo.Moniker,
		Version:   res.NodeInfo.Version,
		Head:      headOf(res),
		Earliest:  res.SyncInfo.EarliestBlockHeight,
		Syncing:   res.SyncInfo.CatchingUp,
		BlockTime: c.BlockTime(),
	}, nil
}

// Head returns the latest block heard of, without asking the node.
func (c *Client) Head() Head { return c.heads.latest() }

// Height is the height of Head.
func (c *Client) Height() int64 { return c.heads.latest().Height }

// BlockTime estimates the interval of blocks from the latest ones.
func (c *Client) BlockTime() time.Duration { return c.heads.blockTime() }

// WaitHeight waits until the chain has a block at height.
func (c *Client) WaitHeight(ctx context.Context, height int64) error {
	for {
		head, changed := c.heads.watch()
		if head.Height >= height {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("at height %d, waiting for %d: %w", head.Height, height, context.Cause(ctx))
		case <-c.ctx.Done():
			return ErrClosed
		}
	}
}

// refresh asks for the node's status, keeps what it says, and reports whether the head was news.
func (c *Client) refresh(ctx context.Context) (*coretypes.ResultStatus, bool, error) {
	res, err := c.inspect(ctx)
	if err != nil {
		return nil, false, err
	}
	return res, c.heads.observe(headOf(res)), nil
}

func headOf(res *coretypes.ResultStatus) Head {
	return Head{Height: res.SyncInfo.LatestBlockHeight, Time: res.SyncInfo.LatestBlockTime}
}

// inspect asks for the node's status and decides whether the node may be used.
func (c *Client) inspect(ctx context.Context) (*coretypes.ResultStatus, error) {
	res, err := ask(ctx, c, "status", c.node.Status)
	if err != nil {
		return nil, err
	}
	if got := res.NodeInfo.Network; got != c.cfg.ChainID {
		err := fmt.Errorf("%w: %s serves %s, not %s; set the node or the chain id right", ErrChainID, c.cfg.Node, got, c.cfg.ChainID)
		c.heads.setFault(err)
		return nil, err
	}
	if res.SyncInfo.CatchingUp {
		c.heads.setFault(fmt.Errorf("%w: it is at height %d; wait, or use another node", ErrSyncing, res.SyncInfo.LatestBlockHeight))
	} else {
		c.heads.setFault(nil)
	}
	return res, nil
}

// measure looks a few blocks back, so that the block time is known from the start.
func (c *Client) measure(ctx context.Context, res *coretypes.ResultStatus) error {
	height := max(res.SyncInfo.LatestBlockHeight-measured, res.SyncInfo.EarliestBlockHeight, 1)
	if height >= res.SyncInfo.LatestBlockHeight {
		return nil
	}
	past, err := ask(ctx, c, "header", func(ctx context.Context) (*coretypes.ResultHeader, error) { return c.node.Header(ctx, &height) })
	if err != nil {
		return err
	}
	c.heads.observe(Head{Height: past.Header.Height, Time: past.Header.Time})
	return nil
}
