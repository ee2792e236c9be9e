// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/outer"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// Witnessing.
const (
	// fetches is how many deltas are fetched at a time. One that does not come makes
	// room for others after firstPatience, and is tried again, longer each time: who
	// withholds theirs must not keep a witness from those that are served.
	fetches       = 4
	firstPatience = 8 * time.Second
	// sparePart of the window before the deadline, and spareBlocks at least, a worker
	// states what it has, whatever is still missing: if all waited for the last
	// blocks, whoever withholds a delta would have honest ones excluded with it,
	// because the statements come too late.
	sparePart   = 4
	spareBlocks = 2
)

// normOf reads the norm of a commit.
func normOf(u *jobtypes.Unit) (commit.Norm, error) {
	if len(u.Norm) != 16 {
		return commit.Norm{}, fmt.Errorf("%w: a norm of %d bytes, want 16", ErrJob, len(u.Norm))
	}
	return commit.Norm{Hi: binary.BigEndian.Uint64(u.Norm), Lo: binary.BigEndian.Uint64(u.Norm[8:])}, nil
}

// delta is a unit's delta, fetched if need be, and compared with the commit.
func (m *member) delta(ctx context.Context, u *jobtypes.Unit, pin blob.Pin, patience time.Duration) (outer.Delta, error) {
	id, err := jobtypes.CommitID("delta", u.Delta)
	if err != nil {
		return outer.Delta{}, err
	}
	if id.Size != uint64(m.exchange.Bytes()) {
		return outer.Delta{}, fmt.Errorf("%w: %s has %d bytes, want %d", ErrDelta, id, id.Size, m.exchange.Bytes())
	}
	n, err := normOf(u)
	if err != nil {
		return outer.Delta{}, err
	}
	d := outer.Delta{Norm: n}
	err = m.sound(ctx, source{id, m.cfg.Roster.Of(u.Operator), pin, patience}, func() (err error) {
		d.Data, err = m.read(ctx, id)
		return err
	})
	return d, err
}

// horizon is until for a unit whose round is not at hand: it was committed
// after the round opened, so it is not earlier.
func (m *member) horizon(u *jobtypes.Unit) int64 {
	return m.until(&jobtypes.Round{OpenedHeight: u.Height})
}

// check reads a delta and compares it with its commit.
func (m *member) check(ctx context.Context, u *jobtypes.Unit, patience time.Duration) error {
	d, err := m.delta(ctx, u, blob.Pin{Name: m.pin("delta"), Height: m.horizon(u)}, patience)
	if err != nil {
		return err
	}
	if err := m.exchange.Check(d.Data); err != nil {
		return fmt.Errorf("%w: %w", ErrDelta, err)
	}
	got, err := m.exchange.Norm(d.Data)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDelta, err)
	}
	if got != d.Norm {
		return fmt.Errorf("%w: its square norm is %d·2^64 + %d, the commit says %d·2^64 + %d", ErrDelta, got.Hi, got.Lo, d.Norm.Hi, d.Norm.Lo)
	}
	return nil
}

// watch is what a worker has of the deltas of one round. Fetches end with it.
type watch struct {
	round    uint64
	held     commit.Bitmap
	tried    map[uint32]bool          // being fetched, or refused for good
	patience map[uint32]time.Duration // of the next try, where one failed
	stated   int                      // how many deltas the last statement named; -1 before the first
	done     chan outcome
	life     context.Context //nolint:containedctx // of a round, which begins and ends between calls
	end      context.CancelFunc
}

func newWatch(ctx context.Context, round uint64, slots int) *watch {
	w := &watch{round: round, held: commit.NewBitmap(slots), tried: map[uint32]bool{}, patience: map[uint32]time.Duration{}, stated: -1}
	w.done = make(chan outcome, slots)
	w.life, w.end = context.WithCancel(ctx)
	return w
}

type outcome struct {
	slot uint32
	err  error
}

