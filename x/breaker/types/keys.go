// SPDX-License-Identifier: Apache-2.0

package types

import "cosmossdk.io/collections"

const (
	// ModuleName names the module and its store. It has no account.
	ModuleName = "breaker"
	// StoreKey is the module's store.
	StoreKey = ModuleName
)

// Store prefixes; never reused.
var (
	ParamsKey   = collections.NewPrefix(0)
	GrantPrefix = collections.NewPrefix(1)
	TripPrefix  = collections.NewPrefix(2)
)

// Bounds.
const (
	// MaxMaxBlocks bounds max_blocks: about four weeks of blocks of a second.
	MaxMaxBlocks = 2_419_200
	// MaxReasonBytes bounds a reason.
	MaxReasonBytes = 280
	// MaxGrants bounds how many accounts hold the right.
	MaxGrants = 32
)
