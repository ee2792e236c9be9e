// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"context"

	"cosmossdk.io/math"
	"github.com/cosmos/cosmos-sdk/testutil/simsx"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/reward/keeper"
	"github.com/weft-network/weft/x/reward/types"
)

// earner is an account that can have something of a job now.
type earner struct {
	account simsx.SimAccount
	job     types.JobEarnings
}

// MsgClaimRewardsFactory claims for an account that can have something.
func MsgClaimRewardsFactory(k *keeper.Keeper) simsx.SimMsgFactoryFn[*types.MsgClaimRewards] {
	return func(ctx context.Context, data *simsx.ChainDataSource, reporter simsx.SimulationReporter) ([]simsx.SimAccount, *types.MsgClaimRewards) {
		e, ok := pickEarner(ctx, k, data, reporter, func(e types.JobEarnings) bool {
			sum := e.ClaimablePay.Add(e.ClaimableAudits).Add(e.ClaimableTrainerEmission).Add(e.ClaimableVerifierEmission).Add(e.ClaimableRefunds)
			return sum.IsPositive()
		})
		if !ok {
			return nil, nil
		}
		return []simsx.SimAccount{e.account}, &types.MsgClaimRewards{
			Claimant: e.account.AddressBech32, Job: e.job.Job, Limit: uint32(data.Rand().Intn(types.MaxClaims + 1)),
		}
	}
}

// MsgClaimSharesFactory claims shares for an account that has some to claim.
func MsgClaimSharesFactory(k *keeper.Keeper) simsx.SimMsgFactoryFn[*types.MsgClaimShares] {
	return func(ctx context.Context, data *simsx.ChainDataSource, reporter simsx.SimulationReporter) ([]simsx.SimAccount, *types.MsgClaimShares) {
		e, ok := pickEarner(ctx, k, data, reporter, func(e types.JobEarnings) bool { return e.ClaimableShares > 0 })
		if !ok {
			return nil, nil
		}
		return []simsx.SimAccount{e.account}, &types.MsgClaimShares{Claimant: e.account.AddressBech32, Job: e.job.Job}
	}
}

// MsgClaimRoyaltiesFactory claims royalties for an account that earned some.
func MsgClaimRoyaltiesFactory(k *keeper.Keeper) simsx.SimMsgFactoryFn[*types.MsgClaimRoyalties] {
	return func(ctx context.Context, data *simsx.ChainDataSource, reporter simsx.SimulationReporter) ([]simsx.SimAccount, *types.MsgClaimRoyalties) {
		e, ok := pickEarner(ctx, k, data, reporter, func(e types.JobEarnings) bool { return e.ClaimableRoyalties.IsPositive() })
		if !ok {
			return nil, nil
		}
		return []simsx.SimAccount{e.account}, &types.MsgClaimRoyalties{Claimant: e.account.AddressBech32, Job: e.job.Job}
	}
}

// MsgLockSharesFactory locks shares that an account holds.
func MsgLockSharesFactory(_ *keeper.Keeper) simsx.SimMsgFactoryFn[*types.MsgLockShares] {
	return func(_ context.Context, data *simsx.ChainDataSource, reporter simsx.SimulationReporter) ([]simsx.SimAccount, *types.MsgLockShares) {
		type holding struct {
			owner simsx.SimAccount
			job   uint64
			coin  sdk.Coin
		}
		var holdings []holding
		for i := range data.AccountsCount() {
			owner := data.AccountAt(reporter, i)
			for _, coin := range owner.LiquidBalance().Coins {
				if job, ok := types.ShareDenomJob(coin.Denom); ok && coin.IsPositive() {
					holdings = append(holdings, holding{owner, job, coin})
				}
			}
		}
		if len(holdings) == 0 {
			reporter.Skip("nobody holds shares")
			return nil, nil
		}
		h := simsx.OneOf(data.Rand(), holdings)
		shares := part(data.Rand(), h.coin.Amount.Uint64())
		h.owner.LiquidBalance().BlockAmount(sdk.NewCoin(h.coin.Denom, math.NewIntFromUint64(shares)))
		return []simsx.SimAccount{h.owner}, &types.MsgLockShares{Owner: h.owner.AddressBech32, Job: h.job, Shares: shares}
	}
}

