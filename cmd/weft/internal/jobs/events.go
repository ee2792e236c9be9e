// SPDX-License-Identifier: Apache-2.0

package jobs

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/cosmos/gogoproto/jsonpb"
	"github.com/cosmos/gogoproto/proto"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/cmd/weft/internal/disputes"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
)

// EventLine is one event of the chain, as JSON.
type EventLine struct {
	Height int64 `json:"height"`
	// Type is the name of the message under proto/weft, Event its fields.
	Type  string          `json:"type"`
	Event json.RawMessage `json:"event"`
}

// NewEventLine makes the JSON of an event.
func NewEventLine(e client.Event) (EventLine, error) {
	text, err := (&jsonpb.Marshaler{OrigName: true, EmitDefaults: true}).MarshalToString(e.Value)
	return EventLine{e.Height, proto.MessageName(e.Value), json.RawMessage(text)}, err
}

// OfMoney reports whether an event is about money and not about work.
func OfMoney(e client.Event) bool {
	return strings.HasPrefix(proto.MessageName(e.Value), "weft.reward.")
}

// Minor reports whether somebody who watches a job can do without an event: it is
// about money, or about records.
func Minor(e client.Event) bool { return OfMoney(e) || disputes.Minor(e) }

// Describe says what happened, on one line.
func Describe(e client.Event) string {
	for _, describe := range []func(proto.Message) string{describeJob, describeRound, describeMoney} {
		if text := describe(e.Value); text != "" {
			return text
		}
	}
	if text := disputes.Describe(e); text != "" {
		return text
	}
	// A chain may be newer than this program.
	line, err := NewEventLine(e)
	if err != nil {
		return proto.MessageName(e.Value)
	}
	return line.Type + " " + string(line.Event)
}

func describeJob(value proto.Message) string {
	switch e := value.(type) {
	case *jobtypes.EventJobSubmitted:
		return fmt.Sprintf("submitted %q by %s: %d slots at %s a unit, stake %s", e.Title, e.Submitter, e.Slots,
			money.FormatUint(e.UnitPrice), money.FormatUint(e.SlotStake))
	case *jobtypes.EventJobChanged:
		if reason := reasons[e.Reason]; reason != "" {
			return fmt.Sprintf("job is %s: %s", Status(e.Status), reason)
		}
		return "job is " + Status(e.Status)
	case *jobtypes.EventBoundaryRequested:
		switch {
		case e.Cancel:
			return "cancel asked for, at the next boundary"
		case e.Pause:
			return "pause asked for, at the next boundary"
		default:
			return "pause taken back"
		}
	case *jobtypes.EventSlotJoined:
		return fmt.Sprintf("slot %d taken by %s, from round %d", e.Slot, e.Operator, e.FirstRound)
	case *jobtypes.EventSlotLeaving:
		return fmt.Sprintf("slot %d leaves at the next boundary", e.Slot)
	case *jobtypes.EventSlotFreed:
		return fmt.Sprintf("slot %d free: %s; its stake is released at height %d", e.Slot, word(e.Reason, "FREED_REASON_"), e.UnlockHeight)
	case *jobtypes.EventJobCompleted:
		return "model is " + contentID(e.Result)
	case *jobtypes.EventItemFailed:
		return fmt.Sprintf("the chain failed at %s of round %d: %s; it tries again at height %d", word(e.Kind, "DUE_KIND_"), e.Round, e.Error, e.RetryHeight)
	}
	return ""
}

