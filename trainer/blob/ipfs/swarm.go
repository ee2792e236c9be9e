// SPDX-License-Identifier: Apache-2.0

package ipfs

import (
	"bytes"
	"errors"

	blocks "github.com/ipfs/go-block-format"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"

	"github.com/weft-network/weft/trainer/blob/ipfs/swarm"
)

// The swarm protocol of private and of public stores, which have nothing to say
// to each other.
const (
	swarmPrivate protocol.ID = Prefix + "/swarm/1.0.0"
	swarmPublic  protocol.ID = Prefix + "/public/swarm/1.0.0"
)

func (c *Config) swarmName() protocol.ID {
	if c.Public {
		return swarmPublic
	}
	return swarmPrivate
}

// serve answers a peer that asks for leaves.
func (s *Store) serve(st network.Stream) {
	if s.begin() != nil {
		st.Reset() //nolint:errcheck // it is over either way
		return
	}
	defer s.work.Done()
	if err := s.swarm.Serve(s.ctx, st); errors.Is(err, swarm.ErrGarbage) {
		s.banish(st.Conn().RemotePeer(), err.Error())
	}
}

// found lets all fetches ask a peer that speaks the swarm protocol.
func (s *Store) found(p peer.ID) {
	for _, f := range s.underWay() {
		f.crowd.meet(p)
	}
}

// strange tells the client of bitswap of a peer that nothing else reaches.
func (s *Store) strange(p peer.ID, here bool) {
	if !here {
		s.client.PeerDisconnected(p)
		return
	}
	s.client.PeerConnected(p)
	go func() {
		for _, f := range s.underWay() {
			f.wake()
		}
	}()
}

// banish remembers a misdeed and cuts off who did it.
func (s *Store) banish(p peer.ID, reason string) {
	if err := s.gate.ban(p.String(), reason); err == nil {
		s.disconnect(p)
	}
}

// tell lets bitswap know of a block that came another way: peers that wait for
// it get it, and it is no longer asked for. The bytes are lent.
func (s *Store) tell(b block, raw []byte) {
	wanted := s.guard.wants(b.digest)
	if !wanted && s.roster.strangers.Load() == 0 {
		return
	}
	if wanted {
		raw = bytes.Clone(raw)
	}
	out, err := blocks.NewBlockWithCid(raw, cidOf(b.span, b.digest))
	if err != nil {
		return // the CID was not made of the bytes; it cannot disagree
	}
	if wanted {
		_ = s.client.NotifyNewBlocks(s.ctx, out) //nolint:errcheck // it fails when it has ended
	}
	_ = s.server.NotifyNewBlocks(s.ctx, out) //nolint:errcheck // it fails when it has ended
}
