// SPDX-License-Identifier: Apache-2.0

package ipfs

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/ipfs/boxo/bitswap/client"
	"github.com/ipfs/boxo/bitswap/network/bsnet"
	"github.com/ipfs/boxo/bitswap/server"
	blocks "github.com/ipfs/go-block-format"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/multiformats/go-multiaddr"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/disk"
	"github.com/weft-network/weft/trainer/blob/ipfs/swarm"
)

// Store is a content store in a network. What it has is on disk, and what it
// has not it fetches.
type Store struct {
	*disk.Store
	cfg      Config
	gate     *gate
	throttle throttle
	host     host.Host
	guard    *guard
	client   *client.Client
	server   *server.Server
	roster   *roster
	swarm    *swarm.Server
	seed     uint64 // of this store's choices, unlike those of others
	http     *http.Client

	fromHTTP, fromSwarm atomic.Uint64

	ctx    context.Context // of everything that runs; ends with Close
	cancel context.CancelCauseFunc
	mu     sync.Mutex // work begins under it, so that none begins after the end
	work   sync.WaitGroup
	once   sync.Once
	closed error

	fetches map[*fetch]bool
	members *members  // nil: nobody says who belongs
	lan     io.Closer // nil: nobody is looked for
	relays  []peer.AddrInfo
	places  map[peer.ID]bool // at relays
}

var _ blob.Store = (*Store)(nil)

// What bitswap may have under way for one peer. Two leaves and more in flight
// keep the connection busy; the library's default of one does not.
const (
	peerOutstanding = 32 * commit.LeafSize
	peerWants       = 4096
	maxCID          = 64
)

// Open opens the store in a folder and joins its network.
func Open(cfg Config) (*Store, error) {
	fasterHash()
	known, err := cfg.complete()
	if err != nil {
		return nil, err
	}
	d, err := disk.Open(cfg.Disk)
	if err != nil {
		return nil, err
	}
	s, err := join(cfg, d, known)
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	if err := s.meet(known); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.work.Go(func() { s.guard.watch(s.ctx) })
	return s, nil
}

// meet begins to look for peers, in all the ways that are configured.
func (s *Store) meet(known neighbours) (err error) {
	if s.cfg.LAN {
		if s.lan, err = s.discover(); err != nil {
			return fmt.Errorf("mDNS: %w; is there a network interface with multicast?", err)
		}
	}
	for _, p := range known.peers {
		s.work.Go(func() { s.keep(s.ctx, p) })
	}
	for _, r := range known.relays {
		s.work.Go(func() { s.stay(r) })
	}
	if s.cfg.Members != nil {
		s.members = &members{s: s, ask: s.cfg.Members, poked: make(chan struct{}, 1)}
		s.work.Go(s.members.run)
	}
	return nil
}

