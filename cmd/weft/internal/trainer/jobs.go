// SPDX-License-Identifier: Apache-2.0

package trainer

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/member"
	"github.com/weft-network/weft/trainer/worker"
)

// refusedFor is how long a job is passed over that was not for this trainer.
const refusedFor = 10 * time.Minute

// shift is what a trainer has at work: at most one job that has units to train, and beside it those whose rounds are all trained and wait to
// become FINAL, for hours or days.
type shift struct {
	t    *Trainer
	done Done
	// training is the job that has units, 0 for none; open are all that are at work.
	training uint64
	open     map[uint64]bool
	ended    chan ending
	// refused are jobs that are not for this trainer, and when to look at them again: stake may have become free, or a grant been renewed.
	refused map[uint64]time.Time
	// last: no other job is taken.
	last bool
	// wait is how long nothing is looked for, pause what it is after the next failure.
	wait, pause time.Duration
}

// ending is how the work on a job ended.
type ending struct {
	job uint64
	res worker.Result
	err error
}

// jobs works on one job after another. An error of one job, a full disk for example, is logged and the job tried again, unless trying again
// cannot help.
func (t *Trainer) jobs(ctx context.Context, done Done) error {
	ctx, stop := context.WithCancel(ctx)
	var workers sync.WaitGroup
	defer workers.Wait()
	defer stop()
	s := &shift{t: t, done: done, open: map[uint64]bool{}, ended: make(chan ending), refused: map[uint64]time.Time{}, pause: member.FirstPause}
	for {
		if s.training == 0 && s.wait == 0 && !s.last {
			job, err := s.next(ctx)
			if err != nil {
				return err
			}
			if job != 0 {
				workers.Go(func() { s.work(ctx, job) })
			}
		}
		if s.last && len(s.open) == 0 {
			return nil
		}
		if err := s.news(ctx); err != nil {
			return err
		}
	}
}

// news waits until there may be something to do.
func (s *shift) news(ctx context.Context) error {
	var look <-chan time.Time
	if s.training == 0 && !s.last {
		if s.wait == 0 {
			s.wait = lookEvery
		}
		look = time.After(s.wait)
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-look:
		s.wait = 0
	case job := <-s.t.trained:
		if s.training == job {
			s.training, s.wait = 0, 0
		}
	case e := <-s.ended:
		s.wait = 0
		return s.end(ctx, &e)
	}
	return nil
}

// next begins the job to train now, 0 if there is none.
func (s *shift) next(ctx context.Context) (uint64, error) {
	job, err := s.t.next(ctx, s)
	switch {
	case errors.Is(err, errNothing):
		s.last = true
		return 0, nil
	case err != nil && ctx.Err() == nil:
		s.t.cfg.Log.Warn("jobs cannot be listed; trying again", "err", err)
		return 0, nil
	case err != nil || job == 0:
		return 0, ctx.Err()
	}
	s.t.cfg.Log.Info("working on a job", "job", job)
	s.training, s.open[job], s.last = job, true, s.t.cfg.Policy.Once
	return job, nil
}

func (s *shift) work(ctx context.Context, job uint64) {
	e := ending{job: job}
	e.res, e.err = s.t.worker.Run(ctx, job)
	select {
	case s.ended <- e:
	case <-ctx.Done():
	}
}

// end takes a job away that ended.
func (s *shift) end(ctx context.Context, e *ending) error {
	t := s.t
	delete(s.open, e.job)
	if s.training == e.job {
		s.training = 0
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(e.err, worker.ErrNoSlot), errors.Is(e.err, worker.ErrJob), permanent(e.err):
		if t.cfg.Policy.named(e.job) {
			return e.err
		}
		t.cfg.Log.Warn("a job is not for this trainer", "job", e.job, "err", e.err)
		s.refused[e.job], s.last = time.Now().Add(refusedFor), false // another one may be
	case e.err != nil:
		err := e.err
		if errors.Is(err, client.ErrRefused) && t.Hot() {
			err = fmt.Errorf("%w; if the key may not do that, the operator grants it with weft key grant-hot %s", err, t.cfg.Client.Sender().Address())
		}
		t.cfg.Log.Error("a job went wrong; trying again", "job", e.job, "in", s.pause, "err", err)
		s.wait, s.pause, s.last = s.pause, min(2*s.pause, member.LastPause), false
	default:
		s.pause = member.FirstPause
		return s.done(e.job, e.res)
	}
	return nil
}

// passed reports whether a job is not to be taken: it is at work, or was refused.
func (s *shift) passed(job uint64) bool { return s.open[job] || time.Now().Before(s.refused[job]) }

// report hears from the worker, and passes it on. A note of a trained job that finds no place comes again.
func (t *Trainer) report(p worker.Progress) {
	if t.cfg.Report != nil {
		t.cfg.Report(p)
	}
	if p.Phase != worker.PhaseFinal {
		return
	}
	select {
	case t.trained <- p.Job:
	default:
	}
}
