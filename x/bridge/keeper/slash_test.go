// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/bridge/internal/bridgetest"
	"github.com/weft-network/weft/x/bridge/types"
)

// evidence shows a signature of an order of a kind under a set.
func evidence(f *bridgetest.Fixture, kind types.OrderKind, words [][]byte, sig []byte) error {
	return f.Deliver(func(ctx sdk.Context) error {
		_, err := f.Msgs.SubmitEvidence(ctx, &types.MsgSubmitEvidence{Reporter: f.Text(bridgetest.Address("anybody")), Kind: kind, Words: words, Signature: sig})
		return err
	})
}

// theft is a batch that the chain never ordered.
func theft(set byte) [][]byte {
	words := make([][]byte, 6)
	for i := range words {
		words[i] = append(make([]byte, 31), 9)
	}
	words[0] = append(make([]byte, 31), set)
	return words
}

func signed(t *testing.T, v *bridgetest.Validator, kind types.OrderKind, words [][]byte) []byte {
	t.Helper()
	digest, err := types.Digest(types.Domain(bridgetest.ChainID, bridgetest.Params()), kind, words)
	require.NoError(t, err)
	return v.SignDigest(digest)
}

// Whoever signs what the chain never ordered is slashed once, jailed, and its key is in no further set (Code4rena H-01: the handler of bad
// signatures was not registered; app tests hold every message to be routed).
func TestC4H01BadSignatureIsPunished(t *testing.T) {
	for name, set := range map[string]byte{"of the set there is": 1, "of a set that is yet to come": 7} {
		t.Run(name, func(t *testing.T) {
			f := bridgetest.New(t)
			mallory := f.Vals[1]
			sig := signed(t, mallory, types.ORDER_KIND_BATCH, theft(set))
			require.NoError(t, evidence(f, types.ORDER_KIND_BATCH, theft(set), sig))
			require.Len(t, mallory.Slashed, 1)
			require.Equal(t, math.LegacyNewDecWithPrec(5, 2).String(), mallory.Slashed[0].Factor.String())
			require.EqualValues(t, 100, mallory.Slashed[0].Power)
			require.True(t, mallory.Staking.Jailed)
			require.ErrorIs(t, evidence(f, types.ORDER_KIND_BATCH, theft(set), sig), types.ErrBadEvidence, "once")
			next, err := f.Queries.NextSet(f.Ctx, &types.QueryNextSetRequest{})
			require.NoError(t, err)
			for _, m := range next.Members {
				require.NotEqual(t, mallory.Address(), m.Address)
			}
			well(t, f)
		})
	}
}

// What the chain ordered is no evidence: not while it is open, not when it is done, not of an earlier set.
func TestOrderedIsNoEvidence(t *testing.T) {
	f := bridgetest.New(t)
	f.Give("alice", 100)
	require.NoError(t, f.Withdraw("alice", bridgetest.Denom, 10, 0))
	b := batch(t, f)
	order := f.Order(b.Order)
	words := append([][]byte{append(make([]byte, 31), 1)}, order.Order.Words...)
	sig := order.Signatures[0].Signature
	require.ErrorIs(t, evidence(f, types.ORDER_KIND_BATCH, words, sig), types.ErrBadEvidence)
	require.NoError(t, f.Relay(b))
	f.Block()
	require.ErrorIs(t, evidence(f, types.ORDER_KIND_BATCH, words, sig), types.ErrBadEvidence)
	f.Vals[0].SetPower(200)
	f.Blocks(types.SetCheckBlocks + 2)
	require.NoError(t, f.RelaySet())
	f.Block()
	require.ErrorIs(t, evidence(f, types.ORDER_KIND_BATCH, words, sig), types.ErrBadEvidence)
	for _, v := range f.Vals {
		require.Empty(t, v.Slashed)
	}
}

