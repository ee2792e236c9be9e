// SPDX-License-Identifier: Apache-2.0

package types

import "cosmossdk.io/collections"

const (
	// ModuleName names the module, its store and its module account, which needs the permission to burn.
	ModuleName = "stake"
	// StoreKey is the module's store.
	StoreKey = ModuleName
)

// Store prefixes; never reused.
var (
	ParamsKey        = collections.NewPrefix(0)
	ProfilePrefix    = collections.NewPrefix(1)
	StakePrefix      = collections.NewPrefix(2)
	VRFKeyPrefix     = collections.NewPrefix(3)
	LockPrefix       = collections.NewPrefix(4)
	UnbondingPrefix  = collections.NewPrefix(5)
	QueuePrefix      = collections.NewPrefix(6)
	UnbondingSeqKey  = collections.NewPrefix(7)
	PoolBondedKey    = collections.NewPrefix(8)
	PoolLockedKey    = collections.NewPrefix(9)
	PoolUnbondingKey = collections.NewPrefix(10)
	ProviderCountKey = collections.NewPrefix(11)
)

// Bounds of what the module keeps and does; not parameters, because other state and programs are sized by them.
const (
	MaxMonikerBytes  = 64
	MaxHardwareBytes = 256
	VRFKeyBytes      = 32
	MaxPeerIDBytes   = 128
	MaxAddresses     = 8
	MaxAddressBytes  = 256
	MaxDefenceKeys   = 4
	MaxHotKeys       = 4
	MaxRefBytes      = 64
	MaxPayouts       = 256

	// DueItemsPerBlock is how many due unbondings EndBlock takes; the rest wait for the next block.
	DueItemsPerBlock = 100
	// RetryBlocks is how long an unbonding whose payment failed waits for the next attempt.
	RetryBlocks = 600

	// VRFKeyCheckGas pays for the decompression of a curve point and one multiplication by the group order.
	VRFKeyCheckGas = 1_000
)
