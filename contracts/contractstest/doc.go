// SPDX-License-Identifier: Apache-2.0

// Package contractstest runs the contracts on a chain in memory, for tests: a
// simulated Ethereum with mainnet's rules, a deployed bridge with its token and
// escrow, a dollar to lock, and validators who sign what they are asked to.
//
// Digests are computed here from contracts/README.md and not by the contracts, so
// that whatever passes has two authors.
package contractstest

//go:generate go run ../internal/generate -package contractstest -out zusd.go TestUSD
