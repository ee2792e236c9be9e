// SPDX-License-Identifier: Apache-2.0

package ipfs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/disk"
)

// Fetch makes a blob, or ranges of it, present. It first learns the digests of
// all leaves that it needs, then asks all sources for them at once.
func (s *Store) Fetch(ctx context.Context, id commit.ID, o blob.FetchOptions) error {
	want, err := blob.NewWant(id, o.Ranges)
	if err != nil {
		return err
	}
	if err := s.begin(); err != nil {
		return err
	}
	defer s.work.Done()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stop := context.AfterFunc(s.ctx, func() { cancel(context.Cause(s.ctx)) })
	defer stop()

	r, err := s.Receive(id, o.Pins)
	if err != nil {
		return err
	}
	f := &fetch{s: s, id: id, want: want, total: want.Bytes(), progress: o.Progress, to: r, cancel: cancel}
	err = f.run(ctx, o.From)
	return errors.Join(err, r.Close())
}

func (s *Store) begin() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := context.Cause(s.ctx); err != nil {
		return err
	}
	s.work.Add(1)
	return nil
}

// fetch is one fetch under way.
type fetch struct {
	s        *Store
	id       commit.ID
	want     blob.Want
	total    uint64
	progress blob.Progress
	to       *disk.Receiver
	cancel   context.CancelCauseFunc
	patience *time.Timer
	sources  []source

	mu      sync.Mutex
	cond    sync.Cond
	done    uint64
	missing []int            // leaves that nobody is asked for
	flight  map[int][]source // leaves and who is asked for them
	counted []byte           // bitmap of the leaves in done
	finish  context.CancelFunc
}

// errPatience ends a fetch in which nothing happens any more.
var errPatience = errors.New("no block arrived for too long")

func (f *fetch) run(ctx context.Context, from []string) error {
	f.cond.L = &f.mu
	f.patience = time.AfterFunc(f.s.cfg.Patience, func() { f.cancel(errPatience) })
	defer f.patience.Stop()
	if err := f.open(ctx, from); err != nil {
		return err
	}
	err := f.plan(ctx)
	if err == nil {
		err = f.leaves(ctx)
	}
	return f.explain(ctx, err)
}

// explain says what the end of a fetch means to whoever asked for it.
func (f *fetch) explain(ctx context.Context, err error) error {
	cause := context.Cause(ctx)
	switch {
	case err == nil:
		return nil
	case cause == nil || errors.Is(cause, context.Canceled) || errors.Is(cause, blob.ErrClosed):
		return err
	case errors.Is(cause, context.DeadlineExceeded), errors.Is(cause, errPatience):
		return fmt.Errorf("%w: %v: %w; is a provider connected?", blob.ErrUnavailable, f.id, cause)
	}
	return cause
}

// planWindow is how many nodes are asked for at once.
const planWindow = 256

// plan walks the nodes level by level, down to the leaves that are wanted.
func (f *fetch) plan(ctx context.Context) error {
	level := []block{{f.id.Span(), f.id.Digest}}
	for len(level) > 0 {
		var next, absent []block
		for _, n := range level {
			if children, ok := f.to.Node(n.span, n.digest); ok {
				next = f.descend(next, n.span, children)
			} else {
				absent = append(absent, n)
			}
		}
		for len(absent) > 0 {
			k := min(planWindow, len(absent))
			err := f.nodes(ctx, absent[:k], func(n block, children []commit.Digest) {
				next = f.descend(next, n.span, children)
			})
			if err != nil {
				return err
			}
			absent = absent[k:]
		}
		level = next
	}
	return nil
}

// descend adds the children of a node that are nodes, and notes the leaves.
func (f *fetch) descend(next []block, sp commit.Span, children []commit.Digest) []block {
	for i, d := range children {
		c := sp.Child(i)
		switch {
		case !f.want.Touches(c):
		case c.IsNode():
			next = append(next, block{c, d})
		default:
			f.missing = append(f.missing, int(c.Offset/commit.LeafSize))
		}
	}
	return next
}

// nodes gets nodes from the first source that has them all.
func (f *fetch) nodes(ctx context.Context, absent []block, got func(block, []commit.Digest)) error {
	places := map[commit.Digest][]block{}
	var asked []block
	for _, n := range absent {
		if len(places[n.digest]) == 0 {
			asked = append(asked, n)
		}
		places[n.digest] = append(places[n.digest], n)
	}
	take := func(d commit.Digest, raw []byte) error {
		for _, n := range places[d] {
			children, err := f.to.AddNode(n.span, d, raw)
			if err != nil {
				return err
			}
			got(n, children)
		}
		delete(places, d)
		f.patience.Reset(f.s.cfg.Patience)
		return nil
	}
	asked, err := f.local(asked, take)
	for _, src := range f.sources {
		if err != nil || len(asked) == 0 || ctx.Err() != nil {
			break
		}
		if err = src.blocks(ctx, asked, take); errors.Is(err, errSource) {
			err = nil // the next one may do better
		}
		asked = slices.DeleteFunc(asked, func(b block) bool { return len(places[b.digest]) == 0 })
	}
	switch cause := context.Cause(ctx); {
	case err != nil:
		return err
	case cause != nil:
		return cause
	case len(asked) > 0:
		return fmt.Errorf("%w: %d nodes of %v", blob.ErrUnavailable, len(asked), f.id)
	}
	return nil
}

// local takes the blocks that are on disk already, in whatever blob, and gives
// those that are not.
func (f *fetch) local(asked []block, take func(commit.Digest, []byte) error) ([]block, error) {
	left := make([]block, 0, len(asked))
	for _, b := range asked {
		raw, err := f.s.Block(b.digest)
		if err != nil {
			left = append(left, b)
			continue
		}
		if err := take(b.digest, raw); err != nil {
			return nil, err
		}
	}
	return left, nil
}
