// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/cosmos-sdk/server"
	"github.com/cosmos/cosmos-sdk/server/api"
	srvconfig "github.com/cosmos/cosmos-sdk/server/config"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	"github.com/spf13/cast"

	"github.com/weft-network/weft/app"
)

// farewell is how long a node that ends still hands its votes to peers, so that those come as far as it did.
const farewell = 2 * time.Second

// node is the application in a process of its own, which ends when the application can go no further.
type node struct {
	*app.App
	opts servertypes.AppOptions
}

// FinalizeBlock executes a block. If that fails the process ends: consensus would stop, and the process live on as if nothing had happened.
// Nothing is lost by it: what is committed is on disk, and the block is executed again at the next start.
func (n *node) FinalizeBlock(req *abci.RequestFinalizeBlock) (*abci.ResponseFinalizeBlock, error) {
	res, err := n.App.FinalizeBlock(req)
	if err == nil {
		return res, nil
	}
	words, status := n.why(req, err)
	time.Sleep(farewell)
	fmt.Fprintln(os.Stderr, words)
	os.Exit(status)
	return nil, err
}

// why says in words why a block cannot be executed, with the exit status for it: 0 if the node was told to stop here.
func (n *node) why(req *abci.RequestFinalizeBlock, err error) (string, int) {
	if at := cast.ToInt64(n.opts.Get(server.FlagHaltHeight)); at > 0 && req.Height >= at {
		return fmt.Sprintf("halted before block %d, as halt-height says: the state is that of block %d", req.Height, n.LastBlockHeight()), 0
	}
	if at := cast.ToInt64(n.opts.Get(server.FlagHaltTime)); at > 0 && req.Time.Unix() >= at {
		return fmt.Sprintf("halted before block %d, as halt-time says: the state is that of block %d", req.Height, n.LastBlockHeight()), 0
	}
	due, readErr := n.UpgradeKeeper.ReadUpgradeInfoFromDisk()
	if readErr == nil && due.Height == req.Height && !n.UpgradeKeeper.HasHandler(due.Name) {
		return fmt.Sprintf("error: upgrade %q is due at block %d, and this %s does not know it: start the one that does, which cosmovisor does by itself",
			due.Name, due.Height, program), 1
	}
	return fmt.Sprintf("error: block %d cannot be executed, and the state stays that of block %d: %v", req.Height, n.LastBlockHeight(), err), 1
}

// RegisterAPIRoutes adds what the REST address serves of this process.
func (n *node) RegisterAPIRoutes(s *api.Server, cfg srvconfig.APIConfig) {
	s.Router.Handle("/healthz", newHealth(s.ClientCtx.Client))
	n.App.RegisterAPIRoutes(s, cfg)
}
