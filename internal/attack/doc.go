// SPDX-License-Identifier: Apache-2.0

// Package attack is the list of strategies against the protocol: what somebody
// tries, what becomes of it, and the tests that show it. A strategy is shown
// where it would be tried, with as many real parts as it takes: by trainers and
// verifiers on a chain in process, by content nodes on a network, by the chain's
// modules, or, where nothing but a rule decides, by the pure machines of the
// rules. Each proof says which.
//
// `make attack-report` runs all of them and prints the table.
package attack
