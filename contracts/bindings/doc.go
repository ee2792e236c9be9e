// SPDX-License-Identifier: Apache-2.0

// Package bindings packs calls of the contracts and unpacks what they answer,
// emit and revert with. It is generated from contracts/artifacts, which are what
// the compiler made of contracts/src; contracts/README.md says what the calls
// mean.
//
// It knows nothing of keys and digests. Whoever signs as a validator computes
// digests without it, so that a fault here cannot make one sign something else.
package bindings

//go:generate go run ../internal/generate -package bindings -out zbindings.go WeftBridge WeftToken BountyEscrow
