// SPDX-License-Identifier: Apache-2.0

package types

import "cosmossdk.io/collections"

const (
	// ModuleName names the module and its store. It has no account.
	ModuleName = "beacon"
	// StoreKey is the module's store.
	StoreKey = ModuleName
)

// Store prefixes; never reused.
var (
	ParamsKey     = collections.NewPrefix(0)
	GenerationKey = collections.NewPrefix(1)
	SinceKey      = collections.NewPrefix(2)
	OpenPrefix    = collections.NewPrefix(3)
	WaitingPrefix = collections.NewPrefix(4)
	RoundPrefix   = collections.NewPrefix(5)
	AnswerPrefix  = collections.NewPrefix(6)
	ForgetPrefix  = collections.NewPrefix(7)
)

const (
	// Lead is how many periods after the time asked about a round must be published (design A1).
	Lead = 2
	// DueItemsPerBlock is how many items EndBlock takes from its queues; the rest wait for the next block.
	DueItemsPerBlock = 100
	// RetryBlocks is how long an answer waits that nobody could be told.
	RetryBlocks = 100
	// VerifyGas pays for reading the key and a signature, hashing to the curve and two pairings: ten a microsecond, as a
	// signature of a transaction costs and a move of x/dispute, of the 3 ms that this takes and a part more.
	VerifyGas = 35_000
	// AnswerGas pays for what is done at the end of the block with the round that was posted.
	AnswerGas = 5_000
)
