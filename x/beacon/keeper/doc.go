// SPDX-License-Identifier: Apache-2.0

// Package keeper holds the state of x/beacon: which rounds are awaited, those that were posted, and who is yet to be told.
// Modules wait for randomness through the Keeper; people post rounds through the message server.
//
// Invariant, held by every exported method and checked by CheckInvariants: every number that Await returned is answered, or
// stands under a round that is open, that is can be posted, or is in the queue of answers. A method that fails may have
// written part of its changes: its caller drops them, as the message router does, or runs it in a cached context.
package keeper
