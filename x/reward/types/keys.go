// SPDX-License-Identifier: Apache-2.0

package types

import (
	"cosmossdk.io/collections"
)

const (
	// ModuleName names the module and its module account, which needs the
	// permissions to mint and to burn and must not receive plain transfers.
	ModuleName = "reward"
	// StoreKey is the key of the module's store.
	StoreKey = ModuleName
)

// Prefixes of the module's collections. A number is never reused.
var (
	ParamsPrefix      = collections.NewPrefix(0)
	EpochPrefix       = collections.NewPrefix(1)
	TotalsPrefix      = collections.NewPrefix(2)
	EscrowsPrefix     = collections.NewPrefix(3)
	DepositsPrefix    = collections.NewPrefix(4)
	RoundsPrefix      = collections.NewPrefix(5)
	GrantsPrefix      = collections.NewPrefix(6)
	OpenGrantsPrefix  = collections.NewPrefix(7)
	PaidGrantsPrefix  = collections.NewPrefix(8)
	CursorsPrefix     = collections.NewPrefix(9)
	AuditFeesPrefix   = collections.NewPrefix(10)
	MembersPrefix     = collections.NewPrefix(11)
	ReceivedPrefix    = collections.NewPrefix(12)
	WorksPrefix       = collections.NewPrefix(13)
	SponsorsPrefix    = collections.NewPrefix(14)
	EpochPoolsPrefix  = collections.NewPrefix(15)
	EpochAuditsPrefix = collections.NewPrefix(16)
	ModelsPrefix      = collections.NewPrefix(17)
	LocksPrefix       = collections.NewPrefix(18)
	UnlocksPrefix     = collections.NewPrefix(19)
	UnlockQueuePrefix = collections.NewPrefix(20)
)
