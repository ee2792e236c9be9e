// SPDX-License-Identifier: Apache-2.0

package app

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
	reflectionv1 "cosmossdk.io/api/cosmos/reflection/v1"
	"cosmossdk.io/client/v2/autocli"
	"cosmossdk.io/core/appmodule"
	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/grpc/cmtservice"
	nodeservice "github.com/cosmos/cosmos-sdk/client/grpc/node"
	runtimeservices "github.com/cosmos/cosmos-sdk/runtime/services"
	"github.com/cosmos/cosmos-sdk/server"
	"github.com/cosmos/cosmos-sdk/server/api"
	"github.com/cosmos/cosmos-sdk/server/config"
	"github.com/cosmos/cosmos-sdk/types/module"
	authtx "github.com/cosmos/cosmos-sdk/x/auth/tx"
)

// registerServices registers the modules' messages and queries, and the descriptions that generic clients read.
func (app *App) registerServices() error {
	app.configurator = module.NewConfigurator(app.enc.cdc, app.MsgServiceRouter(), app.GRPCQueryRouter())
	if err := app.mm.RegisterServices(app.configurator); err != nil {
		return err
	}
	autocliv1.RegisterQueryServer(app.GRPCQueryRouter(), runtimeservices.NewAutoCLIQueryService(app.mm.Modules))
	reflection, err := runtimeservices.NewReflectionService()
	if err != nil {
		return err
	}
	reflectionv1.RegisterReflectionServiceServer(app.GRPCQueryRouter(), reflection)
	return nil
}

// AutoCLI describes the modules' commands.
func (app *App) AutoCLI() autocli.AppOptions {
	mods := make(map[string]appmodule.AppModule, len(app.mm.Modules))
	for name, m := range app.mm.Modules { //lint:allow map-range a copy of a map has no order either
		if am, ok := m.(appmodule.AppModule); ok {
			mods[name] = am
		}
	}
	return autocli.AppOptions{
		Modules:               mods,
		ModuleOptions:         runtimeservices.ExtractAutoCLIOptions(app.mm.Modules),
		AddressCodec:          app.enc.account,
		ValidatorAddressCodec: app.enc.validator,
		ConsensusAddressCodec: app.enc.consensus,
	}
}

// RegisterAPIRoutes serves the queries over REST, and their OpenAPI description if the node's configuration asks for it.
func (app *App) RegisterAPIRoutes(s *api.Server, cfg config.APIConfig) {
	if err := registerEnums(); err != nil {
		app.Logger().Error("REST parameters know values of enums by number only", "err", err)
	}
	authtx.RegisterGRPCGatewayRoutes(s.ClientCtx, s.GRPCGatewayRouter)
	cmtservice.RegisterGRPCGatewayRoutes(s.ClientCtx, s.GRPCGatewayRouter)
	nodeservice.RegisterGRPCGatewayRoutes(s.ClientCtx, s.GRPCGatewayRouter)
	app.basics.RegisterGRPCGatewayRoutes(s.ClientCtx, s.GRPCGatewayRouter)
	if !cfg.Swagger {
		return
	}
	if err := app.serveDocs(s); err != nil {
		app.Logger().Error("the OpenAPI description is not served", "err", err)
	}
}

// RegisterTxService serves simulation, broadcast and look-up of transactions.
func (app *App) RegisterTxService(c client.Context) {
	authtx.RegisterTxService(app.GRPCQueryRouter(), c, app.Simulate, app.enc.registry)
}

// RegisterTendermintService serves blocks and validator sets.
func (app *App) RegisterTendermintService(c client.Context) {
	cmtservice.RegisterTendermintService(c, app.GRPCQueryRouter(), app.enc.registry, server.NewCometABCIWrapper(app).Query)
}

// RegisterNodeService serves the node's configuration and status.
func (app *App) RegisterNodeService(c client.Context, cfg config.Config) {
	earliest := func() int64 { return app.CommitMultiStore().EarliestVersion() }
	nodeservice.RegisterNodeService(c, app.GRPCQueryRouter(), cfg, earliest)
}
