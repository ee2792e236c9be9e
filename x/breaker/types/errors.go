// SPDX-License-Identifier: Apache-2.0

package types

import errorsmod "cosmossdk.io/errors"

// Sentinels, one per cause. A code is never used again for another cause.
var (
	ErrTripped     = errorsmod.Register(ModuleName, 2, "message is refused for a time")
	ErrNotGranted  = errorsmod.Register(ModuleName, 3, "account may not trip or reset this message")
	ErrNoTrip      = errorsmod.Register(ModuleName, 4, "message cannot be tripped")
	ErrNotTripped  = errorsmod.Register(ModuleName, 5, "message is not refused")
	ErrBadMessages = errorsmod.Register(ModuleName, 6, "invalid list of messages")
	ErrBadReason   = errorsmod.Register(ModuleName, 7, "invalid reason")
	ErrBadParams   = errorsmod.Register(ModuleName, 8, "invalid breaker parameters")
	ErrBadGenesis  = errorsmod.Register(ModuleName, 9, "inconsistent breaker genesis")
	ErrBadAccount  = errorsmod.Register(ModuleName, 10, "invalid account")
	ErrTooMany     = errorsmod.Register(ModuleName, 11, "too many accounts hold the right")
	ErrInvariant   = errorsmod.Register(ModuleName, 12, "breaker invariant broken")
)
