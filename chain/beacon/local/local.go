// SPDX-License-Identifier: Apache-2.0

// Package local is a beacon with a single secret, for networks on one machine
// and for tests. Its rounds verify like those of a group, but whoever has the
// seed knows all of them beforehand: never let stakes of strangers depend on it.
package local

import (
	"crypto/sha512"
	"math/big"

	bls "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"

	"github.com/weft-network/weft/chain/beacon"
)

// Key is the secret of a beacon.
type Key struct {
	secret big.Int
	public bls.G2Affine
}

// New derives a key from a seed.
func New(seed []byte) *Key {
	// 512 bits taken modulo the order of the group, of 255: no secret is more
	// likely than another by more than 2^-256, and zero is none in practice.
	sum := sha512.Sum512(append([]byte("weft local beacon "), seed...))
	k := new(Key)
	k.secret.SetBytes(sum[:])
	k.secret.Mod(&k.secret, fr.Modulus())
	k.public.ScalarMultiplicationBase(&k.secret)
	return k
}

// Public is the public key.
func (k *Key) Public() []byte {
	b := k.public.Bytes()
	return b[:]
}

// Sign signs a round.
func (k *Key) Sign(round uint64) ([]byte, error) {
	message := beacon.Message(round)
	h, err := bls.HashToG1(message[:], []byte(beacon.Domain))
	if err != nil {
		return nil, err
	}
	b := h.ScalarMultiplication(&h, &k.secret).Bytes()
	return b[:], nil
}
