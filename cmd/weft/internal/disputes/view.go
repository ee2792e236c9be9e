// SPDX-License-Identifier: Apache-2.0

package disputes

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
	"github.com/weft-network/weft/verifier/watch"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// newest sorts games, the newest first, and takes so many.
func newest(games []Game, limit int) []Game {
	slices.SortFunc(games, func(a, b Game) int { return cmp.Compare(b.Game, a.Game) })
	games = slices.CompactFunc(games, func(a, b Game) bool { return a.Game == b.Game })
	return games[:min(len(games), limit)]
}

// View is a game with everything that the chain says of it.
type View struct {
	Game
	// Steps is the number of steps of the unit, the disputed one is called What;
	// of a claim it is 0.
	Steps uint32 `json:"steps"`
	What  string `json:"what"`
	// Games is how many games about this step are open.
	Games uint32 `json:"games_about_it"`
	// Place is where the descent stands, while the game is open.
	Place *Place `json:"place,omitempty"`
	// Rule decided the game; the bond went where the others say.
	Rule     string    `json:"rule,omitempty"`
	Returned *math.Int `json:"returned_uweft,omitempty"`
	Defence  *math.Int `json:"defence_uweft,omitempty"`
	Burnt    *math.Int `json:"burnt_uweft,omitempty"`
}

// Read reads a game.
func Read(ctx context.Context, c *client.Client, id uint64) (*View, error) {
	res, err := c.Dispute().Game(ctx, &disputetypes.QueryGameRequest{Game: id})
	if err != nil {
		return nil, err
	}
	v := &View{Game: newGame(c, &res.Game), Games: res.Board.Games}
	if v.Over() {
		if err := v.readEnd(ctx, c); err != nil {
			return nil, err
		}
	}
	spec, err := c.Job().Spec(ctx, &jobtypes.QuerySpecRequest{Job: v.Job})
	if err != nil {
		return nil, err
	}
	t := told{chainID: c.ChainID(), spec: &spec.Spec, board: &res.Board}
	if res.Board.Kind == disputetypes.KIND_STEP {
		unit, err := c.Job().Unit(ctx, &jobtypes.QueryUnitRequest{Job: v.Job, Round: v.Round, Slot: v.Slot})
		if err != nil {
			return nil, err
		}
		t.unit, v.Steps = &unit.Unit, disputetypes.Steps(&unit.Unit)
	}
	if v.What = t.what(); v.Over() {
		return v, nil
	}
	v.Place, err = t.place(&res.Game)
	return v, err
}

// about says what the game is about.
func (v *View) about() string {
	what := watch.About(v.record.Kind, watch.Unit{Job: v.Job, Round: v.Round, Slot: v.Slot})
	if v.Steps > 0 {
		return fmt.Sprintf("%s, step %d (of 0 to %d)", what, v.Step, v.Steps-1)
	}
	return fmt.Sprintf("%s, step %d", what, v.Step)
}

// readEnd reads from the block in which a game ended what decided it. A node
// that has dropped that block leaves it out.
func (v *View) readEnd(ctx context.Context, c *client.Client) error {
	block, err := c.Block(ctx, v.Ended)
	if err != nil {
		return ctx.Err()
	}
	for _, e := range block.Events {
		if end, ok := e.Value.(*disputetypes.EventGameEnded); ok && end.Game == v.Game.Game {
			v.Rule, v.Returned, v.Defence, v.Burnt = end.Rule, &end.Returned, &end.Defence, &end.Burnt
		}
	}
	return nil
}

// Lines draws the game for a width.
func (v *View) Lines(c *client.Client, width int) []string {
	var f screen.Facts
	f.Add("game", "%d  %s", v.Game.Game, v.Status)
	f.Add("about", "%s", v.about())
	f.Add("", "%s", v.What)
	f.Add("defender", "%s", v.Defender)
	f.Add("challenger", "%s", v.Challenger)
	f.Add("bond", "%s", money.Format(v.Bond))
	f.Add("opened", "block %d, bound at block %d", v.Opened, v.Bound)
	if v.Games > 1 {
		f.Add("", "%d games about this step are open", v.Games)
	}
	f.Add("moves", "%d", v.Moves)
	if v.Over() {
		f.Add("ended", "block %d", v.Ended)
		f.Add("outcome", "%s", Verdict(v.Outcome()))
		if v.Rule != "" && v.Outcome() != disputetypes.OUTCOME_UNDECIDED {
			f.Add("rule", "%s: %s", v.Rule, rules[v.Rule])
		}
		if v.Returned != nil {
			f.Add("bond went", "%s back, %s to the defence, %s burnt", money.Format(*v.Returned), money.Format(*v.Defence), money.Format(*v.Burnt))
		}
		return f.Lines()
	}
	f.Add("turn", "the %s: %s", v.Turn, v.Place.Asks)
	f.Add("deadline", "block %d, in %s", v.Deadline, screen.Blocks(v.Left(c.Height()), c.BlockTime()))
	f.Add("", "the %s loses if it has not moved by then", v.Turn)
	return append(append(f.Lines(), ""), v.Place.lines(width)...)
}

// Short is the game on one line.
func (v *View) Short() string {
	if v.Over() {
		return fmt.Sprintf("game %d is over: %s: %s", v.Game.Game, v.Status, Verdict(v.Outcome()))
	}
	return fmt.Sprintf("game %d is open: the %s is to move: %s", v.Game.Game, v.Turn, v.Place.Asks)
}
