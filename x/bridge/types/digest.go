// SPDX-License-Identifier: Apache-2.0

package types

import (
	"encoding/binary"

	"cosmossdk.io/math"
)

// Types of EIP-712. The domain binds a signature to one chain of weft, one Ethereum and one contract, the type of the struct to one
// purpose, set_nonce to the validators that the contract has.
var (
	domainType    = Keccak([]byte("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)"))
	keyDomainType = Keccak([]byte("EIP712Domain(string name,string version,bytes32 salt)"))
	setType       = Keccak([]byte("Set(uint64 nonce,bytes32 words)"))
	keyType       = Keccak([]byte("Key(bytes operator)"))
	bridgeName    = Keccak([]byte("WeftBridge"))
	keyName       = Keccak([]byte("WeftBridgeKey"))
	versionOne    = Keccak([]byte("1"))
)

// orderType returns the type of the struct that an order of a kind has signed, and the number of its fields.
func orderType(kind OrderKind) (hash Word, fields int, err error) {
	switch kind {
	case ORDER_KIND_SET:
		return Keccak([]byte("ValidatorSet(uint64 setNonce,uint64 newNonce,bytes32 set)")), 3, nil
	case ORDER_KIND_BATCH:
		return Keccak([]byte("Batch(uint64 setNonce,uint64 nonce,address token,uint64 deadline,bytes32 transfers,uint256 fee)")), 6, nil
	case ORDER_KIND_LISTING:
		return Keccak([]byte("Listing(uint64 setNonce,uint64 nonce,address token,uint8 kind,uint128 dayCap)")), 5, nil
	case ORDER_KIND_SETTLEMENT:
		return Keccak([]byte("Settlement(uint64 setNonce,address target,uint256 bounty,bytes32 spec,bytes32 root,uint96 awarded,bytes32 model)")), 7, nil
	case ORDER_KIND_UNSPECIFIED:
	}
	return Word{}, 0, ErrBadEvidence.Wrapf("kind %s; allowed are set, batch, listing and settlement", kind)
}

// Domain is the separator under which everything for the contract is signed.
func Domain(chainID string, p Params) Word {
	salt := Keccak([]byte(chainID))
	return Keccak(joined(domainType, bridgeName, versionOne, uintWord(p.EthChainId), addressWord(p.Contract), salt))
}

// Digest is what a validator signs: kind says which struct, words are its fields, set_nonce first.
func Digest(domain Word, kind OrderKind, words [][]byte) (Word, error) {
	hash, fields, err := orderType(kind)
	if err != nil {
		return Word{}, err
	}
	if len(words) != fields {
		return Word{}, ErrBadEvidence.Wrapf("%d words; %s has %d", len(words), kind, fields)
	}
	encoded := append(make([]byte, 0, (fields+1)*WordSize), hash[:]...)
	for _, w := range words {
		if len(w) != WordSize {
			return Word{}, ErrBadEvidence.Wrapf("word %x has %d bytes, allowed %d", w, len(w), WordSize)
		}
		encoded = append(encoded, w...)
	}
	structHash := Keccak(encoded)
	return Keccak([]byte{0x19, 0x01}, domain[:], structHash[:]), nil
}

// Digest is what a member of a set signs for an order.
func (o Order) Digest(domain Word, set uint64) (Word, error) {
	first := uintWord(set)
	return Digest(domain, o.Kind, append([][]byte{first[:]}, o.Words...))
}

// SetNonce reads the nonce of the set from the words of evidence.
func SetNonce(words [][]byte) (uint64, error) {
	if len(words) == 0 {
		return 0, ErrBadEvidence.Wrap("no words; the first is set_nonce")
	}
	r := reader{rest: words[0]}
	nonce := r.uint64()
	if err := r.end(); err != nil {
		return 0, ErrBadEvidence.Wrapf("set_nonce: %s", err)
	}
	return nonce, nil
}

// KeyDigest is what a key signs to prove that it is held for a validator's operator. It has a domain of its own: a key is registered
// before there is a contract.
func KeyDigest(chainID string, operator []byte) Word {
	salt, who := Keccak([]byte(chainID)), Keccak(operator)
	domain := Keccak(joined(keyDomainType, keyName, versionOne, salt))
	structHash := Keccak(joined(keyType, who))
	return Keccak([]byte{0x19, 0x01}, domain[:], structHash[:])
}

// Packed are the members as the contract takes them: address << 96 | power.
func Packed(members []Member) []Word {
	out := make([]Word, len(members))
	for i, m := range members {
		copy(out[i][:], m.Address)
		binary.BigEndian.PutUint64(out[i][24:], m.Power)
	}
	return out
}

// SetHash names a set.
func SetHash(nonce uint64, members []Member) Word {
	return Keccak(joined(setType, uintWord(nonce), Keccak(joined(Packed(members)...))))
}

// SetWords are the fields behind set_nonce of the order for a set.
func SetWords(s Set) [][]byte {
	return split(uintWord(s.Nonce), SetHash(s.Nonce, s.Members))
}

// BatchWords are the fields behind set_nonce of the order for a batch of a token with these withdrawals.
func BatchWords(token []byte, b Batch, list []Withdrawal) [][]byte {
	transfers := make([]Word, 0, 2*len(list))
	for _, w := range list {
		transfers = append(transfers, addressWord(w.Recipient), intWord(w.Amount))
	}
	return split(uintWord(b.Nonce), addressWord(token), uintWord(b.Deadline), Keccak(joined(transfers...)), intWord(b.Fee))
}

// ListingWords are the fields behind set_nonce of the order for a listing.
func ListingWords(nonce uint64, t Token) [][]byte {
	return split(uintWord(nonce), addressWord(t.Contract), uintWord(uint64(t.Kind)), intWord(t.DayCap))
}

// Settlement is how a bounty ends on Ethereum; Target is the contract that holds it.
type Settlement struct {
	Target, Bounty, Spec, Root []byte
	Awarded                    math.Int
	Model                      []byte
}

// SettlementWords are the fields behind set_nonce of the order for a settlement; the caller has checked the lengths.
func SettlementWords(s Settlement) [][]byte {
	return split(addressWord(s.Target), Word(s.Bounty), Word(s.Spec), Word(s.Root), intWord(s.Awarded), Word(s.Model))
}

func split(words ...Word) [][]byte {
	out := make([][]byte, len(words))
	for i := range words {
		out[i] = words[i][:]
	}
	return out
}
