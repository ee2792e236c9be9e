// SPDX-License-Identifier: Apache-2.0

package app

import (
	"fmt"
	"sync"

	"cosmossdk.io/log/v2"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/baseapp/blockexec"
	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	"github.com/cosmos/cosmos-sdk/server"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/cosmos/cosmos-sdk/version"
	"github.com/spf13/cast"

	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

// DefaultBackend is the database of a node that is not told another one.
const DefaultBackend = dbm.PebbleDBBackend

var (
	_ servertypes.Application = (*App)(nil)
	_ runtime.AppI            = (*App)(nil)
)

// App is the chain as an ABCI application.
type App struct {
	*baseapp.BaseApp
	Keepers

	enc          encoding
	keys         storeKeys
	mm           *module.Manager
	basics       module.BasicManager
	sm           *module.SimulationManager
	configurator module.Configurator

	closeOnce sync.Once
	closeErr  error

	// invariantPeriod is the number of blocks between two checks of the invariants on this node, 0 for never.
	invariantPeriod int64
	// observer is what this node knows of Ethereum, nil on nodes that do not follow it.
	observer bridgetypes.Observer
}

// New builds the application on a database and loads its latest state if asked. It panics if the wiring is wrong or the state cannot be
// loaded: there is no node without it.
func New(logger log.Logger, db dbm.DB, loadLatest bool, opts servertypes.AppOptions, baseOpts ...func(*baseapp.BaseApp)) *App {
	SetConfig()
	app, err := build(logger, db, opts, baseOpts...)
	if err != nil {
		panic(fmt.Errorf("app: %w", err))
	}
	if loadLatest {
		if err := app.LoadLatestVersion(); err != nil {
			panic(fmt.Errorf("app: load the latest state: %w", err))
		}
	}
	return app
}

func build(logger log.Logger, db dbm.DB, opts servertypes.AppOptions, baseOpts ...func(*baseapp.BaseApp)) (*App, error) {
	enc, err := newEncoding()
	if err != nil {
		return nil, err
	}
	keys := newStoreKeys()
	base := baseapp.NewBaseApp(Name, logger, db, enc.txConfig.TxDecoder(), baseOpts...)
	base.SetVersion(version.Version)
	base.SetInterfaceRegistry(enc.registry)
	base.SetTxEncoder(enc.txConfig.TxEncoder())
	blockexec.Apply(base, opts, keys.sorted(), enc.txConfig.TxDecoder(), func(storetypes.MultiStore) string { return Denom })
	if err := base.RegisterStreamingServices(opts, keys); err != nil {
		return nil, err
	}

	w := wiring{base: base, enc: enc, keys: keys, opts: opts, authority: Authority()}
	app := &App{
		BaseApp: base, enc: enc, keys: keys,
		invariantPeriod: cast.ToInt64(opts.Get(server.FlagInvCheckPeriod)),
	}
	if o, ok := opts.Get(OptionObserver).(bridgetypes.Observer); ok {
		app.observer = o
	}
	consensus := newConsensusKeeper(w)
	base.SetParamStore(consensus.ParamsStore)
	app.Keepers = newKeepers(w)
	app.ConsensusKeeper = consensus

	app.mm = newModules(app, w)
	app.basics = newBasics(app.mm)
	app.basics.RegisterLegacyAminoCodec(enc.amino)
	app.basics.RegisterInterfaces(enc.registry)
	setOrders(app.mm)
	base.SetCircuitBreaker(app.BreakerKeeper) // before the services: what modules send each other is held to it too
	if err := app.registerServices(); err != nil {
		return nil, err
	}
	app.sm = newSimulationManager(app)

	app.MountKVStores(keys)
	app.setHandlers()
	return app, app.setUpgrades(opts)
}

// AppCodec returns the protobuf codec.
func (app *App) AppCodec() codec.Codec { return app.enc.cdc }

// LegacyAmino returns the codec of hardware wallets' JSON.
func (app *App) LegacyAmino() *codec.LegacyAmino { return app.enc.amino }

// InterfaceRegistry returns the registry of types.
func (app *App) InterfaceRegistry() codectypes.InterfaceRegistry { return app.enc.registry }

// TxConfig returns how transactions are encoded and signed.
func (app *App) TxConfig() client.TxConfig { return app.enc.txConfig }

// Basics returns what commands need of the modules.
func (app *App) Basics() module.BasicManager { return app.basics }

// GetBaseApp returns the base application.
func (app *App) GetBaseApp() *baseapp.BaseApp { return app.BaseApp }

// Close closes the application's databases. It is called twice when a node stops, and pebble panics on a second close.
func (app *App) Close() error {
	app.closeOnce.Do(func() { app.closeErr = app.BaseApp.Close() })
	return app.closeErr
}
