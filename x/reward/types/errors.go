// SPDX-License-Identifier: Apache-2.0

package types

import "cosmossdk.io/errors"

// Sentinels of the module. A code is never reused.
var (
	ErrInvalidParams   = errors.Register(ModuleName, 2, "invalid parameters")
	ErrInvalidGenesis  = errors.Register(ModuleName, 3, "invalid genesis")
	ErrInvalidAddress  = errors.Register(ModuleName, 4, "invalid address")
	ErrInvalidAmount   = errors.Register(ModuleName, 5, "invalid amount")
	ErrInvalidShares   = errors.Register(ModuleName, 6, "invalid number of shares")
	ErrInvalidLimit    = errors.Register(ModuleName, 7, "invalid claim limit")
	ErrInvalidWeight   = errors.Register(ModuleName, 8, "invalid sponsor weight")
	ErrInvalidJob      = errors.Register(ModuleName, 9, "invalid job")
	ErrInvalidGrant    = errors.Register(ModuleName, 10, "invalid grant")
	ErrInvalidClose    = errors.Register(ModuleName, 11, "invalid close")
	ErrEscrowNotFound  = errors.Register(ModuleName, 12, "escrow not found")
	ErrEscrowShort     = errors.Register(ModuleName, 13, "escrow is short")
	ErrReserveShort    = errors.Register(ModuleName, 14, "reserved money is short")
	ErrJobClosed       = errors.Register(ModuleName, 15, "job is closed")
	ErrGrantExists     = errors.Register(ModuleName, 16, "grant exists")
	ErrGrantNotFound   = errors.Register(ModuleName, 17, "grant not found")
	ErrHeld            = errors.Register(ModuleName, 18, "grant is held")
	ErrNotHeld         = errors.Register(ModuleName, 19, "grant is not held")
	ErrRoundFinal      = errors.Register(ModuleName, 20, "round is final")
	ErrNothingToClaim  = errors.Register(ModuleName, 21, "nothing to claim")
	ErrModelNotFound   = errors.Register(ModuleName, 22, "model not found")
	ErrNotSettled      = errors.Register(ModuleName, 23, "shares are not settled")
	ErrSettled         = errors.Register(ModuleName, 24, "shares are settled")
	ErrLockShort       = errors.Register(ModuleName, 25, "locked shares are short")
	ErrSponsorNotFound = errors.Register(ModuleName, 26, "sponsor not found")
	ErrTooManySponsors = errors.Register(ModuleName, 27, "too many sponsored jobs")
	ErrInvariantBroken = errors.Register(ModuleName, 28, "invariant broken")
)
