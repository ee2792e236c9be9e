// SPDX-License-Identifier: Apache-2.0

package ipfs

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/ipfs/swarm"
)

// crowd is everybody in a fetch who speaks the swarm protocol. The lock of the
// schedule guards it.
type crowd struct {
	f       *fetch
	ctx     context.Context // of the talks
	cancel  context.CancelFunc
	work    sync.WaitGroup
	met     map[peer.ID]bool
	members map[*member]bool
	wanted  map[commit.Digest]*member // nodes to be had, and who is asked; nil: nobody
	take    func(commit.Digest, []byte) error
}

func newCrowd(ctx context.Context, f *fetch) crowd {
	ctx, cancel := context.WithCancel(ctx)
	return crowd{f: f, ctx: ctx, cancel: cancel, met: map[peer.ID]bool{}, members: map[*member]bool{}, wanted: map[commit.Digest]*member{}}
}

// meet begins to ask a peer, unless that has begun.
func (c *crowd) meet(p peer.ID) {
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	if c.ctx.Err() != nil || c.met[p] {
		return
	}
	c.met[p] = true
	c.work.Go(func() { c.talk(p) })
}

// end ends all talks.
func (c *crowd) end() {
	c.f.mu.Lock()
	c.cancel() // nobody is met from here on
	c.f.mu.Unlock()
	c.work.Wait()
}

// talk asks a peer for as long as it is connected and keeps to the protocol.
func (c *crowd) talk(p peer.ID) {
	const first, longest = 250 * time.Millisecond, 10 * time.Second
	s := c.f.s
	for pause := first; s.roster.speaks(p); pause = min(2*pause, longest) {
		err := c.once(p)
		switch {
		case c.ctx.Err() != nil:
			return
		case errors.Is(err, swarm.ErrGarbage):
			s.banish(p, err.Error())
		case errors.Is(err, swarm.ErrStall):
			s.gate.pause(p, 10*s.cfg.Stall)
			s.disconnect(p)
		default: // it closes, or has no room for another stream now
			select {
			case <-c.ctx.Done():
				return
			case <-time.After(pause):
			}
			continue
		}
		break
	}
	c.f.mu.Lock()
	delete(c.met, p)
	c.f.mu.Unlock()
	if s.roster.speaks(p) && s.gate.open(p) {
		c.meet(p) // it came back meanwhile
	}
}

// once asks on one stream until that ends.
func (c *crowd) once(p peer.ID) error {
	s := c.f.s
	ctx, cancel := context.WithTimeout(c.ctx, s.cfg.Stall)
	st, err := s.host.NewStream(network.WithNoDial(ctx, "a peer that is gone is met again when it comes back"), p, s.cfg.swarmName())
	cancel()
	if err != nil {
		return err
	}
	conn, err := swarm.Open(st, c.f.id, s.cfg.Stall, func(n int) { s.fromSwarm.Add(uint64(n)) })
	if err != nil {
		return err
	}
	m := &member{c: c, id: p, peer: conn, has: commit.NewBitmap(blob.Leaves(c.f.id.Size)), lacks: map[commit.Digest]bool{}}
	ctx, cancel = context.WithCancel(c.ctx)
	var asker sync.WaitGroup
	asker.Go(func() { m.ask(ctx) })
	wake := context.AfterFunc(ctx, c.f.wake)
	err = conn.Run(c.ctx, m)
	cancel()
	asker.Wait()
	m.storing.Wait()
	wake()
	c.leave(m)
	if m.lied != nil {
		return m.lied
	}
	return err
}

// leave takes back what a member was asked for.
func (c *crowd) leave(m *member) {
	c.f.mu.Lock()
	delete(c.members, m)
	c.reckon()
	for i := range c.f.offers {
		if m.has.Has(i) {
			c.f.offer(i, -1)
		}
	}
	for d, who := range c.wanted {
		if who == m {
			c.wanted[d] = nil
		}
	}
	held := c.f.of(m)
	c.f.mu.Unlock()
	c.f.giveBack(m, held)
	c.askNodes()
}

// reckon finds out anew with whom the leaves are shared out; the caller holds the
// lock.
func (c *crowd) reckon() {
	c.f.rivals = c.f.rivals[:0]
	for m := range c.members {
		if m.count < len(c.f.offers) {
			c.f.rivals = append(c.f.rivals, seedOf(m.id))
		}
	}
}

// nodes gets nodes from whoever has them, until the round ends.
func (c *crowd) nodes(ctx context.Context, asked []block, take func(commit.Digest, []byte) error) {
	c.f.mu.Lock()
	c.take = take
	for _, b := range asked {
		c.wanted[b.digest] = nil
	}
	c.f.mu.Unlock()
	c.askNodes()
	<-ctx.Done()
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	clear(c.wanted)
}

// askNodes asks members for the nodes that nobody is asked for.
func (c *crowd) askNodes() {
	errands := map[*member][]commit.Digest{}
	c.f.mu.Lock()
	for d, who := range c.wanted {
		if who != nil {
			continue
		}
		// The order of a map is chance enough to spread the work.
		for m := range c.members {
			if m.lacks[d] {
				continue
			}
			c.wanted[d] = m
			errands[m] = append(errands[m], d)
			break
		}
	}
	c.f.mu.Unlock()
	for m, digests := range errands {
		for _, d := range digests {
			if m.peer.AskNode(d) != nil {
				m.peer.Close() // and so it leaves
				break
			}
		}
	}
}

// answered ends an errand for a node.
func (c *crowd) answered(m *member, d commit.Digest, has bool) {
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	if who, ok := c.wanted[d]; ok && who == m {
		if has {
			delete(c.wanted, d)
		} else {
			c.wanted[d] = nil
		}
	}
	m.lacks[d] = !has
}
