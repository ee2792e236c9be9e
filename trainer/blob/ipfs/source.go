// SPDX-License-Identifier: Apache-2.0

package ipfs

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ipfs/boxo/exchange"
	blocks "github.com/ipfs/go-block-format"
	"github.com/ipfs/go-cid"

	"github.com/weft-network/weft/chain/commit"
)

// source is somewhere to get blocks from. It hashes what it gets, and gives the
// digest of the bytes that arrived, not of those that were asked for: whether
// they belong where they are put is for whoever takes them to say.
type source interface {
	// blocks gives blocks, each once and in any order, to take. A fault of the
	// source wraps errSource; what take returns ends the work and is returned.
	blocks(ctx context.Context, asked []block, take func(commit.Digest, []byte) error) error
	// workers is how many windows may be under way at once.
	workers() int
	// window is how many leaves are asked for at once.
	window() int
	// offers reports whether a fetch, whose lock is held, should ask for a leaf
	// here.
	offers(f *fetch, leaf int) bool
}

// block is one to ask for: where it belongs, and its digest. Of the span of a
// leaf, offset and size are set.
type block struct {
	span   commit.Span
	digest commit.Digest
}

// errSource is a source that gave up or was given up.
var errSource = errors.New("source failed")

// CheckSource refuses an address that no fetch can use.
func CheckSource(addr string) error {
	if isURL(addr) {
		_, err := (*Store)(nil).newWeb(addr, commit.ID{})
		return err
	}
	_, err := parsePeer(addr)
	return err
}

func isURL(addr string) bool {
	return strings.HasPrefix(addr, "http://") || strings.HasPrefix(addr, "https://")
}

// open finds the sources of a fetch: what was named, then everybody who speaks
// bitswap. An address that nobody can use is one source less, no more: strangers
// write them into their records, and nobody's fetch is to end by that.
func (f *fetch) open(ctx context.Context, from []string) {
	for _, a := range from {
		if isURL(a) {
			if src, err := f.s.newWeb(a, f.id); err == nil {
				f.sources = append(f.sources, src)
			}
			continue
		}
		info, err := parsePeer(a)
		if err != nil {
			continue
		}
		go f.s.keep(ctx, info) // one that cannot be reached is one source less, no more
	}
	f.swap = &swap{f.s, f.s.client.NewSession(ctx)}
}

// swap is everybody whom bitswap alone reaches. It never gives up: somebody may
// yet come.
type swap struct {
	s       *Store
	session exchange.Fetcher
}

func (*swap) workers() int { return 8 }

func (*swap) window() int { return 2 }

// offers leaves to the swarm what it has: it moves the same bytes for less than
// half the work, and never twice.
func (w *swap) offers(f *fetch, leaf int) bool {
	return f.offers[leaf] == 0 && w.s.roster.strangers.Load() > 0
}

// anewStalls is what part of a stall may pass without a block before bitswap is
// asked anew.
const anewStalls = 3

// blocks asks anew when nothing came for long: bitswap loses what is wanted
// again soon after it came and was removed.
func (w *swap) blocks(ctx context.Context, asked []block, take func(commit.Digest, []byte) error) error {
	left := map[commit.Digest]block{}
	for _, b := range asked {
		left[b.digest] = b
	}
	session := w.session
	for len(left) > 0 {
		if err := w.round(ctx, session, left, take); err != nil {
			return err
		}
		session = w.s.client.NewSession(ctx)
	}
	return nil
}

// round asks once, and takes blocks out of left as they come.
func (w *swap) round(ctx context.Context, session exchange.Fetcher, left map[commit.Digest]block, take func(commit.Digest, []byte) error) error {
	keys := make([]cid.Cid, 0, len(left))
	for _, b := range left {
		keys = append(keys, cidOf(b.span, b.digest))
	}
	defer w.s.guard.want(slices.Collect(maps.Keys(left)))()
	round, cancel := context.WithCancel(ctx)
	defer cancel()
	stall := time.AfterFunc(w.s.cfg.Stall/anewStalls, cancel)
	defer stall.Stop()
	arriving, err := session.GetBlocks(round, keys)
	if err != nil {
		return fmt.Errorf("%w: bitswap: %w", errSource, err)
	}
	for b := range arriving {
		// The CID of a message's block is computed from its bytes, and every other
		// block was hashed here.
		d, ok := digestOf(b.Cid())
		if !ok {
			continue
		}
		if err := take(d, b.RawData()); err != nil {
			return err
		}
		delete(left, d)
		stall.Reset(w.s.cfg.Stall / anewStalls)
		if err := w.s.announceBlock(ctx, b); err != nil {
			return err
		}
	}
	if len(left) > 0 && round.Err() == nil || ctx.Err() != nil {
		return fmt.Errorf("%w: bitswap ended with %d blocks missing", errSource, len(left))
	}
	return nil
}

// announceBlock lets peers that wait for a block have it at once.
func (s *Store) announceBlock(ctx context.Context, b blocks.Block) error {
	if err := s.server.NotifyNewBlocks(ctx, b); err != nil && ctx.Err() == nil {
		return err
	}
	return nil
}
