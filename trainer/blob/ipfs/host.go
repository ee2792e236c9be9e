// SPDX-License-Identifier: Apache-2.0

package ipfs

import (
	"github.com/ipfs/boxo/bitswap/network/bsnet"
	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/protocol"
	rcmgr "github.com/libp2p/go-libp2p/p2p/host/resource-manager"
	"github.com/libp2p/go-libp2p/p2p/muxer/yamux"
	"github.com/libp2p/go-libp2p/p2p/security/noise"
	libp2ptls "github.com/libp2p/go-libp2p/p2p/security/tls"
	"github.com/libp2p/go-libp2p/p2p/transport/tcp"
	"github.com/multiformats/go-multiaddr"
)

// Prefix begins the names of the protocols of a private network.
const Prefix = "/weft"

// What one peer may hold of this host. A message of bitswap is at most 4 MiB,
// and one stream carries one at a time.
const (
	peerConns   = 8
	peerStreams = 64
	peerMemory  = 64 << 20
)

// newHost is a host on TCP: QUIC costs half as much again in CPU and serves
// only those who cannot be reached.
func newHost(c Config, key crypto.PrivKey, g *gate, t throttle) (host.Host, error) {
	limits, err := newLimits()
	if err != nil {
		return nil, err
	}
	options := []libp2p.Option{
		libp2p.Identity(key),
		libp2p.NoListenAddrs, // until the protocols are set up
		libp2p.Transport(tcp.NewTCPTransport),
		libp2p.Security(noise.ID, within(t, noise.New)),
		libp2p.Security(libp2ptls.ID, within(t, libp2ptls.New)),
		libp2p.Muxer(yamux.ID, yamux.DefaultTransport),
		libp2p.ConnectionGater(g),
		libp2p.ResourceManager(limits),
		libp2p.EnableRelay(), // as a client: to find those who cannot be dialled
		libp2p.EnableHolePunching(),
		libp2p.DisableMetrics(),
		libp2p.UserAgent("weft"),
	}
	if c.Relay {
		options = append(options, libp2p.EnableRelayService(), libp2p.ForceReachabilityPublic())
	}
	return libp2p.New(options...)
}

// listen opens the addresses at which a host is reached.
func listen(h host.Host, addrs []string) error {
	list := make([]multiaddr.Multiaddr, 0, len(addrs))
	for _, a := range addrs {
		m, err := multiaddr.NewMultiaddr(a)
		if err != nil {
			return err
		}
		list = append(list, m)
	}
	if len(list) == 0 {
		return nil
	}
	return h.Network().Listen(list...)
}

// newLimits are the library's limits, scaled to the machine, with tighter ones
// for each peer.
func newLimits() (network.ResourceManager, error) {
	scaling := rcmgr.DefaultLimits
	libp2p.SetDefaultServiceLimits(&scaling)
	perPeer := rcmgr.ResourceLimits{
		Conns: peerConns, ConnsInbound: peerConns, ConnsOutbound: peerConns,
		StreamsInbound: 3 * peerStreams, Streams: 5 * peerStreams, StreamsOutbound: 4 * peerStreams,
		Memory: peerMemory,
	}
	// Bitswap sends every message on a stream of its own, and a peer may answer each node of a plan in a message: with fewer streams than
	// that, answers are lost without a word to either side. All of them together stay below the memory of a peer, of which each takes 256 KiB.
	messages := rcmgr.ResourceLimits{
		StreamsInbound: planWindow + peerStreams, StreamsOutbound: 4 * peerStreams, Streams: 5 * peerStreams,
		Memory: peerMemory,
	}
	// A stream of the swarm is one blob that somebody asks for.
	streams := rcmgr.ResourceLimits{
		StreamsInbound: peerStreams, StreamsOutbound: 4 * peerStreams, Streams: 4 * peerStreams,
		Memory: peerMemory,
	}
	limits := rcmgr.PartialLimitConfig{
		PeerDefault: perPeer,
		ProtocolPeer: map[protocol.ID]rcmgr.ResourceLimits{
			bsnet.ProtocolBitswap:          messages,
			Prefix + bsnet.ProtocolBitswap: messages,
			swarmPrivate:                   streams,
			swarmPublic:                    streams,
		},
	}
	return rcmgr.NewResourceManager(rcmgr.NewFixedLimiter(limits.Build(scaling.AutoScale())), rcmgr.WithMetricsDisabled())
}
