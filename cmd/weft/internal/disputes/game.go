// SPDX-License-Identifier: Apache-2.0

package disputes

import (
	"context"
	"strings"
	"time"

	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/client"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

// Game is one challenger against the defender of one step.
type Game struct {
	Game  uint64 `json:"game"`
	Job   uint64 `json:"job"`
	Round uint64 `json:"round"`
	Slot  uint32 `json:"slot"`
	Step  uint32 `json:"step"`
	// Status is open, or how it ended: fraud, false_challenge, defender_late,
	// challenger_late, undecided.
	Status string `json:"status"`
	// Kind is what is disputed: step, a unit's; outer, one that a claim of the
	// outer state after the round rests on; evaluation, a batch of one.
	Kind       string   `json:"kind"`
	Defender   string   `json:"defender"`
	Challenger string   `json:"challenger"`
	Bond       math.Int `json:"bond_uweft"`
	Moves      uint32   `json:"moves"`
	// Turn is who is to move, until Deadline has passed: about Seconds from now.
	Turn     string  `json:"turn,omitempty"`
	Deadline int64   `json:"deadline_height"`
	Seconds  float64 `json:"seconds_left"`
	Bound    int64   `json:"bound_height"`
	Opened   int64   `json:"opened_height"`
	Ended    int64   `json:"ended_height"`

	record disputetypes.Game
}

// Over reports whether the game has ended.
func (g *Game) Over() bool { return g.record.Outcome != disputetypes.OUTCOME_UNSPECIFIED }

// Outcome is how it ended.
func (g *Game) Outcome() disputetypes.Outcome { return g.record.Outcome }

func newGame(c *client.Client, r *disputetypes.Game) Game {
	g := Game{
		Game: r.Id, Job: r.Job, Round: r.Round, Slot: r.Slot, Step: r.Step, Status: Status(r.Outcome), Kind: word(r.Kind.String(), "KIND_"),
		Defender: r.Defender, Challenger: r.Challenger,
		Bond: r.Bond, Moves: r.Moves, Bound: r.BoundHeight, Opened: r.OpenedHeight, Ended: r.EndedHeight, record: *r,
	}
	if !g.Over() {
		g.Turn, g.Deadline = word(r.Turn.String(), "SIDE_"), r.Deadline
		g.Seconds = (time.Duration(g.Left(c.Height())) * c.BlockTime()).Seconds()
	}
	return g
}

// Left is the number of blocks until the side to move is late.
func (g *Game) Left(height int64) int64 { return max(g.Deadline-height, 0) }

// Status is the word for how a game stands.
func Status(o disputetypes.Outcome) string {
	if o == disputetypes.OUTCOME_UNSPECIFIED {
		return "open"
	}
	return word(o.String(), "OUTCOME_")
}

// verdicts say what an outcome means.
var verdicts = map[disputetypes.Outcome]string{
	disputetypes.OUTCOME_FRAUD:           "the chain found the defender's bytes to be wrong: what it said is false, its stake is slashed",
	disputetypes.OUTCOME_FALSE_CHALLENGE: "the chain found the defender's bytes to be right: half of the bond is the defence's, half is burnt",
	disputetypes.OUTCOME_DEFENDER_LATE:   "the defender's clock ran out: it counts as wrong, its stake is slashed",
	disputetypes.OUTCOME_CHALLENGER_LATE: "the challenger's clock ran out: half of the bond is the defence's, half is burnt",
	disputetypes.OUTCOME_UNDECIDED:       "what it was about was settled elsewhere; the bond went back",
}

// Verdict says what an outcome means.
func Verdict(o disputetypes.Outcome) string { return verdicts[o] }

// rules say what a rule compared (docs/spec/dispute.md).
var rules = map[string]string{
	"element": "an element of an operator's output, computed by the chain",
	"copy":    "a byte of a file, compared with what it is copied from",
	"header":  "a byte before the data of a state, compared with the layout",
	"finite":  "a number of a state that is not finite",
	"clock":   "the side to move ran out of time",
}

// word is a member of an enumeration as people read it.
func word(member, prefix string) string { return strings.ToLower(strings.TrimPrefix(member, prefix)) }

// Selection says which games to list.
type Selection struct {
	Job  uint64 // 0: all
	Open bool
	// Of is a side of the game; empty: all.
	Of    string
	Limit int
}

// List lists the newest games.
func List(ctx context.Context, c *client.Client, sel Selection) ([]Game, error) {
	requests := []disputetypes.QueryGamesRequest{{Job: sel.Job, Open: sel.Open}}
	if sel.Of != "" {
		requests = []disputetypes.QueryGamesRequest{
			{Job: sel.Job, Open: sel.Open, Defender: sel.Of}, {Job: sel.Job, Open: sel.Open, Challenger: sel.Of},
		}
	}
	var out []Game
	for _, r := range requests {
		for g, err := range client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]disputetypes.Game, *client.PageResponse, error) {
			req := r
			req.Pagination = page
			res, err := c.Dispute().Games(ctx, &req)
			if err != nil {
				return nil, nil, err
			}
			return res.Games, res.Pagination, nil
		}) {
			if err != nil {
				return nil, err
			}
			out = append(out, newGame(c, &g))
		}
	}
	return newest(out, sel.Limit), nil
}
