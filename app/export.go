// SPDX-License-Identifier: Apache-2.0

package app

import (
	"encoding/json"
	"fmt"
	"slices"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"

	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	"github.com/cosmos/cosmos-sdk/x/staking"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
)

// ExportAppStateAndValidators writes the loaded state as a genesis. A plain export continues at the next height, with every deadline
// where it was. With forZeroHeight it starts again at height one: validators' records are settled and reset, and every validator that
// is not in allowed (if any is) is jailed, so that a fork can run with few of them. The windows of jobs are heights and keep them: on
// such a fork they end later.
func (app *App) ExportAppStateAndValidators(forZeroHeight bool, allowed, modules []string) (servertypes.ExportedApp, error) {
	var none servertypes.ExportedApp
	ctx := app.NewContextLegacy(true, cmtproto.Header{Height: app.LastBlockHeight()})
	height := app.LastBlockHeight() + 1
	if forZeroHeight {
		height = 0
		if err := app.resetHeights(ctx, allowed); err != nil {
			return none, fmt.Errorf("prepare a state for height zero: %w", err)
		}
	}
	state, err := app.mm.ExportGenesisForModules(ctx, app.enc.cdc, modules)
	if err != nil {
		return none, err
	}
	bz, err := json.MarshalIndent(state, "", "  ")
	if err != nil {
		return none, err
	}
	vals, err := staking.WriteValidators(ctx, app.StakingKeeper)
	if err != nil {
		return none, err
	}
	return servertypes.ExportedApp{AppState: bz, Validators: vals, Height: height, ConsensusParams: app.GetConsensusParams(ctx)}, nil
}

// resetHeights settles all rewards and forgets the heights recorded for validators and delegations.
func (app *App) resetHeights(ctx sdk.Context, allowed []string) error {
	if err := app.CheckInvariants(ctx); err != nil {
		return err
	}
	if err := app.resetRewards(ctx); err != nil {
		return err
	}
	if err := app.resetStaking(ctx, allowed); err != nil {
		return err
	}
	var infos []slashingtypes.SigningInfo
	err := app.SlashingKeeper.IterateValidatorSigningInfos(ctx, func(addr sdk.ConsAddress, info slashingtypes.ValidatorSigningInfo) bool {
		info.StartHeight = 0
		infos = append(infos, slashingtypes.SigningInfo{Address: string(addr), ValidatorSigningInfo: info})
		return false
	})
	if err != nil {
		return err
	}
	for _, i := range infos {
		if err := app.SlashingKeeper.SetValidatorSigningInfo(ctx, sdk.ConsAddress(i.Address), i.ValidatorSigningInfo); err != nil {
			return err
		}
	}
	return nil
}

// resetRewards pays out every reward and commission, drops the history they were computed from, and starts a new one at height zero.
func (app *App) resetRewards(ctx sdk.Context) error {
	vals, err := app.StakingKeeper.GetAllValidators(ctx)
	if err != nil {
		return err
	}
	dels, err := app.StakingKeeper.GetAllDelegations(ctx)
	if err != nil {
		return err
	}
	type pair struct {
		val sdk.ValAddress
		del sdk.AccAddress
	}
	pairs := make([]pair, len(dels))
	for i, d := range dels {
		val, err := app.enc.validator.StringToBytes(d.ValidatorAddress)
		if err != nil {
			return err
		}
		del, err := app.enc.account.StringToBytes(d.DelegatorAddress)
		if err != nil {
			return err
		}
		pairs[i] = pair{val, del}
		if _, err := app.DistrKeeper.WithdrawDelegationRewards(ctx, del, val); err != nil {
			return err
		}
	}
	ops := make([]sdk.ValAddress, len(vals))
	for i, v := range vals {
		if ops[i], err = app.enc.validator.StringToBytes(v.GetOperator()); err != nil {
			return err
		}
		// A validator without commission has nothing to withdraw, which is an error there and none here.
		if acc, err := app.DistrKeeper.GetValidatorAccumulatedCommission(ctx, ops[i]); err != nil {
			return err
		} else if trunc, _ := acc.Commission.TruncateDecimal(); !trunc.IsZero() {
			if _, err := app.DistrKeeper.WithdrawValidatorCommission(ctx, ops[i]); err != nil {
				return err
			}
		}
	}

	app.DistrKeeper.DeleteAllValidatorSlashEvents(ctx)
	app.DistrKeeper.DeleteAllValidatorHistoricalRewards(ctx)
	zero := ctx.WithBlockHeight(0)
	for _, op := range ops {
		// What rounding left with the validator goes to the community.
		scraps, err := app.DistrKeeper.GetValidatorOutstandingRewardsCoins(zero, op)
		if err != nil {
			return err
		}
		pool, err := app.DistrKeeper.FeePool.Get(zero)
		if err != nil {
			return err
		}
		pool.CommunityPool = pool.CommunityPool.Add(scraps...)
		if err := app.DistrKeeper.FeePool.Set(zero, pool); err != nil {
			return err
		}
		if err := app.DistrKeeper.Hooks().AfterValidatorCreated(zero, op); err != nil {
			return err
		}
	}
	for _, p := range pairs {
		if err := app.DistrKeeper.Hooks().BeforeDelegationCreated(zero, p.del, p.val); err != nil {
			return err
		}
		if err := app.DistrKeeper.Hooks().AfterDelegationModified(zero, p.del, p.val); err != nil {
			return err
		}
	}
	return nil
}

// resetStaking forgets creation heights, jails the validators that are not allowed, and settles rotations of consensus keys.
func (app *App) resetStaking(ctx sdk.Context, allowed []string) error {
	k := app.StakingKeeper
	var reds []stakingtypes.Redelegation
	if err := k.IterateRedelegations(ctx, func(_ int64, r stakingtypes.Redelegation) bool {
		reds = append(reds, r)
		return false
	}); err != nil {
		return err
	}
	for _, r := range reds {
		for i := range r.Entries {
			r.Entries[i].CreationHeight = 0
		}
		if err := k.SetRedelegation(ctx, r); err != nil {
			return err
		}
	}
	var ubds []stakingtypes.UnbondingDelegation
	if err := k.IterateUnbondingDelegations(ctx, func(_ int64, u stakingtypes.UnbondingDelegation) bool {
		ubds = append(ubds, u)
		return false
	}); err != nil {
		return err
	}
	for _, u := range ubds {
		for i := range u.Entries {
			u.Entries[i].CreationHeight = 0
		}
		if err := k.SetUnbondingDelegation(ctx, u); err != nil {
			return err
		}
	}
	vals, err := k.GetAllValidators(ctx)
	if err != nil {
		return err
	}
	for _, v := range vals {
		v.UnbondingHeight = 0
		if len(allowed) > 0 && !slices.Contains(allowed, v.OperatorAddress) {
			v.Jailed = true
		}
		if err := k.SetValidator(ctx, v); err != nil {
			return err
		}
	}
	if _, err := k.ApplyAndReturnValidatorSetUpdates(ctx); err != nil {
		return err
	}
	return k.PrepareConsKeyRotationsForZeroHeightExport(ctx)
}
