// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/verifier/replay"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// Misstated is an evaluation that is wrong (R13).
type Misstated struct {
	Evaluation jobtypes.Evaluation
	// Batch is the first one with another loss than is stated; Out is what it
	// comes to here, as the result of its step.
	Batch uint32
	Out   []byte

	program *program.Program
}

// CheckEvaluation executes the batches of an evaluation until one differs, and
// returns ErrConfirmed if none does. A batch costs about a third of a step of
// training, and there are at most jobtypes.MaxEvaluationBatches. told, which
// may be nil, learns of every batch that is right.
func (p *Party) CheckEvaluation(ctx context.Context, e *jobtypes.Evaluation, told func(batch, of uint32)) (*Misstated, error) {
	res, err := p.cfg.Client.Job().Spec(ctx, &jobtypes.QuerySpecRequest{Job: e.Job})
	if err != nil {
		return nil, err
	}
	claimant, err := client.ParseAddress(e.Operator)
	if err != nil {
		return nil, err
	}
	of := jobtypes.EvaluationBatches(&res.Spec)
	var made *program.Program
	facts := func(batch uint32) (*game.Facts, error) {
		stated, ok := e.BatchLoss(batch)
		if !ok || batch >= of {
			return nil, nil
		}
		claim := disputetypes.ClaimOf{ChainID: p.cfg.Client.ChainID(), Spec: &res.Spec, Claimant: claimant, Board: &disputetypes.Board{
			Kind: disputetypes.KIND_EVALUATION, Job: e.Job, Round: e.Round, Step: batch, Before: &e.State, Out: stated,
		}}
		f, err := claim.Facts()
		if err == nil {
			made = f.Program
		}
		return f, err
	}
	var wrong *Misstated
	files := p.files(ctx, e.Job)
	defer p.close(files)
	err = replay.Losses(ctx, p.cfg.Replay, files, facts, func(batch uint32, out []byte) bool {
		if stated, _ := e.BatchLoss(batch); !bytes.Equal(stated, out) {
			wrong = &Misstated{*e, batch, out, made}
			return false
		}
		if told != nil {
			told(batch, of)
		}
		return true
	})
	if err == nil && wrong == nil {
		err = fmt.Errorf("%w: job %d, evaluation after round %d by %s", ErrConfirmed, e.Job, e.Round, e.Operator)
	}
	return wrong, err
}

// ChallengeEvaluation opens a game about a batch of an evaluation.
func (p *Party) ChallengeEvaluation(ctx context.Context, m *Misstated) (uint64, error) {
	return p.contest(ctx, &disputetypes.MsgChallengeClaim{
		Kind: disputetypes.KIND_EVALUATION, Job: m.Evaluation.Job, Round: m.Evaluation.Round, Claimant: m.Evaluation.Operator,
		Step: m.Batch, Out: m.Out,
	})
}

// contest challenges a claim: it adds challenger, bond and salt.
func (p *Party) contest(ctx context.Context, msg *disputetypes.MsgChallengeClaim) (uint64, error) {
	c := p.cfg.Client
	me, err := p.operator()
	if err != nil {
		return 0, err
	}
	challenger, err := client.ParseAddress(me)
	if err != nil {
		return 0, err
	}
	bond, err := c.Dispute().Bond(ctx, &disputetypes.QueryBondRequest{Job: msg.Job, Challenger: me})
	if err != nil {
		return 0, err
	}
	msg.Challenger, msg.Bond = me, bond.Bond
	if msg.Salt, err = salt(); err != nil {
		return 0, err
	}
	res, err := p.sealed(ctx, disputetypes.SealClaimHash(c.ChainID(), challenger, msg), msg)
	if err != nil {
		return 0, err
	}
	answer, err := client.Response[*disputetypes.MsgChallengeClaimResponse](res)
	if err != nil {
		return 0, err
	}
	return answer.Game, nil
}

// judge challenges every live evaluation of a state that is wrong, unless the
// operator has done so before.
func (d *doubts) judge(ctx context.Context, s state) error {
	all, err := Evaluations(ctx, d.cfg.Client, s.job)
	if err != nil {
		return err
	}
	games, err := d.opened(ctx, s)
	if err != nil {
		return err
	}
	for i := range all {
		e := &all[i]
		if e.Round != s.round || e.Status != jobtypes.CLAIM_STATUS_LIVE || e.Operator == d.me || games[e.Operator] {
			continue
		}
		wrong, err := d.CheckEvaluation(ctx, e, nil)
		if errors.Is(err, ErrConfirmed) {
			continue
		}
		if err != nil {
			return err
		}
		d.cfg.Log.Warn("an evaluation is false; challenging it", "job", s.job, "round", s.round, "operator", e.Operator, "batch", wrong.Batch)
		if _, err := d.ChallengeEvaluation(ctx, wrong); err != nil && !settled(err) {
			return err
		}
	}
	return nil
}

// Evaluations are those of a job, of every status.
func Evaluations(ctx context.Context, c *client.Client, job uint64) (all []jobtypes.Evaluation, err error) {
	for x, err := range client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]jobtypes.Evaluation, *client.PageResponse, error) {
		res, err := c.Job().Evaluations(ctx, &jobtypes.QueryEvaluationsRequest{Job: job, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Evaluations, res.Pagination, nil
	}) {
		if err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, nil
}
