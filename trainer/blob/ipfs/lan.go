// SPDX-License-Identifier: Apache-2.0

package ipfs

import (
	"context"
	"time"

	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/discovery/mdns"
)

// lanService is the name under which private stores find each other; public
// ones use the name of IPFS.
const lanService = "_weft._udp"

// lanDials is how many peers that were found are dialled at once: anybody on
// the network can announce any number.
const lanDials = 8

// lan connects to stores on the local network, as they are found.
type lan struct {
	s     *Store
	slots chan struct{}
}

func (s *Store) discover() (mdns.Service, error) {
	name := lanService
	if s.cfg.Public {
		name = mdns.ServiceName
	}
	service := mdns.NewMdnsService(s.host, name, &lan{s, make(chan struct{}, lanDials)})
	return service, service.Start()
}

// HandlePeerFound is called for every announcement.
func (l *lan) HandlePeerFound(p peer.AddrInfo) {
	if p.ID == l.s.host.ID() || !l.s.gate.open(p.ID) {
		return
	}
	select {
	case l.slots <- struct{}{}:
	default:
		return // it will be announced again
	}
	go func() {
		defer func() { <-l.slots }()
		ctx, cancel := context.WithTimeout(l.s.ctx, 10*time.Second)
		defer cancel()
		_ = l.s.host.Connect(ctx, p) //nolint:errcheck // it will be announced again
	}()
}
