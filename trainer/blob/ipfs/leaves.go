// SPDX-License-Identifier: Apache-2.0

package ipfs

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
)

// leaves shares the missing leaves among all sources until none is left.
func (f *fetch) leaves(ctx context.Context) error {
	all, finish := context.WithCancel(ctx)
	defer finish()
	f.flight, f.finish = map[int][]source{}, finish
	f.counted = make([]byte, (blob.Leaves(f.id.Size)+7)/8)
	f.missing = slices.DeleteFunc(f.missing, func(i int) bool {
		_, present := f.to.Leaf(i)
		if present {
			f.count(i)
		}
		return present
	})
	if f.progress != nil {
		f.progress(f.done, f.total)
	}
	if f.done == f.total {
		return nil
	}
	stop := context.AfterFunc(all, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.cond.Broadcast()
	})
	defer stop()
	var workers sync.WaitGroup
	for _, src := range f.sources {
		for range src.workers() {
			workers.Go(func() { f.work(all, src) })
		}
	}
	workers.Wait()
	switch err := context.Cause(ctx); {
	case f.done == f.total:
		return nil
	case err != nil:
		return err
	}
	return errNoSource
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
// under way, it takes those that one other source alone is asked for: that one
// may be slow, or wait for somebody who never comes.
func (f *fetch) take(ctx context.Context, src source) (window []int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for ctx.Err() == nil {
		n := min(src.window(), len(f.missing))
		window = append(window, f.missing[:n]...)
		f.missing = f.missing[n:]
		if n == 0 && len(f.sources) > 1 {
			window = f.twice(src)
		}
		for _, i := range window {
			f.flight[i] = append(f.flight[i], src)
		}
		if len(window) > 0 || len(f.flight) == 0 {
			return window
		}
		f.cond.Wait()
	}
	return nil
}

// twice is leaves that exactly one other source is asked for.
func (f *fetch) twice(src source) (window []int) {
	for i, who := range f.flight {
		if len(who) == 1 && who[0] != src && len(window) < src.window() {
			window = append(window, i)
		}
	}
	slices.Sort(window)
	return window
}

// giveBack ends the work of a source on leaves. Those that did not arrive, and
// that nobody else is asked for, are missing again.
func (f *fetch) giveBack(src source, window []int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, i := range window {
		who := f.flight[i]
		k := slices.Index(who, src)
		who = slices.Delete(who, k, k+1)
		f.flight[i] = who
		if len(who) > 0 {
			continue
		}
		delete(f.flight, i)
		if _, present := f.to.Leaf(i); present {
			f.arrived(i) // somebody else fetches the same blob
		} else {
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

// arrived counts a leaf that is present, once; the caller holds the lock.
func (f *fetch) arrived(i int) {
	if !f.count(i) {
		return
	}
	f.patience.Reset(f.s.cfg.Patience)
	if f.progress != nil {
		f.progress(f.done, f.total)
	}
	if f.done == f.total {
		f.finish()
	}
}

// count adds a leaf to what is done, unless it was added before.
func (f *fetch) count(i int) bool {
	if f.counted[i/8]>>(i%8)&1 == 1 {
		return false
	}
	f.counted[i/8] |= 1 << (i % 8)
	_, n := blob.LeafSpan(f.id.Size, i)
	f.done += n
	return true
}
