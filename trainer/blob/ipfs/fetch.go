// SPDX-License-Identifier: Apache-2.0

package ipfs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/disk"
)

// Fetch makes a blob, or ranges of it, present. It first learns the digests of
// all leaves that it needs, then asks all sources for them at once.
func (s *Store) Fetch(ctx context.Context, id commit.ID, o blob.FetchOptions) error {
	want, err := blob.NewWant(id, o.Ranges)
	if err != nil {
		return err
	}
	if err := s.begin(); err != nil {
		return err
	}
	defer s.work.Done()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stop := context.AfterFunc(s.ctx, func() { cancel(context.Cause(s.ctx)) })
	defer stop()

	r, err := s.Receive(id, o.Pins)
	if err != nil {
		return err
	}
	f := &fetch{s: s, id: id, want: want, total: want.Bytes(), progress: o.Progress, to: r, cancel: cancel}
	f.wait = cmp.Or(o.Patience, s.cfg.Patience)
	f.schedule = newSchedule(blob.Leaves(id.Size), s.seed)
	f.cond.L = &f.mu
	f.crowd = newCrowd(ctx, f)
	err = f.run(ctx, o.From)
	return errors.Join(err, r.Close())
}

func (s *Store) begin() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := context.Cause(s.ctx); err != nil {
		return err
	}
	s.work.Add(1)
	return nil
}

// fetch is one fetch under way.
type fetch struct {
	s        *Store
	id       commit.ID
	want     blob.Want
	total    uint64
	progress blob.Progress
	to       *disk.Receiver
	cancel   context.CancelCauseFunc
	wait     time.Duration // for the next block
	patience *time.Timer
	sources  []source // that were named
	swap     *swap
	crowd    crowd

	schedule
	done    uint64
	counted commit.Bitmap // leaves in done
	finish  context.CancelFunc
}

// errPatience ends a fetch in which nothing happens any more.
var errPatience = errors.New("no block arrived for too long")

func (f *fetch) run(ctx context.Context, from []string) error {
	f.patience = time.AfterFunc(f.wait, func() { f.cancel(errPatience) })
	defer f.patience.Stop()
	f.open(ctx, from)
	stop := make(chan struct{})
	defer close(stop)
	go f.schedule.run(stop, f.s.cfg.Stall/lateStalls)
	f.s.join(f)
	err := f.plan(ctx)
	if err == nil {
		err = f.leaves(ctx)
	}
	err = f.explain(ctx, err)
	f.s.part(f)
	return err
}

// lateStalls is how much sooner an errand is late than a peer has stalled.
const lateStalls = 8

// join lets a fetch meet everybody who speaks the swarm protocol, now and later.
func (s *Store) join(f *fetch) {
	s.mu.Lock()
	s.fetches[f] = true
	s.mu.Unlock()
	for _, p := range s.roster.speakers() {
		f.crowd.meet(p)
	}
}

// part ends the talks of a fetch.
func (s *Store) part(f *fetch) {
	s.mu.Lock()
	delete(s.fetches, f)
	s.mu.Unlock()
	f.crowd.end()
}

// underWay are the fetches that have not ended.
func (s *Store) underWay() []*fetch {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Keys(s.fetches))
}

// explain says what the end of a fetch means to whoever asked for it.
func (f *fetch) explain(ctx context.Context, err error) error {
	cause := context.Cause(ctx)
	switch {
	case err == nil:
		return nil
	case cause == nil || errors.Is(cause, context.Canceled) || errors.Is(cause, blob.ErrClosed):
		return err
	case errors.Is(cause, context.DeadlineExceeded), errors.Is(cause, errPatience):
		return fmt.Errorf("%w: %v: %w; is a provider connected?", blob.ErrUnavailable, f.id, cause)
	}
	return cause
}
