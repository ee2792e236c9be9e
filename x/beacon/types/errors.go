// SPDX-License-Identifier: Apache-2.0

package types

import (
	errorsmod "cosmossdk.io/errors"
	"google.golang.org/grpc/codes"
)

// Sentinels, one per cause. A code is never used again for another cause.
var (
	ErrNoBeacon     = errorsmod.RegisterWithGRPCCode(ModuleName, 2, codes.NotFound, "this chain has no beacon")
	ErrNotAwaited   = errorsmod.Register(ModuleName, 3, "nobody awaits this round")
	ErrPosted       = errorsmod.Register(ModuleName, 4, "round was posted before")
	ErrReplaced     = errorsmod.Register(ModuleName, 5, "beacon of this round was replaced")
	ErrTooEarly     = errorsmod.Register(ModuleName, 6, "round is not published yet")
	ErrBadSignature = errorsmod.Register(ModuleName, 7, "signature is not the beacon's for this round")
	ErrBadPoster    = errorsmod.Register(ModuleName, 8, "invalid address of a poster")
	ErrNoRound      = errorsmod.RegisterWithGRPCCode(ModuleName, 9, codes.NotFound, "round is not known")
	ErrBadTime      = errorsmod.Register(ModuleName, 10, "time out of bounds")
	ErrBadParams    = errorsmod.Register(ModuleName, 11, "invalid beacon parameters")
	ErrBadGenesis   = errorsmod.Register(ModuleName, 12, "inconsistent beacon genesis")
	ErrInvariant    = errorsmod.Register(ModuleName, 13, "beacon invariant broken")
)
