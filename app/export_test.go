// SPDX-License-Identifier: Apache-2.0

package app

import storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"

// StoreKey gives tests the key of a module's store.
func (app *App) StoreKey(name string) storetypes.StoreKey { return app.keys[name] }
