// SPDX-License-Identifier: Apache-2.0

package app

import (
	"github.com/cosmos/cosmos-sdk/types/module"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
)

// simulationAccounts gives the simulation plain accounts. The SDK's own generator makes vesting accounts, which this chain has not.
func simulationAccounts(s *module.SimulationState) authtypes.GenesisAccounts {
	out := make(authtypes.GenesisAccounts, len(s.Accounts))
	for i, a := range s.Accounts {
		out[i] = authtypes.NewBaseAccountWithAddress(a.Address)
	}
	return out
}

func newSimulationManager(app *App) *module.SimulationManager {
	sm := module.NewSimulationManagerFromAppModules(app.mm.Modules, nil)
	sm.RegisterStoreDecoders()
	return sm
}

// SimulationManager returns the modules' random operations, for tests.
func (app *App) SimulationManager() *module.SimulationManager { return app.sm }
