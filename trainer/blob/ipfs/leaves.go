// SPDX-License-Identifier: Apache-2.0

package ipfs

import (
	"context"
	"errors"
	"sync"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
)

// leaves shares the missing leaves among all sources until none is left.
func (f *fetch) leaves(ctx context.Context) error {
	absent := f.missing[:0]
	for _, i := range f.missing {
		if _, present := f.to.Leaf(i); present {
			_, n := blob.LeafSpan(f.id.Size, i)
			f.done += n
		} else {
			absent = append(absent, i)
		}
	}
	f.missing = absent
	if f.progress != nil {
		f.progress(f.done, f.total)
	}
	stop := context.AfterFunc(ctx, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.cond.Broadcast()
	})
	defer stop()
	var workers sync.WaitGroup
	for _, src := range f.sources {
		for range src.workers() {
			workers.Go(func() { f.work(ctx, src) })
		}
	}
	workers.Wait()
	if err := context.Cause(ctx); err != nil {
		return err
	}
	if len(f.missing) > 0 {
		return errNoSource
	}
	return nil
}

// errNoSource is a fetch of which every source gave up.
var errNoSource = errors.Join(blob.ErrUnavailable, errors.New("every source that was named failed"))

// work asks one source for window after window, until it fails or no leaf is
// left.
func (f *fetch) work(ctx context.Context, src source) {
	for {
		window := f.take(ctx, src.window())
		if len(window) == 0 {
			return
		}
		err := f.get(ctx, src, window)
		f.giveBack(window)
		switch {
		case err == nil, ctx.Err() != nil:
		case errors.Is(err, errSource):
			return
		default:
			f.cancel(err) // our disk, or the id: no other source will do better
		}
	}
}

// take is the next leaves to ask for. It waits while others have all of them
// under way, for they may fail.
func (f *fetch) take(ctx context.Context, n int) []int {
	f.mu.Lock()
	defer f.mu.Unlock()
	for len(f.missing) == 0 && f.flight > 0 && ctx.Err() == nil {
		f.cond.Wait()
	}
	if ctx.Err() != nil {
		return nil
	}
	n = min(n, len(f.missing))
	window := append([]int(nil), f.missing[:n]...)
	f.missing = f.missing[n:]
	f.flight += n
	return window
}

// giveBack ends the work on leaves; those that did not arrive are missing
// again.
func (f *fetch) giveBack(window []int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.flight -= len(window)
	for _, i := range window {
		if _, present := f.to.Leaf(i); !present {
			f.missing = append(f.missing, i)
		}
	}
	f.cond.Broadcast()
}

// get asks a source for the leaves of a window.
func (f *fetch) get(ctx context.Context, src source, window []int) error {
	places := map[commit.Digest][]int{}
	asked := make([]block, 0, len(window))
	for _, i := range window {
		d, present := f.to.Leaf(i)
		if present {
			continue
		}
		if len(places[d]) == 0 {
			off, n := blob.LeafSpan(f.id.Size, i)
			asked = append(asked, block{commit.Span{Offset: off, Size: n}, d})
		}
		places[d] = append(places[d], i)
	}
	take := func(d commit.Digest, raw []byte) error {
		for _, i := range places[d] {
			if err := f.to.AddLeaf(i, raw); err != nil {
				return err
			}
			f.arrived(i)
		}
		return nil
	}
	asked, err := f.local(asked, take)
	if err != nil || len(asked) == 0 {
		return err
	}
	return src.blocks(ctx, asked, take)
}

// arrived counts a leaf.
func (f *fetch) arrived(i int) {
	f.patience.Reset(f.s.cfg.Patience)
	_, n := blob.LeafSpan(f.id.Size, i)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.done += n
	if f.progress != nil {
		f.progress(f.done, f.total)
	}
}
