// SPDX-License-Identifier: Apache-2.0

package bindings_test

import (
	"encoding/json"
	"math/big"
	"os"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/contracts/bindings"
	"github.com/weft-network/weft/contracts/contractstest"
)

// vectors is testdata/digests.json: what the contracts made of fixed inputs.
type vectors struct {
	Domain struct {
		WeftChainID string `json:"weftChainId"`
		ChainID     string `json:"chainId"`
		Bridge      common.Address
		Separator   common.Hash
	}
	Set          setVector
	ValidatorSet struct {
		setVector
		SetNonce, NewNonce string
		Set                common.Hash
		sealed
	}
	Batch struct {
		SetNonce, Nonce, Deadline, Fee string
		Token                          common.Address
		Transfers                      []struct {
			To     common.Address
			Amount string
		}
		Signature string
		sealed
	}
	Listing struct {
		SetNonce, Nonce, Kind, DayCap string
		Token                         common.Address
		sealed
	}
	Settlement struct {
		SetNonce, Bounty, Awarded string
		Target                    common.Address
		Spec, Root, Model         common.Hash
		Leaves                    []struct {
			Index, Amount string
			Winner        common.Address
			Leaf          common.Hash
		}
		sealed
	}
	Events []struct {
		Name, Nonce, Fields string
		Topic0, Chain       common.Hash
	}
}

type setVector struct {
	Nonce string
	Words []common.Hash
	Keys  []common.Hash
	Hash  common.Hash
}

type sealed struct {
	StructHash, Digest common.Hash
}

func readVectors(t *testing.T) vectors {
	t.Helper()
	bz, err := os.ReadFile("../testdata/digests.json")
	require.NoError(t, err)
	var v vectors
	require.NoError(t, json.Unmarshal(bz, &v))
	return v
}

func decimal(t *testing.T, s string) *big.Int {
	t.Helper()
	n, ok := new(big.Int).SetString(s, 10)
	require.True(t, ok, s)
	return n
}

func uint64Of(t *testing.T, s string) uint64 {
	t.Helper()
	return decimal(t, s).Uint64()
}

// setOf is the set of a vector; without keys it takes addresses and powers as
// they are.
func (v setVector) set(t *testing.T) contractstest.Set {
	t.Helper()
	set := contractstest.Set{Nonce: uint64Of(t, v.Nonce)}
	for i, bz := range v.Keys {
		key, err := crypto.ToECDSA(bz[:])
		require.NoError(t, err)
		power := new(big.Int).SetBytes(v.Words[i][20:])
		set.Validators = append(set.Validators, contractstest.Validator{Key: key, Power: power.Uint64()})
	}
	return set
}

func TestDigestsOfSets(t *testing.T) {
	v := readVectors(t)
	require.Equal(t, v.Domain.Separator, contractstest.Domain(v.Domain.WeftChainID, decimal(t, v.Domain.ChainID), v.Domain.Bridge))

	set := v.Set.set(t)
	require.Len(t, set.Validators, 7)
	for i, w := range set.Words() {
		require.Equal(t, v.Set.Words[i], common.BigToHash(w))
	}
	require.Equal(t, v.Set.Hash, set.Hash())
}

func TestDigestsOfMessages(t *testing.T) {
	v := readVectors(t)
	check := func(want sealed, structHash common.Hash) {
		t.Helper()
		require.Equal(t, want.StructHash, structHash)
		require.Equal(t, want.Digest, contractstest.Digest(v.Domain.Separator, structHash))
	}

	batch := bindings.IWeftBridgeBatch{
		Nonce: uint64Of(t, v.Batch.Nonce), Token: v.Batch.Token, Deadline: uint64Of(t, v.Batch.Deadline), Fee: decimal(t, v.Batch.Fee),
	}
	for _, p := range v.Batch.Transfers {
		batch.Transfers = append(batch.Transfers, bindings.IWeftBridgeTransfer{To: p.To, Amount: decimal(t, p.Amount)})
	}
	require.Len(t, batch.Transfers, 2)
	check(v.Batch.sealed, contractstest.BatchHash(uint64Of(t, v.Batch.SetNonce), batch))
	quorum := v.Set.set(t).Sign(v.Batch.Digest, []int{0})
	require.Equal(t, common.FromHex(v.Batch.Signature), quorum.Signatures, "signing is deterministic (RFC 6979)")

	check(v.Listing.sealed, contractstest.ListingHash(uint64Of(t, v.Listing.SetNonce), bindings.IWeftBridgeListing{
		Nonce: uint64Of(t, v.Listing.Nonce), Token: v.Listing.Token,
		Kind: uint8(uint64Of(t, v.Listing.Kind)), DayCap: decimal(t, v.Listing.DayCap),
	}))

	bounty := decimal(t, v.Settlement.Bounty)
	for _, l := range v.Settlement.Leaves {
		require.Equal(t, l.Leaf, contractstest.Leaf(bounty, decimal(t, l.Index), l.Winner, decimal(t, l.Amount)))
	}
	check(v.Settlement.sealed, contractstest.SettlementHash(uint64Of(t, v.Settlement.SetNonce), v.Settlement.Target, bindings.IWeftBridgeSettlement{
		Bounty: bounty, Spec: v.Settlement.Spec, Root: v.Settlement.Root, Awarded: decimal(t, v.Settlement.Awarded), Model: v.Settlement.Model,
	}))
}

// TestChainOfEvents computes the chain again, and finds each event's fields by
// encoding what the binding decodes.
func TestChainOfEvents(t *testing.T) {
	v := readVectors(t)
	events := bindings.NewWeftBridge().GetABI()
	require.Len(t, v.Events, 4)
	var chain common.Hash
	for i, e := range v.Events {
		definition := events.Events[e.Name]
		require.Equal(t, definition.ID, e.Topic0, e.Name)
		require.EqualValues(t, i+1, uint64Of(t, e.Nonce))
		fields := common.FromHex(e.Fields)
		var plain abi.Arguments
		for _, input := range definition.Inputs[1:] {
			input.Indexed = false
			plain = append(plain, input)
		}
		values, err := plain.Unpack(fields)
		require.NoError(t, err)
		again, err := plain.Pack(values...)
		require.NoError(t, err)
		require.Equal(t, fields, again, "one encoding of each event")
		nonce := common.BigToHash(decimal(t, e.Nonce))
		chain = crypto.Keccak256Hash(chain[:], nonce[:], e.Topic0[:], crypto.Keccak256(fields))
		require.Equal(t, e.Chain, chain, e.Name)
	}
}
