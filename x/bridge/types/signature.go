// SPDX-License-Identifier: Apache-2.0

package types

import (
	"bytes"

	"github.com/decred/dcrd/dcrec/secp256k1/v4"
	"github.com/decred/dcrd/dcrec/secp256k1/v4/ecdsa"
)

// SignatureSize is that of r, s and v.
const SignatureSize = 65

// CheckSignature checks the form of a signature: v is 27 or 28, s in the lower half of the order, so that nobody can make another
// signature from it.
func CheckSignature(sig []byte) error {
	if len(sig) != SignatureSize {
		return ErrBadSignature.Wrapf("%d bytes, allowed %d", len(sig), SignatureSize)
	}
	if v := sig[64]; v != 27 && v != 28 {
		return ErrBadSignature.Wrapf("v is %d, allowed 27 and 28", v)
	}
	var s secp256k1.ModNScalar
	if overflow := s.SetByteSlice(sig[32:64]); overflow || s.IsZero() || s.IsOverHalfOrder() {
		return ErrBadSignature.Wrap("s is zero or in the upper half of the order")
	}
	return nil
}

// Signer returns the address on Ethereum whose key signed a digest.
func Signer(digest Word, sig []byte) ([]byte, error) {
	if err := CheckSignature(sig); err != nil {
		return nil, err
	}
	compact := append([]byte{sig[64]}, sig[:64]...)
	key, _, err := ecdsa.RecoverCompact(compact, digest[:])
	if err != nil {
		return nil, ErrBadSignature.Wrap(err.Error())
	}
	return AddressOf(key), nil
}

// CheckSigner accepts the signature of one address only.
func CheckSigner(digest Word, sig, address []byte) error {
	signer, err := Signer(digest, sig)
	if err != nil {
		return err
	}
	if !bytes.Equal(signer, address) {
		return ErrBadSignature.Wrapf("signed by %x, not by %x", signer, address)
	}
	return nil
}

// AddressOf is the address of a public key.
func AddressOf(key *secp256k1.PublicKey) []byte {
	hash := Keccak(key.SerializeUncompressed()[1:])
	return hash[WordSize-AddressSize:]
}
