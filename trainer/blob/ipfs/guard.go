// SPDX-License-Identifier: Apache-2.0

package ipfs

import (
	"context"
	"sync"
	"time"

	"github.com/ipfs/boxo/bitswap/message"
	pb "github.com/ipfs/boxo/bitswap/message/pb"
	bsnetwork "github.com/ipfs/boxo/bitswap/network"
	"github.com/ipfs/go-cid"
	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob/disk"
)

// recent is how many digests are remembered after a fetch wanted them: blocks
// that were under way when it ended are no misdeed.
const recent = 4096

// guard stands between the network and bitswap. It knows what was asked of
// whom, and cuts off peers that send something else, or nothing.
type guard struct {
	bsnetwork.BitSwapNetwork
	client, server bsnetwork.Receiver
	roster         *roster
	disk           *disk.Store
	gate           *gate
	stall          time.Duration
	cut            func(peer.ID)

	mu       sync.Mutex
	received uint64
	wanted   map[commit.Digest]int
	past     [recent]commit.Digest // a ring
	pastAt   int
	pastSet  map[commit.Digest]int
	peers    map[peer.ID]*debtor
}

// debtor is a peer of which blocks were asked.
type debtor struct {
	owes  map[cid.Cid]bool
	quiet int // ticks since it last sent anything that was asked for, or owed nothing
}

func newGuard(n bsnetwork.BitSwapNetwork, d *disk.Store, g *gate, stall time.Duration, cut func(peer.ID)) *guard {
	return &guard{
		BitSwapNetwork: n, disk: d, gate: g, stall: stall, cut: cut,
		wanted: map[commit.Digest]int{}, pastSet: map[commit.Digest]int{}, peers: map[peer.ID]*debtor{},
	}
}

// want announces that blocks will be asked for, until the function it gives is
// called.
func (g *guard) want(digests []commit.Digest) func() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, d := range digests {
		g.wanted[d]++
	}
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		for _, d := range digests {
			if g.wanted[d]--; g.wanted[d] == 0 {
				delete(g.wanted, d)
			}
			g.remember(d)
		}
	}
}

func (g *guard) remember(d commit.Digest) {
	old := &g.past[g.pastAt]
	if g.pastSet[*old]--; g.pastSet[*old] <= 0 {
		delete(g.pastSet, *old)
	}
	*old = d
	g.pastSet[d]++
	g.pastAt = (g.pastAt + 1) % recent
}

// asked reports whether a block is one that was asked for; the caller holds the
// lock.
func (g *guard) asked(c cid.Cid) bool {
	d, ok := digestOf(c)
	return ok && (g.wanted[d] > 0 || g.pastSet[d] > 0)
}

// ReceiveMessage passes on what was asked for.
func (g *guard) ReceiveMessage(ctx context.Context, from peer.ID, m message.BitSwapMessage) {
	if !g.accepts(from, m) {
		// It may be somebody's copy of a disk gone bad: it is told nothing, and
		// the operator finds the reason in the list.
		if err := g.gate.ban(from.String(), "sent a block that is not what was asked for"); err == nil {
			g.cut(from)
		}
		return
	}
	g.client.ReceiveMessage(ctx, from, m)
	g.server.ReceiveMessage(ctx, from, m)
}

func (g *guard) accepts(from peer.ID, m message.BitSwapMessage) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	p := g.peers[from]
	for _, b := range m.Blocks() {
		g.received += uint64(len(b.RawData()))
		if !g.asked(b.Cid()) {
			return false
		}
		if p != nil {
			p.quiet = 0
			delete(p.owes, b.Cid())
		}
	}
	if p != nil {
		for _, c := range m.DontHaves() {
			delete(p.owes, c)
		}
	}
	return true
}

// ReceiveError passes on what went wrong.
func (g *guard) ReceiveError(err error) {
	g.client.ReceiveError(err)
	g.server.ReceiveError(err)
}

// PeerConnected passes on who came. The client is told by the roster.
func (g *guard) PeerConnected(p peer.ID) {
	g.server.PeerConnected(p)
	g.roster.link(p)
}

// PeerDisconnected passes on who went.
func (g *guard) PeerDisconnected(p peer.ID) {
	g.mu.Lock()
	delete(g.peers, p)
	g.mu.Unlock()
	g.roster.unlink(p)
	g.server.PeerDisconnected(p)
}

// NewMessageSender gives a sender that notes what it asks for.
func (g *guard) NewMessageSender(ctx context.Context, p peer.ID, o *bsnetwork.MessageSenderOpts) (bsnetwork.MessageSender, error) {
	s, err := g.BitSwapNetwork.NewMessageSender(ctx, p, o)
	if err != nil {
		return nil, err
	}
	return noting{s, g, p}, nil
}

type noting struct {
	bsnetwork.MessageSender
	g *guard
	p peer.ID
}

func (n noting) SendMsg(ctx context.Context, m message.BitSwapMessage) error {
	n.g.note(n.p, m)
	return n.MessageSender.SendMsg(ctx, m)
}

func (g *guard) note(to peer.ID, m message.BitSwapMessage) {
	g.mu.Lock()
	defer g.mu.Unlock()
	p := g.peers[to]
	if p == nil {
		p = &debtor{owes: map[cid.Cid]bool{}}
		g.peers[to] = p
	}
	for _, e := range m.Wantlist() {
		switch {
		case e.Cancel:
			delete(p.owes, e.Cid)
		case e.WantType == pb.Message_Wantlist_Block:
			p.owes[e.Cid] = true
		}
	}
}

// watch cuts off peers that owe and do not deliver.
func (g *guard) watch(ctx context.Context) {
	const ticks = 4
	tick := time.NewTicker(max(g.stall/ticks, time.Millisecond))
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		for _, p := range g.stalled(ticks) {
			g.gate.pause(p, 10*g.stall)
			g.cut(p)
		}
	}
}

func (g *guard) stalled(ticks int) (late []peer.ID) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for id, p := range g.peers {
		// A debt that is cancelled and made again at once is the same debt.
		if len(p.owes) == 0 {
			p.quiet = 0
			continue
		}
		if p.quiet++; p.quiet > ticks {
			late = append(late, id)
		}
	}
	return late
}

// wants reports whether a fetch waits for a block from bitswap now.
func (g *guard) wants(d commit.Digest) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.wanted[d] > 0
}

func (g *guard) bytes() uint64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.received
}
