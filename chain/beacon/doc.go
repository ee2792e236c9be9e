// SPDX-License-Identifier: Apache-2.0

// Package beacon verifies rounds of a drand beacon (design A1) of the scheme
// bls-unchained-g1-rfc9380, that of drand's quicknet: every Period seconds the
// group signs the number of the round, and nobody, less than a threshold of the
// group included, knows the signature before. The key is a point of G2, the
// signature one of G1 on BLS12-381; what is signed is the SHA-256 hash of the
// round's number, hashed to the curve as RFC 9380 says; the randomness is the
// SHA-256 hash of the signature.
//
//	key        96 bytes, a point of G2, compressed
//	signature  48 bytes, a point of G1, compressed
//	message    SHA-256(round, 8 bytes, big-endian)
//	random     SHA-256(signature)
//
// A key and a round have one signature, and a signature here one encoding, so
// that a round has one randomness: whoever posts it can choose nothing. Points
// outside the groups of prime order and the point at infinity are refused.
//
// Everything is a pure function of its arguments. Curve arithmetic is that of
// gnark-crypto: integers modulo a prime, no floats, equal on every machine.
package beacon