func join(cfg Config, d *disk.Store, known neighbours) (*Store, error) {
	key, err := identity(filepath.Join(cfg.Disk.Dir, "identity"))
	if err != nil {
		return nil, err
	}
	g, err := openGate(cfg, slices.Concat(known.peers, known.relays), filepath.Join(cfg.Disk.Dir, "banned.json"))
	if err != nil {
		return nil, err
	}
	s := &Store{Store: d, cfg: cfg, gate: g, relays: known.relays, places: map[peer.ID]bool{}, throttle: newThrottle(cfg.UploadRate, cfg.DownloadRate)}
	if s.host, err = newHost(cfg, key, g, s.throttle); err != nil {
		return nil, err
	}
	g.connected = s.host.Network().Peers // nobody has connected yet: it does not listen
	s.ctx, s.cancel = context.WithCancelCause(context.Background())
	s.http = newHTTPClient(s.throttle)
	s.speak(d)
	follow, err := s.roster.follow(s.ctx)
	if err != nil {
		return nil, errors.Join(err, s.host.Close())
	}
	s.work.Go(follow)
	if err := listen(s.host, cfg.Listen); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// speak sets up the protocols, before anybody can connect.
func (s *Store) speak(d *disk.Store) {
	s.seed = seedOf(s.host.ID())
	s.fetches = map[*fetch]bool{}
	s.swarm = &swarm.Server{Disk: d, Stall: s.cfg.Stall}
	s.roster = &roster{
		host: s.host, name: s.cfg.swarmName(), peers: map[peer.ID]acquaintance{},
		found: s.found, strange: s.strange, relayed: s.direct,
	}
	s.host.SetStreamHandler(s.cfg.swarmName(), s.serve)

	var names []bsnet.NetOpt
	if !s.cfg.Public {
		names = append(names, bsnet.Prefix(Prefix))
	}
	n := bsnet.NewFromIpfsHost(s.host, names...)
	s.guard = newGuard(n, d, s.gate, s.cfg.Stall, s.disconnect)
	s.server = server.New(s.ctx, s.guard, readOnly{d},
		server.MaxOutstandingBytesPerPeer(peerOutstanding),
		server.MaxQueuedWantlistEntriesPerPeer(peerWants),
		server.MaxCidSize(maxCID),
	)
	s.client = client.New(s.ctx, s.guard, nil, readOnly{d},
		client.WithBlockReceivedNotifier(s.server),
		client.WithoutDuplicatedBlockStats(),
	)
	s.guard.client, s.guard.server, s.guard.roster = s.client, s.server, s.roster
	n.Start(s.guard)
}

// Close leaves the network, ends all fetches and closes the files.
func (s *Store) Close() error {
	s.once.Do(func() {
		s.mu.Lock()
		s.cancel(fmt.Errorf("%w: open it again", blob.ErrClosed))
		s.mu.Unlock()
		s.work.Wait()
		if s.lan != nil {
			s.closed = s.lan.Close()
		}
		s.guard.Stop()
		s.closed = errors.Join(s.closed, s.client.Close(), s.host.Close())
		s.server.Close()
		s.http.CloseIdleConnections()
		s.closed = errors.Join(s.closed, s.Store.Close())
	})
	return s.closed
}

// Put publishes what r gives, and tells peers that wait for it.
func (s *Store) Put(ctx context.Context, r io.Reader, o blob.PutOptions) (commit.ID, error) {
	id, err := s.Store.Put(ctx, r, o)
	return id, s.announce(ctx, id, err)
}

// PutFile publishes a file, and tells peers that wait for it.
func (s *Store) PutFile(ctx context.Context, path string, o blob.PutOptions) (commit.ID, error) {
	id, err := s.Store.PutFile(ctx, path, o)
	return id, s.announce(ctx, id, err)
}

// seedOf is what a peer's choices begin with. Others know it, too.
func seedOf(p peer.ID) uint64 {
	d := commit.Sum([]byte(p))
	return binary.BigEndian.Uint64(d[:])
}

// announce tells the server of a new blob. A peer that waits for a blob waits
// for its root.
func (s *Store) announce(ctx context.Context, id commit.ID, err error) error {
	if err != nil {
		return err
	}
	raw, err := s.Block(id.Digest)
	if err != nil {
		return err
	}
	b, err := blocks.NewBlockWithCid(raw, cidOf(id.Span(), id.Digest))
	if err != nil {
		return err
	}
	return s.server.NotifyNewBlocks(ctx, b)
}

// PeerID is the name by which peers know this store, as provider records carry
// it.
func (s *Store) PeerID() string { return s.host.ID().String() }

// Addrs are the addresses at which this store is reached, for the
// configuration of others.
func (s *Store) Addrs() []string {
	var out []string
	for _, a := range s.host.Addrs() {
		if _, err := a.ValueForProtocol(multiaddr.P_CIRCUIT); err != nil {
			out = append(out, a.String()+"/p2p/"+s.PeerID())
		}
	}
	return append(out, s.relayed()...)
}

// Connect makes a connection to a peer that the network allows.
func (s *Store) Connect(ctx context.Context, addr string) error {
	info, err := parsePeer(addr)
	if err != nil {
		return err
	}
	return s.host.Connect(ctx, info)
}

// Connected are the peers that are connected now.
func (s *Store) Connected() []string {
	var out []string
	for _, p := range s.host.Network().Peers() {
		out = append(out, p.String())
	}
	return out
}

// Recheck asks again who may connect, and ends connections with those who may
// no longer.
func (s *Store) Recheck() {
	s.dropStrangers()
	if s.members != nil {
		s.members.poke()
	}
}

func (s *Store) dropStrangers() {
	for _, p := range s.host.Network().Peers() {
		if !s.gate.open(p) {
			s.disconnect(p)
		}
	}
}

// Banned are the peers, and hosts of URLs, that sent something else than what
// was asked for, with the reason.
func (s *Store) Banned() map[string]string { return s.gate.reasons() }

// Pardon lets a banned peer or host come back.
func (s *Store) Pardon(who string) error { return s.gate.pardon(who) }

// Received is the number of bytes of blocks that came from others.
func (s *Store) Received() uint64 {
	return s.guard.bytes() + s.fromHTTP.Load() + s.fromSwarm.Load()
}

// Sent is the number of bytes of blocks that peers got.
func (s *Store) Sent() uint64 {
	st, err := s.server.Stat()
	if err != nil {
		return 0 // it has ended
	}
	return st.DataSent + s.swarm.Sent()
}

// Throttle keeps the connections of a listener within the rates of the store.
func (s *Store) Throttle(l net.Listener) net.Listener { return listener{l, s.throttle} }

func (s *Store) disconnect(p peer.ID) {
	//nolint:errcheck // the connection is gone either way
	_ = s.host.Network().ClosePeer(p)
}
