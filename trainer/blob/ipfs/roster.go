// SPDX-License-Identifier: Apache-2.0

package ipfs

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/libp2p/go-libp2p/core/event"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	"github.com/libp2p/go-libp2p/p2p/host/eventbus"
	"github.com/multiformats/go-multiaddr"
)

// roster knows which of the connected peers speak the swarm protocol. The
// client of bitswap is told of the others only: it would ask everybody for
// everything.
type roster struct {
	host host.Host
	name protocol.ID
	// found is told of a peer that speaks; strange of one that does not, and of
	// its going; relayed of one that came through a relay, and where it listens.
	found   func(peer.ID)
	strange func(p peer.ID, here bool)
	relayed func(p peer.ID, listens []multiaddr.Multiaddr)
	// strangers is how many there are whom bitswap alone reaches.
	strangers atomic.Int32

	mu    sync.Mutex
	peers map[peer.ID]acquaintance
}

// acquaintance is what is known of a peer.
type acquaintance struct {
	linked, known, speaks, strange bool
}

// maxStale is how many peers may be known that are not connected any more:
// events of one peer may overtake each other.
const maxStale = 1024

// follow hears what peers say of themselves, until the context ends.
func (r *roster) follow(ctx context.Context) (run func(), err error) {
	sub, err := r.host.EventBus().Subscribe([]any{
		new(event.EvtPeerIdentificationCompleted), new(event.EvtPeerIdentificationFailed), new(event.EvtPeerProtocolsUpdated),
	}, eventbus.BufSize(256))
	if err != nil {
		return nil, err
	}
	return func() {
		defer sub.Close()
		for {
			select {
			case <-ctx.Done():
				return
			case e := <-sub.Out():
				r.hear(e)
			}
		}
	}, nil
}

func (r *roster) hear(e any) {
	switch e := e.(type) {
	case event.EvtPeerIdentificationCompleted:
		if e.Conn.Stat().Limited {
			go r.relayed(e.Peer, e.ListenAddrs)
			return
		}
		r.identify(e.Peer, slices.Contains(e.Protocols, r.name))
	case event.EvtPeerIdentificationFailed:
		r.identify(e.Peer, false)
	case event.EvtPeerProtocolsUpdated:
		if added := slices.Contains(e.Added, r.name); added || slices.Contains(e.Removed, r.name) {
			r.identify(e.Peer, added)
		}
	}
}

// identify is told what a peer says of itself.
func (r *roster) identify(p peer.ID, speaks bool) {
	r.mu.Lock()
	a := r.peers[p]
	a.known, a.speaks = true, speaks
	r.note(p, a)
	if len(r.peers) > maxStale {
		r.prune()
	}
	r.mu.Unlock()
	if speaks {
		r.found(p)
	}
}

// link and unlink are told by the network of bitswap who came and went.
func (r *roster) link(p peer.ID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	a := r.peers[p]
	a.linked = true
	r.note(p, a)
}

func (r *roster) unlink(p peer.ID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	a := r.peers[p]
	a.linked = false
	r.note(p, a)
	if r.host.Network().Connectedness(p) != network.Connected {
		delete(r.peers, p)
	}
}

// note remembers a peer, and tells of it if it became a stranger or is one no
// more; the caller holds the lock.
func (r *roster) note(p peer.ID, a acquaintance) {
	if stranger := a.linked && a.known && !a.speaks; stranger != a.strange {
		a.strange = stranger
		if stranger {
			r.strangers.Add(1)
		} else {
			r.strangers.Add(-1)
		}
		r.strange(p, stranger)
	}
	r.peers[p] = a
}

func (r *roster) prune() {
	for p, a := range r.peers {
		if !a.linked && r.host.Network().Connectedness(p) != network.Connected {
			delete(r.peers, p)
		}
	}
}

// speaks reports whether a peer is connected and speaks.
func (r *roster) speaks(p peer.ID) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.peers[p].speaks && r.host.Network().Connectedness(p) == network.Connected
}

// speakers are all who do.
func (r *roster) speakers() (out []peer.ID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for p, a := range r.peers {
		if a.speaks {
			out = append(out, p)
		}
	}
	return out
}
