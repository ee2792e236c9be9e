// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"context"
	"crypto/ed25519"
	"fmt"

	"cosmossdk.io/math"
	"github.com/cosmos/cosmos-sdk/testutil/simsx"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/stake/keeper"
	"github.com/weft-network/weft/x/stake/types"
)

// MsgRegisterProviderFactory makes a provider of an account that can pay the bond.
func MsgRegisterProviderFactory(k keeper.Keeper) simsx.SimMsgFactoryFn[*types.MsgRegisterProvider] {
	return func(ctx context.Context, data *simsx.ChainDataSource, reporter simsx.SimulationReporter) ([]simsx.SimAccount, *types.MsgRegisterProvider) {
		params, err := k.Params(ctx)
		if err != nil {
			reporter.Fail(err)
			return nil, nil
		}
		from := pick(data, reporter, func(a simsx.SimAccount) bool {
			_, err := k.Stake(ctx, a.Address)
			return err != nil && a.LiquidBalance().AmountOf(k.BondDenom).GT(params.MinBond)
		})
		if reporter.IsSkipped() {
			return nil, nil
		}
		r := data.Rand()
		extra := r.Amount(from.LiquidBalance().AmountOf(k.BondDenom).Sub(params.MinBond))
		bond := sdk.NewCoin(k.BondDenom, params.MinBond.Add(extra))
		from.LiquidBalance().BlockAmount(bond)
		msg := &types.MsgRegisterProvider{Operator: from.AddressBech32, Bond: bond, Moniker: r.StringN(1 + r.Intn(types.MaxMonikerBytes-1))}
		if r.Bool() {
			msg.VrfKey = vrfKey(r)
		}
		if r.Bool() {
			msg.Addresses = addresses(r)
		}
		return []simsx.SimAccount{from}, msg
	}
}

// MsgUpdateProviderFactory sets or clears fields of a profile.
func MsgUpdateProviderFactory(k keeper.Keeper) simsx.SimMsgFactoryFn[*types.MsgUpdateProvider] {
	return func(ctx context.Context, data *simsx.ChainDataSource, reporter simsx.SimulationReporter) ([]simsx.SimAccount, *types.MsgUpdateProvider) {
		from := pickProvider(ctx, k, data, reporter, func(types.Stake) bool { return true })
		if reporter.IsSkipped() {
			return nil, nil
		}
		r := data.Rand()
		msg := &types.MsgUpdateProvider{Operator: from.AddressBech32, Hardware: r.StringN(1 + r.Intn(types.MaxHardwareBytes-1))}
		if r.Bool() {
			msg.VrfKey = vrfKey(r)
		} else {
			msg.Clear = append(msg.Clear, types.ProfileFieldVRFKey)
		}
		if r.Bool() {
			msg.Addresses = addresses(r)
		} else {
			msg.Clear = append(msg.Clear, types.ProfileFieldAddresses)
		}
		return []simsx.SimAccount{from}, msg
	}
}

// MsgBondFactory adds to a bond.
func MsgBondFactory(k keeper.Keeper) simsx.SimMsgFactoryFn[*types.MsgBond] {
	return func(ctx context.Context, data *simsx.ChainDataSource, reporter simsx.SimulationReporter) ([]simsx.SimAccount, *types.MsgBond) {
		from := pickProvider(ctx, k, data, reporter, func(types.Stake) bool { return true })
		if reporter.IsSkipped() {
			return nil, nil
		}
		amount := from.LiquidBalance().RandSubsetCoin(reporter, k.BondDenom)
		if reporter.IsSkipped() {
			return nil, nil
		}
		return []simsx.SimAccount{from}, &types.MsgBond{Operator: from.AddressBech32, Amount: amount}
	}
}

// MsgUnbondFactory takes free stake out of a bond.
func MsgUnbondFactory(k keeper.Keeper) simsx.SimMsgFactoryFn[*types.MsgUnbond] {
	return func(ctx context.Context, data *simsx.ChainDataSource, reporter simsx.SimulationReporter) ([]simsx.SimAccount, *types.MsgUnbond) {
		params, err := k.Params(ctx)
		if err != nil {
			reporter.Fail(err)
			return nil, nil
		}
		from := pickProvider(ctx, k, data, reporter, func(s types.Stake) bool {
			return s.Free().IsPositive() && s.Unbondings < params.MaxUnbondings
		})
		if reporter.IsSkipped() {
			return nil, nil
		}
		stake, err := k.Stake(ctx, from.Address)
		if err != nil {
			reporter.Fail(err)
			return nil, nil
		}
		return []simsx.SimAccount{from}, &types.MsgUnbond{Operator: from.AddressBech32, Amount: part(data.Rand(), k.BondDenom, stake.Free())}
	}
}

