// SPDX-License-Identifier: Apache-2.0

// Package replay executes one step of a job again, as the chain describes it:
// a step of a unit, the outer step of a round, an evaluation. What comes out is
// a Story (chain/game): the result that an honest trainer has, the trace of all
// operators' outputs, and, for a dispute, the bytes and proofs of whatever part
// of them a move needs.
//
// A step is described by game.Facts, so trainer, challenger and chain replay the
// same step: nothing here reads what a party says. Every input is read from
// files by content id, at the place where the referee would have it opened; the
// engine runs the program with the bits of every other execution.
//
// The first run records a root for each output and keeps none. When a game has
// come down to one operator, its output and the outputs that it reads are made
// once more and kept, so a dispute costs two executions of the step, whatever
// the number of moves.
package replay
