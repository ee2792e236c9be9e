// SPDX-License-Identifier: Apache-2.0

// Package bridgetest is x/bridge on a chain of its own for tests: real accounts and balances, validators with keys, and a model of the
// contract with its rules, so that both sides of the bridge can be held against each other.
package bridgetest
