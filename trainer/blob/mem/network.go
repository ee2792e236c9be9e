// SPDX-License-Identifier: Apache-2.0

package mem

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/weft-network/weft/chain/commit"
)

// Network links stores. The zero Network is ready for use.
type Network struct {
	mu     sync.Mutex
	stores []*Store
	link   Link
}

// Link is the way of one block from the store of one name to that of another:
// how long it takes, and whether it arrives.
type Link func(from, to string, block commit.Digest) (delay time.Duration, arrives bool)

// SetLink changes the way of all blocks from now on; nil is instant and loses
// nothing.
func (n *Network) SetLink(l Link) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.link = l
}

// Open is a new, empty store in the network.
func (n *Network) Open(name string, o Options) *Store {
	s := newStore(name, n, o)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.stores = append(n.stores, s)
	return s
}

func (n *Network) leave(s *Store) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.stores = slices.DeleteFunc(n.stores, func(o *Store) bool { return o == s })
}

// block asks every other store, in the order in which they were opened.
func (n *Network) block(ctx context.Context, to *Store, d commit.Digest) ([]byte, bool, error) {
	n.mu.Lock()
	stores, link := slices.Clone(n.stores), n.link
	n.mu.Unlock()
	for _, from := range stores {
		b, ok := from.serve(d)
		if from == to || !ok {
			continue
		}
		if link != nil {
			delay, arrives := link(from.name, to.name, d)
			if err := sleep(ctx, delay); err != nil {
				return nil, false, err
			}
			if !arrives {
				continue
			}
		}
		return b, true, nil
	}
	return nil, false, ctx.Err()
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
