// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"context"

	"github.com/cosmos/cosmos-sdk/testutil/simsx"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/dispute/keeper"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// Factory makes the messages of x/dispute.
type Factory struct {
	keeper *keeper.Keeper
	job    JobKeeper
	server types.MsgServer
}

// JobKeeper is what the simulation needs of x/job: to see who claims what.
type JobKeeper interface {
	types.JobKeeper
	ExportGenesis(ctx context.Context) (*jobtypes.GenesisState, error)
}

// New returns a factory.
func New(k *keeper.Keeper, job JobKeeper) Factory {
	return Factory{keeper: k, job: job, server: keeper.NewMsgServer(k)}
}

// draw is one operation on its way to a message.
type draw struct {
	ctx      context.Context
	data     *simsx.ChainDataSource
	reporter simsx.SimulationReporter
	state    *types.GenesisState
}

// tryFn runs a message's handler; its response does not matter here.
type tryFn func(ctx context.Context) error

// factory turns a maker of messages into what the simulation wants: propose
// returns the signer, the message and its handler, or an empty signer.
func factory[M sdk.Msg](f Factory, propose func(*draw) (string, M, tryFn)) simsx.SimMsgFactoryFn[M] {
	return func(ctx context.Context, data *simsx.ChainDataSource, reporter simsx.SimulationReporter) ([]simsx.SimAccount, M) {
		var none M
		state, err := f.keeper.ExportGenesis(ctx)
		if err != nil {
			reporter.Fail(err)
			return nil, none
		}
		signer, msg, try := propose(&draw{ctx, data, reporter, state})
		if reporter.IsSkipped() {
			return nil, none
		}
		if signer == "" || !data.HasAccount(signer) {
			reporter.Skip("nothing to do")
			return nil, none
		}
		cached, _ := sdk.UnwrapSDKContext(ctx).CacheContext()
		if err := try(cached); err != nil {
			reporter.Skip(err.Error())
			return nil, none
		}
		return []simsx.SimAccount{data.GetAccount(reporter, signer)}, msg
	}
}

func (d *draw) anyone() string {
	return d.data.AnyAccount(d.reporter, simsx.WithSpendableBalance()).AddressBech32
}

// MsgUpdateParamsFactory makes a governance proposal.
func MsgUpdateParamsFactory() simsx.SimMsgFactoryFn[*types.MsgUpdateParams] {
	return func(_ context.Context, data *simsx.ChainDataSource, reporter simsx.SimulationReporter) ([]simsx.SimAccount, *types.MsgUpdateParams) {
		return nil, &types.MsgUpdateParams{Authority: data.ModuleAccountAddress(reporter, "gov"), Params: randomParams(data.Rand().Rand)}
	}
}
