// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"fmt"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/types/module"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"
)

// change is what one named upgrade does when governance has scheduled it. A release adds its own to upgrades and never removes one: a node
// that replays history needs them all.
type change struct {
	name   string
	stores storetypes.StoreUpgrades
	// migrate runs after the modules' own migrations; nil if those are all.
	migrate func(context.Context, *App) error
}

// upgrades lists the changes since genesis, oldest first.
var upgrades []change

// setUpgrades installs the handlers, and the loader that adds and drops stores if an upgrade is due at the next block. The node stops at
// an upgrade it does not know and leaves its name in upgrade-info.json, for cosmovisor to pick the binary that does.
func (app *App) setUpgrades() error {
	for _, u := range upgrades {
		app.UpgradeKeeper.SetUpgradeHandler(u.name, app.handler(u))
	}
	due, err := app.UpgradeKeeper.ReadUpgradeInfoFromDisk()
	if err != nil {
		return fmt.Errorf("read upgrade-info.json: %w", err)
	}
	for i := range upgrades {
		u := &upgrades[i]
		if u.name == due.Name && !app.UpgradeKeeper.IsSkipHeight(due.Height) {
			app.SetStoreLoader(upgradetypes.UpgradeStoreLoader(due.Height, &u.stores))
		}
	}
	return nil
}

func (app *App) handler(u change) upgradetypes.UpgradeHandler {
	return func(ctx context.Context, _ upgradetypes.Plan, from module.VersionMap) (module.VersionMap, error) {
		to, err := app.mm.RunMigrations(ctx, app.configurator, from)
		if err != nil || u.migrate == nil {
			return to, err
		}
		return to, u.migrate(ctx, app)
	}
}
