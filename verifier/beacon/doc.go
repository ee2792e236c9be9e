// SPDX-License-Identifier: Apache-2.0

// Package beacon posts rounds of the beacon that the chain awaits (x/beacon). A verifier runs it beside its other work, and a
// network on one machine with a key of its own: as long as anybody runs it, audits are drawn.
//
// A Poster follows the chain and asks its sources for every awaited round whose time has come, by the time of the blocks. What
// a source says is believed only if the chain's key verifies it. Any number of posters may run: they take turns, and a round
// that another one posted is no fault. What fails is tried again, later each time. Nothing is kept that a restart would lose.
package beacon