// MsgUnlockSharesFactory unlocks a part or all of an account's locked shares.
func MsgUnlockSharesFactory(k *keeper.Keeper) simsx.SimMsgFactoryFn[*types.MsgUnlockShares] {
	return func(ctx context.Context, data *simsx.ChainDataSource, reporter simsx.SimulationReporter) ([]simsx.SimAccount, *types.MsgUnlockShares) {
		type locked struct {
			owner simsx.SimAccount
			lock  types.Lock
		}
		var locks []locked
		for i := range data.AccountsCount() {
			owner := data.AccountAt(reporter, i)
			r, err := keeper.NewQueryServer(k).Royalties(ctx, &types.QueryRoyaltiesRequest{Account: owner.AddressBech32})
			if err != nil {
				reporter.Fail(err)
				return nil, nil
			}
			for _, v := range r.Locks {
				if v.Lock.Shares > 0 {
					locks = append(locks, locked{owner, v.Lock})
				}
			}
		}
		if len(locks) == 0 {
			reporter.Skip("nobody has locked shares")
			return nil, nil
		}
		l := simsx.OneOf(data.Rand(), locks)
		return []simsx.SimAccount{l.owner}, &types.MsgUnlockShares{
			Owner: l.owner.AddressBech32, Job: l.lock.Job, Shares: part(data.Rand(), l.lock.Shares),
		}
	}
}

// MsgPayModelFactory pays a model.
func MsgPayModelFactory(k *keeper.Keeper) simsx.SimMsgFactoryFn[*types.MsgPayModel] {
	return func(ctx context.Context, data *simsx.ChainDataSource, reporter simsx.SimulationReporter) ([]simsx.SimAccount, *types.MsgPayModel) {
		g, err := k.ExportGenesis(ctx)
		if err != nil {
			reporter.Fail(err)
			return nil, nil
		}
		if len(g.Models) == 0 {
			reporter.Skip("no job is completed")
			return nil, nil
		}
		payer := data.AnyAccount(reporter, simsx.WithDenomBalance(k.BondDenom()))
		if reporter.IsSkipped() {
			return nil, nil
		}
		amount := payer.LiquidBalance().RandSubsetCoin(reporter, k.BondDenom())
		if reporter.IsSkipped() {
			return nil, nil
		}
		return []simsx.SimAccount{payer}, &types.MsgPayModel{
			Payer: payer.AddressBech32, Job: simsx.OneOf(data.Rand(), g.Models).Job, Amount: amount.Amount,
		}
	}
}

// MsgSponsorJobFactory proposes a sponsorship, or the end of one.
func MsgSponsorJobFactory(k *keeper.Keeper) simsx.SimMsgFactoryFn[*types.MsgSponsorJob] {
	return func(ctx context.Context, data *simsx.ChainDataSource, reporter simsx.SimulationReporter) ([]simsx.SimAccount, *types.MsgSponsorJob) {
		g, err := k.ExportGenesis(ctx)
		if err != nil {
			reporter.Fail(err)
			return nil, nil
		}
		r := data.Rand()
		msg := &types.MsgSponsorJob{Authority: data.ModuleAccountAddress(reporter, "gov"), Cap: math.ZeroInt()}
		if len(g.Sponsors) > 0 && (len(g.Sponsors) == types.MaxSponsors || r.Intn(4) == 0) {
			msg.Job = simsx.OneOf(r, g.Sponsors).Job
			return nil, msg
		}
		var open []uint64
		for _, e := range g.Escrows {
			if !e.Closed {
				open = append(open, e.Job)
			}
		}
		if len(open) == 0 {
			reporter.Skip("no job runs")
			return nil, nil
		}
		msg.Job, msg.Weight = simsx.OneOf(r, open), 1+r.Uint64InRange(0, types.MaxWeight)
		msg.Cap = math.NewInt(1 + r.Int63n(1_000_000_000_000))
		return nil, msg
	}
}

// MsgUpdateParamsFactory proposes random parameters.
func MsgUpdateParamsFactory() simsx.SimMsgFactoryFn[*types.MsgUpdateParams] {
	return func(_ context.Context, data *simsx.ChainDataSource, reporter simsx.SimulationReporter) ([]simsx.SimAccount, *types.MsgUpdateParams) {
		return nil, &types.MsgUpdateParams{Authority: data.ModuleAccountAddress(reporter, "gov"), Params: randomParams(data.Rand().Rand)}
	}
}

// pickEarner picks among the accounts and jobs that fit. It looks at all of
// them: few accounts earn, and ChainDataSource.AnyAccount gives up after two.
func pickEarner(ctx context.Context, k *keeper.Keeper, data *simsx.ChainDataSource, reporter simsx.SimulationReporter, fits func(types.JobEarnings) bool) (earner, bool) {
	var fitting []earner
	for i := range data.AccountsCount() {
		account := data.AccountAt(reporter, i)
		r, err := keeper.NewQueryServer(k).Earnings(ctx, &types.QueryEarningsRequest{Account: account.AddressBech32})
		if err != nil {
			reporter.Fail(err)
			return earner{}, false
		}
		for _, j := range r.Jobs {
			if fits(j) {
				fitting = append(fitting, earner{account, j})
			}
		}
	}
	if len(fitting) == 0 {
		reporter.Skip("no account fits")
		return earner{}, false
	}
	return simsx.OneOf(data.Rand(), fitting), true
}

// part is all or a part of something, never nothing.
func part(r *simsx.XRand, of uint64) uint64 {
	return r.Uint64InRange(1, of+1)
}
