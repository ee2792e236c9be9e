// SPDX-License-Identifier: Apache-2.0

package trainer

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/cmd/weft/internal/member"
	"github.com/weft-network/weft/trainer/worker"
	"github.com/weft-network/weft/verifier/replay"
)

// Trainer is a machine that trains.
type Trainer struct {
	*member.Member
	cfg    Config
	worker *worker.Worker
	// trained are jobs that have no more units to train.
	trained chan uint64
}

// Open opens the store, sees that the provider's record on the chain says where
// it is, and makes the worker.
func Open(ctx context.Context, cfg Config) (*Trainer, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	m, err := member.Open(ctx, member.Config{
		Client: cfg.Client, Home: cfg.Home, Role: "trainer", Store: cfg.Store, Announce: cfg.Announce, Sources: cfg.Sources,
		Moniker: cfg.Moniker, Bond: cfg.Bond, Guard: true, Games: cfg.Games, Log: cfg.Log,
		Replay: replay.Config{Kernel: cfg.Kernel, Workers: cfg.Threads, Memory: cfg.Memory},
	})
	if err != nil {
		return nil, err
	}
	t := &Trainer{Member: m, cfg: cfg, trained: make(chan uint64, 8)}
	t.worker, err = worker.New(worker.Config{
		Client: cfg.Client, Store: m.Store(), Kernel: cfg.Kernel, Dir: filepath.Join(cfg.Home, "work"), Slots: cfg.Slots,
		Threads: cfg.Threads, Memory: cfg.Memory, Leave: cfg.Leave, Roster: m.Roster(), Sources: cfg.Sources, Report: t.report, Forge: cfg.Forge,
		Log: cfg.Log,
	})
	if err != nil {
		return nil, errors.Join(err, m.Close())
	}
	if err := m.Announce(ctx); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return t, nil
}

// Close ends the store and gives the folder back.
func (t *Trainer) Close() error { return errors.Join(t.worker.Close(), t.Member.Close()) }

// Kernel is the name of the kernel that is used.
func (t *Trainer) Kernel() string { return t.cfg.Kernel.Name() }

// Done is told of every job that ended.
type Done func(job uint64, r worker.Result) error

// Run goes from job to job until ctx ends, or after the first one if the policy
// says so. All the while it plays the operator's games, and it does not end by
// itself while one is open.
func (t *Trainer) Run(ctx context.Context, done Done) error {
	group, inner := errgroup.WithContext(ctx)
	inner, stop := context.WithCancel(inner)
	defer stop()
	group.Go(func() error {
		defer stop()
		if err := t.jobs(inner, done); err != nil {
			return err
		}
		return t.Defended(inner)
	})
	group.Go(func() error { t.Defend(inner); return nil })
	group.Go(func() error { t.Keep(inner); return nil })
	if err := group.Wait(); err != nil && ctx.Err() == nil {
		return err
	}
	return ctx.Err()
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
