// SPDX-License-Identifier: Apache-2.0

// Package agent decides what a party does about a dispute: dispute in, move
// out. It is pure. What a party knows of a step is its story (chain/game); how
// the story is made, and how a move reaches the chain, are for others.
//
// The rules are few, because an honest party has nothing to choose: it says
// what its own execution of the step says. It speaks only in its turn, never
// disputes what its own execution confirms, and stops where it is wrong itself,
// since every further move would cost and none can win.
package agent
