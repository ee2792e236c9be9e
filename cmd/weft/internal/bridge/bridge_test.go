// SPDX-License-Identifier: Apache-2.0

package bridge_test

import (
	"crypto/ecdsa"
	"errors"
	"math/big"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/cmd/weft/internal/bridge"
	"github.com/weft-network/weft/contracts/contractstest"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

func tokens() []bridge.Token {
	return []bridge.Token{
		{Address: common.Address{1}, Denom: "uweft", Symbol: "WEFT", Decimals: 6, Native: true},
		{Address: common.Address{2}, Denom: "eth/02", Symbol: "USDC", Decimals: 6},
		{Address: common.Address{3}, Denom: "eth/03", Symbol: "usdc", Decimals: 18},
		{Address: common.Address{4}, Denom: "eth/04", Symbol: "DAI", Decimals: 18},
		{Address: common.Address{5}, Denom: "eth/05", Decimals: -1},
	}
}

func TestParse(t *testing.T) {
	dai, unknown := common.Address{4}.Hex(), common.Address{5}.Hex()
	for text, want := range map[string]string{
		"5weft": "5000000", " 0.000001 WEFT": "1", "7uweft": "7", "1.5dai": "1500000000000000000", "2" + dai: "2000000000000000000",
	} {
		got, err := bridge.Parse(text, tokens())
		require.NoError(t, err, text)
		require.Equal(t, want, got.Units.String(), text)
		again, err := bridge.Parse(got.String(), tokens())
		require.NoError(t, err, "%s is shown as %s", text, got)
		require.Equal(t, got.Units, again.Units)
	}
	for text, words := range map[string]string{
		"5": "no number before the token", "weft": "no number", "5eth": "no token of the bridge; allowed: WEFT, USDC", "0weft": "more than nothing",
		"-1weft": "no number", "1.2.3weft": "plain number", "0.0000001weft": "at most 6 decimals", "1.5uweft": "at most 0 decimals",
		"5usdc": "2 tokens are named usdc; give the address", "79228162514264337593543950336uweft": "less than 2^96", "1" + unknown: "give a node with --eth-rpc",
		".5weft": "plain number",
	} {
		_, err := bridge.Parse(text, tokens())
		require.ErrorIs(t, err, bridge.ErrUse, text)
		require.ErrorContains(t, err, words, text)
	}
}

func TestParseAddress(t *testing.T) {
	const good = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed" // EIP-55
	for _, text := range []string{good, "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"} {
		a, err := bridge.ParseAddress(text)
		require.NoError(t, err)
		require.Equal(t, good, a.Hex())
	}
	for _, text := range []string{"", good[2:], good[:40], "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0x" + common.Address{}.Hex()[2:], "weft1xyz"} {
		_, err := bridge.ParseAddress(text)
		require.ErrorIs(t, err, bridge.ErrUse, text)
	}
}

// set is members of weights, with their keys in the same order.
func set(weights ...int64) ([]bridgetypes.Member, map[string]*ecdsa.PrivateKey) {
	keys := map[string]*ecdsa.PrivateKey{}
	var list []bridgetypes.Candidate
	var sum int64
	for i, w := range weights {
		key := contractstest.Key("member", i)
		address := crypto.PubkeyToAddress(key.PublicKey).Bytes()
		keys[string(address)] = key
		list = append(list, bridgetypes.Candidate{Address: address, Power: w})
		sum += w
	}
	return bridgetypes.Members(list, sum), keys
}

// A quorum is the largest powers that suffice, in the order of the members, and no signature that the contract would refuse is in it.
func TestQuorum(t *testing.T) {
	members, keys := set(10, 60, 15, 8, 7)
	digest := bridgetypes.Keccak([]byte("an order"))
	var words []*big.Int
	var all []bridgetypes.OrderSignature
	for i, m := range members {
		words = append(words, common.Hash(bridgetypes.Packed(members)[i]).Big())
		sig, err := crypto.Sign(digest[:], keys[string(m.Address)])
		require.NoError(t, err)
		sig[64] += 27
		all = append(all, bridgetypes.OrderSignature{Member: uint32(i), Signature: sig})
	}
	at := func(power int64) int {
		return slices.IndexFunc(members, func(m bridgetypes.Member) bool { return m.Power == uint64(power)*bridgetypes.TotalPower/100 })
	}
	q, err := bridge.Quorum(members, words, digest, all)
	require.NoError(t, err)
	want := new(big.Int)
	want.SetBit(want, at(60), 1).SetBit(want, at(15), 1)
	require.Equal(t, want, q.Signers)
	require.Len(t, q.Signatures, 2*64)

	// A false signature of the second largest is left out; the others take its place.
	spoiled := slices.Clone(all)
	spoiled[at(15)].Signature = all[at(60)].Signature
	q, err = bridge.Quorum(members, words, digest, spoiled)
	require.NoError(t, err)
	want = new(big.Int)
	want.SetBit(want, at(60), 1).SetBit(want, at(10), 1)
	require.Equal(t, want, q.Signers)

	// 60 and 7 hundredths are more than two thirds, 60 alone are not.
	_, err = bridge.Quorum(members, words, digest, []bridgetypes.OrderSignature{all[at(60)], {Member: 9, Signature: all[at(60)].Signature}})
	require.ErrorIs(t, err, bridge.ErrMismatch)
	_, err = bridge.Quorum(members, words, digest, []bridgetypes.OrderSignature{all[at(60)], all[at(7)]})
	require.NoError(t, err)
}

// What does not answer is another fault than what refuses.
func TestFaultsAreSorted(t *testing.T) {
	require.ErrorIs(t, bridge.Failed("call", errors.New("connection refused")), bridge.ErrNode)
	require.ErrorIs(t, bridge.Failed("call", errors.New("execution reverted")), bridge.ErrRefused)
}
