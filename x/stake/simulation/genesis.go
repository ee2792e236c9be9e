// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"math/rand"

	"cosmossdk.io/math"
	"github.com/cosmos/cosmos-sdk/types/module"

	"github.com/weft-network/weft/x/stake/types"
)

// RandomizedGenState writes a genesis without providers and with random parameters: registering is what the simulation
// is to do.
func RandomizedGenState(s *module.SimulationState) {
	g := types.DefaultGenesis()
	s.AppParams.GetOrGenerate("stake_params", &g.Params, s.Rand, func(r *rand.Rand) { g.Params = randomParams(r) })
	s.GenState[types.ModuleName] = s.Cdc.MustMarshalJSON(g)
}

// randomParams draws parameters under which much happens within a few hundred blocks.
func randomParams(r *rand.Rand) types.Params {
	unbonding := uint64(2 + r.Intn(40))
	return types.Params{
		MinBond:            math.NewInt(1 + r.Int63n(100_000)),
		UnbondingBlocks:    unbonding,
		MinUnbondingBlocks: 1 + uint64(r.Intn(int(unbonding))),
		MaxUnbondings:      1 + uint32(r.Intn(types.MaxMaxUnbondings)),
		JailBlocks:         1 + uint64(r.Intn(20)),
	}
}
