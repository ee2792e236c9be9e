// SPDX-License-Identifier: Apache-2.0

package member

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/ipfs"
	"github.com/weft-network/weft/trainer/worker"
	"github.com/weft-network/weft/verifier/replay"
	"github.com/weft-network/weft/verifier/watch"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// ErrNotProvider is an operator that has no stake.
var ErrNotProvider = errors.New("not a provider")

// Config is what a machine works with.
type Config struct {
	// Client signs for the operator; whoever made it closes it.
	Client *client.Client
	// Home is the folder of blobs and of the work. One process works in it.
	Home string
	// Role is what the machine is, such as trainer: the name of a provider that is
	// given none begins with it.
	Role string

	// Store is the content store without folder and members, which Open sets. Its
	// Guests are whom the chain does not know.
	Store ipfs.Config
	// Announce are the addresses of the provider's record; with none they are
	// those at which the store listens.
	Announce []string
	// Sources are addresses to ask for what no provider has, such as a dataset.
	Sources []string

	// Moniker and Bond register the operator if it is no provider yet. Without a
	// bond that is an error.
	Moniker string
	Bond    sdk.Coin

	// Replay is how steps in dispute are executed, Guard whether the jobs in which
	// the operator holds a slot are watched for false claims, Accuse whether second
	// commits of units are reported.
	Replay replay.Config
	Guard  bool
	Accuse bool
	// Games learns of the operator's games, from one goroutine; may be nil.
	Games func(watch.Report)
	Log   *slog.Logger
}

// Member is a machine of a provider.
type Member struct {
	cfg       Config
	store     *ipfs.Store
	roster    *worker.Roster
	party     *watch.Party
	announced bool
	told      string // see tell
}

// Open opens the store. Nobody is told of it before Announce.
func Open(ctx context.Context, cfg Config) (*Member, error) {
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
	m := &Member{cfg: cfg, store: store, roster: roster}
	if m.party, err = m.newParty(); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return m, nil
}

// Close ends the store and gives the folder back.
func (m *Member) Close() error { return errors.Join(m.party.Close(), m.store.Close()) }

// Store is the content store.
func (m *Member) Store() *ipfs.Store { return m.store }

// Roster is who else is a provider, and where.
func (m *Member) Roster() *worker.Roster { return m.roster }

// Party is who plays the operator's games.
func (m *Member) Party() *watch.Party { return m.party }

// Log takes what is worth knowing.
func (m *Member) Log() *slog.Logger { return m.cfg.Log }

// Operator is for whom the machine works.
func (m *Member) Operator() string { return m.cfg.Client.Sender().Operator() }

// Hot reports whether the key that signs is not the operator's own: it may do
// the work and no more (weft key grant-hot).
func (m *Member) Hot() bool { return m.cfg.Client.Sender().Address() != m.Operator() }

// Pauses after an error.
const (
	FirstPause = time.Second
	LastPause  = time.Minute
)

// Again runs a part of the machine until ctx ends. Nothing that goes wrong there
// stops the others: the part is begun again after a pause, a longer one each
// time. What names the trouble.
func (m *Member) Again(ctx context.Context, what string, part func(context.Context) error) {
	pause := FirstPause
	for {
		begun := time.Now()
		err := part(ctx)
		if ctx.Err() != nil {
			return
		}
		if time.Since(begun) > LastPause {
			pause = FirstPause
		}
		m.cfg.Log.Error(what+"; trying again", "in", pause, "err", err)
		if Sleep(ctx, pause) != nil {
			return
		}
		pause = min(2*pause, LastPause)
	}
}

// Sleep waits, or returns why ctx has ended.
func Sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// keepEvery is how often the record is compared and the store swept.
const keepEvery = 30 * time.Second

// Keep sees to it, until ctx ends, that the record on the chain stays true, and
// that blobs go when nothing keeps them any more.
func (m *Member) Keep(ctx context.Context) {
	for Sleep(ctx, keepEvery) == nil {
		if err := m.Announce(ctx); err != nil && ctx.Err() == nil {
			m.cfg.Log.Warn("the provider's record cannot be brought up to date", "err", err)
		}
		head := m.cfg.Client.Head()
		freed, err := m.store.GC(ctx, blob.Now{Height: head.Height, Time: head.Time})
		switch {
		case err != nil && ctx.Err() == nil:
			m.cfg.Log.Warn("the content store cannot be swept", "err", err)
		case freed.Blobs > 0:
			m.cfg.Log.Info("blobs removed that nothing keeps", "blobs", freed.Blobs, "bytes", freed.Bytes)
		}
	}
}

// Meet keeps the roster current until ctx ends, so that a provider that came a
// block ago is found.
func (m *Member) Meet(ctx context.Context) error {
	changed := client.OfTypes(&staketypes.EventProviderRegistered{}, &staketypes.EventProviderUpdated{})
	behind := true // whoever came before the first block that is followed is in no event
	return m.cfg.Client.Follow(ctx, 0, func(ctx context.Context, b client.Block) error {
		if behind = behind || len(b.Events) > 0; !behind {
			return nil
		}
		if err := m.roster.Refresh(ctx); err != nil {
			return err
		}
		behind = false
		return nil
	}, changed)
}

// name is the provider's name.
func (m *Member) name() string {
	if m.cfg.Moniker != "" {
		return m.cfg.Moniker
	}
	operator := m.Operator()
	return fmt.Sprintf("%s %s", m.cfg.Role, operator[len(operator)-6:])
}
