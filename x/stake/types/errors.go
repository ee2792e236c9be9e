// SPDX-License-Identifier: Apache-2.0

package types

import errorsmod "cosmossdk.io/errors"

// Sentinels, one per cause. A code is never used again for another cause.
var (
	ErrNotProvider       = errorsmod.Register(ModuleName, 2, "not a provider")
	ErrAlreadyProvider   = errorsmod.Register(ModuleName, 3, "already a provider")
	ErrJailed            = errorsmod.Register(ModuleName, 4, "provider is jailed")
	ErrBelowMinBond      = errorsmod.Register(ModuleName, 5, "bond below the minimum")
	ErrFreeStakeShort    = errorsmod.Register(ModuleName, 6, "free stake too small")
	ErrBadOperator       = errorsmod.Register(ModuleName, 7, "invalid operator address")
	ErrBadMoniker        = errorsmod.Register(ModuleName, 8, "invalid moniker")
	ErrBadHardware       = errorsmod.Register(ModuleName, 9, "invalid hardware note")
	ErrBadVRFKey         = errorsmod.Register(ModuleName, 10, "invalid VRF key")
	ErrVRFKeyTaken       = errorsmod.Register(ModuleName, 11, "VRF key belongs to another provider")
	ErrBadPeerID         = errorsmod.Register(ModuleName, 12, "invalid peer id")
	ErrBadAddress        = errorsmod.Register(ModuleName, 13, "invalid address list")
	ErrBadDefenceKey     = errorsmod.Register(ModuleName, 14, "invalid defence key list")
	ErrBadHotKey         = errorsmod.Register(ModuleName, 15, "invalid hot key list")
	ErrBadAmount         = errorsmod.Register(ModuleName, 16, "invalid amount")
	ErrWrongDenom        = errorsmod.Register(ModuleName, 17, "wrong denomination")
	ErrBadClear          = errorsmod.Register(ModuleName, 18, "invalid list of fields to clear")
	ErrNothingToUpdate   = errorsmod.Register(ModuleName, 19, "nothing to update")
	ErrTooManyUnbondings = errorsmod.Register(ModuleName, 20, "too many unbondings under way")
	ErrUnbondingNotFound = errorsmod.Register(ModuleName, 21, "unbonding not found")
	ErrUnbondingShort    = errorsmod.Register(ModuleName, 22, "unbonding holds less")
	ErrNotJailed         = errorsmod.Register(ModuleName, 23, "provider is not jailed")
	ErrStillJailed       = errorsmod.Register(ModuleName, 24, "time in jail is not over")
	ErrBadParams         = errorsmod.Register(ModuleName, 25, "invalid parameters")
	ErrBadRef            = errorsmod.Register(ModuleName, 26, "invalid lock reference")
	ErrLockExists        = errorsmod.Register(ModuleName, 27, "lock exists")
	ErrLockNotFound      = errorsmod.Register(ModuleName, 28, "lock not found")
	ErrBadReason         = errorsmod.Register(ModuleName, 29, "invalid reason code")
	ErrBadPayout         = errorsmod.Register(ModuleName, 30, "invalid payout")
	ErrBadGenesis        = errorsmod.Register(ModuleName, 31, "inconsistent genesis")
	ErrInvariant         = errorsmod.Register(ModuleName, 32, "invariant broken")
)
