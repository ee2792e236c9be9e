// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"fmt"
	"slices"

	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/types/module"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"
)

// Upgrade is what one named upgrade does when governance has scheduled it. A release adds its own to upgrades and never removes one: a node
// that replays history needs them all.
type Upgrade struct {
	Name   string
	Stores storetypes.StoreUpgrades
	// Migrate runs after the modules' own migrations; nil if those are all.
	Migrate func(context.Context, *App) error
}

// OptionUpgrades is the option by which a program gives an application upgrades beside its own, as []Upgrade: rehearsals of one that is not
// released yet.
const OptionUpgrades = "weft.upgrades"

// upgrades lists the changes since genesis, oldest first.
var upgrades []Upgrade

// setUpgrades installs the handlers, and the loader that adds and drops stores if an upgrade is due at the next block. The node stops at
// an upgrade it does not know and leaves its name in upgrade-info.json, for cosmovisor to pick the binary that does.
func (app *App) setUpgrades(opts servertypes.AppOptions) error {
	known := slices.Clone(upgrades)
	if more, ok := opts.Get(OptionUpgrades).([]Upgrade); ok {
		known = append(known, more...)
	}
	for _, u := range known {
		app.UpgradeKeeper.SetUpgradeHandler(u.Name, app.handler(u))
	}
	due, err := app.UpgradeKeeper.ReadUpgradeInfoFromDisk()
	if err != nil {
		return fmt.Errorf("read upgrade-info.json: %w", err)
	}
	for i := range known {
		u := &known[i]
		if u.Name == due.Name && !app.UpgradeKeeper.IsSkipHeight(due.Height) {
			app.SetStoreLoader(upgradetypes.UpgradeStoreLoader(due.Height, &u.Stores))
		}
	}
	return nil
}

func (app *App) handler(u Upgrade) upgradetypes.UpgradeHandler {
	return func(ctx context.Context, _ upgradetypes.Plan, from module.VersionMap) (module.VersionMap, error) {
		to, err := app.mm.RunMigrations(ctx, app.configurator, from)
		if err != nil || u.Migrate == nil {
			return to, err
		}
		return to, u.Migrate(ctx, app)
	}
}
