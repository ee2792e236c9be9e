// SPDX-License-Identifier: Apache-2.0

package app

import (
	"github.com/cosmos/ibc-go/v11/modules/apps/transfer"
	ibctransferkeeper "github.com/cosmos/ibc-go/v11/modules/apps/transfer/keeper"
	ibctransfertypes "github.com/cosmos/ibc-go/v11/modules/apps/transfer/types"
	transferv2 "github.com/cosmos/ibc-go/v11/modules/apps/transfer/v2"
	porttypes "github.com/cosmos/ibc-go/v11/modules/core/05-port/types"
	ibcapi "github.com/cosmos/ibc-go/v11/modules/core/api"
	ibcexported "github.com/cosmos/ibc-go/v11/modules/core/exported"
	ibckeeper "github.com/cosmos/ibc-go/v11/modules/core/keeper"
	ibctm "github.com/cosmos/ibc-go/v11/modules/light-clients/07-tendermint"
)

// addIBC builds IBC core and token transfer, classic and v2, over CometBFT light clients.
func (k *Keepers) addIBC(w wiring) {
	k.IBCKeeper = ibckeeper.NewKeeper(w.enc.cdc, w.keys.service(ibcexported.StoreKey), k.UpgradeKeeper, w.authority)
	k.TransferKeeper = ibctransferkeeper.NewKeeper(w.enc.cdc, w.enc.account, w.keys.service(ibctransfertypes.StoreKey),
		k.IBCKeeper.ChannelKeeper, w.base.MsgServiceRouter(), k.AccountKeeper, k.BankKeeper, w.authority)

	k.IBCKeeper.SetRouter(porttypes.NewRouter().AddRoute(ibctransfertypes.ModuleName, transfer.NewIBCModule(k.TransferKeeper)))
	k.IBCKeeper.SetRouterV2(ibcapi.NewRouter().AddRoute(ibctransfertypes.PortID, transferv2.NewIBCModule(k.TransferKeeper)))
}

// lightClient registers the one kind of light client the chain accepts and returns its module.
func (k *Keepers) lightClient(w wiring) ibctm.LightClientModule {
	clients := k.IBCKeeper.ClientKeeper
	lc := ibctm.NewLightClientModule(w.enc.cdc, clients.GetStoreProvider())
	clients.AddRoute(ibctm.ModuleName, &lc)
	return lc
}
