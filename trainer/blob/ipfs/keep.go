// SPDX-License-Identifier: Apache-2.0

package ipfs

import (
	"context"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
)

// What keep waits for: between attempts, and between looks at a connection; and
// for a relay to lead to a direct connection.
const (
	firstPause   = 250 * time.Millisecond
	longestPause = 30 * time.Second
	lookEvery    = time.Second
	introduction = 5 * time.Second
)

// keep stays connected to a peer until the context ends. A connection over a
// relay is there to find a direct one: when that does not come, both ends may
// not have known their addresses yet, and a new one begins it again.
func (s *Store) keep(ctx context.Context, p peer.AddrInfo) {
	net := s.host.Network()
	pause := firstPause
	for {
		dial, cancel := context.WithTimeout(ctx, 10*time.Second)
		err := s.host.Connect(dial, p)
		cancel()
		wait := lookEvery
		switch {
		case err != nil:
			pause = min(2*pause, longestPause)
			wait = pause
		case net.Connectedness(p.ID) == network.Limited:
			wait = introduction
		default:
			pause = firstPause
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		if net.Connectedness(p.ID) == network.Limited {
			s.disconnect(p.ID)
		}
	}
}
