// SPDX-License-Identifier: Apache-2.0

package ipfs

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
)

// planWindow is how many nodes are asked for at once.
const planWindow = peerStreams

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
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, d := range children {
		c := sp.Child(i)
		switch {
		case !f.want.Touches(c):
		case c.IsNode():
			next = append(next, block{c, d})
		default:
			f.miss(int(c.Offset / commit.LeafSize))
		}
	}
	return next
}

// nodeRound is some nodes that are asked for at once, by their digests: several
// places may hold the same.
type nodeRound struct {
	f   *fetch
	got func(block, []commit.Digest)
	end context.CancelCauseFunc

	mu     sync.Mutex
	places map[commit.Digest][]block
}

// errGot ends a round that has all its nodes.
var errGot = errors.New("all nodes are here")

// take adds a node where it belongs. One that is here already is let pass.
func (r *nodeRound) take(d commit.Digest, raw []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, n := range r.places[d] {
		children, err := r.f.to.AddNode(n.span, d, raw)
		if err != nil {
			r.end(err)
			return err
		}
		r.got(n, children)
	}
	delete(r.places, d)
	r.f.patience.Reset(r.f.wait)
	if len(r.places) == 0 {
		r.end(errGot)
	}
	return nil
}

// open is what is still to be had.
func (r *nodeRound) open(asked []block) (left []block) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, b := range asked {
		if len(r.places[b.digest]) > 0 {
			left = append(left, b)
		}
	}
	return left
}

// nodes gets nodes: from the disk, then from the sources that were named, each
// in its turn, then from everybody else at once.
func (f *fetch) nodes(ctx context.Context, absent []block, got func(block, []commit.Digest)) error {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	r := &nodeRound{f: f, got: got, end: end, places: map[commit.Digest][]block{}}
	var asked []block
	for _, n := range absent {
		if len(r.places[n.digest]) == 0 {
			asked = append(asked, n)
		}
		r.places[n.digest] = append(r.places[n.digest], n)
	}
	asked, err := f.local(asked, r.take)
	for _, src := range f.sources {
		if err != nil || len(asked) == 0 || ctx.Err() != nil {
			break
		}
		if err = src.blocks(ctx, asked, r.take); errors.Is(err, errSource) {
			err = nil // the next one may do better
		}
		asked = r.open(asked)
	}
	if err == nil && len(asked) > 0 && ctx.Err() == nil {
		var swap sync.WaitGroup
		swap.Go(func() { _ = f.swap.blocks(ctx, asked, r.take) }) //nolint:errcheck // what counts ends the round
		f.crowd.nodes(ctx, asked, r.take)
		swap.Wait()
		asked = r.open(asked)
	}
	switch cause := context.Cause(ctx); {
	case err != nil:
		return err
	case errors.Is(cause, errGot):
		return nil
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
