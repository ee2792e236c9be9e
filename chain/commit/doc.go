// SPDX-License-Identifier: Apache-2.0

// Package commit holds the canonical encodings of the protocol: content ids,
// the BLAKE3 trees behind them, proofs that open a part of a blob, the leaves
// of a unit, Merkle trees over digests, and bitmaps.
//
// Two kinds of hash are kept apart. Content (blobs, tensors) is hashed with
// plain BLAKE3, so that its ids are those of IPFS. Everything that the
// protocol itself assembles (leaves, inner Merkle nodes, seeds) is hashed with
// BLAKE3 in key derivation mode under a [Domain], so that no content can pass
// for a protocol message and no message for another kind of message.
// Protocol integers are big-endian; tensor bytes, and the loss bits taken from
// them, are little-endian.
//
// Every decoder here is strict: whatever it accepts, the encoder writes back
// byte for byte. The package is pure and integer only, and the work of every
// verifier is bounded by the length of its input. Specification:
// docs/spec/content.md.
package commit
