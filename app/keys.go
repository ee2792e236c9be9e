// SPDX-License-Identifier: Apache-2.0

package app

import (
	"maps"
	"slices"

	corestore "cosmossdk.io/core/store"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	authzkeeper "github.com/cosmos/cosmos-sdk/x/authz/keeper"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	consensustypes "github.com/cosmos/cosmos-sdk/x/consensus/types"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	evidencetypes "github.com/cosmos/cosmos-sdk/x/evidence/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	minttypes "github.com/cosmos/cosmos-sdk/x/mint/types"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"
	ibctransfertypes "github.com/cosmos/ibc-go/v11/modules/apps/transfer/types"
	ibcexported "github.com/cosmos/ibc-go/v11/modules/core/exported"

	beacontypes "github.com/weft-network/weft/x/beacon/types"
	breakertypes "github.com/weft-network/weft/x/breaker/types"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// storeKeys holds the key of every module's store.
type storeKeys map[string]*storetypes.KVStoreKey

func newStoreKeys() storeKeys {
	return storetypes.NewKVStoreKeys(
		authtypes.StoreKey,
		banktypes.StoreKey,
		stakingtypes.StoreKey,
		slashingtypes.StoreKey,
		distrtypes.StoreKey,
		minttypes.StoreKey,
		govtypes.StoreKey,
		upgradetypes.StoreKey,
		consensustypes.StoreKey,
		evidencetypes.StoreKey,
		authzkeeper.StoreKey,
		feegrant.StoreKey,
		ibcexported.StoreKey,
		ibctransfertypes.StoreKey,
		beacontypes.StoreKey,
		breakertypes.StoreKey,
		bridgetypes.StoreKey,
		staketypes.StoreKey,
		rewardtypes.StoreKey,
		jobtypes.StoreKey,
		disputetypes.StoreKey,
	)
}

// service opens the named store for a keeper.
func (k storeKeys) service(name string) corestore.KVStoreService {
	return runtime.NewKVStoreService(k[name])
}

// sorted lists the keys by name.
func (k storeKeys) sorted() []storetypes.StoreKey {
	out := make([]storetypes.StoreKey, 0, len(k))
	for _, name := range slices.Sorted(maps.Keys(k)) {
		out = append(out, k[name])
	}
	return out
}
