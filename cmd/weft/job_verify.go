// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/verifier/watch"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

func (p *program) jobVerify() *cli.Command {
	return p.command(&cli.Command{
		Name:      "verify",
		Usage:     "execute a job again on this machine, and say equal or where not",
		ArgsUsage: "JOB",
		Description: "Of every round that has closed, or of --round alone: each unit, the outer state that the next round starts from, and the\n" +
			"validation loss, where one is stated. With --slot it is one unit of each round. What is compared are bits: of the first\n" +
			"difference the step, the operator, the tensor and the element are shown with both numbers, as far as the other side's\n" +
			"are published. It costs what the training did, and moves no money; weft dispute challenge has the chain decide.\n" +
			"It ends with 1 if something differs, and with 4 if nobody serves what is needed: states are kept until the late window\n" +
			"of a round has ended.",
		Flags: partyFlags(
			&cli.Uint64Flag{Name: "round", Usage: "this round", DefaultText: "all that have closed"},
			&cli.UintFlag{Name: "slot", Usage: "the units of this slot, and nothing else", DefaultText: "all"},
		),
	}, p.withReader(func(c *cli.Context, cl *client.Client) error {
		job, err := jobArgument(c, 1)
		if err != nil {
			return err
		}
		return p.withOpenParty(c, cl, nil, func(party *watch.Party) error {
			v := &verification{program: p, client: cl, party: party, job: job, table: screen.NewTable(">ROUND", "WHAT", "RESULT", "WHERE")}
			return v.run(c)
		})
	}))
}

var (
	errUnequal = errors.New("this machine comes to something else")
	errNothing = errors.New("nothing to verify")
)

// verification is one run of weft job verify.
type verification struct {
	*program
	client *client.Client
	party  *watch.Party
	job    uint64
	table  *screen.Table
	// unequal and missing count what differs, and what could not be had.
	unequal, missing, equal int
	// settled are those that differ, and that the chain holds for false or void already.
	settled int
}

func (v *verification) run(c *cli.Context) error {
	rounds, err := closedRounds(c, v.client, v.job)
	if err != nil {
		return err
	}
	work := v.units
	if !c.IsSet("slot") {
		work = v.round
	}
	for i := range rounds {
		if err := work(c, &rounds[i]); err != nil {
			return err
		}
	}
	if v.equal+v.unequal+v.missing+v.settled == 0 {
		return fmt.Errorf("%w: no unit that was committed is asked for; weft job show %d --units has them", errNothing, v.job)
	}
	if !v.json() {
		if err := v.table.Write(v.out); err != nil {
			return err
		}
	}
	switch {
	case v.unequal > 0:
		return fmt.Errorf("%w: %d of %d; see weft dispute challenge --help", errUnequal, v.unequal, v.equal+v.unequal+v.missing)
	case v.missing > 0:
		return fmt.Errorf("%w: %d of %d could not be executed; name who serves it with --source", blob.ErrUnavailable, v.missing, v.equal+v.missing)
	}
	return nil
}

