// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"cosmossdk.io/log/v2"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/server"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"

	"github.com/weft-network/weft/app"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

// rehearsal is what tests add to this program to have the one of the next release.
var rehearsal struct {
	upgrades []app.Upgrade
	options  []func(*baseapp.BaseApp)
}

// rehearsed are options with the upgrades of a rehearsal, and with what this node knows of Ethereum.
type rehearsed struct {
	servertypes.AppOptions
	observer bridgetypes.Observer
}

func (o rehearsed) Get(name string) any {
	switch name {
	case app.OptionUpgrades:
		return rehearsal.upgrades
	case app.OptionObserver:
		return o.observer
	}
	return o.AppOptions.Get(name)
}

// newApp builds the application for the commands that run it.
func newApp(logger log.Logger, db dbm.DB, opts servertypes.AppOptions) servertypes.Application {
	base := append(server.DefaultBaseappOptions(opts), rehearsal.options...)
	watch, err := newObserver(logger, opts)
	if err != nil {
		panic(err) // the SDK takes no error here, and prints this one
	}
	return &node{App: app.New(logger, db, true, rehearsed{opts, watch}, base...), opts: opts}
}

// export writes the state of a height, -1 for the latest, as a genesis.
//
//nolint:revive // the SDK fixes the arguments
func export(logger log.Logger, db dbm.DB, height int64, forZeroHeight bool, allowed []string, opts servertypes.AppOptions,
	modules []string,
) (servertypes.ExportedApp, error) {
	a, err := loadApp(logger, db, height, opts)
	if err != nil {
		return servertypes.ExportedApp{}, err
	}
	return a.ExportAppStateAndValidators(forZeroHeight, allowed, modules)
}

// loadApp builds the application on the state of a height, -1 for the latest.
func loadApp(logger log.Logger, db dbm.DB, height int64, opts servertypes.AppOptions) (*app.App, error) {
	a := app.New(logger, db, height < 0, opts)
	if height < 0 {
		return a, nil
	}
	if err := a.LoadHeight(height); err != nil {
		return nil, fmt.Errorf("state at height %d: %w; it is not made yet, or pruned: a node keeps what app.toml's pruning says", height, err)
	}
	return a, nil
}
