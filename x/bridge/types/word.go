// SPDX-License-Identifier: Apache-2.0

package types

import (
	"encoding/binary"
	"math/big"

	"cosmossdk.io/math"
	"golang.org/x/crypto/sha3"
)

const (
	// AddressSize is the size of an address on Ethereum.
	AddressSize = 20
	// WordSize is that of a word of the ABI.
	WordSize = 32
	// amountBits bounds every amount, so that sums of them stay far within 256 bits.
	amountBits = 128
)

// Word is a word of Solidity's ABI: integers and addresses stand on the right, bytes20 on the left.
type Word = [WordSize]byte

// Keccak is the hash of Ethereum, of all parts one after the other.
func Keccak(parts ...[]byte) (out Word) {
	h := sha3.NewLegacyKeccak256()
	for _, p := range parts {
		h.Write(p) // a hash never fails
	}
	h.Sum(out[:0])
	return out
}

// CheckAddress refuses what is no address on Ethereum, and that of nobody.
func CheckAddress(a []byte) error {
	if len(a) != AddressSize {
		return ErrBadAddress.Wrapf("%x has %d bytes; an address on Ethereum has %d", a, len(a), AddressSize)
	}
	if [AddressSize]byte(a) == [AddressSize]byte{} {
		return ErrBadAddress.Wrap("the zero address is nobody's")
	}
	return nil
}

// CheckAmount refuses negative amounts and those beyond 128 bits.
func CheckAmount(n math.Int) error {
	if n.IsNil() || n.IsNegative() || n.BigInt().BitLen() > amountBits {
		return ErrBadAmount.Wrapf("%s, allowed 0 to 2^%d-1", n, amountBits)
	}
	return nil
}

func uintWord(n uint64) (w Word) {
	binary.BigEndian.PutUint64(w[24:], n)
	return w
}

// addressWord takes the right 20 bytes of a word; the caller has checked the length.
func addressWord(a []byte) (w Word) {
	copy(w[WordSize-AddressSize:], a)
	return w
}

// intWord takes an amount that CheckAmount accepted.
func intWord(n math.Int) (w Word) {
	n.BigInt().FillBytes(w[:])
	return w
}

// joined is the encoding of static fields.
func joined(words ...Word) []byte {
	out := make([]byte, 0, len(words)*WordSize)
	for _, w := range words {
		out = append(out, w[:]...)
	}
	return out
}

// reader takes an encoding apart, word by word. It accepts one encoding of a value only.
type reader struct {
	rest []byte
	err  error
}

func (r *reader) fail(what string, w Word) {
	if r.err == nil {
		r.err = ErrBadEvent.Wrapf("%x is no %s", w, what)
	}
}

func (r *reader) word() (w Word) {
	if r.err != nil {
		return w
	}
	if len(r.rest) < WordSize {
		r.err = ErrBadEvent.Wrapf("%d bytes are left, a field has %d", len(r.rest), WordSize)
		return w
	}
	w, r.rest = Word(r.rest[:WordSize]), r.rest[WordSize:]
	return w
}

func (r *reader) uint64() uint64 {
	w := r.word()
	if [24]byte(w[:24]) != [24]byte{} {
		r.fail("uint64", w)
	}
	return binary.BigEndian.Uint64(w[24:])
}

func (r *reader) address() []byte {
	w := r.word()
	if [12]byte(w[:12]) != [12]byte{} {
		r.fail("address", w)
	}
	return w[12:]
}

func (r *reader) bytes20() []byte {
	w := r.word()
	if [12]byte(w[20:]) != [12]byte{} {
		r.fail("bytes20", w)
	}
	return w[:20]
}

// amount reads a uint256 within 128 bits.
func (r *reader) amount() math.Int {
	w := r.word()
	n := new(big.Int).SetBytes(w[:])
	if n.BitLen() > amountBits {
		r.fail("amount of 128 bits", w)
		n = new(big.Int)
	}
	return math.NewIntFromBigInt(n)
}

// end reports the first fault; bytes left over are one.
func (r *reader) end() error {
	if r.err == nil && len(r.rest) > 0 {
		r.err = ErrBadEvent.Wrapf("%d bytes follow the last field", len(r.rest))
	}
	return r.err
}
