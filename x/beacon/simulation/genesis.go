// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"bytes"
	"math/rand"
	"sync"
	"time"

	"github.com/cosmos/cosmos-sdk/types/module"

	"github.com/weft-network/weft/chain/beacon/local"
	"github.com/weft-network/weft/x/beacon/types"
)

// beacons are those that a simulation knows.
var beacons = sync.OnceValue(func() []*local.Key {
	return []*local.Key{local.New([]byte("sim 0")), local.New([]byte("sim 1")), local.New([]byte("sim 2"))}
})

// beaconOf is the one with a public key, nil if it is none of these.
func beaconOf(public []byte) *local.Key {
	for _, k := range beacons() {
		if bytes.Equal(k.Public(), public) {
			return k
		}
	}
	return nil
}

// RandomizedGenState writes a genesis with random parameters, in which nothing is awaited.
func RandomizedGenState(s *module.SimulationState) {
	g := types.DefaultGenesis()
	s.AppParams.GetOrGenerate("beacon_params", &g.Params, s.Rand, func(r *rand.Rand) { g.Params = randomParams(r, s.GenTimestamp) })
	s.GenState[types.ModuleName] = s.Cdc.MustMarshalJSON(g)
}

// randomParams draws a beacon that began about a time, or none.
func randomParams(r *rand.Rand, about time.Time) types.Params {
	p := types.Params{KeepBlocks: types.MinKeepBlocks + uint64(r.Intn(100))}
	if r.Intn(8) == 0 {
		return p
	}
	known := beacons()
	p.PublicKey = known[r.Intn(len(known))].Public()
	p.Period = 1 + uint64(r.Intn(30))
	p.GenesisTime = max(0, about.Unix()-3_600) + r.Int63n(7_200)
	return p
}
