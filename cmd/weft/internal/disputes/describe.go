// SPDX-License-Identifier: Apache-2.0

package disputes

import (
	"fmt"
	"strings"

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

// Describe says what happened in a game, "" for an event of another kind.
func Describe(e client.Event) string {
	switch v := e.Value.(type) {
	case *disputetypes.EventChallenged:
		what := fmt.Sprintf("step %d of slot %d, round %d", v.Step, v.Slot, v.Round)
		if v.Kind == disputetypes.KIND_OUTER {
			what = fmt.Sprintf("outer step %d of slot %d's claim of the state after round %d", v.Step, v.Slot, v.Round)
		}
		return fmt.Sprintf("game %d: %s challenged by %s with a bond of %s", v.Game, what, v.Challenger, money.Format(v.Bond))
	case *disputetypes.EventMoved:
		text := fmt.Sprintf("game %d: %s: %s", v.Game, word(v.Side.String(), "SIDE_"), strings.ToLower(v.Move))
		if v.Kept {
			text += ", as it answered before"
		}
		return text
	case *disputetypes.EventGameEnded:
		return fmt.Sprintf("game %d: over by rule %s: %s", v.Game, v.Rule, Verdict(v.Outcome))
	case *disputetypes.EventFraudProven:
		return fmt.Sprintf("game %d: %s is slashed; %s gets %s", v.Game, v.Operator, v.Rewarded, money.Format(v.Reward))
	}
	return ""
}
