// SPDX-License-Identifier: Apache-2.0

// Package simulation makes random genesis states and messages of x/bridge for the SDK's simulation: a bridge that is open, with a contract that
// nobody observes, so that what passes are keys, withdrawals, batches, sets and what governance changes. What comes from Ethereum is in the random
// runs of the keeper's tests, where both sides are. All chance comes from the source that the simulation hands over.
package simulation
