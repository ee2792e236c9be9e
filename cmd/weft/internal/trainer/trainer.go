// SPDX-License-Identifier: Apache-2.0

package trainer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/ipfs"
	"github.com/weft-network/weft/trainer/worker"
	"github.com/weft-network/weft/verifier/watch"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// Trainer is a machine that trains.
type Trainer struct {
	cfg    Config
	store  *ipfs.Store
	roster *worker.Roster
	worker *worker.Worker
	party  *watch.Party
	told   string // see tell
}

// Open opens the store, sees that the provider's record on the chain says where
// it is, and makes the worker.
func Open(ctx context.Context, cfg Config) (*Trainer, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	roster := worker.NewRoster(cfg.Client)
	if err := roster.Refresh(ctx); err != nil {
		return nil, err
	}
	cfg.Store.Disk.Dir = filepath.Join(cfg.Home, "blobs")
	cfg.Store.Members = roster.Members
	if cfg.Store.Allow == nil {
		cfg.Store.Allow = roster.Allow
	}
	store, err := ipfs.Open(cfg.Store)
	if err != nil {
		return nil, err
	}
	roster.OnChange(store.Recheck)
	t := &Trainer{cfg: cfg, store: store, roster: roster}
	if t.party, err = t.newParty(); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	t.worker, err = worker.New(worker.Config{
		Client: cfg.Client, Store: store, Kernel: cfg.Kernel, Dir: filepath.Join(cfg.Home, "work"), Slots: cfg.Slots,
		Threads: cfg.Threads, Memory: cfg.Memory, Leave: cfg.Leave, Roster: roster, Sources: cfg.Sources, Report: cfg.Report, Log: cfg.Log,
	})
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	if err := t.announce(ctx); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return t, nil
}

// Close ends the store and gives the folder back.
func (t *Trainer) Close() error {
	return errors.Join(t.party.Close(), t.worker.Close(), t.store.Close())
}

// Store is the trainer's content store.
func (t *Trainer) Store() *ipfs.Store { return t.store }

// Kernel is the name of the kernel that is used.
func (t *Trainer) Kernel() string { return t.cfg.Kernel.Name() }

// Done is told of every job that ended.
type Done func(job uint64, r worker.Result) error

// Run goes from job to job until ctx ends, or after the first one if the policy
// says so. An error of one job, a full disk for example, is logged and the job
// tried again, unless trying again cannot help. All the while it plays the
// operator's games, and it does not end by itself while one is open.
func (t *Trainer) Run(ctx context.Context, done Done) error {
	group, inner := errgroup.WithContext(ctx)
	inner, stop := context.WithCancel(inner)
	defer stop()
	group.Go(func() error {
		defer stop()
		if err := t.jobs(inner, done); err != nil {
			return err
		}
		return t.defended(inner)
	})
	group.Go(func() error { t.defend(inner); return nil })
	group.Go(func() error { t.keep(inner); return nil })
	if err := group.Wait(); err != nil && ctx.Err() == nil {
		return err
	}
	return ctx.Err()
}

// Pauses after an error of a job.
const (
	firstPause = time.Second
	lastPause  = time.Minute
)

func (t *Trainer) jobs(ctx context.Context, done Done) error {
	refused := map[uint64]bool{}
	pause := firstPause
	for {
		job, err := t.choose(ctx, refused)
		if err != nil || job == 0 {
			return err
		}
		t.cfg.Log.Info("working on a job", "job", job)
		res, err := t.worker.Run(ctx, job)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, worker.ErrNoSlot), errors.Is(err, worker.ErrJob), permanent(err):
			if t.cfg.Policy.named(job) {
				return err
			}
			t.cfg.Log.Warn("a job is not for this trainer", "job", job, "err", err)
			refused[job] = true
			continue
		case err != nil:
			t.cfg.Log.Error("a job went wrong; trying again", "job", job, "in", pause, "err", err)
			if err := sleep(ctx, pause); err != nil {
				return err
			}
			pause = min(2*pause, lastPause)
			continue
		}
		pause = firstPause
		if err := done(job, res); err != nil {
			return err
		}
		if t.cfg.Policy.Once {
			return nil
		}
		if res.Status != jobtypes.JOB_STATUS_COMPLETED {
			refused[job] = true
		}
	}
}

// permanent reports whether the chain's refusal will stand until the operator
// does something.
func permanent(err error) bool {
	for _, cause := range refusals {
		if errors.Is(err, cause) {
			return true
		}
	}
	return false
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// keepEvery is how often the record is compared and the store swept.
const keepEvery = 30 * time.Second

// keep sees to it that the record on the chain stays true, and that blobs go
// when nothing keeps them any more.
func (t *Trainer) keep(ctx context.Context) {
	for sleep(ctx, keepEvery) == nil {
		if err := t.announce(ctx); err != nil && ctx.Err() == nil {
			t.cfg.Log.Warn("the provider's record cannot be brought up to date", "err", err)
		}
		head := t.cfg.Client.Head()
		freed, err := t.store.GC(ctx, blob.Now{Height: head.Height, Time: head.Time})
		switch {
		case err != nil && ctx.Err() == nil:
			t.cfg.Log.Warn("the content store cannot be swept", "err", err)
		case freed.Blobs > 0:
			t.cfg.Log.Info("blobs removed that nothing keeps", "blobs", freed.Blobs, "bytes", freed.Bytes)
		}
	}
}

// name is the provider's name.
func (c *Config) name() string {
	if c.Moniker != "" {
		return c.Moniker
	}
	operator := c.Client.Sender().Operator()
	return fmt.Sprintf("trainer %s", operator[len(operator)-6:])
}
