// SPDX-License-Identifier: Apache-2.0

package client

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"sync"

	"golang.org/x/sync/singleflight"
)

// keptBlocks is how many blocks a client keeps for those who follow the chain a little behind the others.
const keptBlocks = 16

// blocks are the latest blocks that were read. A program follows the chain in several places: the node is asked once for each block, and its
// answer, which is long, is decoded once.
type blocks struct {
	mu    sync.Mutex
	kept  map[int64]Block
	calls singleflight.Group
}

func (s *blocks) get(height int64) (Block, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.kept[height]
	return b, ok
}

func (s *blocks) put(b Block) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept[b.Height] = b
	if len(s.kept) > keptBlocks {
		delete(s.kept, slices.Min(slices.Collect(maps.Keys(s.kept))))
	}
}

// sharedBlock is Block for those who follow the chain. The events are for all of them: nobody changes the slice.
func (c *Client) sharedBlock(ctx context.Context, height int64) (Block, error) {
	if b, ok := c.blocks.get(height); ok {
		return b, nil
	}
	answer := c.blocks.calls.DoChan(strconv.FormatInt(height, 10), func() (any, error) {
		if b, ok := c.blocks.get(height); ok { // an earlier call ended between the two lines above
			return &b, nil
		}
		b, err := c.Block(c.ctx, height) // it lives as long as the client: who asked first may leave first
		if err == nil {
			c.blocks.put(b)
		}
		return &b, err
	})
	select {
	case <-ctx.Done():
		return Block{}, ctx.Err()
	case r := <-answer:
		return *r.Val.(*Block), r.Err //nolint:forcetypeassert,errcheck // see above
	}
}
