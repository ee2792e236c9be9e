// SPDX-License-Identifier: Apache-2.0

// Package game is the dispute about one step of a unit, as a pure state
// machine: positions, moves, clocks, outcome. The chain plays it, trainers and
// verifiers play the same code; nobody votes (design A4 to A8).
//
// A defender is bound to the result of a step by a leaf that it committed. A
// challenger agrees with everything that the step reads and says that the
// result is another one. The defender shows the trace of the step: the root of
// every operator's output, then those of the files that the step leaves. Both
// descend the trace to the first entry on which they differ, then the tree of
// that entry to one chunk of 1 KiB, which the defender posts. The challenger
// names a byte in it and opens what decides it: for a file, the operator's
// output that the byte is copied from; for an operator's output, whatever the
// scalar rule reads. The state machine computes the bytes and compares.
//
//	            Open                 Pick, one entry
//	opening ------------> tracing --------------------> descending <---------+
//	                      |     ^                        |       | Children  | Pick
//	            Pick, more|     |Children       a chunk  |       v           |
//	                      v     |                        |    choosing ------+
//	                     branching                       v
//	                                                   bottom --Chunk--> proving --Prove--> over
//
// Why the honest side wins: everything left of the entry in dispute is in the
// defender's own trace and agreed to by the challenger's pick, so witness paths
// end at the left siblings of the descent, which the position keeps; what the
// step reads besides is fixed by the chain. With
// inputs equal, the scalar rule has one answer. A defender whose result is
// false differs somewhere, and no digest that it can still open hides it; a
// defender whose result is true can open everything, and no witness shows
// another answer. An illegal move is refused with its reason and changes
// nothing: the clock runs on, and out of time loses.
//
// The package reads no clock and no chain: heights and [Facts] are arguments.
// Every move has a bound on its bytes and its work, known before either is done
// (Game.Cost). Positions and moves have one encoding each. Integers only, no
// maps, nothing that depends on the machine. Specification:
// docs/spec/dispute.md; decisions: docs/adr/0011-the-trace-of-a-step.md.
package game
