// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/verifier/watch"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

// outerName is the option of commands that are about an outer state instead of
// a unit.
const outerName = "outer"

const unitOrOuter = "JOB ROUND SLOT | --outer JOB ROUND | --evaluation JOB ROUND"

func outerFlag() cli.Flag {
	return &cli.BoolFlag{Name: outerName, Usage: "the outer state after the round, instead of a unit"}
}

var errOuterDiffers = errors.New("another outer state is named than this machine comes to")

// outerLine is the JSON of an outer state that was computed.
type outerLine struct {
	Event string `json:"event"`
	Job   uint64 `json:"job"`
	// Round is the one that the state follows.
	Round uint64 `json:"round"`
	State string `json:"state"`
	// Steps are the outer steps that were executed; with 0 the chain knows the
	// state.
	Steps int `json:"steps"`
	// Others are the other states that units of the next round or claims name.
	Others []string `json:"others"`
	// False are the live claims that are wrong.
	False []falseClaim `json:"false_claims"`
}

// falseClaim is a claim whose step comes to something else.
type falseClaim struct {
	Operator string `json:"operator"`
	Step     uint32 `json:"step"`
	State    string `json:"state"`
}

// checkOuter computes an outer state and says whether others name the same.
func (p *program) checkOuter(c *cli.Context, party *watch.Party, u watch.Unit) error {
	o, err := p.outer(c, party, u)
	if err != nil {
		return err
	}
	doubts := o.Doubts()
	switch {
	case len(doubts) > 0:
		return fmt.Errorf("%w; weft dispute challenge --outer %d %d has the chain decide", errOuterDiffers, u.Job, u.Round)
	case len(others(o)) > 0:
		return fmt.Errorf("%w; nobody claims it, so there is nothing to challenge: who holds a slot claims the right one, as weft train does",
			errOuterDiffers)
	}
	return nil
}

// outer computes an outer state and says what it comes to.
func (p *program) outer(c *cli.Context, party *watch.Party, u watch.Unit) (*watch.Outer, error) {
	o, err := party.Outer(c.Context, u.Job, u.Round)
	if err != nil {
		return nil, err
	}
	line := outerLine{
		Event: "outer", Job: u.Job, Round: u.Round, State: o.ID().String(), Steps: len(o.States), Others: others(o), False: []falseClaim{},
	}
	for _, d := range o.Doubts() {
		line.False = append(line.False, falseClaim{d.Claim.Operator, d.Step, d.State.String()})
	}
	if p.json() {
		return o, p.object(line)
	}
	if err := p.say("job %d: the outer state after round %d is %s", u.Job, u.Round, line.State); err != nil {
		return nil, err
	}
	for _, id := range line.Others {
		if err := p.say("named is %s, too", id); err != nil {
			return nil, err
		}
	}
	for _, f := range line.False {
		if err := p.say("the claim of %s differs: its step %d comes to %s here", f.Operator, f.Step, f.State); err != nil {
			return nil, err
		}
	}
	if len(line.Others)+len(line.False) == 0 {
		return o, p.say("nothing else is named")
	}
	return o, nil
}

// others are the states that are named and are not the one computed.
func others(o *watch.Outer) []string {
	out := []string{}
	for _, id := range o.Named {
		if id != o.ID() {
			out = append(out, id.String())
		}
	}
	return out
}

// challengeOuter opens a game about the first claim of an outer state that is
// false.
func (p *program) challengeOuter(c *cli.Context, cl *client.Client, party *watch.Party, u watch.Unit) (uint64, error) {
	o, err := p.outer(c, party, u)
	if err != nil {
		return 0, err
	}
	doubts := o.Doubts()
	if len(doubts) == 0 {
		return 0, fmt.Errorf("nothing to challenge: no live claim of the outer state after round %d of job %d is wrong", u.Round, u.Job)
	}
	bond, err := cl.Dispute().Bond(c.Context, &disputetypes.QueryBondRequest{Job: u.Job, Challenger: cl.Sender().Operator()})
	if err != nil {
		return 0, err
	}
	d := doubts[0]
	about := watch.About(disputetypes.KIND_OUTER, d.Unit())
	if err := p.confirm(c, "challenge step %d of %s with a bond of %s", d.Step, about, money.Format(bond.Bond.Amount)); err != nil {
		return 0, err
	}
	return party.ChallengeClaim(c.Context, d)
}

// challengeUnit opens a game about the first step of a unit that is false; 0 if
// there is none, because the chain has seen a number that is not finite.
func (p *program) challengeUnit(c *cli.Context, cl *client.Client, party *watch.Party, u watch.Unit) (uint64, error) {
	found, err := p.examine(c, party, u)
	if err != nil {
		return 0, err
	}
	if found == nil {
		return 0, fmt.Errorf("nothing to challenge: %s is right", u)
	}
	if found.NonFinite {
		return 0, p.expose(c, party, found)
	}
	bond, err := cl.Dispute().Bond(c.Context, &disputetypes.QueryBondRequest{Job: u.Job, Challenger: cl.Sender().Operator()})
	if err != nil {
		return 0, err
	}
	if err := p.confirm(c, "challenge step %d of %s with a bond of %s", found.Step, u, money.Format(bond.Bond.Amount)); err != nil {
		return 0, err
	}
	return party.Challenge(c.Context, found)
}
