// SPDX-License-Identifier: Apache-2.0

package ipfs

import (
	"context"
	"errors"
	"sync"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
)

// leaves shares the missing leaves among all sources and the swarm until none
// is left.
func (f *fetch) leaves(ctx context.Context) error {
	all, finish := context.WithCancel(ctx)
	defer finish()
	if f.begin(finish) {
		return nil
	}
	stop := context.AfterFunc(all, f.wake)
	defer stop()
	var workers sync.WaitGroup
	for _, src := range append(f.sources, f.swap) {
		for range src.workers() {
			workers.Go(func() { f.work(all, src) })
		}
	}
	workers.Wait()
	switch err := context.Cause(ctx); {
	case f.whole():
		return nil
	case err != nil:
		return err
	}
	return errNoSource
}

// begin takes stock of what is missing, and lets the swarm in unless that is
// nothing.
func (f *fetch) begin(finish context.CancelFunc) (whole bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.finish = finish
	f.counted = commit.NewBitmap(blob.Leaves(f.id.Size))
	for i := range blob.Leaves(f.id.Size) {
		if !f.missing.Has(i) {
			continue
		}
		if _, present := f.to.Leaf(i); present {
			f.unmiss(i)
			f.count(i)
		}
	}
	if f.progress != nil {
		f.progress(f.done, f.total) // before anybody else can
	}
	f.begun = true
	f.cond.Broadcast()
	return f.done == f.total
}

// whole reports whether everything that is wanted has arrived.
func (f *fetch) whole() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.done == f.total
}

// wake lets everybody look again at what there is to do.
func (f *fetch) wake() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.cond.Broadcast()
}

// errNoSource is a fetch of which every source gave up.
var errNoSource = errors.Join(blob.ErrUnavailable, errors.New("every source that was named failed"))

// work asks one source for window after window, until it fails or no leaf is
// left.
func (f *fetch) work(ctx context.Context, src source) {
	for {
		window := f.take(ctx, src)
		if len(window) == 0 {
			return
		}
		err := f.get(ctx, src, window)
		f.giveBack(src, window)
		switch {
		case err == nil, ctx.Err() != nil:
		case errors.Is(err, errSource):
			return
		default:
			f.cancel(err) // our disk, or the id: no other source will do better
		}
	}
}

// take is the next leaves to ask a source for. When others have all of them
// under way, it takes those that one other is asked for who is late, or may
// wait for somebody who never comes.
func (f *fetch) take(ctx context.Context, src source) []int {
	f.mu.Lock()
	defer f.mu.Unlock()
	for ctx.Err() == nil && !f.over() {
		offered := func(i int) bool { return src.offers(f, i) }
		window := f.next(src.window(), offered)
		if len(window) == 0 {
			window = f.again(src, src.window(), offered)
		}
		if len(window) > 0 {
			f.assign(src, window...)
			return window
		}
		f.cond.Wait()
	}
	return nil
}

// giveBack ends the work of somebody on leaves. Those that did not arrive, and
// that nobody else is asked for, are missing again.
func (f *fetch) giveBack(who any, window []int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, i := range window {
		if !f.release(who, i) {
			continue
		}
		if _, present := f.to.Leaf(i); present {
			f.arrived(i) // somebody else fetches the same blob
		} else {
			f.miss(i)
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
			asked = append(asked, f.block(i, d))
		}
		places[d] = append(places[d], i)
	}
	take := func(d commit.Digest, raw []byte) error {
		for _, i := range places[d] {
			if err := f.to.AddHashed(i, d, raw); err != nil {
				return err
			}
		}
		f.mu.Lock()
		defer f.mu.Unlock()
		for _, i := range places[d] {
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

// block is leaf i as something to ask for.
func (f *fetch) block(i int, d commit.Digest) block {
	off, n := blob.LeafSpan(f.id.Size, i)
	return block{commit.Span{Offset: off, Size: n}, d}
}

// arrived counts a leaf that is present, once; the caller holds the lock.
func (f *fetch) arrived(i int) {
	if !f.count(i) {
		return
	}
	f.patience.Reset(f.wait)
	if f.progress != nil {
		f.progress(f.done, f.total)
	}
	if f.done == f.total {
		f.finish()
	}
}

// count adds a leaf to what is done, unless it was added before.
func (f *fetch) count(i int) bool {
	if f.counted.Has(i) {
		return false
	}
	f.counted.Set(i)
	_, n := blob.LeafSpan(f.id.Size, i)
	f.done += n
	return true
}
