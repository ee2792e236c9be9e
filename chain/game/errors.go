// SPDX-License-Identifier: Apache-2.0

package game

import "errors"

// One sentinel per cause; every return wraps it with the value and the range.
// A refused move changes nothing, and the clock of its side runs on.
var (
	// ErrFacts are facts that describe no step: a fault of the caller.
	ErrFacts = errors.New("facts of the game invalid")
	// ErrClaim is a challenge that disputes nothing, or a result that no step
	// can have.
	ErrClaim = errors.New("claim invalid")
	// ErrEncoding is a move or a position that is not in its one form.
	ErrEncoding = errors.New("encoding not canonical")
	// ErrOver is a move in a game that has an outcome.
	ErrOver = errors.New("game is over")
	// ErrTurn is a move that the position does not ask for.
	ErrTurn = errors.New("move out of turn")
	// ErrLate is a move after the clock of its side ran out.
	ErrLate = errors.New("clock ran out")
	// ErrHeight is a height before the last move.
	ErrHeight = errors.New("height before the last move")
	// ErrLeaf is an opening that is not the preimage of the committed leaf.
	ErrLeaf = errors.New("opening differs from the committed leaf")
	// ErrTrace is a trace that does not end in the committed result, or is
	// not the one that its owner is bound to.
	ErrTrace = errors.New("trace differs from the commitment")
	// ErrChildren are digests that do not lead to the digest above them.
	ErrChildren = errors.New("children differ from their parent")
	// ErrChunk is a chunk that has not its length or not its digest.
	ErrChunk = errors.New("chunk differs from its digest")
	// ErrPick is a choice that the position does not offer.
	ErrPick = errors.New("pick out of range")
	// ErrWitness is a witness that does not open what the rule reads.
	ErrWitness = errors.New("witness invalid")
	// ErrFinite is a chunk of a state that was to hold a number that is not
	// finite, and holds none.
	ErrFinite = errors.New("all numbers are finite")
)
