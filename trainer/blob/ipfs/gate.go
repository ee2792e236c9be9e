// SPDX-License-Identifier: Apache-2.0

package ipfs

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"sync"
	"time"

	"github.com/libp2p/go-libp2p/core/control"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/multiformats/go-multiaddr"
)

// maxBanned bounds the memory of misdeeds. When it is full the network is lost
// anyway, and the first ones stand.
const maxBanned = 4096

// gate decides who may be connected to. It is the connection gater of the host.
type gate struct {
	public bool
	allow  func(string) bool
	path   string
	guests int
	// connected are the peers of the host; nil until there is one.
	connected func() []peer.ID

	mu     sync.Mutex
	static map[peer.ID]bool
	member map[peer.ID]bool
	banned map[string]string // peer or host of a URL -> reason
	paused map[peer.ID]bool
}

func openGate(c Config, peers []peer.AddrInfo, path string) (*gate, error) {
	g := &gate{
		public: c.Public, allow: c.Allow, path: path, guests: c.Guests,
		static: map[peer.ID]bool{}, banned: map[string]string{}, paused: map[peer.ID]bool{},
	}
	for _, p := range peers {
		g.static[p.ID] = true
	}
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return g, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &g.banned)
	}
	if err != nil {
		return nil, fmt.Errorf("list of banned peers: %w; mend or remove %s", err, path)
	}
	return g, nil
}

// open reports whether a peer may be connected to.
func (g *gate) open(p peer.ID) bool {
	g.mu.Lock()
	_, banned := g.banned[p.String()]
	paused := g.paused[p]
	g.mu.Unlock()
	if banned || paused {
		return false
	}
	return g.knows(p) || g.seats(p)
}

// knows reports whether a peer belongs to the network.
func (g *gate) knows(p peer.ID) bool {
	g.mu.Lock()
	known := g.static[p] || g.member[p]
	g.mu.Unlock()
	return g.public || known || g.allow != nil && g.allow(p.String())
}

// seats reports whether a guest is connected already, or there is room for one.
// Several that come in the same moment may be one too many for that moment.
func (g *gate) seats(p peer.ID) bool {
	if g.guests == 0 || g.connected == nil {
		return false
	}
	free := g.guests
	for _, other := range g.connected() {
		if other == p {
			return true
		}
		if !g.knows(other) {
			free--
		}
	}
	return free > 0
}

// admit lets in the members of the network, and no longer those who were.
func (g *gate) admit(infos map[peer.ID]*peer.AddrInfo) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.member = make(map[peer.ID]bool, len(infos))
	for p := range infos {
		g.member[p] = true
	}
}

func (g *gate) isBanned(who string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	_, ok := g.banned[who]
	return ok
}

// ban remembers a misdeed for good.
func (g *gate) ban(who, reason string) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if _, ok := g.banned[who]; ok || len(g.banned) >= maxBanned {
		return nil
	}
	g.banned[who] = reason
	return g.save()
}

// pardon forgets a misdeed.
func (g *gate) pardon(who string) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.banned, who)
	return g.save()
}

func (g *gate) save() error {
	b, err := json.MarshalIndent(g.banned, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(g.path+".new", b, 0o600); err != nil {
		return err
	}
	return os.Rename(g.path+".new", g.path)
}

func (g *gate) reasons() map[string]string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return maps.Clone(g.banned)
}

// pause keeps a peer away for a while.
func (g *gate) pause(p peer.ID, d time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.paused[p] = true
	time.AfterFunc(d, func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		delete(g.paused, p)
	})
}

// InterceptPeerDial is asked before a peer is dialled.
func (g *gate) InterceptPeerDial(p peer.ID) bool { return g.open(p) }

// InterceptAddrDial is asked before an address is dialled.
func (g *gate) InterceptAddrDial(p peer.ID, _ multiaddr.Multiaddr) bool { return g.open(p) }

// InterceptAccept is asked before it is known who connects.
func (*gate) InterceptAccept(network.ConnMultiaddrs) bool { return true }

// InterceptSecured is asked once it is known who connects.
func (g *gate) InterceptSecured(_ network.Direction, p peer.ID, _ network.ConnMultiaddrs) bool {
	return g.open(p)
}

// InterceptUpgraded is asked at the very end.
func (*gate) InterceptUpgraded(network.Conn) (bool, control.DisconnectReason) { return true, 0 }
