// SPDX-License-Identifier: Apache-2.0

package types

import "cosmossdk.io/errors"

// Sentinels, one per cause. A code is never used again for another cause.
var (
	ErrNotProvider       = errors.Register(ModuleName, 2, "not a provider")
	ErrAlreadyProvider   = errors.Register(ModuleName, 3, "already a provider")
	ErrJailed            = errors.Register(ModuleName, 4, "provider is jailed")
	ErrBelowMinBond      = errors.Register(ModuleName, 5, "bond below the minimum")
	ErrFreeStakeShort    = errors.Register(ModuleName, 6, "free stake too small")
	ErrBadOperator       = errors.Register(ModuleName, 7, "invalid operator address")
	ErrBadMoniker        = errors.Register(ModuleName, 8, "invalid moniker")
	ErrBadHardware       = errors.Register(ModuleName, 9, "invalid hardware note")
	ErrBadVRFKey         = errors.Register(ModuleName, 10, "invalid VRF key")
	ErrVRFKeyTaken       = errors.Register(ModuleName, 11, "VRF key belongs to another provider")
	ErrBadPeerID         = errors.Register(ModuleName, 12, "invalid peer id")
	ErrBadAddress        = errors.Register(ModuleName, 13, "invalid address list")
	ErrBadDefenceKey     = errors.Register(ModuleName, 14, "invalid defence key list")
	ErrBadHotKey         = errors.Register(ModuleName, 15, "invalid hot key list")
	ErrBadAmount         = errors.Register(ModuleName, 16, "invalid amount")
	ErrWrongDenom        = errors.Register(ModuleName, 17, "wrong denomination")
	ErrBadClear          = errors.Register(ModuleName, 18, "invalid list of fields to clear")
	ErrNothingToUpdate   = errors.Register(ModuleName, 19, "nothing to update")
	ErrTooManyUnbondings = errors.Register(ModuleName, 20, "too many unbondings under way")
	ErrUnbondingNotFound = errors.Register(ModuleName, 21, "unbonding not found")
	ErrUnbondingShort    = errors.Register(ModuleName, 22, "unbonding holds less")
	ErrNotJailed         = errors.Register(ModuleName, 23, "provider is not jailed")
	ErrStillJailed       = errors.Register(ModuleName, 24, "time in jail is not over")
	ErrBadParams         = errors.Register(ModuleName, 25, "invalid parameters")
	ErrBadRef            = errors.Register(ModuleName, 26, "invalid lock reference")
	ErrLockExists        = errors.Register(ModuleName, 27, "lock exists")
	ErrLockNotFound      = errors.Register(ModuleName, 28, "lock not found")
	ErrBadReason         = errors.Register(ModuleName, 29, "invalid reason code")
	ErrBadPayout         = errors.Register(ModuleName, 30, "invalid payout")
	ErrBadGenesis        = errors.Register(ModuleName, 31, "inconsistent genesis")
	ErrInvariant         = errors.Register(ModuleName, 32, "invariant broken")
)
