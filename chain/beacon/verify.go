// SPDX-License-Identifier: Apache-2.0

package beacon

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	bls "github.com/consensys/gnark-crypto/ecc/bls12-381"
)

// Sizes in bytes.
const (
	KeySize        = bls.SizeOfG2AffineCompressed
	SignatureSize  = bls.SizeOfG1AffineCompressed
	RandomnessSize = sha256.Size
)

// Domain is the domain separation tag under which the scheme hashes to G1.
const Domain = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"

// Key is the public key of a beacon. Its zero value verifies nothing.
type Key struct{ point bls.G2Affine }

// ParseKey reads a public key: a point of the group other than infinity.
func ParseKey(b []byte) (Key, error) {
	var k Key
	if len(b) != KeySize {
		return k, fmt.Errorf("%w: %d bytes, want %d", ErrKey, len(b), KeySize)
	}
	// Of a point that is not compressed, SetBytes wants more bytes than these.
	if _, err := k.point.SetBytes(b); err != nil {
		return Key{}, fmt.Errorf("%w: %w", ErrKey, err)
	}
	if k.point.IsInfinity() {
		return Key{}, fmt.Errorf("%w: the point at infinity", ErrKey)
	}
	if again := k.point.Bytes(); !bytes.Equal(again[:], b) {
		return Key{}, fmt.Errorf("%w: another encoding of %x", ErrKey, again)
	}
	return k, nil
}

// Verify reports whether a signature is the beacon's for a round.
func (k Key) Verify(round uint64, signature []byte) error {
	s, err := parseSignature(signature)
	if err != nil {
		return err
	}
	message := Message(round)
	h, err := bls.HashToG1(message[:], []byte(Domain))
	if err != nil {
		return fmt.Errorf("hash round %d to the curve: %w", round, err)
	}
	// s = x·h for the secret x of key = x·g if and only if e(s, g) = e(h, key).
	_, _, _, g := bls.Generators()
	s.Neg(&s)
	equal, err := bls.PairingCheck([]bls.G1Affine{s, h}, []bls.G2Affine{g, k.point})
	if err != nil {
		return fmt.Errorf("pairing of round %d: %w", round, err)
	}
	if !equal {
		return fmt.Errorf("%w: round %d", ErrSignature, round)
	}
	return nil
}

// CheckSignature reports whether b can be a signature: of what and by whom is
// left open.
func CheckSignature(b []byte) error {
	_, err := parseSignature(b)
	return err
}

// parseSignature reads a point of the group of signatures other than infinity.
func parseSignature(b []byte) (bls.G1Affine, error) {
	var s bls.G1Affine
	if len(b) != SignatureSize {
		return s, fmt.Errorf("%w: %d bytes, want %d", ErrEncoding, len(b), SignatureSize)
	}
	if _, err := s.SetBytes(b); err != nil {
		return s, fmt.Errorf("%w: %w", ErrEncoding, err)
	}
	if s.IsInfinity() {
		return s, fmt.Errorf("%w: the point at infinity", ErrEncoding)
	}
	if again := s.Bytes(); !bytes.Equal(again[:], b) {
		return s, fmt.Errorf("%w: another encoding of %x", ErrEncoding, again)
	}
	return s, nil
}

// Message is what the beacon signs in a round.
func Message(round uint64) [sha256.Size]byte {
	return sha256.Sum256(binary.BigEndian.AppendUint64(nil, round))
}

// Randomness is what a signature gives. It is meant for one that was verified.
func Randomness(signature []byte) [RandomnessSize]byte { return sha256.Sum256(signature) }
