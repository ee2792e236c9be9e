// SPDX-License-Identifier: Apache-2.0

package simulation_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand"
	"testing"

	"cosmossdk.io/math"
	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/testutil/simsx"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"
	simtypes "github.com/cosmos/cosmos-sdk/types/simulation"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/reward"
	"github.com/weft-network/weft/x/reward/internal/rewardtest"
	"github.com/weft-network/weft/x/reward/simulation"
	"github.com/weft-network/weft/x/reward/types"
)

// factories collects what the module registers, with its weights.
type factories struct{ list []simsx.SimMsgFactoryX }

func (f *factories) Add(weight uint32, factory simsx.SimMsgFactoryX) {
	if weight > 0 {
		f.list = append(f.list, factory)
	}
}

// world does what x/job does on a chain: it opens, pays and closes jobs.
type world struct {
	*rewardtest.Fixture
	r    *rand.Rand
	jobs uint64
}

// step does one random thing; what the module refuses is no matter here.
func (w *world) step(accounts []simtypes.Account) {
	who := accounts[w.r.Intn(len(accounts))].Address
	job, round, slot := 1+uint64(w.r.Intn(int(w.jobs))), uint64(w.r.Intn(5)), uint32(w.r.Intn(3))
	do := func(tx func(ctx context.Context) error) {
		if err := w.Do(tx); errors.Is(err, types.ErrInvariantBroken) {
			w.TB.Fatal(err)
		}
	}
	switch w.r.Intn(5) {
	case 0:
		w.jobs++
		do(func(ctx context.Context) error {
			return errors.Join(w.Keeper.Deposit(ctx, w.jobs, who, math.NewInt(5_000)), w.Keeper.Reserve(ctx, w.jobs, math.NewInt(4_000)))
		})
	case 1, 2:
		do(func(ctx context.Context) error {
			return w.Keeper.Credit(ctx, types.Grant{
				Job: job, Round: round, Slot: slot, Operator: who, Amount: math.NewInt(100), Tokens: 10, Flops: math.NewInt(1_000),
			})
		})
	case 3:
		do(func(ctx context.Context) error { return w.Keeper.FinalizeRound(ctx, job, round) })
	case 4:
		do(func(ctx context.Context) error {
			return w.Keeper.CloseJob(ctx, types.Close{Job: job, Submitter: who, Completed: true, SubmitterShare: 500, SettleHeight: w.Height()})
		})
	}
}

// Every factory makes messages of its kind, and the module accepts every
// message that a factory makes.
func TestFactories(t *testing.T) {
	for seed := range int64(2) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			w := &world{Fixture: rewardtest.New(t), r: rand.New(rand.NewSource(seed)), jobs: 1}
			am := reward.NewAppModule(w.Keeper)
			weights := simsx.ParamWeightSource(make(simtypes.AppParams))
			var reg factories
			am.WeightedOperationsX(weights, &reg)
			am.ProposalMsgsX(weights, &reg)
			router := baseapp.NewMsgServiceRouter()
			router.SetInterfaceRegistry(w.Registry)
			types.RegisterMsgServer(router, w.Msgs)

			accounts := simtypes.RandomAccounts(w.r, 8)
			for i := range accounts {
				accounts[i].AddressBech32 = w.Text(accounts[i].Address)
				w.GiveTo(accounts[i].Address, 1_000_000)
			}
			made := make(map[string]int)
			for range 500 {
				w.step(accounts)
				factory := reg.list[w.r.Intn(len(reg.list))]
				data := simsx.NewChainDataSource(w.Ctx, w.r, w.Auth, w.Bank, w.Addresses, accounts...)
				reporter := simsx.NewBasicSimulationReporter()
				_, msg := simsx.SafeRunFactoryMethod(w.Ctx, data, reporter, factory.Create())
				if !reporter.IsSkipped() {
					require.Equal(t, sdk.MsgTypeURL(factory.MsgType()), sdk.MsgTypeURL(msg))
					w.Deliver(router, msg)
					made[sdk.MsgTypeURL(msg)]++
				}
				if w.r.Intn(10) == 0 {
					w.Next(1 + w.r.Intn(10))
				}
			}
			w.Check()
			require.Len(t, made, len(reg.list), "some factory never made a message: %v", made)
		})
	}
}

// A random genesis is one that the module accepts.
func TestRandomizedGenState(t *testing.T) {
	for seed := range int64(50) {
		f := rewardtest.Empty(t)
		s := &module.SimulationState{
			AppParams: make(simtypes.AppParams), Cdc: f.Codec, Rand: rand.New(rand.NewSource(seed)), GenState: make(map[string]json.RawMessage),
		}
		simulation.RandomizedGenState(s)
		am := reward.NewAppModule(f.Keeper)
		require.NoError(t, am.ValidateGenesis(f.Codec, nil, s.GenState[types.ModuleName]))
		am.InitGenesis(f.Ctx, f.Codec, s.GenState[types.ModuleName])
		f.Check()
	}
}
