// SPDX-License-Identifier: Apache-2.0

package app

import (
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/cosmos/cosmos-sdk/x/auth"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	authzmodule "github.com/cosmos/cosmos-sdk/x/authz/module"
	"github.com/cosmos/cosmos-sdk/x/bank"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/cosmos/cosmos-sdk/x/consensus"
	consensustypes "github.com/cosmos/cosmos-sdk/x/consensus/types"
	distr "github.com/cosmos/cosmos-sdk/x/distribution"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	"github.com/cosmos/cosmos-sdk/x/evidence"
	evidencetypes "github.com/cosmos/cosmos-sdk/x/evidence/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"
	feegrantmodule "github.com/cosmos/cosmos-sdk/x/feegrant/module"
	"github.com/cosmos/cosmos-sdk/x/genutil"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"
	"github.com/cosmos/cosmos-sdk/x/gov"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	"github.com/cosmos/cosmos-sdk/x/mint"
	minttypes "github.com/cosmos/cosmos-sdk/x/mint/types"
	"github.com/cosmos/cosmos-sdk/x/slashing"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	"github.com/cosmos/cosmos-sdk/x/staking"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
	"github.com/cosmos/cosmos-sdk/x/upgrade"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"
	"github.com/cosmos/ibc-go/v11/modules/apps/transfer"
	ibctransfertypes "github.com/cosmos/ibc-go/v11/modules/apps/transfer/types"
	ibc "github.com/cosmos/ibc-go/v11/modules/core"
	ibcexported "github.com/cosmos/ibc-go/v11/modules/core/exported"
	ibctm "github.com/cosmos/ibc-go/v11/modules/light-clients/07-tendermint"

	"github.com/weft-network/weft/x/beacon"
	beacontypes "github.com/weft-network/weft/x/beacon/types"
	"github.com/weft-network/weft/x/breaker"
	breakertypes "github.com/weft-network/weft/x/breaker/types"
	"github.com/weft-network/weft/x/bridge"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
	"github.com/weft-network/weft/x/dispute"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	"github.com/weft-network/weft/x/job"
	jobtypes "github.com/weft-network/weft/x/job/types"
	"github.com/weft-network/weft/x/reward"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
	"github.com/weft-network/weft/x/stake"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// newModules lists every module with its keeper.
func newModules(app *App, w wiring) *module.Manager {
	cdc, k := w.enc.cdc, &app.Keepers
	return module.NewManager(
		genutil.NewAppModule(k.AccountKeeper, k.StakingKeeper, app, w.enc.txConfig),
		auth.NewAppModule(cdc, k.AccountKeeper, simulationAccounts),
		bank.NewAppModule(cdc, k.BankKeeper, k.AccountKeeper),
		staking.NewAppModule(cdc, k.StakingKeeper, k.AccountKeeper, k.BankKeeper),
		slashing.NewAppModule(cdc, k.SlashingKeeper, k.AccountKeeper, k.BankKeeper, k.StakingKeeper, w.enc.registry),
		distr.NewAppModule(cdc, k.DistrKeeper, k.AccountKeeper, k.BankKeeper, k.StakingKeeper),
		mint.NewAppModule(cdc, k.MintKeeper, k.AccountKeeper, nil),
		gov.NewAppModule(cdc, k.GovKeeper, k.AccountKeeper, k.BankKeeper),
		upgrade.NewAppModule(k.UpgradeKeeper, w.enc.account),
		consensus.NewAppModule(cdc, k.ConsensusKeeper),
		evidence.NewAppModule(*k.EvidenceKeeper),
		authzmodule.NewAppModule(cdc, k.AuthzKeeper, k.AccountKeeper, k.BankKeeper, w.enc.registry),
		feegrantmodule.NewAppModule(cdc, k.AccountKeeper, k.BankKeeper, k.FeegrantKeeper, w.enc.registry),
		ibc.NewAppModule(k.IBCKeeper),
		transfer.NewAppModule(k.TransferKeeper),
		ibctm.NewAppModule(k.lightClient(w)),
		breaker.NewAppModule(k.BreakerKeeper),
		beacon.NewAppModule(k.BeaconKeeper),
		stake.NewAppModule(k.StakeKeeper),
		reward.NewAppModule(k.RewardKeeper),
		job.NewAppModule(k.JobKeeper),
		dispute.NewAppModule(k.DisputeKeeper, k.JobKeeper),
		bridge.NewAppModule(k.BridgeKeeper),
	)
}

// setOrders fixes the order of the modules in every phase of a block and of genesis.
func setOrders(mm *module.Manager) {
	mm.SetOrderPreBlockers(
		upgradetypes.ModuleName, // an upgrade may change the rules for everything after it
		authtypes.ModuleName,
	)
	// Rewards are shared out before slashing takes its part, so that what a validator earned until now is not slashed.
	mm.SetOrderBeginBlockers(
		minttypes.ModuleName,
		distrtypes.ModuleName,
		slashingtypes.ModuleName,
		evidencetypes.ModuleName,
		stakingtypes.ModuleName,
		authz.ModuleName,
		genutiltypes.ModuleName,
		ibcexported.ModuleName,
		ibctransfertypes.ModuleName,
	)
	mm.SetOrderEndBlockers(
		banktypes.ModuleName, // first since SDK v0.54
		govtypes.ModuleName,
		feegrant.ModuleName,
		genutiltypes.ModuleName,
		ibcexported.ModuleName,
		ibctransfertypes.ModuleName,
		bridgetypes.ModuleName,  // what it pays into a job is there when the job goes on
		beacontypes.ModuleName,  // what a round gives is known to those below in the same block
		disputetypes.ModuleName, // a unit proven false in this block is not in the sum of a round that closes in it
		jobtypes.ModuleName,     // a round that closes here frees stake and settles pay below
		rewardtypes.ModuleName,
		staketypes.ModuleName,
		stakingtypes.ModuleName, // last: it reports the validator set that everything above has settled on
	)
	// Balances come before those who check them; genesis transactions after staking, which they call.
	genesis := []string{
		authtypes.ModuleName,
		banktypes.ModuleName,
		distrtypes.ModuleName,
		stakingtypes.ModuleName,
		slashingtypes.ModuleName,
		govtypes.ModuleName,
		minttypes.ModuleName,
		genutiltypes.ModuleName,
		evidencetypes.ModuleName,
		authz.ModuleName,
		feegrant.ModuleName,
		upgradetypes.ModuleName,
		consensustypes.ModuleName,
		ibcexported.ModuleName,
		ibctransfertypes.ModuleName,
		ibctm.ModuleName,
		breakertypes.ModuleName,
		beacontypes.ModuleName,
		staketypes.ModuleName,
		rewardtypes.ModuleName,
		jobtypes.ModuleName,
		disputetypes.ModuleName,
		bridgetypes.ModuleName,
	}
	mm.SetOrderInitGenesis(genesis...)
	mm.SetOrderExportGenesis(genesis...)
}
