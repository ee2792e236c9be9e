// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/cmd/weft/internal/disputes"
	"github.com/weft-network/weft/verifier/watch"
)

func (p *program) disputeChallenge() *cli.Command {
	return p.command(&cli.Command{
		Name:      "challenge",
		Usage:     "execute a unit again, challenge the step that differs, and play until the chain has decided",
		ArgsUsage: unitOrOuter,
		Description: "The bond returns if the unit is false, with a part of the trainer's stake; half of it is the defence's and half is burnt\n" +
			"if it is right. A state with a number that is not finite is shown to the chain instead: that needs no bond and no game,\n" +
			"and is rewarded alike. Ctrl-C leaves the game open: its clock runs on, and weft dispute play goes on with it.\n" +
			"With --outer it is a claim of the outer state after the round that is challenged, the first that is false;\n" +
			"with --evaluation a statement of the validation loss after it.",
		Flags: sendFlags(partyFlags(outerFlag(), evaluationFlag())...),
	}, p.withSigner(p.challenge))
}

func (p *program) disputePlay() *cli.Command {
	return p.command(&cli.Command{
		Name:  "play",
		Usage: "play every open game of the operator, as weft train does, until stopped",
		Description: "Who is silent loses. Games of the challenger and of the defender are played; a defender needs the blobs that it\n" +
			"trained with: give --store <home>/trainer/blobs while weft train does not run.",
		Flags: sendFlags(partyFlags(&cli.BoolFlag{Name: "once", Usage: "end when no game is open"})...),
	}, p.withSigner(p.playGames))
}

func (p *program) challenge(c *cli.Context, cl *client.Client) error {
	ctx, done := context.WithCancel(c.Context)
	defer done()
	var mine uint64
	var end watch.Report
	report := func(r watch.Report) {
		p.gameNews(r)
		if r.Game == mine && r.Over() {
			end = r
			done()
		}
	}
	return p.withParty(c, cl, report, func(party *watch.Party, u watch.Unit) error {
		open := p.challengeUnit
		switch {
		case c.Bool(outerName):
			open = p.challengeOuter
		case c.Bool(evaluationName):
			open = p.challengeEvaluation
		}
		var err error
		if mine, err = open(c, cl, party, u); err != nil || mine == 0 {
			return err
		}
		err = party.Run(ctx)
		switch {
		case end.Over():
			return verdictOf(&end)
		case c.Err() != nil:
			return fmt.Errorf("stopped; game %d is open and its clock runs: weft dispute play goes on with it, weft dispute show %d says how it stands", mine, mine)
		}
		return fmt.Errorf("game %d is open: %w; weft dispute play goes on with it", mine, err)
	})
}

// errLost is a game that the operator did not win.
var errLost = errors.New("the game was not won")

func verdictOf(r *watch.Report) error {
	if r.Winner() == r.Side {
		return nil
	}
	return fmt.Errorf("%w: %s", errLost, disputes.Verdict(r.Outcome))
}

func (p *program) playGames(c *cli.Context, cl *client.Client) error {
	ctx, done := context.WithCancel(c.Context)
	defer done()
	open := 0
	report := func(r watch.Report) {
		p.gameNews(r)
		switch {
		case r.Met:
			open++
		case r.Over():
			if open--; open == 0 && c.Bool("once") {
				done()
			}
		}
	}
	return p.withParty(c, cl, report, func(party *watch.Party, _ watch.Unit) error {
		games, err := party.Open(c.Context)
		if err != nil {
			return err
		}
		if len(games) == 0 {
			if err := p.noGames(); err != nil || c.Bool("once") {
				return err
			}
		}
		if err = party.Run(ctx); ctx.Err() == nil {
			return err
		}
		if c.Err() != nil && !p.json() {
			return p.say("stopped; clocks of open games run on")
		}
		return nil
	})
}

func (p *program) noGames() error {
	if p.json() {
		return nil
	}
	return p.say("no open games")
}

// gameLine is the JSON of news of a game.
type gameLine struct {
	Event string `json:"event"`
	Game  uint64 `json:"game"`
	Job   uint64 `json:"job"`
	Round uint64 `json:"round"`
	Slot  uint32 `json:"slot"`
	Step  uint32 `json:"step"`
	Side  string `json:"side"`
	// Move is the move that was made, Status open or how the game ended.
	Move   string `json:"move,omitempty"`
	Status string `json:"status"`
	Won    bool   `json:"won"`
}

// gameNews prints news of one's own games.
func (p *program) gameNews(r watch.Report) {
	won := r.Side != game.Nobody && r.Winner() == r.Side
	if p.json() {
		line := gameLine{
			"game", r.Game, r.Unit.Job, r.Unit.Round, r.Unit.Slot, r.Step, r.Side.String(), r.Moved, disputes.Status(r.Outcome), won,
		}
		_ = p.object(line) //nolint:errcheck // what cannot be shown does not stop the work
		return
	}
	text := "moved: " + r.Moved
	switch {
	case r.Over() && won:
		text = "won: " + disputes.Verdict(r.Outcome)
	case r.Over():
		text = "over: " + disputes.Verdict(r.Outcome)
	case r.Met:
		text = fmt.Sprintf("step %d of %s, as %s", r.Step, r.About(), r.Side)
	}
	_ = p.say("game %d  %s", r.Game, text) //nolint:errcheck // as above
}
