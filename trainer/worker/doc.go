// SPDX-License-Identifier: Apache-2.0

// Package worker is the trainer's loop: it follows a job on the chain, trains
// the units of the slots it holds, publishes what they made, commits it, states
// which deltas of others it holds, and folds each round into the next
// parameters.
//
// The chain's state decides what to do next, never the memory of what was done:
// after a crash, a day without a connection, or a restart of the node, the
// worker asks the chain where the job stands and goes on from its last anchor.
// The arithmetic gives equal bits, so a unit that is made again is the same
// unit. What is committed is written down before it is sent, and a unit is sent
// again only as it was written.
//
// Two loops share a job: one trains, one fetches the deltas of others and
// witnesses them, so that neither waits for the other.
// Where the first one would wait, it states the validation loss that the job asks
// for (evaluate.go).
package worker
