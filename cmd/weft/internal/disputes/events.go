// SPDX-License-Identifier: Apache-2.0

package disputes

import (
	"fmt"
	"strings"

	"github.com/dustin/go-humanize/english"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

// Of wants events of one game.
func Of(game uint64) client.Filter {
	return func(e client.Event) bool {
		v, ok := e.Value.(interface{ GetGame() uint64 })
		return ok && v.GetGame() == game && Describe(e) != ""
	}
}

// Minor reports whether an event is about the records of disputes and audits, and
// not about what they came to.
func Minor(e client.Event) bool {
	switch e.Value.(type) {
	case *disputetypes.EventAuditAwaited, *disputetypes.EventAuditRevealing, *disputetypes.EventAuditForgotten, *disputetypes.EventBoardForgotten:
		return true
	}
	return false
}

// Describe says what happened in a game, an audit, or a request for data, "" for
// an event of another kind.
func Describe(e client.Event) string {
	for _, describe := range []func(any) string{describeGame, describeAudit, describeRequest} {
		if text := describe(e.Value); text != "" {
			return text
		}
	}
	return ""
}

func describeGame(value any) string {
	switch v := value.(type) {
	case *disputetypes.EventChallenged:
		return fmt.Sprintf("game %d: %s challenged by %s with a bond of %s", v.Game, about(v), v.Challenger, money.Format(v.Bond))
	case *disputetypes.EventMoved:
		text := fmt.Sprintf("game %d: %s: %s", v.Game, word(v.Side.String(), "SIDE_"), strings.ToLower(v.Move))
		if v.Kept {
			text += ", as it answered before"
		}
		return text
	case *disputetypes.EventGameEnded:
		return fmt.Sprintf("game %d: over by rule %s: %s", v.Game, v.Rule, Verdict(v.Outcome))
	case *disputetypes.EventFraudProven:
		if v.Game == 0 {
			return fmt.Sprintf("round %d: slot %d: %s is slashed; %s gets %s", v.Round, v.Slot, v.Operator, v.Rewarded, money.Format(v.Reward))
		}
		return fmt.Sprintf("game %d: %s is slashed; %s gets %s", v.Game, v.Operator, v.Rewarded, money.Format(v.Reward))
	case *disputetypes.EventNonFiniteReported:
		return fmt.Sprintf("round %d: slot %d: %s shows a number that is not finite after step %d", v.Round, v.Slot, v.Reporter, v.Step)
	}
	return ""
}

// about is what a challenge is about.
func about(v *disputetypes.EventChallenged) string {
	switch v.Kind { //nolint:exhaustive // the rest are of a unit
	case disputetypes.KIND_OUTER:
		return fmt.Sprintf("outer step %d of slot %d's claim of the state after round %d", v.Step, v.Slot, v.Round)
	case disputetypes.KIND_EVALUATION:
		return fmt.Sprintf("batch %d of the validation loss that slot %d stated after round %d", v.Step, v.Slot, v.Round)
	case disputetypes.KIND_RECEIPT:
		return fmt.Sprintf("the report of %s on step %d of slot %d, round %d", v.Operator, v.Step, v.Slot, v.Round)
	}
	return fmt.Sprintf("step %d of slot %d, round %d", v.Step, v.Slot, v.Round)
}

func describeAudit(value any) string {
	switch v := value.(type) {
	case *disputetypes.EventAuditAwaited:
		return fmt.Sprintf("round %d: draw %d of its audits waits for round %d of the beacon", v.Round, v.Draw, v.Beacon)
	case *disputetypes.EventAuditOpened:
		return fmt.Sprintf("round %d: audits drawn, draw %d; reports bound until height %d", v.Round, v.Draw, v.CommitEnd)
	case *disputetypes.EventAuditRevealing:
		return fmt.Sprintf("round %d: reports of draw %d are shown, until height %d", v.Round, v.Draw, v.RevealEnd)
	case *disputetypes.EventAuditCommitted:
		return fmt.Sprintf("round %d: %s drew %s", v.Round, v.Verifier, drawn(v.Duties))
	case *disputetypes.EventAuditRevealed:
		return fmt.Sprintf("round %d: %s reports %s, for %s", v.Round, v.Verifier, reported(v.Results), money.Format(v.Fee))
	case *disputetypes.EventAuditEnded:
		text := fmt.Sprintf("round %d: draw %d is over, %d of %s answered", v.Round, v.Draw, v.Answers, english.Plural(int(v.Duties), "audit", ""))
		if v.Again > 0 {
			text += fmt.Sprintf(", %s drawn again", english.Plural(int(v.Again), "unit is", "units are"))
		}
		return text
	case *disputetypes.EventAuditorsPaid:
		return fmt.Sprintf("round %d: slot %d: %s that found it share in the slash, %s each", v.Round, v.Slot,
			english.Plural(len(v.Verifiers), "verifier", ""), money.Format(v.Each))
	case *disputetypes.EventReceiptFalse:
		return fmt.Sprintf("round %d: the report of %s on slot %d is false, %s is taken", v.Round, v.Verifier, v.Slot, money.Format(v.Taken))
	case *disputetypes.EventAuditForgotten:
		return fmt.Sprintf("round %d: the records of its audits are removed", v.Round)
	}
	return ""
}

func drawn(duties []disputetypes.AuditDuty) string {
	if len(duties) == 0 {
		return "nothing"
	}
	var words []string
	for _, d := range duties {
		words = append(words, fmt.Sprintf("slot %d steps %d to %d", d.Slot, d.First, d.Last))
	}
	return strings.Join(words, ", ")
}

func reported(results []disputetypes.AuditResult) string {
	var words []string
	for _, r := range results {
		words = append(words, fmt.Sprintf("slot %d %s", r.Slot, Audited(r.Verdict)))
	}
	return strings.Join(words, ", ")
}

func describeRequest(value any) string {
	switch v := value.(type) {
	case *disputetypes.EventDataRequested:
		return fmt.Sprintf("round %d: data request %d: %s of slot %d must be shown until height %d", v.Round, v.Request, blob(v.Kind), v.Slot, v.Deadline)
	case *disputetypes.EventDataServed:
		return fmt.Sprintf("round %d: data request %d: shown by %s, who gets %s", v.Round, v.Request, v.Responder, money.Format(v.Paid))
	case *disputetypes.EventDataWithheld:
		return fmt.Sprintf("round %d: data request %d: %s did not show %s of slot %d; %s gets %s", v.Round, v.Request, v.Operator, blob(v.Kind), v.Slot,
			v.Requester, money.Format(v.Reward))
	case *disputetypes.EventDataRequestEnded:
		return fmt.Sprintf("round %d: data request %d is over, nobody need answer it any more", v.Round, v.Request)
	}
	return ""
}

func blob(k disputetypes.BlobKind) string { return "the " + word(k.String(), "BLOB_KIND_") }
