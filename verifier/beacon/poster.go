// SPDX-License-Identifier: Apache-2.0

package beacon

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	rule "github.com/weft-network/weft/chain/beacon"
	"github.com/weft-network/weft/chain/client"
	beacontypes "github.com/weft-network/weft/x/beacon/types"
)

const (
	// atOnce is how many rounds are posted at the same time: after a stall there are many.
	atOnce = 8
	// firstPause and maxPause bound the growing pause after a failure, in the chain's time.
	firstPause = time.Second
	maxPause   = time.Minute
)

// Config is what a Poster is made of.
type Config struct {
	// Client has a key that pays for the transactions.
	Client *client.Client
	// Sources are asked in turn, beginning with the one that gave the last round.
	Sources []Source
	// Turn is how long at most the poster leaves a round to others. How long it does depends on its address and the round, so
	// that posters take turns. 0 if there is no other.
	Turn time.Duration
	// Report is told of every round that this poster posted.
	Report func(Posted)
	// Log takes what went wrong. The default drops it.
	Log *slog.Logger
}

// Posted is a round that was posted.
type Posted struct {
	// Round is the chain's number, BeaconRound the beacon's.
	Round, BeaconRound uint64
	// TxHash names the transaction, Height the block that has it.
	TxHash string
	Height int64
}

// Poster posts awaited rounds. Run is for one goroutine.
type Poster struct {
	cfg    Config
	sender string
	// stale says that the chain may await other rounds than those known here.
	stale bool
	key   rule.Key
	open  []*pending
	// first is the source to ask first.
	first atomic.Int64
}

// pending is a round to be posted.
type pending struct {
	beacontypes.AwaitedRound
	// next is when it is tried, by the time of the blocks.
	next  time.Time
	pause time.Duration
}

