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
)