// MsgCancelUnbondFactory puts back a part or all of an unbonding.
func MsgCancelUnbondFactory(k keeper.Keeper) simsx.SimMsgFactoryFn[*types.MsgCancelUnbond] {
	return func(ctx context.Context, data *simsx.ChainDataSource, reporter simsx.SimulationReporter) ([]simsx.SimAccount, *types.MsgCancelUnbond) {
		from := pickProvider(ctx, k, data, reporter, func(s types.Stake) bool { return s.Unbondings > 0 })
		if reporter.IsSkipped() {
			return nil, nil
		}
		entries, err := keeper.NewQueryServer(k).Unbondings(ctx, &types.QueryUnbondingsRequest{Operator: from.AddressBech32})
		if err != nil {
			reporter.Fail(err)
			return nil, nil
		}
		entry := simsx.OneOf(data.Rand(), entries.Unbondings)
		return []simsx.SimAccount{from}, &types.MsgCancelUnbond{
			Operator: from.AddressBech32, UnbondingId: entry.Id, Amount: part(data.Rand(), k.BondDenom, entry.Amount),
		}
	}
}

// MsgUnjailFactory frees a provider whose time in jail is over.
func MsgUnjailFactory(k keeper.Keeper) simsx.SimMsgFactoryFn[*types.MsgUnjail] {
	return func(ctx context.Context, data *simsx.ChainDataSource, reporter simsx.SimulationReporter) ([]simsx.SimAccount, *types.MsgUnjail) {
		params, err := k.Params(ctx)
		if err != nil {
			reporter.Fail(err)
			return nil, nil
		}
		now := sdk.UnwrapSDKContext(ctx).BlockHeight()
		from := pickProvider(ctx, k, data, reporter, func(s types.Stake) bool {
			return s.Jailed && now >= s.JailedUntil && s.Bonded.GTE(params.MinBond)
		})
		if reporter.IsSkipped() {
			return nil, nil
		}
		return []simsx.SimAccount{from}, &types.MsgUnjail{Operator: from.AddressBech32}
	}
}

// MsgUpdateParamsFactory proposes random parameters.
func MsgUpdateParamsFactory() simsx.SimMsgFactoryFn[*types.MsgUpdateParams] {
	return func(_ context.Context, data *simsx.ChainDataSource, reporter simsx.SimulationReporter) ([]simsx.SimAccount, *types.MsgUpdateParams) {
		return nil, &types.MsgUpdateParams{Authority: data.ModuleAccountAddress(reporter, "gov"), Params: randomParams(data.Rand().Rand)}
	}
}

// pickProvider picks an account that is a provider with a stake that fits.
func pickProvider(ctx context.Context, k keeper.Keeper, data *simsx.ChainDataSource, reporter simsx.SimulationReporter, fits func(types.Stake) bool) simsx.SimAccount {
	return pick(data, reporter, func(a simsx.SimAccount) bool {
		stake, err := k.Stake(ctx, a.Address)
		return err == nil && fits(stake)
	})
}

// pick picks among the accounts that fit. It looks at all of them: few accounts are providers, and ChainDataSource.AnyAccount
// gives up after two.
func pick(data *simsx.ChainDataSource, reporter simsx.SimulationReporter, fits func(simsx.SimAccount) bool) simsx.SimAccount {
	var fitting []simsx.SimAccount
	for i := range data.AccountsCount() {
		if a := data.AccountAt(reporter, i); fits(a) {
			fitting = append(fitting, a)
		}
	}
	if len(fitting) == 0 {
		reporter.Skip("no account fits")
		return simsx.SimAccount{}
	}
	return simsx.OneOf(data.Rand(), fitting)
}

// part is all or a part of an amount, never nothing.
func part(r *simsx.XRand, denom string, of math.Int) sdk.Coin {
	if amount := r.Amount(of); amount.IsPositive() {
		return sdk.NewCoin(denom, amount)
	}
	return sdk.NewCoin(denom, of)
}

func vrfKey(r *simsx.XRand) []byte {
	seed := make([]byte, ed25519.SeedSize)
	for i := range seed {
		seed[i] = byte(r.Intn(256))
	}
	return ed25519.NewKeyFromSeed(seed)[ed25519.SeedSize:]
}

func addresses(r *simsx.XRand) []string {
	list := make([]string, 1+r.Intn(types.MaxAddresses))
	for i := range list {
		list[i] = fmt.Sprintf("/ip4/10.%d.%d.%d/udp/4001/quic-v1", i, r.Intn(256), r.Intn(256))
	}
	return list
}
