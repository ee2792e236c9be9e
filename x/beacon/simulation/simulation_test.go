// SPDX-License-Identifier: Apache-2.0

package simulation_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand"
	"testing"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/testutil/simsx"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"
	simtypes "github.com/cosmos/cosmos-sdk/types/simulation"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/beacon"
	"github.com/weft-network/weft/x/beacon/internal/beacontest"
	"github.com/weft-network/weft/x/beacon/simulation"
	"github.com/weft-network/weft/x/beacon/types"
)

// factories collects what the module registers.
type factories struct{ list []simsx.SimMsgFactoryX }

func (f *factories) Add(weight uint32, factory simsx.SimMsgFactoryX) {
	if weight > 0 {
		f.list = append(f.list, factory)
	}
}

// accounts stand for x/auth and x/bank, of which the factories need the accounts only.
type accounts struct{}

func (accounts) GetModuleAddress(name string) sdk.AccAddress { return authtypes.NewModuleAddress(name) }

func (accounts) SpendableCoins(context.Context, sdk.AccAddress) sdk.Coins { return nil }

func (accounts) IsSendEnabledDenom(context.Context, string) bool { return true }

// genesis is a random one.
func genesis(f *beacontest.Fixture, seed int64) json.RawMessage {
	s := &module.SimulationState{
		AppParams: make(simtypes.AppParams), Cdc: f.Codec, Rand: rand.New(rand.NewSource(seed)), GenState: make(map[string]json.RawMessage),
		GenTimestamp: beacontest.Start,
	}
	simulation.RandomizedGenState(s)
	return s.GenState[types.ModuleName]
}

// Every factory makes messages of its kind, and the module accepts every message that a factory makes.
func TestFactories(t *testing.T) {
	for seed := range int64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			r := rand.New(rand.NewSource(seed))
			f := beacontest.Empty(t)
			am := beacon.NewAppModule(f.Keeper)
			am.InitGenesis(f.Ctx, f.Codec, genesis(f, seed))
			weights := simsx.ParamWeightSource(make(simtypes.AppParams))
			var reg factories
			am.WeightedOperationsX(weights, &reg)
			am.ProposalMsgsX(weights, &reg)
			router := baseapp.NewMsgServiceRouter()
			router.SetInterfaceRegistry(f.Registry)
			types.RegisterMsgServer(router, f.Msgs)
			people := simtypes.RandomAccounts(r, 5)
			for i := range people {
				people[i].AddressBech32 = f.Text(people[i].Address)
			}
			made := make(map[string]int)
			for range 250 {
				// Waiting is another module's work; without it there is nothing to post.
				if active, err := f.Keeper.Active(f.Ctx); err == nil && active {
					f.Await()
				}
				factory := reg.list[r.Intn(len(reg.list))]
				if sdk.MsgTypeURL(factory.MsgType()) == sdk.MsgTypeURL(&types.MsgUpdateParams{}) && r.Intn(10) > 0 {
					f.Next(1 + r.Int63n(20)) // proposals are rare
					continue
				}
				data := simsx.NewChainDataSource(f.Ctx, r, accounts{}, accounts{}, f.Addresses, people...)
				reporter := simsx.NewBasicSimulationReporter()
				signers, msg := simsx.SafeRunFactoryMethod(f.Ctx, data, reporter, factory.Create())
				if reporter.IsSkipped() {
					continue
				}
				kind := sdk.MsgTypeURL(msg)
				require.Equal(t, sdk.MsgTypeURL(factory.MsgType()), kind)
				require.NoError(t, f.Deliver(func(ctx sdk.Context) error {
					_, err := router.Handler(msg)(ctx, msg)
					return err
				}), "%d signers: %s", len(signers), msg)
				made[kind]++
			}
			require.NoError(t, f.Keeper.CheckInvariants(f.Ctx))
			require.Len(t, made, len(reg.list), "some factory never made a message: %v", made)
			require.NotEmpty(t, f.Told)
		})
	}
}

// A random genesis is one that the module accepts.
func TestRandomizedGenState(t *testing.T) {
	active := 0
	for seed := range int64(50) {
		f := beacontest.Empty(t)
		am := beacon.NewAppModule(f.Keeper)
		text := genesis(f, seed)
		require.NoError(t, am.ValidateGenesis(f.Codec, nil, text))
		am.InitGenesis(f.Ctx, f.Codec, text)
		require.NoError(t, f.Keeper.CheckInvariants(f.Ctx))
		if ok, err := f.Keeper.Active(f.Ctx); err == nil && ok {
			active++
		}
	}
	require.Positive(t, active)
	require.Less(t, active, 50)
}
