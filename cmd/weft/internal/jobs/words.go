// SPDX-License-Identifier: Apache-2.0

package jobs

import (
	"fmt"
	"strings"

	jobtypes "github.com/weft-network/weft/x/job/types"
)

// word is a member of an enumeration as people read it: JOB_STATUS_RUNNING is
// "running".
func word(member fmt.Stringer, prefix string) string {
	return strings.ToLower(strings.TrimPrefix(member.String(), prefix))
}

// Status is the word for a status.
func Status(s jobtypes.JobStatus) string { return word(s, "JOB_STATUS_") }

// Phase is the word for a phase of a round.
func Phase(p jobtypes.RoundPhase) string { return word(p, "ROUND_PHASE_") }

// UnitStatus is the word for what became of a unit.
func UnitStatus(s jobtypes.UnitStatus) string { return word(s, "UNIT_STATUS_") }

// claimStatus is the word for the status of a claim.
func claimStatus(s jobtypes.ClaimStatus) string { return word(s, "CLAIM_STATUS_") }

// ParseStatus reads the word for a status.
func ParseStatus(s string) (jobtypes.JobStatus, bool) {
	n, ok := jobtypes.JobStatus_value["JOB_STATUS_"+strings.ToUpper(s)]
	return jobtypes.JobStatus(n), ok && n != 0
}

// StatusWords lists the words for messages.
func StatusWords() string {
	var words []string
	for n := int32(1); n <= int32(jobtypes.JOB_STATUS_FAILED); n++ {
		words = append(words, Status(jobtypes.JobStatus(n)))
	}
	return strings.Join(words, ", ")
}

// Ended reports whether a status is the last one of a job.
func Ended(s jobtypes.JobStatus) bool { return s >= jobtypes.JOB_STATUS_COMPLETED }

// reasons say why a job paused or ended.
var reasons = map[jobtypes.Reason]string{
	jobtypes.REASON_SUBMITTER: "the submitter asked for it",
	jobtypes.REASON_MONEY:     "the escrow cannot pay the next round",
	jobtypes.REASON_SLOTS:     "fewer slots are held than the quorum",
	jobtypes.REASON_WAIT:      "it waited longer than windows.max_wait",
	jobtypes.REASON_IDLE:      "too many rounds in a row had no commit",
	jobtypes.REASON_DIVERGED:  "two thirds of the slots reported divergence",
	jobtypes.REASON_DONE:      "every round ran and the model is bound",
	jobtypes.REASON_DATA:      "the submitter left a request for data unanswered",
}

// Reason says why a job paused or ended; "" for none.
func Reason(r jobtypes.Reason) string { return reasons[r] }
