// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"context"

	"github.com/cosmos/cosmos-sdk/testutil/simsx"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/beacon/keeper"
	"github.com/weft-network/weft/x/beacon/types"
)

// MsgPostRoundFactory posts one of the awaited rounds whose time has come.
func MsgPostRoundFactory(k *keeper.Keeper) simsx.SimMsgFactoryFn[*types.MsgPostRound] {
	return func(ctx context.Context, data *simsx.ChainDataSource, reporter simsx.SimulationReporter) ([]simsx.SimAccount, *types.MsgPostRound) {
		queries := keeper.NewQueryServer(k)
		params, err := queries.Params(ctx, &types.QueryParamsRequest{})
		if err != nil {
			reporter.Fail(err)
			return nil, nil
		}
		awaited, err := queries.Awaited(ctx, &types.QueryAwaitedRequest{})
		if err != nil {
			reporter.Fail(err)
			return nil, nil
		}
		now := sdk.UnwrapSDKContext(ctx).BlockTime()
		var ready []types.AwaitedRound
		for _, r := range awaited.Rounds {
			if !r.PublicationTime.After(now) {
				ready = append(ready, r)
			}
		}
		key := beaconOf(params.Params.PublicKey)
		if len(ready) == 0 || key == nil {
			reporter.Skip("no round to post")
			return nil, nil
		}
		round := simsx.OneOf(data.Rand(), ready)
		signature, err := key.Sign(round.BeaconRound)
		if err != nil {
			reporter.Fail(err)
			return nil, nil
		}
		from := data.AnyAccount(reporter)
		return []simsx.SimAccount{from}, &types.MsgPostRound{Poster: from.AddressBech32, Round: round.Round, Signature: signature}
	}
}

// MsgUpdateParamsFactory proposes random parameters: mostly another beacon, at times none.
func MsgUpdateParamsFactory() simsx.SimMsgFactoryFn[*types.MsgUpdateParams] {
	return func(ctx context.Context, data *simsx.ChainDataSource, reporter simsx.SimulationReporter) ([]simsx.SimAccount, *types.MsgUpdateParams) {
		return nil, &types.MsgUpdateParams{
			Authority: data.ModuleAccountAddress(reporter, "gov"), Params: randomParams(data.Rand().Rand, sdk.UnwrapSDKContext(ctx).BlockTime()),
		}
	}
}
