// SPDX-License-Identifier: Apache-2.0

package types

import "cosmossdk.io/collections"

const (
	// ModuleName names the module, its store and its module account, which
	// holds the bonds and needs the permission to burn.
	ModuleName = "dispute"
	// StoreKey is the key of the module's store.
	StoreKey = ModuleName
)

// Prefixes of the module's collections. A number is never reused.
var (
	ParamsPrefix      = collections.NewPrefix(0)
	BoardSeqPrefix    = collections.NewPrefix(1)
	GameSeqPrefix     = collections.NewPrefix(2)
	BoardsPrefix      = collections.NewPrefix(3)
	StepBoardsPrefix  = collections.NewPrefix(4)
	PostsPrefix       = collections.NewPrefix(6)
	GamesPrefix       = collections.NewPrefix(7)
	BoardGamesPrefix  = collections.NewPrefix(8)
	OpenGamesPrefix   = collections.NewPrefix(9)
	OpenUnitsPrefix   = collections.NewPrefix(10)
	LocksPrefix       = collections.NewPrefix(11)
	PartiesPrefix     = collections.NewPrefix(12)
	DuePrefix         = collections.NewPrefix(13)
	ClaimantsPrefix   = collections.NewPrefix(14)
	ClaimBoardsPrefix = collections.NewPrefix(15)
	FullUnitsPrefix   = collections.NewPrefix(16)

	VerifierSeqPrefix      = collections.NewPrefix(40)
	VerifiersPrefix        = collections.NewPrefix(41)
	VerifierIDsPrefix      = collections.NewPrefix(42)
	VerifierPointsPrefix   = collections.NewPrefix(43)
	StakePointsPrefix      = collections.NewPrefix(44)
	AuditSeqPrefix         = collections.NewPrefix(45)
	AuditsPrefix           = collections.NewPrefix(46)
	RoundAuditsPrefix      = collections.NewPrefix(47)
	AwaitingPrefix         = collections.NewPrefix(48)
	ReportsPrefix          = collections.NewPrefix(49)
	ReportsOfPrefix        = collections.NewPrefix(50)
	VerdictsPrefix         = collections.NewPrefix(51)
	EndedSeqPrefix         = collections.NewPrefix(52)
	EndedPrefix            = collections.NewPrefix(53)
	RequestSeqPrefix       = collections.NewPrefix(60)
	RequestsPrefix         = collections.NewPrefix(61)
	RequestRangesPrefix    = collections.NewPrefix(62)
	RequestPlacesPrefix    = collections.NewPrefix(63)
	RequestJobsPrefix      = collections.NewPrefix(64)
	RequestOperatorsPrefix = collections.NewPrefix(65)
	RequestersPrefix       = collections.NewPrefix(66)
	RequestVainPrefix      = collections.NewPrefix(67)
)
