// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"github.com/weft-network/weft/chain/client"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// state names the outer state after a round of a job: the claims of it, or the
// evaluations.
type state struct {
	kind       disputetypes.Kind
	job, round uint64
}

// doubts are outer states that were claimed or evaluated and are to be looked
// at.
type doubts struct {
	*Party
	me string
	// due are the heights from which on they are looked at.
	due map[state]int64
	// guarded are jobs in which the operator held a slot: their last evaluation
	// comes when nobody holds one any more.
	guarded map[uint64]bool
	// seen is what is looked at now, beside the games: a claim whose state
	// nobody serves must not run their clocks out. Nil while nothing is.
	seen *sight
	work sync.WaitGroup
}

// sight is one look at the claims of a state.
type sight struct {
	state state
	// due is the height for which it was due; news since then is looked at again.
	due  int64
	done chan error
}

// retryAfter is how many blocks pass before a claim that could not be examined,
// or challenged, is tried again.
const retryAfter = 10

// newDoubts lists the claims that are open in jobs of the operator.
func (p *Party) newDoubts(ctx context.Context, me string) (*doubts, error) {
	d := &doubts{Party: p, me: me, due: map[state]int64{}, guarded: map[uint64]bool{}}
	if !p.cfg.Guard {
		return d, nil
	}
	jobs, err := d.jobs(ctx)
	if err != nil {
		return nil, err
	}
	for job := range jobs {
		d.guarded[job] = true
		res, err := p.cfg.Client.Job().Job(ctx, &jobtypes.QueryJobRequest{Job: job})
		if err != nil {
			return nil, err
		}
		for round := res.Job.FinalRounds; round <= res.Job.Round; round++ { // the first one that is not FINAL follows FinalRounds
			claims, err := claimsOf(ctx, p.cfg.Client, job, round)
			if err != nil {
				return nil, err
			}
			if len(claims) > 0 {
				d.due[state{disputetypes.KIND_OUTER, job, round}] = 0
			}
		}
		evaluations, err := Evaluations(ctx, p.cfg.Client, job)
		if err != nil {
			return nil, err
		}
		for i := range evaluations {
			d.due[state{disputetypes.KIND_EVALUATION, job, evaluations[i].Round}] = 0
		}
	}
	return d, nil
}

// jobs are those in which the operator holds a slot.
func (d *doubts) jobs(ctx context.Context) (map[uint64]bool, error) {
	res, err := d.cfg.Client.Job().SlotsOf(ctx, &jobtypes.QuerySlotsOfRequest{Operator: d.me})
	if err != nil {
		return nil, err
	}
	jobs := map[uint64]bool{}
	for _, s := range res.Slots {
		jobs[s.Job] = true
	}
	return jobs, nil
}

// hear notes what somebody else claims.
func (d *doubts) hear(e client.Event) {
	if !d.cfg.Guard {
		return
	}
	switch c := e.Value.(type) {
	case *jobtypes.EventSlotJoined:
		if c.Operator == d.me {
			d.guarded[c.Job] = true
		}
	case *jobtypes.EventOuterPosted:
		if c.Operator != d.me {
			d.due[state{disputetypes.KIND_OUTER, c.Job, c.Round}] = e.Height
		}
	case *jobtypes.EventEvaluated:
		if c.Operator != d.me {
			d.due[state{disputetypes.KIND_EVALUATION, c.Job, c.Round}] = e.Height
		}
	}
}

// settle takes the result of the last look, and begins one at what has been due
// for longest. One is under way at a time.
func (d *doubts) settle(ctx context.Context, height int64) {
	if d.seen != nil {
		select {
		case err := <-d.seen.done:
			d.take(ctx, height, err)
		default:
			return
		}
	}
	if len(d.due) == 0 || ctx.Err() != nil {
		return
	}
	s := slices.MinFunc(slices.Collect(maps.Keys(d.due)), func(a, b state) int { return cmp.Compare(d.due[a], d.due[b]) })
	if d.due[s] > height {
		return
	}
	seen, guarded := &sight{state: s, due: d.due[s], done: make(chan error, 1)}, d.guarded[s.job]
	d.seen = seen
	d.work.Go(func() { seen.done <- d.look(ctx, s, guarded) })
}

// take notes how a look ended.
func (d *doubts) take(ctx context.Context, height int64, err error) {
	s := d.seen
	d.seen = nil
	switch {
	case ctx.Err() != nil:
	case err != nil:
		d.due[s.state] = height + retryAfter
		d.cfg.Log.Error("a claim cannot be examined or challenged; trying again", "kind", s.state.kind, "job", s.state.job, "round", s.state.round, "err", err)
	case d.due[s.state] == s.due:
		delete(d.due, s.state)
	}
}

// look challenges every live claim of a state that is false, unless the
// operator has done so before.
func (d *doubts) look(ctx context.Context, s state, guarded bool) error {
	jobs, err := d.jobs(ctx)
	if err != nil {
		return err
	}
	if s.kind == disputetypes.KIND_EVALUATION && guarded {
		return d.judge(ctx, s)
	}
	if !jobs[s.job] {
		return nil
	}
	claims, err := claimsOf(ctx, d.cfg.Client, s.job, s.round)
	if err != nil || !d.foreign(claims) {
		return err
	}
	o, err := d.Outer(ctx, s.job, s.round)
	if err != nil {
		return err
	}
	games, err := d.opened(ctx, s)
	if err != nil {
		return err
	}
	for _, doubt := range o.Doubts() {
		if doubt.Claim.Operator == d.me {
			d.cfg.Log.Error("the operator's own claim of an outer state is not what this machine comes to", "job", s.job, "round", s.round)
			continue
		}
		if games[doubt.Claim.Operator] {
			continue
		}
		d.cfg.Log.Warn("a claim of an outer state is false; challenging it", "job", s.job, "round", s.round, "operator", doubt.Claim.Operator,
			"step", doubt.Step)
		if _, err := d.ChallengeClaim(ctx, doubt); err != nil && !settled(err) {
			return err
		}
	}
	return nil
}

// foreign reports whether there is a live claim that is not the operator's own,
// and does not say the same.
func (d *doubts) foreign(claims []jobtypes.OuterClaim) bool {
	own := slices.IndexFunc(claims, func(c jobtypes.OuterClaim) bool { return c.Operator == d.me })
	return slices.ContainsFunc(claims, func(c jobtypes.OuterClaim) bool {
		return c.Status == jobtypes.CLAIM_STATUS_LIVE && c.Operator != d.me && (own < 0 || !c.SameAs(&claims[own]))
	})
}

// settled reports whether a challenge comes too late to matter.
func settled(err error) bool {
	for _, cause := range []error{
		disputetypes.ErrTooLate, disputetypes.ErrOver, disputetypes.ErrChallenged, jobtypes.ErrClaimStatus, jobtypes.ErrNoClaim,
	} {
		if errors.Is(err, cause) {
			return true
		}
	}
	return false
}

// opened are the claimants with whom the operator has played about a state.
func (d *doubts) opened(ctx context.Context, s state) (map[string]bool, error) {
	with := map[string]bool{}
	for g, err := range client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]disputetypes.Game, *client.PageResponse, error) {
		res, err := d.cfg.Client.Dispute().Games(ctx, &disputetypes.QueryGamesRequest{
			Job: s.job, Round: s.round, Challenger: d.me, Pagination: page,
		})
		if err != nil {
			return nil, nil, err
		}
		return res.Games, res.Pagination, nil
	}) {
		if err != nil {
			return nil, err
		}
		if g.Kind == s.kind && g.Round == s.round {
			with[g.Defender] = true
		}
	}
	return with, nil
}
