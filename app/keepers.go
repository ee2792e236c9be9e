// SPDX-License-Identifier: Apache-2.0

package app

import (
	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/runtime"
	"github.com/cosmos/cosmos-sdk/server"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authkeeper "github.com/cosmos/cosmos-sdk/x/auth/keeper"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	authzkeeper "github.com/cosmos/cosmos-sdk/x/authz/keeper"
	bankkeeper "github.com/cosmos/cosmos-sdk/x/bank/keeper"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	consensuskeeper "github.com/cosmos/cosmos-sdk/x/consensus/keeper"
	consensustypes "github.com/cosmos/cosmos-sdk/x/consensus/types"
	distrkeeper "github.com/cosmos/cosmos-sdk/x/distribution/keeper"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	evidencekeeper "github.com/cosmos/cosmos-sdk/x/evidence/keeper"
	evidencetypes "github.com/cosmos/cosmos-sdk/x/evidence/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"
	feegrantkeeper "github.com/cosmos/cosmos-sdk/x/feegrant/keeper"
	govkeeper "github.com/cosmos/cosmos-sdk/x/gov/keeper"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	govv1beta1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1beta1"
	mintkeeper "github.com/cosmos/cosmos-sdk/x/mint/keeper"
	minttypes "github.com/cosmos/cosmos-sdk/x/mint/types"
	slashingkeeper "github.com/cosmos/cosmos-sdk/x/slashing/keeper"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	stakingkeeper "github.com/cosmos/cosmos-sdk/x/staking/keeper"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
	upgradekeeper "github.com/cosmos/cosmos-sdk/x/upgrade/keeper"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"
	ibctransferkeeper "github.com/cosmos/ibc-go/v11/modules/apps/transfer/keeper"
	ibckeeper "github.com/cosmos/ibc-go/v11/modules/core/keeper"
	"github.com/spf13/cast"

	beaconkeeper "github.com/weft-network/weft/x/beacon/keeper"
	breakerkeeper "github.com/weft-network/weft/x/breaker/keeper"
	bridgekeeper "github.com/weft-network/weft/x/bridge/keeper"
	disputekeeper "github.com/weft-network/weft/x/dispute/keeper"
	jobkeeper "github.com/weft-network/weft/x/job/keeper"
	rewardkeeper "github.com/weft-network/weft/x/reward/keeper"
	stakekeeper "github.com/weft-network/weft/x/stake/keeper"
)

// Keepers are the modules' keepers. Tests and the invariants reach state through them.
type Keepers struct {
	AccountKeeper   authkeeper.AccountKeeper
	BankKeeper      bankkeeper.BaseKeeper
	StakingKeeper   *stakingkeeper.Keeper
	SlashingKeeper  slashingkeeper.Keeper
	DistrKeeper     distrkeeper.Keeper
	MintKeeper      mintkeeper.Keeper
	GovKeeper       *govkeeper.Keeper
	UpgradeKeeper   *upgradekeeper.Keeper
	ConsensusKeeper consensuskeeper.Keeper
	EvidenceKeeper  *evidencekeeper.Keeper
	AuthzKeeper     authzkeeper.Keeper
	FeegrantKeeper  feegrantkeeper.Keeper

	IBCKeeper      *ibckeeper.Keeper
	TransferKeeper *ibctransferkeeper.Keeper

	BreakerKeeper *breakerkeeper.Keeper
	BeaconKeeper  *beaconkeeper.Keeper
	StakeKeeper   stakekeeper.Keeper
	RewardKeeper  *rewardkeeper.Keeper
	JobKeeper     *jobkeeper.Keeper
	DisputeKeeper *disputekeeper.Keeper
	BridgeKeeper  *bridgekeeper.Keeper
}

// wiring is what the constructors of keepers draw on.
type wiring struct {
	base      *baseapp.BaseApp
	enc       encoding
	keys      storeKeys
	opts      servertypes.AppOptions
	authority string
}

func newKeepers(w wiring) Keepers {
	var k Keepers
	k.addAccounts(w)
	k.addValidators(w)
	k.addOperations(w)
	k.addIBC(w)
	k.addProtocol(w)
	return k
}

