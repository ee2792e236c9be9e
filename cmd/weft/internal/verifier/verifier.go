// SPDX-License-Identifier: Apache-2.0

package verifier

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/cmd/weft/internal/member"
	"github.com/weft-network/weft/verifier/beacon"
	"github.com/weft-network/weft/verifier/replay"
	"github.com/weft-network/weft/verifier/watch"
)

// Verifier is a machine that verifies.
type Verifier struct {
	*member.Member
	cfg    Config
	key    ed25519.PrivateKey
	first  *watch.Verifier // the one that Open made sure of, until Run takes it
	poster *beacon.Poster  // nil: others post
}

// patience is how long an audit waits for a block: what is withheld keeps a
// worker from what is served, and is asked for again before the window ends.
const patience = 30 * time.Second

// Open opens the store and the VRF key, sees that the provider's record on the
// chain names both, and that the operator takes part in draws.
func Open(ctx context.Context, cfg Config) (_ *Verifier, err error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	cfg.Audits = max(cfg.Audits, 1)
	cfg.Store.Patience = cmp.Or(cfg.Store.Patience, patience)
	m, err := member.Open(ctx, member.Config{
		Client: cfg.Client, Home: cfg.Home, Role: "verifier", Store: cfg.Store, Announce: cfg.Announce, Sources: cfg.Sources,
		Moniker: cfg.Moniker, Bond: cfg.Bond, Games: cfg.Games, Log: cfg.Log, Replay: cfg.replay(), Accuse: true,
	})
	if err != nil {
		return nil, err
	}
	v := &Verifier{Member: m, cfg: cfg}
	defer func() {
		if err != nil {
			err = errors.Join(err, v.Close())
		}
	}()
	if len(cfg.Beacon) > 0 {
		v.poster, err = beacon.New(beacon.Config{
			Client: cfg.Client, Sources: cfg.Beacon, Turn: cfg.Turn, Report: cfg.Posted, Log: cfg.Log,
		})
		if err != nil {
			return nil, err
		}
	}
	if err := v.mayWork(ctx); err != nil {
		return nil, err
	}
	p, err := v.Record(ctx)
	if err != nil {
		return nil, err
	}
	var named []byte
	if p != nil {
		named = p.VrfKey
	}
	if v.key, err = openKey(v.keyPath(), named, cfg.ReplaceKey); err != nil {
		return nil, err
	}
	if v.first, err = v.auditor(); err != nil {
		return nil, err
	}
	for _, do := range []func(context.Context) error{v.Announce, v.nameKey, v.takePart, v.warn} {
		if err := do(ctx); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// replay is how one audit executes: all of them share the machine.
func (c *Config) replay() replay.Config {
	threads := cmp.Or(c.Threads, runtime.GOMAXPROCS(0))
	return replay.Config{Kernel: c.Kernel, Workers: max(1, threads/c.Audits), Memory: c.Memory / int64(c.Audits)}
}

// keyPath is the file of the VRF key.
func (v *Verifier) keyPath() string { return filepath.Join(v.cfg.Home, keyName) }

// PublicKey is the public half of the VRF key.
func (v *Verifier) PublicKey() ed25519.PublicKey {
	return ed25519.PublicKey(v.key[ed25519.SeedSize:])
}

// Kernel is the name of the kernel that is used.
func (v *Verifier) Kernel() string { return v.cfg.Kernel.Name() }

// auditor makes who audits. What one left unfinished, the next goes on with.
func (v *Verifier) auditor() (*watch.Verifier, error) {
	return v.Party().Verifier(watch.VerifierConfig{
		Key: v.key, Dir: filepath.Join(v.cfg.Home, "audits"), Audits: v.cfg.Audits, Report: v.cfg.Report,
		Executor: v.cfg.Executor,
	})
}

// audit audits until ctx ends.
func (v *Verifier) audit(ctx context.Context) error {
	a := v.first
	if v.first = nil; a == nil {
		var err error
		if a, err = v.auditor(); err != nil {
			return err
		}
	}
	return a.Run(ctx)
}

// Run audits, plays and posts until ctx ends, or until nothing is left to do for
// one that leaves. What goes wrong in one part is logged, and stops no other.
// Whatever is not told when ctx ends is on disk, and is told by the next process
// if that comes before the windows end.
func (v *Verifier) Run(ctx context.Context) error {
	group, inner := errgroup.WithContext(ctx)
	inner, stop := context.WithCancel(inner)
	defer stop()
	again := func(what string, part func(context.Context) error) {
		group.Go(func() error { v.Again(inner, what, part); return nil })
	}
	again("audits cannot be followed", v.audit)
	again("providers cannot be followed", v.Meet)
	if v.poster != nil {
		again("the beacon cannot be followed", v.poster.Run)
	}
	group.Go(func() error { v.Defend(inner); return nil })
	group.Go(func() error { v.Keep(inner); return nil })
	if v.cfg.Leave {
		group.Go(func() error {
			defer stop()
			if err := v.leave(inner); err != nil {
				return fmt.Errorf("leaving: %w", err)
			}
			return nil
		})
	} else {
		again("whether the operator takes part in draws is not known", v.attend)
	}
	if err := group.Wait(); err != nil && ctx.Err() == nil {
		return err
	}
	return ctx.Err()
}
