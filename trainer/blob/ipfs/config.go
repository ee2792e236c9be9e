// SPDX-License-Identifier: Apache-2.0

package ipfs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/multiformats/go-multiaddr"

	"github.com/weft-network/weft/trainer/blob/disk"
)

// ErrConfig is a setting that cannot be used.
var ErrConfig = errors.New("content store setting invalid")

// Config are the settings of a store. Only the folder of Disk must be set.
type Config struct {
	Disk disk.Config

	// Listen are the addresses to be reached at; with none the store dials only.
	Listen []string
	// Peers are multiaddrs, ending in /p2p/<id>, of peers to stay connected to.
	Peers []string
	// Members gives such addresses of all who belong to the network, as the
	// records of the chain announce them. They may connect, and the store connects
	// to some. It is asked every minute, and by Recheck.
	Members func(context.Context) ([]string, error)
	// LAN finds stores on the local network by mDNS.
	LAN bool
	// Relays are addresses like those of Peers, of relays at which a store that
	// nobody can dial is found.
	Relays []string
	// Relay lets others be found at this store, which must be easy to dial.
	Relay bool
	// Public joins any IPFS network, and anyone may connect.
	Public bool
	// Allow says which other peers may connect to a private network.
	Allow func(peerID string) bool
	// Guests is how many others may connect to a private network at the same time.
	// They fetch as members do, and cannot take the members' places.
	Guests int

	UploadRate   int // bytes a second over all connections; 0 is no limit
	DownloadRate int

	// Patience is how long a fetch waits for its next block; 0 is DefaultPatience.
	Patience time.Duration
	// Stall is how long a peer may owe blocks without sending any before it is
	// cut off for a while; 0 is DefaultStall.
	Stall time.Duration
}

// What settings are when they are not set.
const (
	DefaultPatience = 2 * time.Minute
	DefaultStall    = 30 * time.Second
)

// minRate keeps a limited connection alive: what is written at once passes
// within the time limits of the transport.
const minRate = 16 << 10

// neighbours are the peers that a configuration names.
type neighbours struct{ peers, relays []peer.AddrInfo }

func (c *Config) complete() (n neighbours, err error) {
	c.Patience = cmp.Or(c.Patience, DefaultPatience)
	c.Stall = cmp.Or(c.Stall, DefaultStall)
	if c.Disk.Dir == "" {
		return n, fmt.Errorf("%w: no folder", ErrConfig)
	}
	if c.Patience < 0 || c.Stall < 0 {
		return n, fmt.Errorf("%w: patience %v and stall %v, want more than 0", ErrConfig, c.Patience, c.Stall)
	}
	if c.Guests < 0 {
		return n, fmt.Errorf("%w: %d guests, want 0 or more", ErrConfig, c.Guests)
	}
	for _, rate := range []int{c.UploadRate, c.DownloadRate} {
		if rate != 0 && rate < minRate {
			return n, fmt.Errorf("%w: rate of %d bytes a second, want 0 or at least %d", ErrConfig, rate, minRate)
		}
	}
	for _, a := range c.Listen {
		if _, err := multiaddr.NewMultiaddr(a); err != nil {
			return n, fmt.Errorf("%w: listen address %q: %w; want one like /ip4/0.0.0.0/tcp/4011", ErrConfig, a, err)
		}
	}
	if c.Relay && len(c.Listen) == 0 {
		return n, fmt.Errorf("%w: a relay that listens nowhere; give it an address to listen at", ErrConfig)
	}
	if n.peers, err = parsePeers(c.Peers); err != nil {
		return n, err
	}
	n.relays, err = parsePeers(c.Relays)
	return n, err
}

func parsePeers(addrs []string) ([]peer.AddrInfo, error) {
	infos := make([]peer.AddrInfo, 0, len(addrs))
	for _, a := range addrs {
		info, err := parsePeer(a)
		if err != nil {
			return nil, err
		}
		infos = append(infos, info)
	}
	return infos, nil
}

func parsePeer(a string) (peer.AddrInfo, error) {
	info, err := peer.AddrInfoFromString(a)
	if err != nil {
		return peer.AddrInfo{}, fmt.Errorf("%w: peer %q: %w; want an address that ends in /p2p/ and a peer id", ErrConfig, a, err)
	}
	return *info, nil
}
