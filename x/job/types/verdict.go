// SPDX-License-Identifier: Apache-2.0

package types

import staketypes "github.com/weft-network/weft/x/stake/types"

// Verdict says that a unit was proven false, how, and who is paid out of the
// slot stake; the rest of it is burnt.
type Verdict struct {
	Job     uint64
	Round   uint64
	Slot    uint32
	Reason  staketypes.SlashReason
	Payouts []staketypes.Payout
}
