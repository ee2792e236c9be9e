// SPDX-License-Identifier: Apache-2.0

package types

import "cosmossdk.io/collections"

const (
	// ModuleName names the module, its store and its account.
	ModuleName = "bridge"
	// StoreKey is the module's store.
	StoreKey = ModuleName
)

// Store prefixes; never reused.
var (
	ParamsKey        = collections.NewPrefix(0)
	StateKey         = collections.NewPrefix(1)
	TokenPrefix      = collections.NewPrefix(2)
	ContractPrefix   = collections.NewPrefix(3)
	LedgerPrefix     = collections.NewPrefix(4)
	KeyPrefix        = collections.NewPrefix(5)
	OperatorPrefix   = collections.NewPrefix(6)
	SetPrefix        = collections.NewPrefix(7)
	OrderPrefix      = collections.NewPrefix(8)
	SignaturePrefix  = collections.NewPrefix(9)
	OrderedPrefix    = collections.NewPrefix(10)
	WithdrawalPrefix = collections.NewPrefix(11)
	QueuePrefix      = collections.NewPrefix(12)
	BatchPrefix      = collections.NewPrefix(13)
	ReturnPrefix     = collections.NewPrefix(14)
	DelayedPrefix    = collections.NewPrefix(15)
	BountyPrefix     = collections.NewPrefix(16)
	ClaimPrefix      = collections.NewPrefix(17)
	ClaimantPrefix   = collections.NewPrefix(18)
	BountyDuePrefix  = collections.NewPrefix(19)
	SignedPrefix     = collections.NewPrefix(20)
)

const (
	// MaxTokens bounds what is looked at in every block.
	MaxTokens = 16
	// MaxOpenOrders bounds what is being signed at a time.
	MaxOpenOrders = 32
	// MaxOpenBatches is the most batches of a token that can be executed at a time.
	MaxOpenBatches = 4
	// DueItemsPerBlock is how many items EndBlock takes from its queues; the rest wait for the next block.
	DueItemsPerBlock = 100
	// SetCheckBlocks is how often the powers are compared with the latest set.
	SetCheckBlocks = 20
	// RetryBlocks is how long a payment waits that failed.
	RetryBlocks = 100
	// ListingBlocks is how long a listing is signed: a week of blocks of 1 s.
	ListingBlocks = 604_800
	// RecoverGas pays for recovering a key from a signature: ten a microsecond, as elsewhere, of about 0.1 ms.
	RecoverGas = 2_000
	// KeyGas pays for an address that stays known for ever.
	KeyGas = 20_000
	// MaxOpenSettlements is how many of the open orders are settlements; the others wait for their turn.
	MaxOpenSettlements = 8
	// ClaimGas pays for hashing a leaf into the tree, and for keeping and forgetting it.
	ClaimGas = 20_000
	// SettlementGas pays for what the first claim of a bounty brings about: a signature of every member of a set, recovered.
	SettlementGas = MaxMembers * RecoverGas
	// TransferGas pays for making a withdrawal part of a batch, and for ending it.
	TransferGas = 20_000
)
