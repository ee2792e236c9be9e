// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	sdk "github.com/cosmos/cosmos-sdk/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
	"github.com/decred/dcrd/dcrec/secp256k1/v4"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/bridge/internal/bridgetest"
	"github.com/weft-network/weft/x/bridge/types"
)

// When the powers move by more than the part in the parameters, a set is made, signed by the one before, taken by the contract, and what is
// open is signed anew: what the old set signed of it counts no more.
func TestAxelarOldSetsSignNothing(t *testing.T) {
	f := bridgetest.New(t)
	f.Give("alice", 1_000)
	require.NoError(t, f.Withdraw("alice", bridgetest.Denom, 100, 0))
	b := batch(t, f)
	old := f.Order(b.Order)
	require.True(t, old.Enough)
	f.Vals[0].SetPower(110) // 3.7 % of 2^32 move
	f.Blocks(types.SetCheckBlocks + 1)
	require.EqualValues(t, 1, f.State().LatestSet)
	f.Vals[0].SetPower(130) // 10.5 %
	f.Blocks(types.SetCheckBlocks + 2)
	require.EqualValues(t, 2, f.State().LatestSet)
	require.NoError(t, f.RelaySet())
	f.Block()
	require.EqualValues(t, 2, f.State().Set)
	f.Blocks(2) // two of the three open orders each
	require.ErrorIs(t, f.Eth.Execute(bridgetest.Weft.Contract, b, old.Order, old.Signatures), bridgetest.ErrQuorum, "signed by set 1")
	renewed := f.Order(b.Order)
	require.True(t, renewed.Enough)
	require.NotEqual(t, old.Digest, renewed.Digest)
	require.NoError(t, f.Relay(b))
	f.Block()
	well(t, f)
}

// A set is made on schedule too, long before the contract's grows too old.
func TestC4N04SetsAreRenewed(t *testing.T) {
	f := bridgetest.New(t)
	p := bridgetest.Params()
	p.SetBlocks = 100
	require.NoError(t, f.Govern(p))
	f.Blocks(100 + types.SetCheckBlocks)
	require.EqualValues(t, 2, f.State().LatestSet)
	require.NoError(t, f.RelaySet())
	f.Block()
	require.EqualValues(t, 2, f.State().Set)
	well(t, f)
}

// A set that is replaced before anybody relayed it is signed no more, but known if it comes after all.
func TestSupersededSet(t *testing.T) {
	f := bridgetest.New(t)
	f.Vals[0].SetPower(200)
	f.Blocks(types.SetCheckBlocks + 2)
	second, err := f.Queries.Set(f.Ctx, &types.QuerySetRequest{Nonce: 2})
	require.NoError(t, err)
	order := f.Order(second.Set.Order)
	f.Vals[1].SetPower(200)
	f.Blocks(types.SetCheckBlocks + 2)
	require.EqualValues(t, 3, f.State().LatestSet)
	_, err = f.Queries.Order(f.Ctx, &types.QueryOrderRequest{Id: second.Set.Order})
	require.ErrorIs(t, err, types.ErrNoOrder)
	require.NoError(t, f.Eth.Rotate(second.Set, order.Order, order.Signatures))
	f.Blocks(3)
	require.EqualValues(t, 2, f.State().Set)
	require.NoError(t, f.RelaySet(), "set 3 is signed by set 2 now")
	f.Block()
	require.EqualValues(t, 3, f.State().Set)
	well(t, f)
}

// A set that the chain never made halts the bridge, and so does one of before.
func TestForgedAndStaleSets(t *testing.T) {
	for name, event := range map[string]func(*bridgetest.Fixture) types.SetUpdated{
		"never made": func(f *bridgetest.Fixture) types.SetUpdated {
			return types.SetUpdated{Set: 2, Words: types.Packed(f.Eth.Members[:3])}
		},
		"of before": func(f *bridgetest.Fixture) types.SetUpdated {
			return types.SetUpdated{Set: 1, Words: types.Packed(f.Eth.Members)}
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := bridgetest.New(t)
			f.Eth.Emit(types.SetEvent(event(f)))
			f.Block()
			require.Contains(t, f.State().Halted, "did not make like that")
		})
	}
}

