// SPDX-License-Identifier: Apache-2.0

// Package keeper holds the state of x/reward: escrows of jobs, the pay of
// units and its vesting, emission, shares of finished models and royalties.
//
// Invariants (CheckInvariants): the module account holds exactly what the
// escrows, the credited audits and the unpaid royalties add up to; the sums
// of a round equal its live grants; no more than a billion shares of a model
// exist, and every share the module holds is locked by somebody. All loops
// over state are bounded by a message's limit or a module constant; only
// queries, genesis and CheckInvariants walk whole collections.
package keeper