// What proves nothing is refused: strangers' signatures, other domains, malformed words.
func TestEvidenceThatProvesNothing(t *testing.T) {
	f := bridgetest.New(t)
	stranger := &bridgetest.Validator{Key: f.Vals[0].Key}
	words := theft(1)
	sig := signed(t, stranger, types.ORDER_KIND_BATCH, words)
	require.ErrorIs(t, evidence(f, types.ORDER_KIND_BATCH, theft(2), sig), types.ErrBadEvidence, "another digest gives another, unknown signer")
	require.ErrorIs(t, evidence(f, types.ORDER_KIND_BATCH, words[:5], sig), types.ErrBadEvidence)
	require.ErrorIs(t, evidence(f, types.ORDER_KIND_BATCH, nil, sig), types.ErrBadEvidence)
	require.ErrorIs(t, evidence(f, types.ORDER_KIND_UNSPECIFIED, words, sig), types.ErrBadEvidence)
	require.ErrorIs(t, evidence(f, types.ORDER_KIND_BATCH, words, sig[:64]), types.ErrBadSignature)
	proof := f.Vals[0].SignDigest(types.KeyDigest(bridgetest.ChainID, f.Vals[0].Account))
	require.Error(t, evidence(f, types.ORDER_KIND_BATCH, words, proof), "a proof of possession is none of the bridge's structs")
	for _, v := range f.Vals {
		require.Empty(t, v.Slashed)
	}
}

// Who does not sign in time loses a little, once per order, and stays: missing votes never shrink the set (Axelar 2024).
func TestAxelarMissedVotesKeepTheQuorum(t *testing.T) {
	f := bridgetest.New(t)
	f.Vals[2].Silent = true
	f.Give("alice", 100)
	require.NoError(t, f.Withdraw("alice", bridgetest.Denom, 10, 0))
	b := batch(t, f)
	before := len(f.Vals[2].Slashed)
	f.Blocks(90)
	require.Equal(t, before, len(f.Vals[2].Slashed))
	f.Blocks(20)
	has := map[uint64]int{}
	require.NotEmpty(t, f.Vals[2].Slashed)
	orders, err := f.Queries.Orders(f.Ctx, &types.QueryOrdersRequest{})
	require.NoError(t, err)
	for _, o := range orders.Orders {
		require.True(t, o.Judged)
		has[o.Id]++
	}
	require.Contains(t, has, b.Order)
	count := len(f.Vals[2].Slashed)
	require.Len(t, orders.Orders, count)
	f.Blocks(150)
	require.Len(t, f.Vals[2].Slashed, count, "once")
	require.False(t, f.Vals[2].Staking.Jailed)
	require.Empty(t, f.Vals[0].Slashed)
	well(t, f)
}

// If so many do not sign that nothing can be executed, the fault is a common one: nobody is slashed.
func TestCommonFault(t *testing.T) {
	f := bridgetest.New(t)
	f.Vals[1].Silent, f.Vals[2].Silent = true, true
	f.Blocks(150)
	for _, v := range f.Vals {
		require.Empty(t, v.Slashed)
	}
	well(t, f)
}

// After a halt everybody has the whole time to sign again.
func TestTimeToSignAfterAHalt(t *testing.T) {
	f := bridgetest.New(t)
	f.Vals[2].Silent = true
	f.Blocks(60)
	f.Eth.Emit(types.DepositEvent(types.Deposited{
		Token: bridgetest.Outsider(9), From: bridgetest.Outsider(1), Account: bridgetest.Address("alice"), Amount: math.OneInt(),
	}))
	f.Blocks(60)
	require.NotEmpty(t, f.State().Halted)
	require.Empty(t, f.Vals[2].Slashed)
	for _, v := range f.Vals {
		v.Final = 1 // Ethereum is well again
	}
	require.NoError(t, f.Deliver(func(ctx sdk.Context) error {
		_, err := f.Msgs.Resume(ctx, &types.MsgResume{Authority: f.Authority})
		return err
	}))
	f.Blocks(90)
	require.Empty(t, f.State().Halted)
	require.Empty(t, f.Vals[2].Slashed)
	f.Blocks(20)
	require.NotEmpty(t, f.Vals[2].Slashed)
}