// witness fetches the deltas of every round that this worker takes part in, and
// states which ones it holds.
func (m *member) witness(ctx context.Context) error {
	if err := m.pulse.wait(ctx, 0, 0); err != nil {
		return err
	}
	slots := int(m.spec.Rounds.Slots)
	w := newWatch(ctx, 0, slots) // of no round yet
	defer func() { w.end() }()
	room := make(chan struct{}, fetches)
	for {
		mark := m.pulse.mark()
		s, err := m.standing(ctx)
		if err != nil {
			return err
		}
		if w.round != s.round.Number {
			w.end()
			w = newWatch(ctx, s.round.Number, slots)
		}
		alarm := int64(0)
		if m.takesPart(&s) {
			if err := m.collect(ctx, w, room); err != nil {
				return err
			}
			if alarm, err = m.state(ctx, w, &s.round); err != nil {
				return err
			}
		}
		if err := m.pulse.wait(ctx, mark, alarm); err != nil {
			return err
		}
	}
}

// takesPart reports whether one of the worker's slots is active in the round,
// and the round's deltas are wanted.
func (m *member) takesPart(s *standing) bool {
	if s.round.Phase != jobtypes.ROUND_PHASE_TRAINING && s.round.Phase != jobtypes.ROUND_PHASE_WITNESSING {
		return false
	}
	for _, slot := range s.mine {
		if s.inRound(&slot) {
			return true
		}
	}
	return false
}

// collect starts to fetch what was committed since, and notes what has come.
func (m *member) collect(ctx context.Context, w *watch, room chan struct{}) error {
	units, err := m.units(ctx, w.round)
	if err != nil {
		return err
	}
	for slot, u := range units {
		if u.Delta == nil || w.tried[slot] {
			continue
		}
		w.tried[slot] = true
		patience := cmp.Or(w.patience[slot], firstPatience)
		go func() {
			select {
			case room <- struct{}{}:
			case <-w.life.Done():
				return
			}
			err := m.check(w.life, &u, patience)
			<-room
			w.done <- outcome{slot, err}
			m.pulse.poke()
		}()
	}
	for {
		select {
		case o := <-w.done:
			switch {
			case o.err == nil:
				w.held.Set(int(o.slot))
			case errors.Is(o.err, ErrDelta):
				m.cfg.Log.Error("a delta is not what its trainer committed", "job", m.id, "round", w.round, "slot", o.slot, "err", o.err)
			case ctx.Err() == nil:
				m.cfg.Log.Warn("a delta cannot be fetched yet", "job", m.id, "round", w.round, "slot", o.slot, "err", o.err)
				w.tried[o.slot], w.patience[o.slot] = false, 2*cmp.Or(w.patience[o.slot], firstPatience)
			}
		default:
			return nil
		}
	}
}

// state posts a statement when nothing is missing or time is short, and again
// when more has come. It returns the height at which to look again.
func (m *member) state(ctx context.Context, w *watch, r *jobtypes.Round) (int64, error) {
	held := w.held.And(r.Summable())
	if r.Phase != jobtypes.ROUND_PHASE_WITNESSING || held.Count() <= w.stated {
		return 0, nil
	}
	last := r.Deadline - max(spareBlocks, int64(m.spec.Windows.Witness)/sparePart)
	if held.Count() < r.Summable().Count() && m.cfg.Client.Height() < last {
		return last, nil
	}
	m.report(Progress{Round: r.Number, Phase: PhaseWitness})
	err := m.send(ctx, &jobtypes.MsgWitness{Operator: m.operator, Job: m.id, Round: r.Number, Deltas: held})
	for _, late := range []error{jobtypes.ErrRoundPhase, jobtypes.ErrInvalidBitmap, jobtypes.ErrWitnessShrinks, jobtypes.ErrNotWitness} {
		if errors.Is(err, late) {
			m.cfg.Log.Info("a statement came too late", "job", m.id, "round", r.Number, "err", err)
			return 0, nil // the round moved on, a delta was withdrawn, or the slot was freed
		}
	}
	if err == nil {
		w.stated = held.Count()
	}
	return 0, err
}
