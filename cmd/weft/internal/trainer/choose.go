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
	"github.com/weft-network/weft/cmd/weft/internal/member"
	jobtypes "github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// refusals need the operator to do something.
var refusals = []error{
	staketypes.ErrNotProvider, staketypes.ErrJailed, staketypes.ErrFreeStakeShort, client.ErrSigner, client.ErrKey, client.ErrAccount,
}

// lookEvery is how often jobs are looked for while there is none to take.
const lookEvery = 5 * time.Second

// choose returns the job to work on next: one in which slots are held, else the
// one that pays best. It waits until there is one; it returns 0 when nothing is
// left to do.
func (t *Trainer) choose(ctx context.Context, refused map[uint64]bool) (uint64, error) {
	for {
		job, err := t.next(ctx, refused)
		switch {
		case job != 0:
			return job, nil
		case errors.Is(err, errNothing):
			return 0, nil
		case err != nil && ctx.Err() == nil:
			t.cfg.Log.Warn("jobs cannot be listed; trying again", "err", err)
		}
		if err := member.Sleep(ctx, lookEvery); err != nil {
			return 0, err
		}
	}
}

// errNothing: no job will ever be taken.
var errNothing = errors.New("nothing to do")

func (t *Trainer) next(ctx context.Context, refused map[uint64]bool) (uint64, error) {
	held, err := t.held(ctx)
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
			if res.Job.EndedHeight == 0 && !refused[job] {
				return job, nil
			}
		}
		return 0, errNothing
	}
	return t.best(ctx, refused)
}

// held is the first job in which the operator holds a slot, or 0.
func (t *Trainer) held(ctx context.Context) (uint64, error) {
	res, err := t.cfg.Client.Job().SlotsOf(ctx, &jobtypes.QuerySlotsOfRequest{Operator: t.cfg.Client.Sender().Operator()})
	if err != nil || len(res.Slots) == 0 {
		return 0, err
	}
	return res.Slots[0].Job, nil
}

// best is the open job with the highest price that the policy accepts, or 0.
func (t *Trainer) best(ctx context.Context, refused map[uint64]bool) (best uint64, err error) {
	var most *big.Rat
	for j, err := range t.open(ctx) {
		if err != nil {
			return 0, err
		}
		if refused[j.Id] {
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
