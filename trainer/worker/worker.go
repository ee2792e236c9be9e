// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"syscall"

	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/chain/client"
	jobtypes "github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// Worker trains for one operator. Several jobs may be run at the same time; each takes the memory of its own.
type Worker struct {
	cfg      Config
	operator string
	address  []byte
	lock     *os.File
	tokens   atomic.Uint64
}

// New makes a worker, and takes its folder for this process.
func New(cfg Config) (*Worker, error) {
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	w := &Worker{cfg: cfg, operator: cfg.Client.Sender().Operator()}
	address, err := client.ParseAddress(w.operator)
	if err != nil {
		return nil, err
	}
	w.address = address
	if err := os.MkdirAll(cfg.Dir, 0o755); err != nil {
		return nil, err
	}
	if w.lock, err = os.Create(filepath.Join(cfg.Dir, "lock")); err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(w.lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		err = fmt.Errorf("%w: another process trains in %s; stop it, or give this one a home of its own: %w", ErrInUse, cfg.Dir, err)
		return nil, errors.Join(err, w.lock.Close())
	}
	return w, nil
}

// Close gives the folder back.
func (w *Worker) Close() error { return w.lock.Close() }

// Result is how a job ended.
type Result struct {
	Status jobtypes.JobStatus
	Reason jobtypes.Reason
	// Model is the folder of the exported model, empty unless the job completed.
	Model string
}

// Run takes slots of a job and trains until the job has ended. When ctx ends it
// stops within a step, and the next Run goes on from the last anchor. From the
// report of PhaseFinal on it trains no more, and holds little but the parameters.
func (w *Worker) Run(ctx context.Context, job uint64) (Result, error) {
	if err := w.patiently(ctx, "providers", func() error { return w.cfg.Roster.Refresh(ctx) }); err != nil {
		return Result{}, err
	}
	m, err := w.open(ctx, job)
	if err != nil {
		return Result{}, err
	}
	defer m.close()
	group, inner := errgroup.WithContext(ctx)
	inner, stop := context.WithCancel(inner)
	defer stop()
	group.Go(func() error {
		if err := w.follow(inner, m); inner.Err() == nil {
			return err
		}
		return nil
	})
	// What the chain says now is asked for after the first block that is
	// followed, so that no event falls between.
	group.Go(func() error {
		defer stop()
		return m.train(inner)
	})
	group.Go(func() error {
		if err := m.witness(inner); !errors.Is(err, context.Canceled) {
			return err
		}
		return nil
	})
	err = group.Wait()
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return m.result, err
}

// follow turns blocks into news of the job, and keeps the roster current. Whoever
// registered before the first block that is followed is in no event that is seen.
func (w *Worker) follow(ctx context.Context, m *member) error {
	ofJob, ofProvider := client.OfJob(m.id), client.OfTypes(&staketypes.EventProviderRegistered{}, &staketypes.EventProviderUpdated{})
	wanted := func(e client.Event) bool { return ofJob(e) || ofProvider(e) }
	behind := true
	return w.cfg.Client.Follow(ctx, 0, func(ctx context.Context, b client.Block) error {
		if behind = behind || slices.ContainsFunc(b.Events, ofProvider); behind {
			err := w.cfg.Roster.Refresh(ctx)
			if err != nil && !passing(err) {
				return err
			}
			behind = err != nil // then the next block asks again
		}
		if slices.ContainsFunc(b.Events, client.OfTypes(&jobtypes.EventOuterPosted{})) {
			m.claims.news.Store(true)
		}
		m.pulse.block(b.Height, len(b.Events))
		return nil
	}, wanted)
}
