// SPDX-License-Identifier: Apache-2.0

package contractstest

import (
	"bytes"
	"crypto/ecdsa"
	"encoding/binary"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/weft-network/weft/contracts/bindings"
)

// Powers are shares of totalPower; signers need more than threshold.
const (
	totalPower = 1 << 32
	threshold  = 2 * totalPower / 3
)

// Validator is a key and its power.
type Validator struct {
	Key   *ecdsa.PrivateKey
	Power uint64
}

// Address is the address of the key.
func (v Validator) Address() common.Address { return crypto.PubkeyToAddress(v.Key.PublicKey) }

// Set is validators in the order of their addresses, with the set's number.
type Set struct {
	Nonce      uint64
	Validators []Validator
}

// Key is the same key for the same name, every time.
func Key(name string, number int) *ecdsa.PrivateKey {
	seed := binary.BigEndian.AppendUint64([]byte(name), uint64(number))
	key, err := crypto.ToECDSA(crypto.Keccak256(seed))
	if err != nil {
		panic(err) // one seed in 2^128 is no key
	}
	return key
}

// NewSet makes a set of validators whose powers are in the ratio of the weights.
func NewSet(nonce uint64, name string, weights ...uint64) Set {
	set := Set{Nonce: nonce}
	var sum uint64
	for _, w := range weights {
		sum += w
	}
	for i, w := range weights {
		set.Validators = append(set.Validators, Validator{Key(name, i), totalPower / sum * w})
	}
	slices.SortFunc(set.Validators, func(a, b Validator) int {
		return bytes.Compare(a.Address().Bytes(), b.Address().Bytes())
	})
	return set
}

// Equal is n weights of one.
func Equal(n int) []uint64 { return slices.Repeat([]uint64{1}, n) }

// Skewed is n weights that fall as those of real chains do: 1/3, 1/4, 1/5...
func Skewed(n int) []uint64 {
	weights := make([]uint64, n)
	for i := range weights {
		weights[i] = 1_000_000 / uint64(i+3)
	}
	return weights
}

// Words packs the set as contracts want it.
func (s Set) Words() []*big.Int {
	words := make([]*big.Int, len(s.Validators))
	for i, v := range s.Validators {
		words[i] = new(big.Int).SetBytes(v.Address().Bytes())
		words[i].Lsh(words[i], 96).Add(words[i], new(big.Int).SetUint64(v.Power))
	}
	return words
}

// Fewest is the smallest quorum: the largest powers that pass the threshold.
func (s Set) Fewest() []int {
	order := make([]int, len(s.Validators))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return int(s.Validators[b].Power) - int(s.Validators[a].Power)
	})
	var sum uint64
	for i, v := range order {
		if sum += s.Validators[v].Power; sum > threshold {
			return order[:i+1]
		}
	}
	return order
}

// Sign makes the signatures of those validators.
func (s Set) Sign(digest common.Hash, signers []int) bindings.IWeftBridgeQuorum {
	quorum := bindings.IWeftBridgeQuorum{Words: s.Words(), Signers: new(big.Int)}
	for i, v := range s.Validators {
		if !slices.Contains(signers, i) {
			continue
		}
		quorum.Signers.SetBit(quorum.Signers, i, 1)
		quorum.Signatures = append(quorum.Signatures, compact(digest, v.Key)...)
	}
	return quorum
}

// compact signs in 64 bytes: the parity of y is the highest bit of s (EIP-2098).
func compact(digest common.Hash, key *ecdsa.PrivateKey) []byte {
	signature, err := crypto.Sign(digest[:], key)
	if err != nil {
		panic(err) // the digest has 32 bytes and the key is one
	}
	signature[32] |= signature[64] << 7
	return signature[:64]
}
