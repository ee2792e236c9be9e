// SPDX-License-Identifier: Apache-2.0

// Package keeper holds the state of x/stake: providers, their bonds, the locks on those bonds and the unbondings. Other
// modules lock, slash and jail through the Keeper; people act through the message server.
//
// Invariant, held by every exported method and checked by CheckInvariants: the module's account holds exactly what is
// bonded and unbonding, and no provider has more locked than bonded. A method that fails may have written part of its
// changes: its caller drops them, as the message router does, or runs it in a cached context.
package keeper
