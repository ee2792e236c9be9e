// SPDX-License-Identifier: Apache-2.0

package types

import (
	"fmt"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// GrantKey names the pay of one unit: one slot in one round of one job.
type GrantKey struct {
	Job   uint64
	Round uint64
	Slot  uint32
}

// String names the unit the way errors and people do.
func (k GrantKey) String() string {
	return fmt.Sprintf("job %d round %d slot %d", k.Job, k.Round, k.Slot)
}

// Grant is what a unit earns if it becomes FINAL: pay from the job's escrow,
// and the tokens and FLOP it counts for in shares and emission.
type Grant struct {
	Job      uint64
	Round    uint64
	Slot     uint32
	Operator sdk.AccAddress
	// Amount is the unit's pay in the bond denom; zero is allowed.
	Amount math.Int
	// Tokens counts for the operator's shares of the finished model.
	Tokens uint64
	// Flops counts for emission if the job is sponsored.
	Flops math.Int
}

// Key returns the unit's name.
func (g Grant) Key() GrantKey { return GrantKey{Job: g.Job, Round: g.Round, Slot: g.Slot} }

// Close says how a job ended.
type Close struct {
	Job       uint64
	Submitter sdk.AccAddress
	// Completed fixes the model's shares; a cancelled or failed job has none.
	Completed bool
	// SubmitterShare is the submitter's part of the model, in basis points.
	SubmitterShare uint32
	// SettleHeight is when the last unit's late window has ended: from then on
	// all pay is vested and shares can be claimed.
	SettleHeight int64
}
