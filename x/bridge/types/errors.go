// SPDX-License-Identifier: Apache-2.0

package types

import (
	errorsmod "cosmossdk.io/errors"
	"google.golang.org/grpc/codes"
)

// Sentinels, one per cause. A code is never used again for another cause.
var (
	ErrBadParams     = errorsmod.Register(ModuleName, 2, "invalid bridge parameters")
	ErrBadGenesis    = errorsmod.Register(ModuleName, 3, "inconsistent bridge genesis")
	ErrInvariant     = errorsmod.Register(ModuleName, 4, "bridge invariant broken")
	ErrOff           = errorsmod.Register(ModuleName, 5, "the bridge is off")
	ErrHalted        = errorsmod.Register(ModuleName, 6, "the bridge is halted")
	ErrBadAddress    = errorsmod.Register(ModuleName, 7, "invalid address")
	ErrBadAmount     = errorsmod.Register(ModuleName, 8, "invalid amount")
	ErrNoToken       = errorsmod.RegisterWithGRPCCode(ModuleName, 9, codes.NotFound, "no such token on the bridge")
	ErrOverCap       = errorsmod.Register(ModuleName, 10, "cap of the window is reached")
	ErrNotValidator  = errorsmod.RegisterWithGRPCCode(ModuleName, 11, codes.NotFound, "no such validator")
	ErrKeyTaken      = errorsmod.Register(ModuleName, 12, "key belongs to a validator already")
	ErrBadProof      = errorsmod.Register(ModuleName, 13, "proof is not the key's signature of the operator")
	ErrNoWithdrawal  = errorsmod.RegisterWithGRPCCode(ModuleName, 14, codes.NotFound, "no such withdrawal")
	ErrInBatch       = errorsmod.Register(ModuleName, 15, "withdrawal is in a batch")
	ErrNotSender     = errorsmod.Register(ModuleName, 16, "withdrawal belongs to another account")
	ErrBadEvidence   = errorsmod.Register(ModuleName, 17, "this proves nothing")
	ErrBadSignature  = errorsmod.Register(ModuleName, 18, "invalid signature")
	ErrBadToken      = errorsmod.Register(ModuleName, 19, "invalid token")
	ErrFixed         = errorsmod.Register(ModuleName, 20, "this cannot be changed any more")
	ErrNotHalted     = errorsmod.Register(ModuleName, 21, "the bridge is not halted")
	ErrBadEvent      = errorsmod.Register(ModuleName, 22, "invalid event of the contract")
	ErrContradiction = errorsmod.Register(ModuleName, 23, "Ethereum contradicts the chain")
	ErrNoSet         = errorsmod.RegisterWithGRPCCode(ModuleName, 24, codes.NotFound, "no such validator set")
	ErrNoOrder       = errorsmod.RegisterWithGRPCCode(ModuleName, 25, codes.NotFound, "no such order")
	ErrBusy          = errorsmod.Register(ModuleName, 26, "too much is being signed")
	ErrBadExtension  = errorsmod.Register(ModuleName, 27, "invalid vote extension")
	ErrNoBounty      = errorsmod.RegisterWithGRPCCode(ModuleName, 28, codes.NotFound, "no such bounty")
	ErrBountyClosed  = errorsmod.Register(ModuleName, 29, "the bounty takes no more claims")
	ErrBountyJob     = errorsmod.Register(ModuleName, 30, "the bounty is not for this job")
	ErrNotCompleted  = errorsmod.Register(ModuleName, 31, "the job is not completed")
	ErrClaimed       = errorsmod.Register(ModuleName, 32, "account has claimed its part of the bounty")
	ErrNoPart        = errorsmod.Register(ModuleName, 33, "account has no part of the bounty")
	ErrNoLeaf        = errorsmod.Register(ModuleName, 34, "no such leaf")
)
