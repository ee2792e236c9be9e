// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"math/rand"

	"cosmossdk.io/math"
	"github.com/cosmos/cosmos-sdk/types/module"

	"github.com/weft-network/weft/x/reward/types"
)

// RandomizedGenState writes a genesis without jobs and with random parameters.
func RandomizedGenState(s *module.SimulationState) {
	g := types.DefaultGenesis()
	s.AppParams.GetOrGenerate("reward_params", &g.Params, s.Rand, func(r *rand.Rand) { g.Params = randomParams(r) })
	g.Epoch.Amount = g.Params.Emission
	s.GenState[types.ModuleName] = s.Cdc.MustMarshalJSON(g)
}

// randomParams draws parameters under which much happens within a few hundred
// blocks.
func randomParams(r *rand.Rand) types.Params {
	den := 2 + uint64(r.Intn(1_000))
	trainers := uint32(r.Intn(10_001))
	return types.Params{
		VestRounds: 1 + uint64(r.Intn(10)),
		Fee:        uint32(r.Intn(types.MaxFee + 1)), FeeBurn: uint32(r.Intn(10_001)),
		EpochBlocks: 1 + uint64(r.Intn(20)), Emission: math.NewInt(r.Int63n(1_000_000_000_000)),
		EmissionNum: uint64(r.Intn(int(den))), EmissionDen: den,
		TrainerEmission: trainers, VerifierEmission: uint32(r.Intn(10_001 - int(trainers))),
		VerifierShare: uint32(r.Intn(types.MaxVerifierShare + 1)),
		UnlockBlocks:  1 + uint64(r.Intn(10)), MinLocked: 1 + uint64(r.Intn(100_000_000)),
	}
}
