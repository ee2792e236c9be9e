// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	cmtbytes "github.com/cometbft/cometbft/libs/bytes"
	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
	"github.com/cosmos/cosmos-sdk/client"
	"github.com/spf13/cobra"
)

const (
	// trustBehind is how many blocks the trusted one lies behind the newest: as many as the snapshots that a node keeps by default, so that
	// one of them is newer.
	trustBehind = 2 * snapshotInterval
	// askTimeout bounds what a node is asked for.
	askTimeout = 20 * time.Second
)

var errServers = errors.New("these nodes cannot vouch for a state")

func stateSyncCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "state-sync RPC RPC...",
		Short: "Join by a snapshot of the state, as these nodes vouch for it",
		Long: `Write into config.toml that the node, when it starts without any blocks, fetches a snapshot of the state from its peers and checks it
against headers from these nodes' RPC addresses. The nodes must agree on a block that is then trusted; name nodes of different owners, and compare
the hash that is printed with one from elsewhere: whoever runs all of them can make up a chain.`,
		Example: "weftd config state-sync https://rpc.one.example:443 https://rpc.two.example:443",
		Args:    cobra.MinimumNArgs(2),
		RunE: func(cmd *cobra.Command, servers []string) error {
			ctx, cancel := context.WithTimeout(cmd.Context(), askTimeout)
			defer cancel()
			chain, height, hash, err := trusted(ctx, servers)
			if err != nil {
				return err
			}
			err = setConfig(client.GetClientContextFromCmd(cmd).HomeDir, "config.toml", map[string]string{
				"statesync.enable":       "true",
				"statesync.rpc_servers":  strings.Join(servers, ","),
				"statesync.trust_height": fmt.Sprint(height),
				"statesync.trust_hash":   hash.String(),
			})
			if err != nil {
				return err
			}
			cmd.Printf("trusts block %d of %s: %s\n", height, chain, hash)
			return nil
		},
	}
}

// trusted asks every server for one block that is old enough, and returns it if all say the same.
func trusted(ctx context.Context, servers []string) (chain string, height int64, hash cmtbytes.HexBytes, err error) {
	earliest := int64(1)
	clients := make([]*rpchttp.HTTP, len(servers))
	for i, server := range servers {
		if clients[i], err = rpchttp.New(server, "/websocket"); err != nil {
			return "", 0, nil, fmt.Errorf("%s: %w; give an address like http://node.example.org:26657", server, err)
		}
		status, err := clients[i].Status(ctx)
		if err != nil {
			return "", 0, nil, fmt.Errorf("%s: %w", server, err)
		}
		if status.SyncInfo.CatchingUp {
			return "", 0, nil, fmt.Errorf("%w: %s is catching up itself, at block %d; wait, or name another",
				errServers, server, status.SyncInfo.LatestBlockHeight)
		}
		if i > 0 && chain != status.NodeInfo.Network {
			return "", 0, nil, fmt.Errorf("%w: %s is on %s, %s on %s", errServers, servers[0], chain, server, status.NodeInfo.Network)
		}
		chain = status.NodeInfo.Network
		earliest = max(earliest, status.SyncInfo.EarliestBlockHeight)
		if i == 0 || status.SyncInfo.LatestBlockHeight < height {
			height = status.SyncInfo.LatestBlockHeight
		}
	}
	height = max(height-trustBehind, earliest)
	for i, c := range clients {
		block, err := c.Commit(ctx, &height)
		if err != nil {
			return "", 0, nil, fmt.Errorf("%s: block %d: %w", servers[i], height, err)
		}
		got := block.Commit.BlockID.Hash
		if i > 0 && got.String() != hash.String() {
			return "", 0, nil, fmt.Errorf("%w: block %d is %s at %s and %s at %s: one of them lies, or is on a fork",
				errServers, height, hash, servers[0], got, servers[i])
		}
		hash = got
	}
	return chain, height, hash, nil
}
