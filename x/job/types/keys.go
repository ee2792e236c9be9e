// SPDX-License-Identifier: Apache-2.0

package types

import (
	"fmt"

	"cosmossdk.io/collections"
)

const (
	// ModuleName is the module's name.
	ModuleName = "job"
	// StoreKey is the key of the module's store.
	StoreKey = ModuleName
)

// Prefixes of the module's collections. A number is never reused.
var (
	ParamsPrefix          = collections.NewPrefix(0)
	JobSeqPrefix          = collections.NewPrefix(1)
	JobsPrefix            = collections.NewPrefix(2)
	JobsByStatusPrefix    = collections.NewPrefix(3)
	JobsBySubmitterPrefix = collections.NewPrefix(4)
	SpecsPrefix           = collections.NewPrefix(5)
	SlotsPrefix           = collections.NewPrefix(6)
	SlotsByOperatorPrefix = collections.NewPrefix(7)
	RoundsPrefix          = collections.NewPrefix(8)
	UnitsPrefix           = collections.NewPrefix(9)
	WitnessesPrefix       = collections.NewPrefix(10)
	TalliesPrefix         = collections.NewPrefix(11)
	ClaimsPrefix          = collections.NewPrefix(12)
	CompletionsPrefix     = collections.NewPrefix(13)
	DueSeqPrefix          = collections.NewPrefix(14)
	DuePrefix             = collections.NewPrefix(15)
	EvaluationsPrefix     = collections.NewPrefix(18)
)

// SlotLock names the stake lock of one tenancy of a slot.
func SlotLock(job uint64, slot uint32, tenancy uint64) string {
	return fmt.Sprintf("job/%d/slot/%d/%d", job, slot, tenancy)
}

// OuterLock names the stake lock of a claim of an outer state.
func OuterLock(job, round uint64) string {
	return fmt.Sprintf("job/%d/outer/%d", job, round)
}

// EvaluationLock names the stake lock of an evaluation.
func EvaluationLock(job, round uint64) string {
	return fmt.Sprintf("job/%d/evaluation/%d", job, round)
}
