// SPDX-License-Identifier: Apache-2.0

package trainer

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/big"
	"slices"
	"time"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	jobtypes "github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// refusals need the operator to do something.
var refusals = []error{
	staketypes.ErrNotProvider, staketypes.ErrJailed, staketypes.ErrFreeStakeShort, client.ErrSigner, client.ErrKey, client.ErrAccount,
}

// lookEvery is how often jobs are looked for while there is none to take.
const lookEvery = 5 * time.Second

// errNothing: no job will ever be taken.
var errNothing = errors.New("nothing to do")

// next is the job to train now: one in which slots are held, else the one that
// pays best, 0 while there is none.
func (t *Trainer) next(ctx context.Context, s *shift) (uint64, error) {
	held, err := t.held(ctx, s)
	if err != nil || held != 0 {
		return held, err
	}
	if t.cfg.Leave {
		return 0, errNothing
	}
	if jobs := t.cfg.Policy.Jobs; len(jobs) > 0 {
		for _, job := range jobs {
			res, err := t.cfg.Client.Job().Job(ctx, &jobtypes.QueryJobRequest{Job: job})
			if err != nil {
				return 0, err
			}
			if res.Job.EndedHeight == 0 && !s.passed(job) {
				return job, nil
			}
		}
		return 0, errNothing
	}
	return t.best(ctx, s)
}

// held is a job in which the operator holds a slot and which is not at work, or 0.
func (t *Trainer) held(ctx context.Context, s *shift) (uint64, error) {
	pages := client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]jobtypes.Slot, *client.PageResponse, error) {
		res, err := t.cfg.Client.Job().SlotsOf(ctx, &jobtypes.QuerySlotsOfRequest{Operator: t.cfg.Client.Sender().Operator(), Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Slots, res.Pagination, nil
	})
	for slot, err := range pages {
		if err != nil {
			return 0, err
		}
		if !s.passed(slot.Job) {
			return slot.Job, nil
		}
	}
	return 0, nil
}

// best is the open job with the highest price that the policy accepts, or 0.
func (t *Trainer) best(ctx context.Context, s *shift) (best uint64, err error) {
	var most *big.Rat
	for j, err := range t.open(ctx) {
		if err != nil {
			return 0, err
		}
		if s.passed(j.Id) {
			continue
		}
		res, err := t.cfg.Client.Job().Spec(ctx, &jobtypes.QuerySpecRequest{Job: j.Id})
		if err != nil {
			return 0, err
		}
		price, err := t.cfg.Policy.judge(&j, &res.Spec)
		if err != nil {
			t.cfg.Log.Debug("a job is passed over", "job", j.Id, "err", err)
			continue
		}
		if most == nil || price.Cmp(most) > 0 {
			best, most = j.Id, price
		}
	}
	return best, nil
}

// open are the jobs that have not ended.
func (t *Trainer) open(ctx context.Context) iter.Seq2[jobtypes.Job, error] {
	return func(yield func(jobtypes.Job, error) bool) {
		for _, status := range []jobtypes.JobStatus{jobtypes.JOB_STATUS_ENROLLING, jobtypes.JOB_STATUS_RUNNING, jobtypes.JOB_STATUS_PAUSED} {
			pages := client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]jobtypes.Job, *client.PageResponse, error) {
				res, err := t.cfg.Client.Job().Jobs(ctx, &jobtypes.QueryJobsRequest{Status: status, Pagination: page})
				if err != nil {
					return nil, nil, err
				}
				return res.Jobs, res.Pagination, nil
			})
			for j, err := range pages {
				if !yield(j, err) {
					return
				}
			}
		}
	}
}

func (p *Policy) named(job uint64) bool { return slices.Contains(p.Jobs, job) }

// judge returns the price of a job's work, in uweft for 10^15 floating point
// operations, or why the job is not taken.
func (p *Policy) judge(j *jobtypes.Job, s *spec.Spec) (*big.Rat, error) {
	held := commit.Bitmap(j.Members).Count()
	if j.Round >= uint64(s.Rounds.Rounds) || held >= int(s.Rounds.Slots) {
		return nil, fmt.Errorf("%w: %d of %d slots are held, %d of %d rounds begun", ErrPolicy, held, s.Rounds.Slots, j.Round, s.Rounds.Rounds)
	}
	const work = 1_000_000_000_000_000
	price := new(big.Rat).SetFrac(new(big.Int).Mul(new(big.Int).SetUint64(s.Price.Unit), big.NewInt(work)), s.UnitFLOP())
	if p.MinPrice != nil && price.Cmp(p.MinPrice) < 0 {
		return nil, fmt.Errorf("%w: it pays %s uweft for 10^15 operations, wanted are %s", ErrPolicy, price.FloatString(3), p.MinPrice.FloatString(3))
	}
	return price, nil
}
