// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/bridge/internal/bridgetest"
	"github.com/weft-network/weft/x/bridge/types"
)

// Tests of this file are named for what went wrong elsewhere and has no test of its own in another file; the README lists them all.

// Code4rena M-03: sets that come one after the other are one order at a time: who waits for the contract waits for the latest.
func TestC4M03ManySetsAreOneOrder(t *testing.T) {
	f := bridgetest.New(t)
	for i := range 40 {
		f.Vals[0].SetPower(100 + 200*int64(i%2))
		f.Blocks(types.SetCheckBlocks + 1)
	}
	require.Greater(t, f.State().LatestSet, uint64(20))
	res, err := f.Queries.Orders(f.Ctx, &types.QueryOrdersRequest{})
	require.NoError(t, err)
	sets := 0
	for _, o := range res.Orders {
		if o.Kind == types.ORDER_KIND_SET {
			sets++
		}
	}
	require.Equal(t, 1, sets)
	require.NoError(t, f.RelaySet())
	f.Blocks(2)
	require.Equal(t, f.State().LatestSet, f.State().Set)
	well(t, f)
}

// Code4rena L-03: the chain orders four kinds of things, and none of them is a call that somebody else chose.
func TestC4L03NothingElseIsSigned(t *testing.T) {
	domain := types.Domain(bridgetest.ChainID, bridgetest.Params())
	words := func(n int) [][]byte {
		out := make([][]byte, n)
		for i := range out {
			out[i] = make([]byte, types.WordSize)
		}
		return out
	}
	known := 0
	for kind := range types.OrderKind(100) {
		for n := range 10 {
			if _, err := types.Digest(domain, kind, words(n)); err == nil {
				known++
			}
		}
	}
	require.Equal(t, 4, known)
}

// Code4rena L-06: numbers that a later set or batch could jump to are none: the chain counts its own by one, and believes no other of Ethereum.
func TestC4L06NumbersDoNotJump(t *testing.T) {
	f := bridgetest.New(t)
	f.Give("alice", 1_000)
	for i := range 3 {
		require.NoError(t, f.Withdraw("alice", bridgetest.Denom, 10, 0))
		require.EqualValues(t, i+1, batch(t, f).Nonce)
		require.NoError(t, f.Relay(f.Batches()[0]))
		f.Block()
	}
	f.Eth.Emit(types.BatchEvent(types.BatchExecuted{Token: bridgetest.Weft.Contract, Batch: 1 << 63, Relayer: bridgetest.Outsider(1)}))
	f.Block()
	require.Contains(t, f.State().Halted, "did not make")
}

// Axelar: a set of the same validators with the same powers as an earlier one can come back.
func TestAxelarSameSetCanReturn(t *testing.T) {
	f := bridgetest.New(t)
	turn := func(power int64) []types.Member {
		t.Helper()
		f.Vals[0].SetPower(power)
		f.Blocks(types.SetCheckBlocks + 3)
		require.NoError(t, f.RelaySet())
		f.Blocks(2)
		res, err := f.Queries.Set(f.Ctx, &types.QuerySetRequest{Nonce: f.State().Set})
		require.NoError(t, err)
		return res.Set.Members
	}
	first, err := f.Queries.Set(f.Ctx, &types.QuerySetRequest{Nonce: 1})
	require.NoError(t, err)
	require.NotEqual(t, first.Set.Members, turn(200))
	require.Equal(t, first.Set.Members, turn(100))
	require.EqualValues(t, 3, f.State().Set)
	well(t, f)
}

// PrimeIntellect: who waits until its stake is on the way out escapes no slash. It is taken from what stood behind the validator when the set was made,
// which a signature names, and also from one that validates no more.
func TestPrimeUnbondingStakeIsSlashed(t *testing.T) {
	f := bridgetest.New(t)
	f.Vals[3].SetPower(200)
	f.Blocks(types.SetCheckBlocks + 3)
	res, err := f.Queries.Set(f.Ctx, &types.QuerySetRequest{Nonce: 2})
	require.NoError(t, err)
	mallory := f.Vals[0]
	sig := signed(t, mallory, types.ORDER_KIND_BATCH, theft(2))
	f.Blocks(50)
	mallory.Staking.Status = 2 // unbonding
	require.NoError(t, evidence(f, types.ORDER_KIND_BATCH, theft(2), sig))
	require.Len(t, mallory.Slashed, 1)
	require.Equal(t, res.Set.Height, mallory.Slashed[0].Height)
	require.Less(t, mallory.Slashed[0].Height, f.Ctx.BlockHeight()-50)
}
