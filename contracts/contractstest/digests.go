// SPDX-License-Identifier: Apache-2.0

package contractstest

import (
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/weft-network/weft/contracts/bindings"
)

// The types of what validators sign.
const (
	domainType       = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)"
	setType          = "Set(uint64 nonce,bytes32 words)"
	validatorSetType = "ValidatorSet(uint64 setNonce,uint64 newNonce,bytes32 set)"
	batchType        = "Batch(uint64 setNonce,uint64 nonce,address token,uint64 deadline,bytes32 transfers,uint256 fee)"
	listingType      = "Listing(uint64 setNonce,uint64 nonce,address token,uint8 kind,uint128 dayCap)"
	settlementType   = "Settlement(uint64 setNonce,address target,uint256 bounty,bytes32 spec,bytes32 root,uint96 awarded,bytes32 model)"
)

// word pads a value on the left, as integers and addresses are.
func word(b []byte) []byte { return common.LeftPadBytes(b, 32) }

func number(n uint64) []byte { return word(new(big.Int).SetUint64(n).Bytes()) }

func text(s string) []byte { return crypto.Keccak256([]byte(s)) }

// Domain is the separator of a bridge.
func Domain(weftChainID string, chainID *big.Int, bridge common.Address) common.Hash {
	return crypto.Keccak256Hash(
		text(domainType), text("WeftBridge"), text("1"), word(chainID.Bytes()), word(bridge.Bytes()), text(weftChainID),
	)
}

// Digest is what is signed of a struct.
func Digest(domain, structHash common.Hash) common.Hash {
	return crypto.Keccak256Hash([]byte{0x19, 1}, domain[:], structHash[:])
}

// Hash is the hash under which a bridge knows the set.
func (s Set) Hash() common.Hash {
	var packed []byte
	for _, w := range s.Words() {
		packed = append(packed, word(w.Bytes())...)
	}
	return crypto.Keccak256Hash(text(setType), number(s.Nonce), crypto.Keccak256(packed))
}

// RotationHash is the struct hash of a set's successor.
func RotationHash(setNonce uint64, next Set) common.Hash {
	set := next.Hash()
	return crypto.Keccak256Hash(text(validatorSetType), number(setNonce), number(next.Nonce), set[:])
}

// BatchHash is the struct hash of a batch.
func BatchHash(setNonce uint64, b bindings.IWeftBridgeBatch) common.Hash {
	var packed []byte
	for _, t := range b.Transfers {
		packed = append(append(packed, word(t.To.Bytes())...), word(t.Amount.Bytes())...)
	}
	return crypto.Keccak256Hash(
		text(batchType), number(setNonce), number(b.Nonce), word(b.Token.Bytes()), number(b.Deadline),
		crypto.Keccak256(packed), word(b.Fee.Bytes()),
	)
}

// ListingHash is the struct hash of a listing.
func ListingHash(setNonce uint64, l bindings.IWeftBridgeListing) common.Hash {
	return crypto.Keccak256Hash(
		text(listingType), number(setNonce), number(l.Nonce), word(l.Token.Bytes()), number(uint64(l.Kind)), word(l.DayCap.Bytes()),
	)
}

// SettlementHash is the struct hash of a settlement by a target.
func SettlementHash(setNonce uint64, target common.Address, s bindings.IWeftBridgeSettlement) common.Hash {
	return crypto.Keccak256Hash(
		text(settlementType), number(setNonce), word(target.Bytes()), word(s.Bounty.Bytes()),
		s.Spec[:], s.Root[:], word(s.Awarded.Bytes()), s.Model[:],
	)
}

// Leaf is a part of a bounty in the tree of its settlement.
func Leaf(bounty, index *big.Int, winner common.Address, amount *big.Int) common.Hash {
	return crypto.Keccak256Hash(crypto.Keccak256(
		word(bounty.Bytes()), word(index.Bytes()), word(winner.Bytes()), word(amount.Bytes()),
	))
}
