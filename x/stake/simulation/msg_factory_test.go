// SPDX-License-Identifier: Apache-2.0

package simulation_test

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/testutil/simsx"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"
	simtypes "github.com/cosmos/cosmos-sdk/types/simulation"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/stake"
	"github.com/weft-network/weft/x/stake/internal/staketest"
	"github.com/weft-network/weft/x/stake/simulation"
	"github.com/weft-network/weft/x/stake/types"
)

// factories collects what the module registers, with its weights.
type factories struct{ list []simsx.SimMsgFactoryX }

func (f *factories) Add(weight uint32, factory simsx.SimMsgFactoryX) {
	if weight > 0 {
		f.list = append(f.list, factory)
	}
}

// Every factory makes messages of its kind, and the module accepts every message that a factory makes.
func TestFactories(t *testing.T) {
	for seed := range int64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			r := rand.New(rand.NewSource(seed))
			f := staketest.New(t)
			am := stake.NewAppModule(f.Keeper)
			weights := simsx.ParamWeightSource(make(simtypes.AppParams))
			var reg factories
			am.WeightedOperationsX(weights, &reg)
			am.ProposalMsgsX(weights, &reg)
			router := baseapp.NewMsgServiceRouter()
			router.SetInterfaceRegistry(f.Registry)
			types.RegisterMsgServer(router, f.Msgs)

			accounts := simtypes.RandomAccounts(r, 12)
			for i := range accounts {
				accounts[i].AddressBech32 = f.Text(accounts[i].Address)
				f.Fund(accounts[i].Address, 1_000_000)
			}
			made := make(map[string]int)
			for range 1_500 {
				factory := reg.list[r.Intn(len(reg.list))]
				data := simsx.NewChainDataSource(f.Ctx, r, f.Auth, f.Bank, f.Addresses, accounts...)
				reporter := simsx.NewBasicSimulationReporter()
				signers, msg := simsx.SafeRunFactoryMethod(f.Ctx, data, reporter, factory.Create())
				if reporter.IsSkipped() {
					continue
				}
				kind := sdk.MsgTypeURL(msg)
				require.Equal(t, sdk.MsgTypeURL(factory.MsgType()), kind)
				require.Equal(t, strings.HasSuffix(kind, "UpdateParams"), len(signers) == 0)
				require.NoError(t, f.Deliver(func(ctx sdk.Context) error {
					_, err := router.Handler(msg)(ctx, msg)
					return err
				}), "%s", msg)
				made[kind]++
				switch r.Intn(10) {
				case 0:
					// Jailing is another module's work; without it there is nobody to unjail.
					operator := accounts[r.Intn(len(accounts))].Address
					if _, err := f.Keeper.Stake(f.Ctx, operator); err == nil {
						require.NoError(t, f.Keeper.Jail(f.Ctx, operator, types.SlashReasonDowntime, 0))
					}
				case 1:
					f.Next(1 + r.Int63n(20))
				}
			}
			require.NoError(t, f.Keeper.CheckInvariants(f.Ctx))
			require.Len(t, made, len(reg.list), "some factory never made a message: %v", made)
		})
	}
}

// A random genesis is one that the module accepts.
func TestRandomizedGenState(t *testing.T) {
	for seed := range int64(50) {
		f := staketest.Empty(t)
		s := &module.SimulationState{
			AppParams: make(simtypes.AppParams), Cdc: f.Codec, Rand: rand.New(rand.NewSource(seed)), GenState: make(map[string]json.RawMessage),
		}
		simulation.RandomizedGenState(s)
		am := stake.NewAppModule(f.Keeper)
		require.NoError(t, am.ValidateGenesis(f.Codec, nil, s.GenState[types.ModuleName]))
		am.InitGenesis(f.Ctx, f.Codec, s.GenState[types.ModuleName])
		require.NoError(t, f.Keeper.CheckInvariants(f.Ctx))
	}
}