// A contract that was deployed with a stranger among its validators is not followed (CertiK on gonka: a group key set by anyone).
func TestDeployedWithAStranger(t *testing.T) {
	f := bridgetest.Off(t)
	require.NoError(t, f.Govern(bridgetest.Params()))
	f.Deploy()
	members := append([]types.Member{}, f.Eth.Members...)
	members[0].Address = append([]byte{0}, members[0].Address[1:]...)
	eth := bridgetest.Deploy(types.Domain(bridgetest.ChainID, bridgetest.Params()), f.Eth.Time, members)
	for _, v := range f.Vals {
		v.Sees = eth
	}
	f.Block()
	require.Contains(t, f.State().Halted, "no validator's key")
}

// While keys of only two thirds of the power are there, no set is made: the contract would refuse it. A missing key strengthens nobody.
func TestC4M01NoSetBelowTheThreshold(t *testing.T) {
	f := bridgetest.New(t)
	f.Vals[0].SetPower(300)
	f.Vals[0].Key = secp256k1.PrivKeyFromBytes([]byte{1, 2, 3})
	next, err := f.Queries.NextSet(f.Ctx, &types.QueryNextSetRequest{})
	require.NoError(t, err)
	require.True(t, next.Enough)

	g := bridgetest.Empty(t)
	require.NoError(t, g.Keeper.InitGenesis(g.Ctx, *types.DefaultGenesis()))
	require.NoError(t, g.Register(g.Vals[0]))
	require.NoError(t, g.Register(g.Vals[1]))
	next, err = g.Queries.NextSet(g.Ctx, &types.QueryNextSetRequest{})
	require.NoError(t, err)
	require.False(t, next.Enough)
	require.EqualValues(t, uint64(types.TotalPower)/2, types.Sum(next.Members))
}

// A key is registered with a proof of possession that names the validator, belongs to it for ever, and can be changed.
func TestRegisterKey(t *testing.T) {
	f := bridgetest.Off(t)
	ann, ben := f.Vals[0], f.Vals[1]
	require.ErrorIs(t, f.Register(ann), types.ErrKeyTaken)

	stolen := *ann
	stolen.Key = ben.Key
	require.ErrorIs(t, f.Register(&stolen), types.ErrKeyTaken, "the key of another")
	fresh := secp256k1.PrivKeyFromBytes([]byte("another key of ann's, 32 bytes.."))
	proof := (&bridgetest.Validator{Key: fresh}).SignDigest(types.KeyDigest(bridgetest.ChainID, ann.Account))
	register := func(who *bridgetest.Validator, address, proof []byte) error {
		return f.Deliver(func(ctx sdk.Context) error {
			_, err := f.Msgs.RegisterKey(ctx, &types.MsgRegisterKey{Operator: f.Text(who.Account), Address: address, Proof: proof})
			return err
		})
	}
	address := types.AddressOf(fresh.PubKey())
	require.ErrorIs(t, register(ben, address, proof), types.ErrBadProof, "the proof names ann")
	require.ErrorIs(t, register(ann, bridgetest.Outsider(1), proof), types.ErrBadProof)
	require.ErrorIs(t, register(&bridgetest.Validator{Account: bridgetest.Address("nobody")}, address, proof), types.ErrNotValidator)
	require.ErrorIs(t, register(ann, []byte{1}, proof), types.ErrBadAddress)
	require.NoError(t, register(ann, address, proof))
	next, err := f.Queries.NextSet(f.Ctx, &types.QueryNextSetRequest{})
	require.NoError(t, err)
	var has []string
	for _, m := range next.Members {
		has = append(has, string(m.Address))
	}
	require.Contains(t, has, string(address))
	require.NotContains(t, has, string(ann.Address()))
	require.ErrorIs(t, f.Register(ann), types.ErrKeyTaken, "an old key does not come back")
	require.NoError(t, f.Keeper.CheckInvariants(f.Ctx))
}

