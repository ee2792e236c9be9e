// SPDX-License-Identifier: Apache-2.0

package devnet

import (
	"context"
	"fmt"
	"time"

	"cosmossdk.io/log/v2"
	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/server/api"
	srvconfig "github.com/cosmos/cosmos-sdk/server/config"
	srvgrpc "github.com/cosmos/cosmos-sdk/server/grpc"
	pruningtypes "github.com/cosmos/cosmos-sdk/store/v2/pruning/types"
	snapshottypes "github.com/cosmos/cosmos-sdk/store/v2/snapshots/types"

	"github.com/weft-network/weft/app"
)

// baseOptions configures the application as app.toml does for weftd.
func (nd *Node) baseOptions(o Options) ([]func(*baseapp.BaseApp), error) {
	store, err := nd.dbs.snapshots()
	if err != nil {
		return nil, err
	}
	return append([]func(*baseapp.BaseApp){
		baseapp.SetChainID(o.ChainID),
		baseapp.SetMinGasPrices(app.MinGasPrices),
		baseapp.SetPruning(pruningtypes.NewPruningOptions(pruningtypes.PruningNothing)),
		baseapp.SetSnapshot(store, snapshottypes.NewSnapshotOptions(o.SnapshotInterval, keepSnapshots(o))),
	}, o.BaseOptions...), nil
}

// keepSnapshots is how many snapshots a node offers: those of the last minute. A joining node looks around for five seconds before it
// fetches one, and waits for ever for one that was deleted meanwhile.
func keepSnapshots(o Options) uint32 {
	if o.SnapshotInterval == 0 {
		return 0
	}
	apart := o.BlockTime * time.Duration(o.SnapshotInterval)
	return uint32(2 + time.Minute/apart)
}

// serve starts the gRPC and REST servers, which end with ctx.
func (nd *Node) serve(ctx context.Context, run *running, logger log.Logger) error {
	cfg := srvconfig.DefaultConfig()
	cfg.MinGasPrices = app.MinGasPrices
	cfg.GRPC.Address = nd.addr.grpc
	cfg.API.Enable, cfg.API.Swagger, cfg.API.Address = true, true, "tcp://"+nd.addr.rest

	run.app.RegisterTxService(run.client)
	run.app.RegisterTendermintService(run.client)
	run.app.RegisterNodeService(run.client, *cfg)
	grpcServer, c, err := srvgrpc.NewGRPCServerAndContext(run.client, run.app, cfg.GRPC, logger)
	if err != nil {
		return err
	}
	run.client = c
	rest := api.New(c, logger, grpcServer)
	run.app.RegisterAPIRoutes(rest, cfg.API)

	server := func(name string, start func() error) {
		run.group.Go(func() error {
			err := start()
			if err != nil && ctx.Err() == nil {
				nd.net.fail.set(fmt.Errorf("node %d: %s: %w", nd.Index, name, err))
			}
			return err
		})
	}
	server("gRPC", func() error { return srvgrpc.StartGRPCServer(ctx, logger, cfg.GRPC, grpcServer) })
	server("REST", func() error { return rest.Start(ctx, *cfg) })
	return nil
}
