// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"math/rand"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/decred/dcrd/dcrec/secp256k1/v4"

	"github.com/weft-network/weft/x/bridge/types"
)

// contract is that of every simulation.
var contract = append(make([]byte, types.AddressSize-1), 0xc0)

// RandomizedGenState writes a genesis with an open bridge: the contract's first set is that of the bonded validators, and the coin of the chain
// may pass. One in four has none.
func RandomizedGenState(s *module.SimulationState) {
	g := types.DefaultGenesis()
	if s.Rand.Intn(4) > 0 {
		open(s, g)
	}
	s.GenState[types.ModuleName] = s.Cdc.MustMarshalJSON(g)
}

func open(s *module.SimulationState, g *types.GenesisState) {
	g.Params = randomParams(s.Rand)
	bonded := min(int(s.NumBonded), types.MaxMembers)
	candidates := make([]types.Candidate, bonded)
	for i := range candidates {
		operator := sdk.ValAddress(s.Accounts[i].Address).String()
		candidates[i] = types.Candidate{Operator: operator, Address: types.AddressOf(keyOf(operator, 0).PubKey()), Power: 1}
		g.Keys = append(g.Keys, types.Key{Operator: operator, Address: candidates[i].Address, Current: true})
	}
	members := types.Members(candidates, int64(bonded))
	chain := types.Keccak([]byte("the constructor's event"))
	g.State = types.State{Nonce: 1, Chain: chain[:], EthTime: uint64(s.GenTimestamp.Unix()), Set: 1, LatestSet: 1}
	g.Sets = []types.Set{{Nonce: 1, Members: members}}
	g.Tokens = []types.Token{randomToken(s.Rand, s.BondDenom)}
	g.Ledgers = []types.Ledger{types.NewLedger(s.BondDenom)}
}

// randomParams draws parameters under which much happens within a few blocks.
func randomParams(r *rand.Rand) types.Params {
	p := types.DefaultParams()
	p.Enabled, p.EthChainId, p.Contract = true, 1, contract
	p.BatchBlocks, p.BatchTransfers = 1+uint64(r.Intn(5)), 1+uint32(r.Intn(100))
	p.SetBlocks, p.SetMove = 100+uint64(r.Intn(100)), 1+uint32(r.Intn(3_000))
	p.WindowBlocks = 10 + uint64(r.Intn(50))
	return p
}

// randomToken is the coin of the chain under random caps.
func randomToken(r *rand.Rand, denom string) types.Token {
	limit := func() math.Int { return math.NewInt(r.Int63n(1_000_000_000)) }
	return types.Token{
		Contract: append(make([]byte, types.AddressSize-1), 0xee), Kind: types.TOKEN_KIND_MINT, Denom: denom, InCap: limit(), OutCap: limit(), DayCap: limit(),
	}
}

// keyOf is a validator's n-th key.
func keyOf(operator string, n byte) *secp256k1.PrivateKey {
	seed := types.Keccak([]byte(operator), []byte{n})
	return secp256k1.PrivKeyFromBytes(seed[:])
}
