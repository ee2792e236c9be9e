// SPDX-License-Identifier: Apache-2.0

package types

import "cosmossdk.io/errors"

// One sentinel per cause; a code is never reused.
var (
	ErrInvalidParams    = errors.Register(ModuleName, 2, "invalid parameters")
	ErrInvalidAddress   = errors.Register(ModuleName, 3, "invalid address")
	ErrInvalidSeal      = errors.Register(ModuleName, 4, "invalid seal")
	ErrTooManySeals     = errors.Register(ModuleName, 5, "too many unused seals")
	ErrSealUnknown      = errors.Register(ModuleName, 6, "challenge was not sealed")
	ErrSealFresh        = errors.Register(ModuleName, 7, "seal must be a block or more older than the challenge")
	ErrInvalidID        = errors.Register(ModuleName, 8, "invalid content id")
	ErrInvalidStep      = errors.Register(ModuleName, 9, "unit has no such step")
	ErrInvalidPath      = errors.Register(ModuleName, 10, "leaf is not the one committed")
	ErrInvalidBefore    = errors.Register(ModuleName, 11, "state before the step is not the one committed")
	ErrInvalidClaim     = errors.Register(ModuleName, 12, "claim disputes nothing, or no step can come to it")
	ErrInvalidBond      = errors.Register(ModuleName, 13, "invalid bond")
	ErrBondShort        = errors.Register(ModuleName, 14, "bond too small")
	ErrUnitStatus       = errors.Register(ModuleName, 15, "unit is in the wrong state")
	ErrTooLate          = errors.Register(ModuleName, 16, "too late")
	ErrChallenged       = errors.Register(ModuleName, 17, "the same challenge is open")
	ErrNoGame           = errors.Register(ModuleName, 18, "no such game")
	ErrNoBoard          = errors.Register(ModuleName, 19, "no such board")
	ErrOver             = errors.Register(ModuleName, 20, "game is over")
	ErrNotParty         = errors.Register(ModuleName, 21, "not a party of the game")
	ErrNotGranted       = errors.Register(ModuleName, 22, "defence key has no grant")
	ErrTurn             = errors.Register(ModuleName, 23, "not this side's turn")
	ErrClock            = errors.Register(ModuleName, 24, "clock has run out")
	ErrInvalidMove      = errors.Register(ModuleName, 25, "illegal move")
	ErrInvalidEvidence  = errors.Register(ModuleName, 26, "evidence does not show a second commit")
	ErrInvalidSignature = errors.Register(ModuleName, 27, "evidence is not signed by the trainer")
	ErrMayDiverge       = errors.Register(ModuleName, 40, "state may hold numbers that are not finite")
	ErrInvalidProof     = errors.Register(ModuleName, 41, "proof does not open the committed state")
	ErrFinite           = errors.Register(ModuleName, 42, "all numbers are finite")
	ErrInvalidKind      = errors.Register(ModuleName, 34, "nothing of this kind can be challenged so")
	ErrFacts            = errors.Register(ModuleName, 31, "the chain does not know the step's facts")
	ErrInvalidGenesis   = errors.Register(ModuleName, 32, "invalid genesis")
	ErrBroken           = errors.Register(ModuleName, 33, "invariant broken")
)
