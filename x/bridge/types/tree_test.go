// SPDX-License-Identifier: Apache-2.0

package types_test

import (
	"bytes"
	"encoding/hex"
	"slices"
	"testing"

	"cosmossdk.io/math"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/weft-network/weft/x/bridge/types"
)

// claims of one bounty, from so many winners.
func claims(n int) ([]types.BountyClaim, []types.Word) {
	list, leaves := make([]types.BountyClaim, n), make([]types.Word, n)
	for i := range list {
		winner := append(make([]byte, 16), byte(i>>24), byte(i>>16), byte(i>>8), byte(i+1))
		list[i] = types.BountyClaim{
			Bounty: append(make([]byte, 31), 7), Index: uint64(i), Account: "x", Recipient: winner, Amount: math.NewInt(int64(i) + 1),
		}
		leaves[i] = list[i].Leaf()
	}
	return list, leaves
}

// verify is OpenZeppelin's MerkleProof.verify.
func verify(root, leaf types.Word, proof [][]byte) bool {
	for _, beside := range proof {
		pair := [][]byte{slices.Clone(leaf[:]), beside}
		slices.SortFunc(pair, bytes.Compare)
		leaf = types.Keccak(pair...)
	}
	return leaf == root
}

// The root that the chain carries on claim by claim is the one over all leaves, and every leaf is proven by what a client makes of the others.
func TestTree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 300).Draw(t, "claims")
		list, leaves := claims(n)
		b := types.Bounty{Awarded: math.ZeroInt()}
		for _, c := range list {
			b.Add(c, 0, 0)
		}
		root := types.SettlementRoot(leaves)
		require.Equal(t, root, b.PeaksRoot())
		require.LessOrEqual(t, len(b.Peaks), 17)
		i := rapid.IntRange(0, n-1).Draw(t, "leaf")
		proof, err := types.SettlementProof(leaves, i)
		require.NoError(t, err)
		require.True(t, verify(root, leaves[i], proof))
		require.False(t, verify(root, types.Keccak(leaves[i][:]), proof), "another leaf is not proven")
		if n > 1 {
			require.False(t, verify(root, leaves[(i+1)%n], proof))
		}
	})
}

// A proof of a leaf that is not there is refused; the tree of one leaf is the leaf, that of none is nothing.
func TestSmallTrees(t *testing.T) {
	_, leaves := claims(1)
	require.Equal(t, leaves[0], types.SettlementRoot(leaves))
	proof, err := types.SettlementProof(leaves, 0)
	require.NoError(t, err)
	require.Empty(t, proof)
	for _, i := range []int{-1, 1} {
		_, err := types.SettlementProof(leaves, i)
		require.ErrorIs(t, err, types.ErrNoLeaf)
	}
	require.Zero(t, types.SettlementRoot(nil))
	require.Zero(t, types.Bounty{}.PeaksRoot())
}

// The bound of claims keeps what the chain carries small: 2^16 leaves are one peak.
func TestFullTree(t *testing.T) {
	list, leaves := claims(types.MaxClaims)
	b := types.Bounty{Awarded: math.ZeroInt()}
	for _, c := range list {
		b.Add(c, 1, 2)
	}
	require.Len(t, b.Peaks, 1)
	require.Equal(t, types.SettlementRoot(leaves), b.PeaksRoot())
	require.EqualValues(t, types.MaxClaims, b.Tokens)
	require.EqualValues(t, 2*types.MaxClaims, b.Audits)
}

// The escrow's address is that of the second contract which another one makes. This one is known from go-ethereum's tests; the oracle's tests
// compare it with a deployed bridge's.
func TestEscrow(t *testing.T) {
	maker, err := hex.DecodeString("970e8128ab834e8eac17ab8e3812f010678cf791")
	require.NoError(t, err)
	require.Equal(t, "c9ddedf451bc62ce88bf9292afb13df35b670699", hex.EncodeToString(types.Escrow(maker)))
}

// A bounty is settled two days before its deadline, and never before the half of what was left at the first claim.
func TestSettleTime(t *testing.T) {
	const day = 86_400
	b := types.Bounty{Deadline: 100 * day}
	for now, want := range map[uint64]uint64{
		0:              98 * day,
		95 * day:       98 * day,
		96 * day:       98 * day,
		98 * day:       99 * day,
		100*day - 3600: 100*day - 1800,
		100*day - 1:    100 * day,
		200 * day:      100 * day,
	} {
		require.Equal(t, want, b.SettleTime(now), "first claim at %d", now)
		require.GreaterOrEqual(t, b.SettleTime(now), min(now, b.Deadline))
	}
}
