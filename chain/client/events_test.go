// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/chain/client"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

var errEnough = errors.New("enough")

// collect follows a stub's chain up to a height.
func collect(t *testing.T, c *client.Client, from, to int64, filters ...client.Filter) ([]client.Block, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	var out []client.Block
	err := c.Follow(ctx, from, func(_ context.Context, b client.Block) error {
		out = append(out, b)
		if b.Height >= to {
			return errEnough
		}
		return nil
	}, filters...)
	return out, err
}

// requireRow demands one final round a block, the block's height its number.
func requireRow(t *testing.T, blocks []client.Block, from, to int64) {
	t.Helper()
	require.Len(t, blocks, int(to-from+1))
	for i, b := range blocks {
		height := from + int64(i)
		require.Equal(t, height, b.Height)
		final := client.EventsOf[*jobtypes.EventRoundFinal](b.Events)
		require.Len(t, final, 1)
		require.EqualValues(t, height, final[0].Round)
		require.Equal(t, client.EndBlock, b.Events[0].Tx)
	}
}

func TestFollow(t *testing.T) {
	t.Run("heads that jump, repeat and come late", func(t *testing.T) {
		s, c := newStub(t)
		var heads []client.Head
		for range 10 {
			heads = append(heads, s.commit())
		}
		next := c.Height() + 1 // as of before the first head comes
		go func() {
			for _, i := range []int{1, 0, 1, 6, 3, 6, 9} {
				c.Observe(heads[i])
				time.Sleep(2 * time.Millisecond)
			}
		}()
		blocks, err := collect(t, c, next, 20)
		require.ErrorIs(t, err, errEnough)
		requireRow(t, blocks, 11, 20)
	})
	t.Run("a node that is away and behind", func(t *testing.T) {
		s, c := newStub(t)
		s.run(t)
		go func() {
			for range 4 {
				time.Sleep(20 * time.Millisecond)
				s.set(func() { s.down = !s.down })
			}
		}()
		c.Observe(client.Head{Height: 14, Time: s.time.Add(time.Hour)}) // told by a node that is ahead
		blocks, err := collect(t, c, 11, 30)
		require.ErrorIs(t, err, errEnough)
		requireRow(t, blocks, 11, 30)
	})
	t.Run("from a past height", func(t *testing.T) {
		s, c := newStub(t)
		for range 5 {
			c.Observe(s.commit())
		}
		blocks, err := collect(t, c, 12, 15)
		require.ErrorIs(t, err, errEnough)
		requireRow(t, blocks, 12, 15)
	})
	t.Run("a pruned height", func(t *testing.T) {
		s, c := newStub(t)
		for range 5 {
			c.Observe(s.commit())
		}
		s.set(func() { s.lowest = 14 })
		_, err := collect(t, c, 12, 15)
		require.ErrorIs(t, err, client.ErrPruned)
		_, err = collect(t, c, -1, 15)
		require.ErrorIs(t, err, client.ErrConfig)
	})
	t.Run("filters", func(t *testing.T) {
		s, c := newStub(t)
		for range 3 {
			c.Observe(s.commit())
		}
		blocks, err := collect(t, c, 11, 13, client.OfJob(1), client.OfTypes(&jobtypes.EventRoundFinal{}))
		require.ErrorIs(t, err, errEnough)
		requireRow(t, blocks, 11, 13)
		for _, none := range []client.Filter{client.OfJob(2), client.OfOperator("weft1"), client.OfTypes(&jobtypes.EventRoundOpened{})} {
			blocks, err = collect(t, c, 11, 13, client.OfJob(1), none)
			require.ErrorIs(t, err, errEnough)
			require.Len(t, blocks, 3)
			for _, b := range blocks {
				require.Empty(t, b.Events)
			}
		}
	})
}

// TestSubscribeBackpressure does not read: no more is fetched than the buffer holds, and nothing is lost.
func TestSubscribeBackpressure(t *testing.T) {
	const n = 400
	s, c := newStub(t)
	sub := c.Subscribe(t.Context(), 0)
	for range n {
		c.Observe(s.commit())
	}
	time.Sleep(50 * time.Millisecond)
	s.set(func() { require.Less(t, len(s.fetched), 300) })
	for i := range n {
		select {
		case e := <-sub.Events():
			require.EqualValues(t, 11+i, e.Height)
		case <-time.After(5 * time.Second):
			t.Fatal("no event")
		}
	}
	require.NoError(t, c.Close())
	for range sub.Events() {
	}
	require.ErrorIs(t, sub.Err(), client.ErrClosed)
}

// TestFollowersShare: who follows the chain in several places asks the node once for each block, and a filter of one takes nothing from the
// others.
func TestFollowersShare(t *testing.T) {
	s, c := newStub(t)
	for range 10 {
		c.Observe(s.commit())
	}
	var followers errgroup.Group
	for i := range 8 {
		followers.Go(func() error {
			filters := []client.Filter{client.OfJob(1)}
			if i%2 == 1 {
				filters = append(filters, client.OfJob(2)) // nothing passes both
			}
			events := 0
			err := c.Follow(t.Context(), 11, func(_ context.Context, b client.Block) error {
				events += len(b.Events)
				if b.Height == 20 {
					return errEnough
				}
				return nil
			}, filters...)
			if !errors.Is(err, errEnough) {
				return err
			}
			if want := 10 * (1 - i%2); events < want || want == 0 && events > 0 {
				return fmt.Errorf("follower %d saw %d events, want %d or more", i, events, want)
			}
			return nil
		})
	}
	require.NoError(t, followers.Wait())
	s.set(func() {
		slices.Sort(s.fetched)
		require.Equal(t, []int64{11, 12, 13, 14, 15, 16, 17, 18, 19, 20}, s.fetched)
	})
}
