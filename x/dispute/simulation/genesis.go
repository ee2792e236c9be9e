// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"math/rand"

	"github.com/cosmos/cosmos-sdk/types/module"

	"github.com/weft-network/weft/x/dispute/types"
)

// RandomizedGenState writes a genesis without disputes and with random
// parameters.
func RandomizedGenState(s *module.SimulationState) {
	g := types.DefaultGenesis()
	s.AppParams.GetOrGenerate("dispute_params", &g.Params, s.Rand, func(r *rand.Rand) { g.Params = randomParams(r) })
	s.GenState[types.ModuleName] = s.Cdc.MustMarshalJSON(g)
}

// randomParams draws bonds that the accounts of a simulation can pay.
func randomParams(r *rand.Rand) types.Params {
	p := types.DefaultParams()
	p.DefenceCost = 1 + uint64(r.Intn(100))
	p.MaxBond = 1 + uint64(r.Intn(10_000))
	p.SealBlocks = 2 + uint64(r.Intn(100))
	p.ResponseCost = 1 + uint64(r.Intn(100))
	p.MaxDeposit = 1 + uint64(r.Intn(10_000))
	p.RequestNotice = 1 + uint64(r.Intn(10))
	p.WitnessPenalty = 1 + uint32(r.Intn(types.MaxWitnessPenalty))
	p.VerifierStake = 1 + uint64(r.Intn(100))
	p.ActivityBlocks = 1 + uint64(r.Intn(100))
	p.HistoryBlocks = 1 + uint64(r.Intn(1000))
	p.ReauditRate = types.MinReauditRate + uint32(r.Intn(types.MaxReauditRate-types.MinReauditRate))
	return p
}