// addAccounts builds the keepers of accounts, balances and delegated rights.
func (k *Keepers) addAccounts(w wiring) {
	cfg := sdk.GetConfig()
	// Unordered transactions let one key send from several workers at once: a trainer commits while its watcher moves in a dispute.
	k.AccountKeeper = authkeeper.NewAccountKeeper(w.enc.cdc, w.keys.service(authtypes.StoreKey), authtypes.ProtoBaseAccount, Permissions(),
		w.enc.account, cfg.GetBech32AccountAddrPrefix(), w.authority, authkeeper.WithUnorderedTransactions(true))
	k.BankKeeper = bankkeeper.NewBaseKeeper(w.enc.cdc, w.keys.service(banktypes.StoreKey), k.AccountKeeper, BlockedAddresses(), w.authority,
		w.base.Logger())
	k.AuthzKeeper = authzkeeper.NewKeeper(w.keys.service(authzkeeper.StoreKey), w.enc.cdc, w.base.MsgServiceRouter(), k.AccountKeeper)
	k.FeegrantKeeper = feegrantkeeper.NewKeeper(w.enc.cdc, w.keys.service(feegrant.StoreKey), k.AccountKeeper)
}

// addValidators builds the keepers of validator stake: who makes blocks, what it earns, what it loses.
func (k *Keepers) addValidators(w wiring) {
	cdc := w.enc.cdc
	k.StakingKeeper = stakingkeeper.NewKeeper(cdc, w.keys.service(stakingtypes.StoreKey), k.AccountKeeper, k.BankKeeper, w.authority,
		w.enc.validator, w.enc.consensus)
	k.MintKeeper = mintkeeper.NewKeeper(cdc, w.keys.service(minttypes.StoreKey), k.StakingKeeper, k.AccountKeeper, k.BankKeeper,
		authtypes.FeeCollectorName, w.authority)
	k.DistrKeeper = distrkeeper.NewKeeper(cdc, w.keys.service(distrtypes.StoreKey), k.AccountKeeper, k.BankKeeper, k.StakingKeeper,
		authtypes.FeeCollectorName, w.authority)
	k.SlashingKeeper = slashingkeeper.NewKeeper(cdc, w.enc.amino, w.keys.service(slashingtypes.StoreKey), k.StakingKeeper, w.authority)
	// The staking keeper is shared by pointer: the keepers above see these hooks.
	k.StakingKeeper.SetHooks(stakingtypes.NewMultiStakingHooks(k.DistrKeeper.Hooks(), k.SlashingKeeper.Hooks()))
	k.EvidenceKeeper = evidencekeeper.NewKeeper(cdc, w.keys.service(evidencetypes.StoreKey), k.StakingKeeper, k.SlashingKeeper,
		w.enc.account, runtime.ProvideCometInfoService())
}

// addOperations builds the keepers of governance and upgrades.
func (k *Keepers) addOperations(w wiring) {
	skip := map[int64]bool{}
	for _, h := range cast.ToIntSlice(w.opts.Get(server.FlagUnsafeSkipUpgrades)) {
		skip[int64(h)] = true
	}
	k.UpgradeKeeper = upgradekeeper.NewKeeper(skip, w.keys.service(upgradetypes.StoreKey), w.enc.cdc,
		cast.ToString(w.opts.Get(flags.FlagHome)), w.base, w.authority)
	k.GovKeeper = govkeeper.NewKeeper(w.enc.cdc, w.keys.service(govtypes.StoreKey), k.AccountKeeper, k.BankKeeper, k.DistrKeeper,
		w.base.MsgServiceRouter(), govtypes.DefaultConfig(), w.authority,
		govkeeper.NewDefaultCalculateVoteResultsAndVotingPower(k.StakingKeeper))
	// Without a legacy router a MsgExecLegacyContent proposal is a nil dereference.
	k.GovKeeper.SetLegacyRouter(govv1beta1.NewRouter().AddRoute(govtypes.RouterKey, govv1beta1.ProposalHandler))
	k.GovKeeper.SetHooks(govtypes.NewMultiGovHooks())
}

// newConsensusKeeper is apart from the rest: the base application needs its store of parameters before anything else runs.
func newConsensusKeeper(w wiring) consensuskeeper.Keeper {
	return consensuskeeper.NewKeeper(w.enc.cdc, w.keys.service(consensustypes.StoreKey), w.authority, runtime.EventService{})
}