// closedRounds are those of a job that are asked for: --round, or all that have
// closed.
func closedRounds(c *cli.Context, cl *client.Client, job uint64) ([]jobtypes.Round, error) {
	if c.IsSet("round") {
		res, err := cl.Job().Round(c.Context, &jobtypes.QueryRoundRequest{Job: job, Round: c.Uint64("round")})
		if err != nil {
			return nil, err
		}
		return []jobtypes.Round{res.Round}, nil
	}
	if _, err := cl.Job().Job(c.Context, &jobtypes.QueryJobRequest{Job: job}); err != nil {
		return nil, err
	}
	var rounds []jobtypes.Round
	for r, err := range client.Pages(c.Context, func(ctx context.Context, page *client.PageRequest) ([]jobtypes.Round, *client.PageResponse, error) {
		res, err := cl.Job().Rounds(ctx, &jobtypes.QueryRoundsRequest{Job: job, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Rounds, res.Pagination, nil
	}) {
		if err != nil {
			return nil, err
		}
		if closed(&r) {
			rounds = append(rounds, r)
		}
	}
	return rounds, nil
}

func closed(r *jobtypes.Round) bool { return r.Phase >= jobtypes.ROUND_PHASE_AUDITING }

// round is everything of a round.
func (v *verification) round(c *cli.Context, r *jobtypes.Round) error {
	if err := v.units(c, r); err != nil || !closed(r) || r.Void {
		return err
	}
	if err := v.outer(c, r.Number); err != nil {
		return err
	}
	return v.evaluation(c, r.Number)
}

// units are those of a round that stand.
func (v *verification) units(c *cli.Context, r *jobtypes.Round) error {
	res, err := v.client.Job().Units(c.Context, &jobtypes.QueryUnitsRequest{Job: v.job, Round: r.Number})
	if err != nil {
		return err
	}
	withdrawn := []jobtypes.UnitStatus{jobtypes.UNIT_STATUS_RETRACTED, jobtypes.UNIT_STATUS_CONFESSED}
	for i := range res.Units {
		u := &res.Units[i]
		if slices.Contains(withdrawn, u.Status) || c.IsSet("slot") && u.Slot != uint32(c.Uint("slot")) {
			continue
		}
		if err := v.unit(c.Context, watch.Unit{Job: v.job, Round: r.Number, Slot: u.Slot}, u.Status); err != nil {
			return err
		}
	}
	return nil
}

// unit executes a unit, also one that the chain holds for false or void: there is nothing to do about it then.
func (v *verification) unit(ctx context.Context, u watch.Unit, status jobtypes.UnitStatus) error {
	line := verifiedLine{What: "unit", Round: u.Round, Slot: &u.Slot, Status: jobs.UnitStatus(status)}
	line.settled = status == jobtypes.UNIT_STATUS_FALSE || status == jobtypes.UNIT_STATUS_VOID
	progress := v.progress(fmt.Sprintf("round %d, slot %d", u.Round, u.Slot))
	found, err := v.party.Examine(ctx, u, progress.step)
	progress.done()
	if err == nil {
		line.Step = &found.Step
		if found.NonFinite {
			return v.differs(&line, &watch.Difference{
				Part: watch.PartState, Operator: -1, Missing: fmt.Sprintf("the number at byte %d of the state is not finite", found.At),
			})
		}
		var d *watch.Difference
		if d, err = v.party.Locate(ctx, found); err == nil {
			return v.differs(&line, d)
		}
	}
	return v.came(&line, err)
}

func (v *verification) outer(c *cli.Context, round uint64) error {
	line := verifiedLine{What: "outer", Round: round}
	o, err := v.party.Outer(c.Context, v.job, round)
	if err != nil {
		return v.came(&line, err)
	}
	for _, id := range o.Named {
		if id == o.ID() {
			continue
		}
		d, err := v.party.LocateOuter(c.Context, o, id)
		if err != nil {
			return err
		}
		return v.differs(&line, d)
	}
	return v.came(&line, watch.ErrConfirmed)
}

func (v *verification) evaluation(c *cli.Context, round uint64) error {
	all, err := watch.Evaluations(c.Context, v.client, v.job)
	if err != nil {
		return err
	}
	for i := range all {
		e := &all[i]
		if e.Round != round || e.Status != jobtypes.CLAIM_STATUS_LIVE {
			continue
		}
		line := verifiedLine{What: "evaluation", Round: round, Operator: e.Operator}
		progress := v.progress(fmt.Sprintf("validation after round %d", round))
		wrong, err := v.party.CheckEvaluation(c.Context, e, progress.step)
		progress.done()
		if err == nil {
			line.Step = &wrong.Batch
			d, err := wrong.Difference()
			if err != nil {
				return err
			}
			if err := v.differs(&line, d); err != nil {
				return err
			}
			continue
		}
		if err := v.came(&line, err); err != nil {
			return err
		}
	}
	return nil
}
