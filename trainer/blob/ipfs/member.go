// SPDX-License-Identifier: Apache-2.0

package ipfs

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/ipfs/swarm"
)

// member is a peer in a fetch who speaks the swarm protocol: it is asked for
// the rarest leaf that it has, one after another.
type member struct {
	c       *crowd
	id      peer.ID
	peer    *swarm.Peer
	storing sync.WaitGroup

	// The lock of the schedule guards these.
	has   commit.Bitmap
	count int                    // of has
	lacks map[commit.Digest]bool // nodes that it was asked for in vain
	lied  error
}

var _ swarm.Taker = (*member)(nil)

// ask asks for leaf after leaf, as fast as they come.
func (m *member) ask(ctx context.Context) {
	f := m.c.f
	for {
		i, ok := m.pick(ctx)
		if !ok {
			return
		}
		d, present := f.to.Leaf(i)
		if !present {
			left, err := f.local([]block{f.block(i, d)}, func(d commit.Digest, raw []byte) error { return f.to.AddHashed(i, d, raw) })
			if err != nil {
				f.cancel(err)
				return
			}
			present = len(left) == 0
		}
		if present {
			f.giveBack(m, []int{i})
			continue
		}
		if m.peer.AskLeaf(i) != nil {
			m.peer.Close() // and so it leaves, and gives back
			return
		}
	}
}

// pick waits until it is time to ask the peer, and there is something to ask it
// for.
func (m *member) pick(ctx context.Context) (int, bool) {
	f := m.c.f
	f.mu.Lock()
	defer f.mu.Unlock()
	for ctx.Err() == nil {
		if f.begun && m.peer.Ready() {
			i, ok := f.rarest(m.has)
			if !ok {
				if late := f.again(m, 1, m.has.Has); len(late) == 1 {
					i, ok = late[0], true
				}
			}
			if ok {
				f.assign(m, i)
				return i, true
			}
		}
		f.cond.Wait()
	}
	return 0, false
}

// Here makes the peer somebody to ask for nodes.
func (m *member) Here() {
	m.c.f.mu.Lock()
	m.c.members[m] = true
	m.c.reckon()
	m.c.f.mu.Unlock()
	m.c.askNodes()
}

// Have counts what the peer offers.
func (m *member) Have(first, count int) {
	f := m.c.f
	f.mu.Lock()
	for i := first; i < first+count; i++ {
		if !m.has.Has(i) {
			m.has.Set(i)
			m.count++
			f.offer(i, 1)
		}
	}
	if m.count == len(f.offers) {
		m.c.reckon()
	}
	again := len(m.lacks) > 0 // with leaves, nodes may have come
	clear(m.lacks)
	f.cond.Broadcast()
	f.mu.Unlock()
	if again {
		m.c.askNodes()
	}
}

// Leaf hashes and writes a leaf, beside the next one that arrives.
func (m *member) Leaf(i int, raw []byte, done func()) {
	m.storing.Go(func() {
		defer done()
		f := m.c.f
		switch err := f.to.AddLeaf(i, raw); {
		case errors.Is(err, blob.ErrCorrupt):
			m.lie(fmt.Errorf("%w: %w", swarm.ErrGarbage, err))
			return
		case err != nil:
			f.cancel(err)
			return
		}
		f.mu.Lock()
		f.arrived(i)
		f.mu.Unlock()
		f.giveBack(m, []int{i})
		if d, _ := f.to.Leaf(i); f.s.ctx.Err() == nil {
			f.s.tell(f.block(i, d), raw)
		}
	})
}

// Node takes a node, if it is what its digest says.
func (m *member) Node(d commit.Digest, raw []byte) {
	if commit.Sum(raw) != d {
		m.lie(fmt.Errorf("%w: %d bytes that are not node %v", swarm.ErrGarbage, len(raw), d))
		return
	}
	m.c.answered(m, d, true)
	m.c.f.mu.Lock()
	take := m.c.take
	m.c.f.mu.Unlock()
	if take != nil {
		_ = take(d, raw) //nolint:errcheck // it ends the round itself
	}
}

// NoLeaf notes that the peer lost a leaf.
func (m *member) NoLeaf(i int) {
	f := m.c.f
	f.mu.Lock()
	if m.has.Has(i) {
		m.has.Clear(i)
		m.count--
		f.offer(i, -1)
		m.c.reckon()
	}
	f.mu.Unlock()
	f.giveBack(m, []int{i})
}

// NoNode asks somebody else.
func (m *member) NoNode(d commit.Digest) {
	m.c.answered(m, d, false)
	m.c.askNodes()
}

// Ready lets the next ask go out.
func (m *member) Ready() { m.c.f.wake() }

// lie ends the talk with a peer that sent something else than it was asked for.
func (m *member) lie(err error) {
	m.c.f.mu.Lock()
	if m.lied == nil {
		m.lied = err
	}
	m.c.f.mu.Unlock()
	m.peer.Close()
}
