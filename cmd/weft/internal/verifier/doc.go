// SPDX-License-Identifier: Apache-2.0

// Package verifier is a machine that verifies: a member that audits what its
// operator draws (verifier/watch), plays the games that its mismatches open, and
// posts rounds of the beacon (verifier/beacon). weft verify runs one in a process
// of its own, weft devnet some in one.
//
// What a draw asks of a verifier is decided by a secret key that no other
// provider has. It is kept in the home, its public half in the provider's record,
// and neither is ever replaced unasked: draws that were fixed with a key can be
// shown with that key alone.
package verifier
