// SPDX-License-Identifier: Apache-2.0

package dispute

import (
	"context"
	"encoding/json"
	"fmt"

	"cosmossdk.io/core/appmodule"
	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/testutil/simsx"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"
	simtypes "github.com/cosmos/cosmos-sdk/types/simulation"
	gwruntime "github.com/grpc-ecosystem/grpc-gateway/runtime"
	"google.golang.org/grpc"

	"github.com/weft-network/weft/x/dispute/keeper"
	"github.com/weft-network/weft/x/dispute/simulation"
	"github.com/weft-network/weft/x/dispute/types"
)

// ConsensusVersion is the version of the module's state.
const ConsensusVersion = 1

var (
	_ module.AppModuleBasic      = AppModule{}
	_ module.AppModuleSimulation = AppModule{}
	_ module.HasGenesis          = AppModule{}
	_ simsx.HasProposalMsgsX     = AppModule{}

	_ appmodule.AppModule     = AppModule{}
	_ appmodule.HasServices   = AppModule{}
	_ appmodule.HasEndBlocker = AppModule{}

	_ simsx.HasWeightedOperationsX = AppModule{}
)

// AppModule joins the module to an application.
type AppModule struct {
	keeper *keeper.Keeper
	job    simulation.JobKeeper
}

// NewAppModule returns the module. Its simulation challenges the units of job.
func NewAppModule(k *keeper.Keeper, job simulation.JobKeeper) AppModule { return AppModule{k, job} }

// IsAppModule marks the type for the SDK.
func (AppModule) IsAppModule() {}

// IsOnePerModuleType marks the type for the SDK.
func (AppModule) IsOnePerModuleType() {}

// Name returns the module's name.
func (AppModule) Name() string { return types.ModuleName }

// RegisterLegacyAminoCodec does nothing: amino names are options of the messages.
func (AppModule) RegisterLegacyAminoCodec(*codec.LegacyAmino) {}

// RegisterInterfaces registers the messages.
func (AppModule) RegisterInterfaces(r codectypes.InterfaceRegistry) { types.RegisterInterfaces(r) }

// RegisterGRPCGatewayRoutes registers the REST routes.
func (AppModule) RegisterGRPCGatewayRoutes(c client.Context, mux *gwruntime.ServeMux) {
	if err := types.RegisterQueryHandlerClient(context.Background(), mux, types.NewQueryClient(c)); err != nil {
		panic(err)
	}
}

// RegisterServices registers the message and query services.
func (am AppModule) RegisterServices(r grpc.ServiceRegistrar) error {
	types.RegisterMsgServer(r, keeper.NewMsgServer(am.keeper))
	types.RegisterQueryServer(r, keeper.NewQueryServer(am.keeper))
	return nil
}

// ConsensusVersion returns the version of the module's state.
func (AppModule) ConsensusVersion() uint64 { return ConsensusVersion }

// DefaultGenesis returns the state of a chain without disputes.
func (AppModule) DefaultGenesis(cdc codec.JSONCodec) json.RawMessage {
	return cdc.MustMarshalJSON(types.DefaultGenesis())
}

// ValidateGenesis checks a genesis.
func (AppModule) ValidateGenesis(cdc codec.JSONCodec, _ client.TxEncodingConfig, bz json.RawMessage) error {
	var g types.GenesisState
	if err := cdc.UnmarshalJSON(bz, &g); err != nil {
		return fmt.Errorf("genesis of x/%s: %w", types.ModuleName, err)
	}
	return g.Validate()
}

// InitGenesis loads a genesis. It panics if it is wrong: a chain cannot start from it.
func (am AppModule) InitGenesis(ctx sdk.Context, cdc codec.JSONCodec, bz json.RawMessage) {
	var g types.GenesisState
	cdc.MustUnmarshalJSON(bz, &g)
	if err := am.keeper.InitGenesis(ctx, &g); err != nil {
		panic(fmt.Errorf("genesis of x/%s: %w", types.ModuleName, err))
	}
}

// ExportGenesis returns the state.
func (am AppModule) ExportGenesis(ctx sdk.Context, cdc codec.JSONCodec) json.RawMessage {
	g, err := am.keeper.ExportGenesis(ctx)
	if err != nil {
		panic(fmt.Errorf("export of x/%s: %w", types.ModuleName, err))
	}
	return cdc.MustMarshalJSON(g)
}

// EndBlock takes the queue items that are due.
func (am AppModule) EndBlock(ctx context.Context) error { return am.keeper.EndBlock(ctx) }

// GenerateGenesisState makes a random genesis for a simulation.
func (AppModule) GenerateGenesisState(s *module.SimulationState) { simulation.RandomizedGenState(s) }

// RegisterStoreDecoder tells the simulation how to print the store.
func (am AppModule) RegisterStoreDecoder(r simtypes.StoreDecoderRegistry) {
	r[types.StoreKey] = simtypes.NewStoreDecoderFuncFromCollectionsSchema(am.keeper.Schema())
}

// WeightedOperations returns none: WeightedOperationsX takes its place.
func (AppModule) WeightedOperations(module.SimulationState) []simtypes.WeightedOperation { return nil }

// ProposalMsgsX registers the messages that governance may send.
func (AppModule) ProposalMsgsX(weights simsx.WeightSource, reg simsx.Registry) {
	reg.Add(weights.Get("msg_update_dispute_params", 20), simulation.MsgUpdateParamsFactory())
}

// WeightedOperationsX registers the messages of accounts.
func (am AppModule) WeightedOperationsX(weights simsx.WeightSource, reg simsx.Registry) {
	f := simulation.New(am.keeper, am.job)
	reg.Add(weights.Get("msg_seal_challenge", 30), f.SealChallenge())
	reg.Add(weights.Get("msg_challenge", 100), f.Challenge())
	reg.Add(weights.Get("msg_challenge_claim", 40), f.ChallengeClaim())
	reg.Add(weights.Get("msg_move", 150), f.Move())
	reg.Add(weights.Get("msg_request_data", 50), f.RequestData())
	reg.Add(weights.Get("msg_activate_verifier", 40), f.ActivateVerifier())
	reg.Add(weights.Get("msg_deactivate_verifier", 10), f.DeactivateVerifier())
}
