// SPDX-License-Identifier: Apache-2.0

package devnet

import (
	"context"
	"fmt"
	"time"

	cmtcfg "github.com/cometbft/cometbft/config"
)

// JoinOptions say how a node gets the state.
type JoinOptions struct {
	// StateSync fetches a recent snapshot in place of executing every block. The network must make snapshots, and have made one.
	StateSync bool
}

// Join adds a node that follows the chain without validating. It returns when the node has started; WaitHeight waits until it has caught
// up. Not to be called by two goroutines at once.
func (n *Network) Join(ctx context.Context, o JoinOptions) (*Node, error) {
	nd, err := newNode(n, len(n.Nodes()))
	if err != nil {
		return nil, err
	}
	nd.cfg.P2P.PersistentPeers = n.peersOf(nd)
	if o.StateSync {
		if err := n.trust(ctx, nd.cfg.StateSync); err != nil {
			return nil, fmt.Errorf("join by state sync: %w", err)
		}
	}
	if err := nd.Start(); err != nil {
		return nil, err
	}
	n.add(nd)
	return nd, nil
}

// trust tells a joining node which header to believe, as its operator would read it from a block explorer.
func (n *Network) trust(ctx context.Context, c *cmtcfg.StateSyncConfig) error {
	if n.opts.SnapshotInterval == 0 {
		return fmt.Errorf("%w: the network makes no snapshots, set SnapshotInterval", ErrOptions)
	}
	first, err := n.anyNode()
	if err != nil {
		return err
	}
	height := int64(1)
	block, err := first.Client().Client.Block(ctx, &height)
	if err != nil {
		return err
	}
	var servers []string
	for _, nd := range n.Nodes() {
		if nd.Running() {
			servers = append(servers, nd.RPC)
		}
	}
	if len(servers) == 1 {
		servers = append(servers, servers[0]) // a witness is required, a second machine is not there
	}
	c.Enable = true
	c.RPCServers = servers
	c.TrustHeight = height
	c.TrustHash = block.BlockID.Hash.String()
	c.TrustPeriod = 24 * time.Hour
	c.DiscoveryTime = 5 * time.Second // the least CometBFT allows
	return nil
}
