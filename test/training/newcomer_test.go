// SPDX-License-Identifier: Apache-2.0

package training_test

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/worker"
)

// slow is a store whose first answer waits.
type slow struct {
	blob.Store
	once     sync.Once
	asked    chan struct{}
	released chan struct{}
}

func (s *slow) Open(ctx context.Context, id commit.ID) (blob.Blob, error) {
	s.once.Do(func() {
		close(s.asked)
		select {
		case <-s.released:
		case <-ctx.Done():
		}
	})
	return s.Store.Open(ctx, id)
}

// TestRegisteredMeanwhile: a provider registers while another prepares for the
// job. They find each other, and nobody's work is left out.
func TestRegisteredMeanwhile(t *testing.T) {
	c := assemble(t, 1)
	early := c.members[0]
	c.post(2, func(s *spec.Spec) { s.Windows.Witness = 60 })
	store := &slow{Store: early.store, asked: make(chan struct{}), released: make(chan struct{})}
	var g errgroup.Group
	work := func(m *trainer, change ...func(*worker.Config)) {
		g.Go(func() error {
			_, err := c.work(c.ctx, m, change...)
			return err
		})
	}
	work(early, func(cfg *worker.Config) { cfg.Store = store })
	<-store.asked // it knows the providers of now
	late := c.hire(newcomer)
	require.NoError(t, c.net.WaitBlocks(c.ctx, 3))
	close(store.released)
	work(late)
	require.NoError(t, g.Wait())
	for _, r := range c.rounds() {
		require.Equal(t, 2, commit.Bitmap(r.Included).Count(), "round %d", r.Number)
	}
}
