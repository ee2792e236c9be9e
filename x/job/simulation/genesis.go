// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"math/rand"

	"github.com/cosmos/cosmos-sdk/types/module"

	"github.com/weft-network/weft/x/job/types"
)

// RandomizedGenState writes a genesis without jobs and with random parameters.
func RandomizedGenState(s *module.SimulationState) {
	g := types.DefaultGenesis()
	s.AppParams.GetOrGenerate("job_params", &g.Params, s.Rand, func(r *rand.Rand) { g.Params = randomParams(r) })
	s.GenState[types.ModuleName] = s.Cdc.MustMarshalJSON(g)
}

// randomParams draws parameters under which the jobs of this package are
// accepted.
func randomParams(r *rand.Rand) types.Params {
	p := types.DefaultParams()
	p.FlopPrice = 1 + uint64(r.Intn(10))
	p.OuterBond = 1 + uint64(r.Intn(100))
	p.MissPenalty = uint32(r.Intn(types.MaxPenalty + 1))
	p.ConfessPenalty = 1 + uint32(r.Intn(types.MaxConfessPenalty))
	p.MinWindow = 1
	return p
}
