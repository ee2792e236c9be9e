// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/blob"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// Claims of outer states (R9). As long as all slots name the state that this
// worker computes, nothing is said. Where another one is named, ours is claimed,
// even if the round then closes on the other and is trained from it: whoever
// computes wrongly loses the game that follows.

// claims is what this worker has claimed, and what it has looked at.
type claims struct {
	// news says that somebody has posted a claim, or that it is not known.
	news atomic.Bool
	// looked is the round that was the latest when all were looked at.
	looked uint64
	// ours are the states that rounds started from here.
	ours map[uint64]commit.ID
	// made names the states that were claimed, by the round that starts from
	// them.
	made map[uint64]commit.Digest
}

// contest claims our outer states where others name something else.
func (m *member) contest(ctx context.Context, s *standing) error {
	last := s.round.Number
	if s.job.Status != jobtypes.JOB_STATUS_RUNNING || last == 0 || len(s.mine) == 0 {
		return nil
	}
	news := m.claims.news.Swap(false)
	if news || m.claims.looked != last {
		m.claims.looked = last
		if err := m.learn(ctx, last); err != nil {
			return err
		}
		for n := uint64(1); n < last; n++ {
			r := m.theta.rounds[n]
			if err := m.defend(ctx, &r, votes(&r), news); err != nil {
				return err
			}
		}
	}
	if err := m.defend(ctx, &s.round, votes(&s.round), news); err != nil {
		return err
	}
	if last < uint64(m.spec.Rounds.Rounds) || s.round.Phase < jobtypes.ROUND_PHASE_AUDITING {
		return nil
	}
	named, err := m.outcomes(ctx)
	if err != nil {
		return err
	}
	return m.defend(ctx, &jobtypes.Round{Number: last + 1, Retractions: s.job.Retractions}, named, news)
}

// votes are the states that units of a round started from.
func votes(r *jobtypes.Round) (named []spec.ContentID) {
	for _, v := range r.Bases {
		named = append(named, v.Base)
	}
	return named
}

// outcomes are the outer states that others say the job has come to.
func (m *member) outcomes(ctx context.Context) (named []spec.ContentID, err error) {
	err = m.patiently(ctx, "outcomes", func() error {
		named = nil
		for c, err := range client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]jobtypes.Completion, *client.PageResponse, error) {
			res, err := m.cfg.Client.Job().Completions(ctx, &jobtypes.QueryCompletionsRequest{Job: m.id, Pagination: page})
			if err != nil {
				return nil, nil, err
			}
			return res.Completions, res.Pagination, nil
		}) {
			if err != nil {
				return err
			}
			named = append(named, c.Outer)
		}
		return nil
	})
	return named, err
}

// claimed are the states that others claim to be the one after a round, and
// whether we have a claim.
func (m *member) claimed(ctx context.Context, after uint64) (named []spec.ContentID, ours bool, err error) {
	err = m.patiently(ctx, "claims", func() error {
		named = nil
		for c, err := range client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]jobtypes.OuterClaim, *client.PageResponse, error) {
			res, err := m.cfg.Client.Job().OuterClaims(ctx, &jobtypes.QueryOuterClaimsRequest{Job: m.id, Round: after, Pagination: page})
			if err != nil {
				return nil, nil, err
			}
			return res.Claims, res.Pagination, nil
		}) {
			if err != nil {
				return err
			}
			ours = ours || c.Operator == m.operator
			if c.Status == jobtypes.CLAIM_STATUS_LIVE {
				named = append(named, c.Id)
			}
		}
		return nil
	})
	return named, ours, err
}

// defend claims the outer state before a round if another one is named, or
// claimed if there is news of that.
func (m *member) defend(ctx context.Context, r *jobtypes.Round, named []spec.ContentID, news bool) error {
	if r.Void || r.Phase == jobtypes.ROUND_PHASE_FINAL {
		return nil
	}
	ours, known := m.claims.ours[r.Number]
	if news {
		others, done, err := m.claimed(ctx, r.Number-1)
		if err != nil || done {
			return err
		}
		named = append(named, others...)
	}
	if len(named) == 0 || !several(named) && (!known || same(ours, named[0])) {
		return nil
	}
	f, err := m.foldBefore(ctx, r.Number, r.Retractions)
	if err != nil {
		return err
	}
	way := keys(&f)
	key := way[len(way)-1]
	if f.Steps() == 0 || f.Base == nil && m.spec.Init.Base != nil || m.claims.made[r.Number] == key {
		return nil // the chain knows which it is, or nobody can prove it, or it was claimed
	}
	switch err := m.claim(ctx, r, &f); {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil: // training goes on, whoever is right
		m.cfg.Log.Error("an outer state cannot be claimed", "job", m.id, "round", r.Number, "err", err)
	}
	return nil
}

func same(id commit.ID, named spec.ContentID) bool {
	got, err := jobtypes.CommitID("outer", &named)
	return err == nil && got == id
}

// several reports whether not all of these are the same.
func several(named []spec.ContentID) bool {
	for i := range named {
		if !named[i].Equal(&named[0]) {
			return true
		}
	}
	return false
}

// claim computes the outer state before a round once more, for a stake answers
// for it, and claims it with every state on the way. All of them are published,
// and kept with the deltas for as long as a game can be opened.
func (m *member) claim(ctx context.Context, r *jobtypes.Round, f *jobtypes.Fold) error {
	pin := blob.Pin{Name: m.pin("claim"), Height: m.until(&jobtypes.Round{OpenedHeight: m.cfg.Client.Height()})}
	m.report(Progress{Round: r.Number, Phase: PhaseBase})
	states, err := m.retrace(ctx, f, pin)
	if err != nil {
		return err
	}
	way := keys(f)
	m.claims.made[r.Number] = way[len(way)-1] // a refusal of the chain stands
	msg := &jobtypes.MsgPostOuter{Operator: m.operator, Job: m.id, Round: r.Number - 1, Id: jobtypes.WireID(states[len(states)-1])}
	for _, id := range states[:len(states)-1] {
		msg.Folded = append(msg.Folded, jobtypes.WireID(id))
	}
	m.cfg.Log.Warn("another outer state is named for a round than this machine computes; claiming ours", "job", m.id, "round", r.Number,
		"blob", states[len(states)-1])
	err = m.send(ctx, msg)
	if errors.Is(err, jobtypes.ErrClaimed) {
		return nil // before this worker was interrupted
	}
	return err
}

// retrace makes every state of a fold from its start, publishes them, and
// returns their ids; the one at hand is the last. A state that came to something
// else before is not claimed.
func (m *member) retrace(ctx context.Context, f *jobtypes.Fold, pin blob.Pin) (states []commit.ID, err error) {
	before, err := m.savedThetas()
	if err != nil {
		return nil, err
	}
	m.theta.forget()
	if f.Base == nil {
		err = m.first(ctx)
	} else {
		err = m.started(ctx, f, pin.Height)
	}
	if err != nil {
		return nil, err
	}
	for i := range len(f.Rounds) + 1 {
		if i > 0 {
			if err := m.advance(ctx, f, i-1, pin); err != nil {
				return nil, err
			}
		}
		id, err := m.publishTheta(ctx, pin)
		if err != nil {
			return nil, err
		}
		if i == 0 && f.Base != nil {
			continue // published by others, and kept for the game
		}
		if old, ok := computed(before, m.theta.key); ok && old != id {
			return nil, fmt.Errorf("%w: the outer state after round %d came to %s, and now to %s", ErrUnsound, f.Rounds[i-1].Round, old, id)
		}
		states = append(states, id)
	}
	return states, nil
}
