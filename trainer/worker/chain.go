// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"context"
	"errors"
	"time"

	"github.com/cosmos/gogoproto/proto"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// Pauses between tries at a node that does not answer.
const (
	firstPause = 200 * time.Millisecond
	lastPause  = 10 * time.Second
)

// passing reports whether an error is about the node and not about the
// question: asking again may help.
func passing(err error) bool {
	for _, cause := range []error{client.ErrUnreachable, client.ErrBusy, client.ErrSyncing, client.ErrExpired, client.ErrOutcomeUnknown} {
		if errors.Is(err, cause) {
			return true
		}
	}
	return false
}

// patiently calls f until it succeeds or fails for good. A node that is down
// for a day is waited for.
func (w *Worker) patiently(ctx context.Context, what string, f func() error) error {
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		err := f()
		if err == nil || ctx.Err() != nil || !passing(err) {
			return err
		}
		w.cfg.Log.Warn("the chain does not answer; trying again", "what", what, "in", pause, "err", err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// send submits a message until the chain has answered.
func (w *Worker) send(ctx context.Context, msg proto.Message) error {
	return w.patiently(ctx, proto.MessageName(msg), func() error {
		_, err := w.cfg.Client.Submit(ctx, msg)
		var unknown *client.UnknownOutcomeError
		for errors.As(err, &unknown) && ctx.Err() == nil {
			_, err = w.cfg.Client.Resolve(ctx, unknown)
		}
		return err
	})
}

// standing is where a job stands on the chain.
type standing struct {
	job   jobtypes.Job
	round jobtypes.Round // the latest; Number 0 before the first
	mine  []jobtypes.SlotState
	// rank is how many operators hold a lower slot than ours; -1 without one.
	rank int
	// late says that all of them had their time.
	late bool
}

// active are the held slots that take part in the round and have not committed.
func (s *standing) active() []jobtypes.SlotState {
	if s.round.Phase != jobtypes.ROUND_PHASE_TRAINING {
		return nil
	}
	var out []jobtypes.SlotState
	for _, slot := range s.mine {
		if s.inRound(&slot) && !has(s.round.Committed, slot.Slot.Index) {
			out = append(out, slot)
		}
	}
	return out
}

// inRound reports whether a slot takes part in the round: one that was freed and
// taken again while it is open does not, though its place does.
func (s *standing) inRound(slot *jobtypes.SlotState) bool {
	return slot.Slot.FirstRound <= s.round.Number && has(s.round.Active, slot.Slot.Index)
}

// has reports whether a slot is in one of a round's bitmaps.
func has(bitmap []byte, slot uint32) bool { return commit.Bitmap(bitmap).Has(int(slot)) }

// standing asks where the job stands.
func (m *member) standing(ctx context.Context) (s standing, err error) {
	err = m.patiently(ctx, "job", func() error {
		res, err := m.cfg.Client.Job().Job(ctx, &jobtypes.QueryJobRequest{Job: m.id})
		if err != nil {
			return err
		}
		s = standing{job: res.Job, rank: -1}
		first := map[string]bool{}
		if res.Round != nil {
			s.round = *res.Round
		}
		for slot, err := range client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]jobtypes.SlotState, *client.PageResponse, error) {
			res, err := m.cfg.Client.Job().Slots(ctx, &jobtypes.QuerySlotsRequest{Job: m.id, Pagination: page})
			if err != nil {
				return nil, nil, err
			}
			return res.Slots, res.Pagination, nil
		}) {
			if err != nil {
				return err
			}
			if first[slot.Slot.Operator] = true; slot.Slot.Operator != m.operator {
				continue
			}
			if s.mine = append(s.mine, slot); s.rank < 0 {
				s.rank = len(first) - 1
			}
		}
		return nil
	})
	return s, err
}

// round asks for one round.
func (m *member) round(ctx context.Context, number uint64) (r jobtypes.Round, err error) {
	err = m.patiently(ctx, "round", func() error {
		res, err := m.cfg.Client.Job().Round(ctx, &jobtypes.QueryRoundRequest{Job: m.id, Round: number})
		if err == nil {
			r = res.Round
		}
		return err
	})
	return r, err
}

// units asks for all units of a round, by slot.
func (m *member) units(ctx context.Context, number uint64) (units map[uint32]jobtypes.Unit, err error) {
	err = m.patiently(ctx, "units", func() error {
		units = map[uint32]jobtypes.Unit{}
		for u, err := range client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]jobtypes.Unit, *client.PageResponse, error) {
			res, err := m.cfg.Client.Job().Units(ctx, &jobtypes.QueryUnitsRequest{Job: m.id, Round: number, Pagination: page})
			if err != nil {
				return nil, nil, err
			}
			return res.Units, res.Pagination, nil
		}) {
			if err != nil {
				return err
			}
			units[u.Slot] = u
		}
		return nil
	})
	return units, err
}