// New makes a poster.
func New(cfg Config) (*Poster, error) {
	switch {
	case cfg.Client == nil || cfg.Client.Sender() == nil:
		return nil, fmt.Errorf("%w: no client with a key to sign with", ErrConfig)
	case len(cfg.Sources) == 0:
		return nil, fmt.Errorf("%w: no source of rounds", ErrConfig)
	case cfg.Turn < 0:
		return nil, fmt.Errorf("%w: turns of %s, allowed from 0", ErrConfig, cfg.Turn)
	}
	if cfg.Report == nil {
		cfg.Report = func(Posted) {}
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	return &Poster{cfg: cfg, sender: cfg.Client.Sender().Address(), stale: true}, nil
}

// Run posts what is awaited, and what will be, until ctx ends.
func (p *Poster) Run(ctx context.Context) error {
	c := p.cfg.Client
	from := c.Height()
	p.step(ctx)
	return c.Follow(ctx, from+1, func(ctx context.Context, b client.Block) error {
		p.stale = p.stale || len(b.Events) > 0
		if b.Height >= c.Height() { // news first
			p.step(ctx)
		}
		return ctx.Err()
	}, client.OfTypes(
		&beacontypes.EventRoundAwaited{}, &beacontypes.EventRoundPosted{}, &beacontypes.EventRoundMoved{}, &beacontypes.EventRoundDropped{},
		&beacontypes.EventBeaconReplaced{},
	))
}

// step looks at the chain if it has news, and posts what can be posted.
func (p *Poster) step(ctx context.Context) {
	now := p.cfg.Client.Head().Time
	if p.stale {
		if err := p.look(ctx); err != nil {
			p.cfg.Log.Warn("awaited rounds are not known; trying again with the next block", "err", err)
			return
		}
		p.stale = false
	}
	p.postAll(ctx, now)
}

// look asks the chain for its beacon and what it awaits. What failed before keeps its pause.
func (p *Poster) look(ctx context.Context) error {
	params, err := p.cfg.Client.Beacon().Params(ctx, &beacontypes.QueryParamsRequest{})
	if err != nil {
		return err
	}
	if !params.Params.Active() {
		p.open = nil
		return nil
	}
	if p.key, err = rule.ParseKey(params.Params.PublicKey); err != nil {
		return err
	}
	known := make(map[uint64]*pending, len(p.open))
	for _, r := range p.open {
		known[r.Round] = r
	}
	var open []*pending
	for r, err := range client.Pages(ctx, p.awaited) {
		if err != nil {
			return err
		}
		if known[r.Round] == nil {
			known[r.Round] = &pending{AwaitedRound: r, next: r.PublicationTime.Add(p.turn(r.Round)), pause: firstPause}
		}
		open = append(open, known[r.Round])
	}
	p.open = open
	return nil
}

func (p *Poster) awaited(ctx context.Context, page *client.PageRequest) ([]beacontypes.AwaitedRound, *client.PageResponse, error) {
	res, err := p.cfg.Client.Beacon().Awaited(ctx, &beacontypes.QueryAwaitedRequest{Pagination: page})
	if err != nil {
		return nil, nil, err
	}
	return res.Rounds, res.Pagination, nil
}

// turn is how long this poster leaves a round to others.
func (p *Poster) turn(round uint64) time.Duration {
	if p.cfg.Turn == 0 {
		return 0
	}
	sum := sha256.Sum256(binary.BigEndian.AppendUint64([]byte(p.sender), round))
	return time.Duration(binary.BigEndian.Uint64(sum[:]) % uint64(p.cfg.Turn))
}

// postAll posts the rounds whose time has come, the earliest first, some at once.
func (p *Poster) postAll(ctx context.Context, now time.Time) {
	var ready []*pending
	for _, r := range p.open {
		if len(ready) < atOnce && !r.next.After(now) && !r.PublicationTime.After(now) {
			ready = append(ready, r)
		}
	}
	done := make([]bool, len(ready))
	var wait sync.WaitGroup
	for i, r := range ready {
		wait.Go(func() { done[i] = p.try(ctx, r, now) })
	}
	wait.Wait()
	for i, r := range ready {
		if done[i] {
			p.open = slices.DeleteFunc(p.open, func(o *pending) bool { return o == r })
			p.stale = true
		}
	}
}

// try posts a round and reports whether that is over; if it failed it is tried again after a pause.
func (p *Poster) try(ctx context.Context, r *pending, now time.Time) bool {
	res, err := p.post(ctx, r)
	switch {
	case err == nil:
		p.cfg.Report(Posted{Round: r.Round, BeaconRound: r.BeaconRound, TxHash: res.TxHash, Height: res.Height})
		return true
	case errors.Is(err, beacontypes.ErrPosted):
		return true // somebody was faster
	case errors.Is(err, beacontypes.ErrReplaced), errors.Is(err, beacontypes.ErrNotAwaited), errors.Is(err, beacontypes.ErrNoBeacon):
		return true // nobody wants it any more
	case ctx.Err() == nil:
		p.cfg.Log.Warn("a round cannot be posted; trying again", "round", r.Round, "in", r.pause, "err", err)
	}
	r.next, r.pause = now.Add(r.pause), min(2*r.pause, maxPause)
	return false
}

func (p *Poster) post(ctx context.Context, r *pending) (*client.Result, error) {
	signature, err := p.fetch(ctx, r.BeaconRound)
	if err != nil {
		return nil, err
	}
	// Unordered: it must not wait for what else the key sends.
	return p.cfg.Client.SubmitUnordered(ctx, &beacontypes.MsgPostRound{Poster: p.sender, Round: r.Round, Signature: signature})
}

// fetch asks the sources until one gives the signature of a round.
func (p *Poster) fetch(ctx context.Context, n uint64) ([]byte, error) {
	first := p.first.Load()
	var faults []error
	for i := range p.cfg.Sources {
		at := (int(first) + i) % len(p.cfg.Sources)
		signature, err := p.cfg.Sources[at].Round(ctx, n)
		if err == nil {
			err = p.key.Verify(n, signature)
		}
		if err == nil {
			p.first.CompareAndSwap(first, int64(at))
			return signature, nil
		}
		faults = append(faults, fmt.Errorf("source %d: %w", at+1, err))
		if ctx.Err() != nil {
			break
		}
	}
	return nil, fmt.Errorf("%w: round %d: %w", ErrNoSource, n, errors.Join(faults...))
}
