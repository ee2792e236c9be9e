// SPDX-License-Identifier: Apache-2.0

package app

import (
	beaconkeeper "github.com/weft-network/weft/x/beacon/keeper"
	beacontypes "github.com/weft-network/weft/x/beacon/types"
	breakerkeeper "github.com/weft-network/weft/x/breaker/keeper"
	breakertypes "github.com/weft-network/weft/x/breaker/types"
	bridgekeeper "github.com/weft-network/weft/x/bridge/keeper"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
	disputekeeper "github.com/weft-network/weft/x/dispute/keeper"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobkeeper "github.com/weft-network/weft/x/job/keeper"
	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardkeeper "github.com/weft-network/weft/x/reward/keeper"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
	stakekeeper "github.com/weft-network/weft/x/stake/keeper"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// addProtocol builds the keepers of randomness, provider stake, payments, jobs and disputes. Jobs reach the first two; disputes reach all of them, and
// jobs hear what they say through an interface. The bridge funds jobs as anybody does.
func (k *Keepers) addProtocol(w wiring) {
	k.BreakerKeeper = breakerkeeper.New(breakerkeeper.Deps{
		Codec:        w.enc.cdc,
		StoreService: w.keys.service(breakertypes.StoreKey),
		AddressCodec: w.enc.account,
		Authority:    w.authority,
		Messages:     trippable(),
	})
	k.BeaconKeeper = beaconkeeper.New(beaconkeeper.Deps{
		Codec:        w.enc.cdc,
		StoreService: w.keys.service(beacontypes.StoreKey),
		AddressCodec: w.enc.account,
		Authority:    w.authority,
	})
	k.StakeKeeper = stakekeeper.New(stakekeeper.Deps{
		Codec:        w.enc.cdc,
		StoreService: w.keys.service(staketypes.StoreKey),
		AddressCodec: w.enc.account,
		Accounts:     k.AccountKeeper,
		Bank:         k.BankKeeper,
		BondDenom:    Denom,
		Authority:    w.authority,
	})
	k.RewardKeeper = rewardkeeper.New(rewardkeeper.Deps{
		Codec:        w.enc.cdc,
		StoreService: w.keys.service(rewardtypes.StoreKey),
		AddressCodec: w.enc.account,
		Bank:         k.BankKeeper,
		Community:    k.DistrKeeper,
		BondDenom:    Denom,
		Authority:    w.authority,
	})
	k.JobKeeper = jobkeeper.New(jobkeeper.Deps{
		Codec:        w.enc.cdc,
		StoreService: w.keys.service(jobtypes.StoreKey),
		AddressCodec: w.enc.account,
		Stake:        k.StakeKeeper,
		Reward:       k.RewardKeeper,
		BondDenom:    Denom,
		Authority:    w.authority,
	})
	k.DisputeKeeper = disputekeeper.New(disputekeeper.Deps{
		Codec:        w.enc.cdc,
		StoreService: w.keys.service(disputetypes.StoreKey),
		AddressCodec: w.enc.account,
		Accounts:     k.AccountKeeper,
		Bank:         k.BankKeeper,
		Authz:        k.AuthzKeeper,
		Stake:        k.StakeKeeper,
		Job:          k.JobKeeper,
		Reward:       k.RewardKeeper,
		BondDenom:    Denom,
		Authority:    w.authority,
	})
	k.addBridge(w)
	k.JobKeeper.SetDisputes(k.DisputeKeeper.View())
	k.JobKeeper.SetHooks(k.DisputeKeeper.Hooks())
	k.StakeKeeper.SetHooks(k.DisputeKeeper.Hooks())
	k.BeaconKeeper.SetHooks(k.DisputeKeeper.Hooks())
	k.DisputeKeeper.SetBeacon(k.BeaconKeeper)
}

// addBridge builds the bridge's keeper, which asks whose work a job was.
func (k *Keepers) addBridge(w wiring) {
	k.BridgeKeeper = bridgekeeper.New(bridgekeeper.Deps{
		Codec:          w.enc.cdc,
		StoreService:   w.keys.service(bridgetypes.StoreKey),
		AddressCodec:   w.enc.account,
		ValidatorCodec: w.enc.validator,
		Bank:           k.BankKeeper,
		Staking:        k.StakingKeeper,
		Community:      k.DistrKeeper,
		Jobs:           jobkeeper.NewMsgServer(k.JobKeeper),
		Outcomes:       k.JobKeeper,
		Parts:          k.RewardKeeper,
		BondDenom:      Denom,
		Authority:      w.authority,
	})
}
