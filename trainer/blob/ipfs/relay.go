// SPDX-License-Identifier: Apache-2.0

package ipfs

import (
	"context"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/protocol/circuitv2/client"
	"github.com/multiformats/go-multiaddr"
)

// A store that cannot be dialled keeps a place at relays. Whoever dials it
// there gets a connection that carries a few messages, enough to find a direct
// one: the store dials back, or both dial at once, through their NATs. Content
// never passes a relay.

const (
	// renewBefore is how long before its end a place is renewed.
	renewBefore = 10 * time.Minute
	// relayEvery is how often it is looked whether a relay is still connected.
	relayEvery = 5 * time.Second
)

// stay keeps a place at a relay.
func (s *Store) stay(relay peer.AddrInfo) {
	var until time.Duration // of the place; counted down
	for {
		if s.host.Network().Connectedness(relay.ID) != network.Connected {
			until = 0
		}
		if until <= renewBefore {
			until = s.reserve(relay)
		}
		s.mu.Lock()
		s.places[relay.ID] = until > 0
		s.mu.Unlock()
		select {
		case <-s.ctx.Done():
			return
		case <-time.After(relayEvery):
			until -= relayEvery
		}
	}
}

// reserve asks a relay for a place, and gives the time for which it is had.
func (s *Store) reserve(relay peer.AddrInfo) time.Duration {
	ctx, cancel := context.WithTimeout(s.ctx, 10*time.Second)
	defer cancel()
	if s.host.Connect(ctx, relay) != nil {
		return 0
	}
	place, err := client.Reserve(ctx, s.host, relay)
	if err != nil {
		return 0
	}
	return time.Until(place.Expiration) //nolint:forbidigo // the relay gives a point in time
}

// relayed are the addresses at which relays are asked for this store.
func (s *Store) relayed() (out []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.relays {
		if !s.places[r.ID] {
			continue
		}
		for _, a := range r.Addrs {
			out = append(out, a.String()+"/p2p/"+r.ID.String()+"/p2p-circuit/p2p/"+s.PeerID())
		}
	}
	return out
}

// direct answers a peer that came through a relay by dialling it where it
// listens, if it does.
func (s *Store) direct(p peer.ID, listens []multiaddr.Multiaddr) {
	info := peer.AddrInfo{ID: p}
	for _, a := range listens {
		if _, err := a.ValueForProtocol(multiaddr.P_CIRCUIT); err != nil {
			info.Addrs = append(info.Addrs, a)
		}
	}
	if len(info.Addrs) == 0 || !s.gate.open(p) {
		return
	}
	ctx, cancel := context.WithTimeout(network.WithForceDirectDial(s.ctx, "it came through a relay"), 10*time.Second)
	defer cancel()
	_ = s.host.Connect(ctx, info) //nolint:errcheck // hole punching may yet do it
}
