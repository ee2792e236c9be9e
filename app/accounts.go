// SPDX-License-Identifier: Apache-2.0

package app

import (
	"maps"
	"slices"

	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	minttypes "github.com/cosmos/cosmos-sdk/x/mint/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
	ibctransfertypes "github.com/cosmos/ibc-go/v11/modules/apps/transfer/types"

	bridgetypes "github.com/weft-network/weft/x/bridge/types"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// permissions lists every module account with what it may do to the supply. x/staking refuses to start without the key rotation pool.
var permissions = map[string][]string{
	authtypes.FeeCollectorName:          nil,
	distrtypes.ModuleName:               nil,
	minttypes.ModuleName:                {authtypes.Minter},
	stakingtypes.BondedPoolName:         {authtypes.Burner, authtypes.Staking},
	stakingtypes.NotBondedPoolName:      {authtypes.Burner, authtypes.Staking},
	stakingtypes.KeyRotationFeePoolName: {authtypes.Burner},
	govtypes.ModuleName:                 {authtypes.Burner},
	ibctransfertypes.ModuleName:         {authtypes.Minter, authtypes.Burner},
	staketypes.ModuleName:               {authtypes.Burner},
	rewardtypes.ModuleName:              {authtypes.Minter, authtypes.Burner},
	disputetypes.ModuleName:             {authtypes.Burner},
	bridgetypes.ModuleName:              {authtypes.Minter, authtypes.Burner},
}

// Permissions returns a copy of the permissions of every module account.
func Permissions() map[string][]string {
	out := make(map[string][]string, len(permissions))
	for name, p := range permissions { //lint:allow map-range a copy of a map has no order either
		out[name] = slices.Clone(p)
	}
	return out
}

// BlockedAddresses are the module accounts that plain transfers cannot reach. Only governance receives them: what it is sent it can
// spend by proposal, what any other module is sent its books do not know.
func BlockedAddresses() map[string]bool {
	out := make(map[string]bool, len(permissions))
	for _, name := range slices.Sorted(maps.Keys(permissions)) {
		if name != govtypes.ModuleName {
			out[authtypes.NewModuleAddress(name).String()] = true
		}
	}
	return out
}

// Authority is the address that may change parameters: the governance module.
func Authority() string { return authtypes.NewModuleAddress(govtypes.ModuleName).String() }
