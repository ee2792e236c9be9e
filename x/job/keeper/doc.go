// SPDX-License-Identifier: Apache-2.0

// Package keeper is the state and the rules of x/job: jobs, slots, rounds,
// units, witnesses, claims of outer states, outcomes.
//
// The module holds no coin. Stake is locked and slashed by x/stake, the bounty
// is held and paid by x/reward; x/job tells both what happened to a unit. What
// x/dispute decides about a unit enters by HoldUnit, ReleaseUnit, VoidUnit and
// ProveFalse.
//
// Everything that waits for a height is an item of one queue; a block takes at
// most BlockItems of them, so that its cost does not depend on how many jobs
// there are or were. Sets of slots are bitmaps: opening, closing and finishing
// a round touches units one by one only where they are the exception.
package keeper