// Retired sets are forgotten when their stake is free, with their digests.
func TestForget(t *testing.T) {
	f := bridgetest.New(t)
	f.Vals[0].SetPower(200)
	f.Blocks(types.SetCheckBlocks + 2)
	require.NoError(t, f.RelaySet())
	f.Block()
	_, err := f.Queries.Set(f.Ctx, &types.QuerySetRequest{Nonce: 1})
	require.NoError(t, err)
	f.Ctx = f.Ctx.WithBlockTime(f.Ctx.BlockTime().Add(bridgetest.Unbonding + 1e9))
	f.Blocks(2)
	_, err = f.Queries.Set(f.Ctx, &types.QuerySetRequest{Nonce: 1})
	require.ErrorIs(t, err, types.ErrNoSet)
	g, err := f.Keeper.ExportGenesis(f.Ctx)
	require.NoError(t, err)
	for _, o := range g.Ordered {
		require.EqualValues(t, 2, o.Set)
	}
	well(t, f)
}

// Wrong signatures, of others or of nothing, are left out; each member counts once (CertiK on gonka: duplicates counted twice).
func TestSignaturesAreChecked(t *testing.T) {
	f := bridgetest.New(t)
	f.Give("alice", 100)
	ann, ben := f.Vals[0], f.Vals[1]
	for _, v := range f.Vals[1:] {
		v.Silent = true
	}
	f.Vals[2].Silent = false
	twice := func(said *types.VoteExtension) {
		said.Signatures = append(said.Signatures, said.Signatures...)
		said.Signatures = said.Signatures[:min(len(said.Signatures), types.MaxVoteSignatures)]
	}
	ann.Lie = twice
	ben.Lie = func(said *types.VoteExtension) { // takes ann's for its own
		for _, w := range wantedBy(t, f, ben) {
			said.Signatures = append(said.Signatures, types.VoteSignature{Order: w.Order, Signature: ann.SignDigest(w.Digest)})
		}
		said.Signatures = append(said.Signatures, types.VoteSignature{Order: 999, Signature: make([]byte, 65)})
	}
	f.Vals[2].Lie = func(said *types.VoteExtension) { said.Member = 77 }
	require.NoError(t, f.Withdraw("alice", bridgetest.Denom, 10, 0))
	b := batch(t, f)
	f.Blocks(3)
	res := f.Order(b.Order)
	require.Len(t, res.Signatures, 1)
	require.False(t, res.Enough)
	require.ErrorIs(t, f.Relay(b), bridgetest.ErrQuorum)
	well(t, f)
}

// wantedBy is what a validator is asked to sign.
func wantedBy(t *testing.T, f *bridgetest.Fixture, v *bridgetest.Validator) []types.Wanted {
	t.Helper()
	r := &recorder{Validator: v}
	_, err := f.Keeper.Extend(f.Ctx, r)
	require.NoError(t, err)
	return r.wanted
}

type recorder struct {
	*bridgetest.Validator
	wanted []types.Wanted
}

// Sign implements types.Observer.
func (r *recorder) Sign(wanted []types.Wanted) [][]byte {
	r.wanted = wanted
	return nil
}

// A validator that is gone from the chain's set signs no more, and is not slashed for it.
func TestLeaverIsNotSlashed(t *testing.T) {
	f := bridgetest.New(t)
	f.Give("alice", 100)
	f.Vals[3].Staking.Status = stakingtypes.Unbonding
	require.NoError(t, f.Withdraw("alice", bridgetest.Denom, 10, 0))
	batch(t, f)
	f.Blocks(150)
	require.Empty(t, f.Vals[3].Slashed)
	well(t, f)
}