func describeRound(value proto.Message) string {
	switch e := value.(type) {
	case *jobtypes.EventRoundOpened:
		return fmt.Sprintf("round %d: training, %d slots, until height %d", e.Round, commit.Bitmap(e.Active).Count(), e.Deadline)
	case *jobtypes.EventRoundExtended:
		return fmt.Sprintf("round %d: below its quorum, extended to height %d", e.Round, e.Deadline)
	case *jobtypes.EventUnitCommitted:
		if e.Diverged {
			return fmt.Sprintf("round %d: slot %d committed a divergence", e.Round, e.Slot)
		}
		return fmt.Sprintf("round %d: slot %d committed, loss %.4f", e.Round, e.Slot, loss(e.Loss))
	case *jobtypes.EventUnitChanged:
		return fmt.Sprintf("round %d: unit of slot %d is %s", e.Round, e.Slot, UnitStatus(e.Status))
	case *jobtypes.EventWitnessingStarted:
		return fmt.Sprintf("round %d: witnessing, %d committed, until height %d", e.Round, commit.Bitmap(e.Committed).Count(), e.Deadline)
	case *jobtypes.EventWitnessed:
		return fmt.Sprintf("round %d: %s holds %d deltas", e.Round, e.Operator, commit.Bitmap(e.Deltas).Count())
	case *jobtypes.EventRoundClosed:
		text := fmt.Sprintf("round %d: closed, loss %.4f, included slots %s", e.Round, loss(e.Loss), list(e.Included))
		if out := slots(e.Excluded); len(out) > 0 {
			text += ", excluded " + list(e.Excluded)
		}
		if missed := slots(e.Missed); len(missed) > 0 {
			text += ", missed " + list(e.Missed)
		}
		return text + fmt.Sprintf("; final at height %d", e.FinalHeight)
	case *jobtypes.EventRoundFinal:
		return fmt.Sprintf("round %d: final, its units are owed their price", e.Round)
	case *jobtypes.EventOuterPosted:
		return fmt.Sprintf("round %d: %s claims that the outer state after it is %s", e.Round, e.Operator, contentID(e.Id))
	case *jobtypes.EventClaimChanged:
		return fmt.Sprintf("round %d: the claim of %s is %s", e.Round, e.Operator, claimStatus(e.Status))
	case *jobtypes.EventEvaluated:
		return fmt.Sprintf("round %d: the validation loss after it is %.4f, states %s", e.Round, loss(e.Loss), e.Operator)
	case *jobtypes.EventEvaluationChanged:
		return fmt.Sprintf("round %d: the validation loss that %s stated is %s", e.Round, e.Operator, claimStatus(e.Status))
	case *jobtypes.EventRoundVoid:
		return fmt.Sprintf("round %d: void, it rests on an outer state that does not stand", e.Round)
	}
	return ""
}

// list writes the members of a bitmap.
func list(bitmap []byte) string {
	var words []string
	for _, i := range slots(bitmap) {
		words = append(words, strconv.Itoa(i))
	}
	if words == nil {
		return "none"
	}
	return strings.Join(words, " ")
}

func describeMoney(value proto.Message) string {
	switch e := value.(type) {
	case *rewardtypes.EventMoved:
		text := fmt.Sprintf("%s: %s %s -> %s", word(e.Reason, "REASON_"), money.Format(e.Amount), word(e.From, "PLACE_"), word(e.To, "PLACE_"))
		if e.Account != "" {
			text += ", " + e.Account
		}
		return text
	case *rewardtypes.EventCredited:
		return fmt.Sprintf("round %d: unit of slot %d counts on %s", e.Round, e.Slot, money.Format(e.Amount))
	case *rewardtypes.EventRevoked:
		return fmt.Sprintf("round %d: unit of slot %d lost %s, kept %s", e.Round, e.Slot, money.Format(e.Lost), money.Format(e.Kept))
	case *rewardtypes.EventRoundFinalized:
		return fmt.Sprintf("round %d: %d units are owed their pay, %d are held", e.Round, e.Grants, e.Aside)
	case *rewardtypes.EventJobClosed:
		return fmt.Sprintf("escrow closed; everything has vested at height %d", e.SettleHeight)
	case *rewardtypes.EventModelFixed:
		return fmt.Sprintf("shares of %s fixed: %d to trainers, %d to verifiers, %d to the submitter",
			e.Denom, e.TrainerShares, e.VerifierShares, e.SubmitterShares)
	case *rewardtypes.EventSharesMoved:
		return fmt.Sprintf("%s: %d shares %s -> %s, %s", word(e.Reason, "REASON_"), e.Shares, word(e.From, "PLACE_"), word(e.To, "PLACE_"), e.Account)
	}
	return ""
}
