// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/verifier/watch"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// evaluationName is the option of commands that are about the validation loss
// instead of a unit.
const evaluationName = "evaluation"

func evaluationFlag() cli.Flag {
	return &cli.BoolFlag{Name: evaluationName, Usage: "the validation loss after the round, instead of a unit"}
}

var (
	errLossDiffers  = errors.New("another validation loss is stated than this machine comes to")
	errNoEvaluation = errors.New("nobody states a validation loss after this round")
)

// evaluationLine is the JSON of an evaluation that was executed again. Batch is
// the first that differs, if it is not right.
type evaluationLine struct {
	Event    string  `json:"event"`
	Job      uint64  `json:"job"`
	Round    uint64  `json:"round"`
	Operator string  `json:"operator"`
	ValLoss  float64 `json:"val_loss"`
	Right    bool    `json:"right"`
	Batch    *uint32 `json:"batch,omitempty"`
}

// checkEvaluations executes the evaluations after a round and says whether they
// are right.
func (p *program) checkEvaluations(c *cli.Context, cl *client.Client, party *watch.Party, u watch.Unit) error {
	wrong, err := p.evaluations(c, cl, party, u)
	if err != nil || wrong == nil {
		return err
	}
	return fmt.Errorf("%w; weft dispute challenge --evaluation %d %d has the chain decide", errLossDiffers, u.Job, u.Round)
}

// evaluations executes the live evaluations after a round, and gives the first
// that is wrong; nil if all are right.
func (p *program) evaluations(c *cli.Context, cl *client.Client, party *watch.Party, u watch.Unit) (first *watch.Misstated, err error) {
	all, err := watch.Evaluations(c.Context, cl, u.Job)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(e jobtypes.Evaluation) bool { return e.Round != u.Round || e.Status != jobtypes.CLAIM_STATUS_LIVE })
	if len(all) == 0 {
		return nil, fmt.Errorf("%w: job %d, round %d; weft job show says which have one", errNoEvaluation, u.Job, u.Round)
	}
	for i := range all {
		wrong, err := party.CheckEvaluation(c.Context, &all[i], nil)
		if err != nil && !errors.Is(err, watch.ErrConfirmed) {
			return nil, err
		}
		if first == nil {
			first = wrong
		}
		if err := p.evaluated(&all[i], wrong); err != nil {
			return nil, err
		}
	}
	return first, nil
}

// evaluated says what an evaluation came to.
func (p *program) evaluated(e *jobtypes.Evaluation, wrong *watch.Misstated) error {
	line := evaluationLine{
		Event: "evaluation", Job: e.Job, Round: e.Round, Operator: e.Operator, ValLoss: float64(e.Loss) / (1 << commit.LossShift), Right: wrong == nil,
	}
	if wrong != nil {
		line.Batch = &wrong.Batch
	}
	switch {
	case p.json():
		return p.object(line)
	case wrong == nil:
		return p.say("job %d: the validation loss after round %d is %.4f, as %s states: confirmed in every batch", e.Job, e.Round, line.ValLoss, e.Operator)
	default:
		return p.say("job %d: %s states a validation loss of %.4f after round %d, and batch %d differs", e.Job, e.Operator, line.ValLoss, e.Round, wrong.Batch)
	}
}

// challengeEvaluation opens a game about the first evaluation that is false.
func (p *program) challengeEvaluation(c *cli.Context, cl *client.Client, party *watch.Party, u watch.Unit) (uint64, error) {
	wrong, err := p.evaluations(c, cl, party, u)
	if err != nil {
		return 0, err
	}
	if wrong == nil {
		return 0, fmt.Errorf("nothing to challenge: no validation loss stated after round %d of job %d is wrong", u.Round, u.Job)
	}
	bond, err := cl.Dispute().Bond(c.Context, &disputetypes.QueryBondRequest{Job: u.Job, Challenger: cl.Sender().Operator()})
	if err != nil {
		return 0, err
	}
	about := watch.About(disputetypes.KIND_EVALUATION, u)
	if err := p.confirm(c, "challenge batch %d of %s with a bond of %s", wrong.Batch, about, money.Format(bond.Bond.Amount)); err != nil {
		return 0, err
	}
	return party.ChallengeEvaluation(c.Context, wrong)
}
