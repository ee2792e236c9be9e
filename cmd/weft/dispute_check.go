// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/models"
	"github.com/weft-network/weft/trainer/blob/ipfs"
	"github.com/weft-network/weft/trainer/worker"
	"github.com/weft-network/weft/verifier/replay"
	"github.com/weft-network/weft/verifier/watch"
)

// partyFlags are the options of commands that execute units again.
func partyFlags(more ...cli.Flag) []cli.Flag {
	return sourceFlags(append(append(more, machineFlags()...), memoryFlag())...)
}

func (p *program) disputeCheck() *cli.Command {
	return p.command(&cli.Command{
		Name:      "check",
		Usage:     "execute a unit again and say whether it is right, or which step is not",
		ArgsUsage: unitOrOuter,
		Description: "Every step is executed and compared with what the trainer committed, bit for bit. It costs as much as training the\n" +
			"unit, and moves no money. It ends with 1 if a step differs, or leaves a number that is not finite without saying so. The\n" +
			"dataset and the unit's states come from those who trained the job, if they let in more than providers; else name a\n" +
			"gateway with --source.\n" +
			"With --outer it is the outer state after the round, the parameters that the next one starts from: it is computed and\n" +
			"compared with what the next round's units and claims name. Round 0 is that of the first parameters.\n" +
			"With --evaluation it is the validation loss after the round: every batch is executed and compared with what is stated.",
		Flags: partyFlags(outerFlag(), evaluationFlag()),
	}, p.withReader(func(c *cli.Context, cl *client.Client) error {
		return p.withParty(c, cl, nil, func(party *watch.Party, u watch.Unit) error {
			switch {
			case c.Bool(outerName):
				return p.checkOuter(c, party, u)
			case c.Bool(evaluationName):
				return p.checkEvaluations(c, cl, party, u)
			}
			found, err := p.examine(c, party, u)
			if err != nil || found == nil {
				return err
			}
			fault := errDiffers
			if found.NonFinite {
				fault = errNonFinite
			}
			return fmt.Errorf("%w; weft dispute challenge %d %d %d has the chain decide", fault, u.Job, u.Round, u.Slot)
		})
	}))
}

var (
	errDiffers   = errors.New("the unit is not what this machine comes to")
	errNonFinite = errors.New("the unit goes on from a state that is not finite, and does not say that it diverged")
)

// checkedLine is the JSON of a unit that was executed again. Step is the first
// that differs, or whose state has a number that is not finite at a byte, if it
// is not right.
type checkedLine struct {
	Event string  `json:"event"`
	Job   uint64  `json:"job"`
	Round uint64  `json:"round"`
	Slot  uint32  `json:"slot"`
	Right bool    `json:"right"`
	Step  *uint32 `json:"step,omitempty"`
	State string  `json:"state,omitempty"`
	// NonFinite is where in the state's file the number is.
	NonFinite *uint64 `json:"non_finite_byte,omitempty"`
}

// confirmedLine is the JSON of a step that is right.
type confirmedLine struct {
	Event string `json:"event"`
	Step  uint32 `json:"step"`
	Of    uint32 `json:"of"`
}

// examine executes a unit and says what it came to; nil if the unit is right.
func (p *program) examine(c *cli.Context, party *watch.Party, u watch.Unit) (*watch.Finding, error) {
	found, err := party.Examine(c.Context, u, func(step, of uint32) {
		if p.json() {
			_ = p.object(confirmedLine{"confirmed", step, of}) //nolint:errcheck // what cannot be shown does not stop the work
			return
		}
		_ = p.say("step %d of 0 to %d is right", step, of-1) //nolint:errcheck // as above
	})
	line := checkedLine{Event: "checked", Job: u.Job, Round: u.Round, Slot: u.Slot}
	switch {
	case errors.Is(err, watch.ErrConfirmed):
		if line.Right = true; p.json() {
			return nil, p.object(line)
		}
		return nil, p.say("%s: confirmed in every step", u)
	case err != nil:
		return nil, err
	}
	line.Step, line.State = &found.Step, found.Claim.State.String()
	if found.NonFinite {
		line.NonFinite = &found.At
	}
	if p.json() {
		return found, p.object(line)
	}
	if found.NonFinite {
		return found, p.say("%s: step %d leaves a number that is not finite, at byte %d of its state", u, found.Step, found.At)
	}
	return found, p.say("%s: step %d differs: here it comes to %s", u, found.Step, line.State)
}

// withParty runs an action with a party of disputes, which fetches what it needs
// from the trainers. The arguments name a unit, or none.
func (p *program) withParty(c *cli.Context, cl *client.Client, report func(watch.Report), action func(*watch.Party, watch.Unit) error) error {
	u, err := unitArgument(c)
	if err != nil {
		return err
	}
	return p.withOpenParty(c, cl, report, func(party *watch.Party) error { return action(party, u) })
}

// sources is room for those at whom the submitter of a job says that its dataset
// is: no provider's record names them.
const sources = 16

// withOpenParty is withParty for commands with other arguments.
func (p *program) withOpenParty(c *cli.Context, cl *client.Client, report func(watch.Report), action func(*watch.Party) error) error {
	m, err := machine(c)
	if err != nil {
		return err
	}
	roster := worker.NewRoster(cl)
	if err := roster.Refresh(c.Context); err != nil {
		return err
	}
	store, err := p.goOnline(c, ipfs.Config{Patience: c.Duration("patience"), Guests: sources}, append(roster.Others(""), c.StringSlice("source")...))
	if err != nil {
		return err
	}
	party, err := watch.New(watch.Config{
		Client: cl, Store: store, Log: p.log, Report: report, Replay: replay.Config{Kernel: m.Kernel, Workers: m.Threads, Memory: m.Memory},
		From: func(ctx context.Context, job uint64) []string {
			from, err := models.Sources(ctx, cl, roster, job)
			if err != nil {
				p.log.Warn("trainers of the job cannot be listed", "job", job, "err", err)
			}
			return append(from, c.StringSlice("source")...)
		},
	})
	if err != nil {
		return errors.Join(err, store.Close())
	}
	return errors.Join(action(party), party.Close(), store.Close())
}

// unitArgument reads JOB ROUND SLOT of a command that has them; JOB ROUND if it
// is about an outer state.
func unitArgument(c *cli.Context) (u watch.Unit, err error) {
	if c.Command.ArgsUsage == "" {
		return u, nil
	}
	want := 3
	if c.Bool(outerName) || c.Bool(evaluationName) {
		want = 2
	}
	if c.Bool(outerName) && c.Bool(evaluationName) {
		return u, wrongUse("--outer and --evaluation are both given; choose one")
	}
	if err := arguments(c, want, want); err != nil {
		return u, err
	}
	if u.Job, err = number(c, 0, "the job"); err != nil {
		return u, err
	}
	if u.Round, err = strconv.ParseUint(c.Args().Get(1), 10, 64); err != nil || u.Round == 0 && want == 3 {
		return u, wrongUse("the round is %q; allowed: a number from 1, and 0 with --outer", c.Args().Get(1))
	}
	if want == 2 {
		return u, nil
	}
	slot, err := strconv.ParseUint(c.Args().Get(2), 10, 32)
	if err != nil {
		return u, wrongUse("the slot is %q; allowed: a number from 0", c.Args().Get(2))
	}
	u.Slot = uint32(slot)
	return u, nil
}
