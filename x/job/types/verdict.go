// SPDX-License-Identifier: Apache-2.0

package types

import (
	"cosmossdk.io/math"

	staketypes "github.com/weft-network/weft/x/stake/types"
)

// Verdict says that a unit was proven false, how, and who is paid out of what is
// taken of the slot stake; the rest of that is burnt.
type Verdict struct {
	Job     uint64
	Round   uint64
	Slot    uint32
	Reason  staketypes.SlashReason
	Payouts []staketypes.Payout
	// Amount is what is taken, at most what is locked; nil for all of that.
	Amount math.Int
}
