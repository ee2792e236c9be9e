// SPDX-License-Identifier: Apache-2.0

package ipfs_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/ipfs/boxo/bitswap/message"
	"github.com/ipfs/go-cid"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/multiformats/go-multihash"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/blobtest"
	"github.com/weft-network/weft/trainer/blob/disk"
	"github.com/weft-network/weft/trainer/blob/ipfs"
)

const leaf = commit.LeafSize

func put(t *testing.T, s *ipfs.Store, content []byte) commit.ID {
	t.Helper()
	id, err := s.Put(t.Context(), bytes.NewReader(content), blob.PutOptions{})
	require.NoError(t, err)
	return id
}

func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

func holds(t *testing.T, s *ipfs.Store, id commit.ID, content []byte) {
	t.Helper()
	b, err := s.Open(t.Context(), id)
	require.NoError(t, err)
	defer b.Close()
	got, err := io.ReadAll(io.NewSectionReader(b, 0, int64(id.Size)))
	require.NoError(t, err)
	require.True(t, bytes.Equal(content, got))
	st, err := s.Stat(t.Context(), id)
	require.NoError(t, err)
	require.True(t, st.Complete())
}

// TestLiars fetches from peers that lie, finds them cut off and remembered, and
// gets what it wants from an honest one that comes later.
func TestLiars(t *testing.T) {
	other := blobtest.Content(99, 1000)
	tests := map[string]func(l *liar, to peer.ID, e message.Entry){
		"other bytes": claims(func(l *liar, to peer.ID, e message.Entry) {
			l.send(to, func(m message.BitSwapMessage) { m.AddBlock(block(other, e.Cid.Type())) })
		}),
		"unasked": func(l *liar, to peer.ID, _ message.Entry) {
			l.send(to, func(m message.BitSwapMessage) { m.AddBlock(block(make([]byte, leaf), cid.Raw)) })
		},
		"another hash": claims(func(l *liar, to peer.ID, _ message.Entry) {
			sum, err := multihash.Sum(other, multihash.SHA2_256, -1)
			if err != nil {
				panic(err)
			}
			b, err := blockOf(other, cid.NewCidV1(cid.Raw, sum))
			if err != nil {
				panic(err)
			}
			l.send(to, func(m message.BitSwapMessage) { m.AddBlock(b) })
		}),
	}
	for name, how := range tests {
		t.Run(name, func(t *testing.T) {
			honest, l := open(t, ipfs.Config{}), newLiar(t)
			l.how = how
			dir := t.TempDir()
			s := open(t, ipfs.Config{Disk: disk.Config{Dir: dir}})
			link(t, s, l.addrs())
			content := blobtest.Content(1, 6*leaf)
			id := put(t, honest, content)
			done := make(chan error, 1)
			ctx := within(t, 30*time.Second)
			go func() { done <- s.Fetch(ctx, id, blob.FetchOptions{}) }()
			who := l.host.ID().String()
			require.Eventually(t, func() bool { return s.Banned()[who] != "" }, 10*time.Second, 10*time.Millisecond)
			link(t, s, honest.Addrs())
			require.NoError(t, <-done)
			holds(t, s, id, content)

			require.Eventually(t, func() bool { return l.host.Network().Connectedness(peerID(t, s)) != network.Connected }, 5*time.Second, 10*time.Millisecond)
			require.Error(t, s.Connect(within(t, time.Second), l.addrs()[0]))
			require.NotContains(t, s.Banned(), honest.PeerID())

			// A restart does not make it forget.
			require.NoError(t, s.Close())
			s = open(t, ipfs.Config{Disk: disk.Config{Dir: dir}})
			require.Contains(t, s.Banned(), who)
			require.Error(t, s.Connect(within(t, time.Second), l.addrs()[0]))
			require.NoError(t, s.Pardon(who))
			require.NoError(t, s.Connect(within(t, 5*time.Second), l.addrs()[0]))
		})
	}
}

func peerID(t *testing.T, s *ipfs.Store) peer.ID {
	t.Helper()
	id, err := peer.Decode(s.PeerID())
	require.NoError(t, err)
	return id
}

// TestSilent fetches beside a peer that promises everything and sends nothing.
// It is cut off, and the fetch does not wait for it longer than a stall or two.
func TestSilent(t *testing.T) {
	honest, l := open(t, ipfs.Config{}), newLiar(t)
	l.how = claims(func(*liar, peer.ID, message.Entry) {})
	s := open(t, ipfs.Config{Stall: 2 * time.Second})
	link(t, s, l.addrs())
	content := blobtest.Content(1, 6*leaf)
	id := put(t, honest, content)
	done := make(chan error, 1)
	ctx := within(t, 30*time.Second)
	go func() { done <- s.Fetch(ctx, id, blob.FetchOptions{}) }()
	require.Eventually(t, func() bool {
		l.mu.Lock()
		defer l.mu.Unlock()
		return l.asked > 0
	}, 5*time.Second, 5*time.Millisecond)
	require.Eventually(t, func() bool { return l.host.Network().Connectedness(peerID(t, s)) != network.Connected }, 10*time.Second, 10*time.Millisecond)
	link(t, s, honest.Addrs())
	require.NoError(t, <-done)
	holds(t, s, id, content)
	require.Empty(t, s.Banned(), "slow is not a lie")
}

// TestSlowLoris opens streams that begin a message and never end it.
func TestSlowLoris(t *testing.T) {
	honest, l := open(t, ipfs.Config{}), newLiar(t)
	s := open(t, ipfs.Config{})
	link(t, s, honest.Addrs())
	link(t, s, l.addrs())
	var streams []network.Stream
	for range 400 {
		st, err := l.host.NewStream(within(t, 5*time.Second), peerID(t, s), ipfs.Prefix+"/ipfs/bitswap/1.2.0")
		if err != nil {
			break
		}
		// The length of the largest message, and one byte of it.
		if _, err := st.Write([]byte{0xff, 0xff, 0xff, 0x01, 0x0a}); err == nil {
			streams = append(streams, st)
		}
	}
	held := 0
	until := time.Now().Add(time.Second)
	for _, st := range streams {
		_ = st.SetReadDeadline(until) //nolint:errcheck // a stream that is gone has no deadline
		var late net.Error
		if _, err := st.Read(make([]byte, 1)); errors.As(err, &late) && late.Timeout() {
			held++
		}
	}
	t.Logf("%d of %d streams are held", held, len(streams))
	require.Less(t, held, 200, "one peer may hold any number of streams")
	content := blobtest.Content(1, 6*leaf)
	id := put(t, honest, content)
	require.NoError(t, s.Fetch(within(t, 20*time.Second), id, blob.FetchOptions{}))
	holds(t, s, id, content)
}

// TestVanishing takes providers away in the middle of a fetch.
func TestVanishing(t *testing.T) {
	content := blobtest.Content(1, 20*leaf)
	first, second := open(t, ipfs.Config{UploadRate: 8 << 20}), open(t, ipfs.Config{})
	id := put(t, first, content)
	put(t, second, content)
	s := open(t, ipfs.Config{})
	link(t, s, first.Addrs())
	reached := make(chan struct{}, 100)
	done := make(chan error, 1)
	ctx := within(t, 30*time.Second)
	go func() {
		done <- s.Fetch(ctx, id, blob.FetchOptions{Progress: func(at, _ uint64) {
			if at >= 4*leaf {
				reached <- struct{}{}
			}
		}})
	}()
	<-reached
	require.NoError(t, first.Close())
	link(t, s, second.Addrs())
	require.NoError(t, <-done)
	holds(t, s, id, content)
}

func TestPatience(t *testing.T) {
	s := open(t, ipfs.Config{Patience: 300 * time.Millisecond})
	id := commit.ID{Digest: commit.Digest{1}, Size: leaf}
	err := s.Fetch(t.Context(), id, blob.FetchOptions{})
	require.ErrorIs(t, err, blob.ErrUnavailable)
	require.False(t, errors.Is(err, context.Canceled))

	long := open(t, ipfs.Config{Patience: time.Hour})
	err = long.Fetch(within(t, time.Minute), id, blob.FetchOptions{Patience: 300 * time.Millisecond})
	require.ErrorContains(t, err, "no block arrived for too long")
}

// TestPrivate connects to a store that knows one peer and allows another.
func TestPrivate(t *testing.T) {
	known, allowed, stranger := open(t, ipfs.Config{}), open(t, ipfs.Config{}), open(t, ipfs.Config{})
	members := map[string]bool{allowed.PeerID(): true}
	s := open(t, ipfs.Config{Peers: known.Addrs()[:1], Allow: func(p string) bool { return members[p] }})
	id := put(t, s, blobtest.Content(1, 5))
	require.Eventually(t, func() bool { return len(s.Connected()) == 1 }, 10*time.Second, 10*time.Millisecond, "it connects to its peers by itself")
	link(t, allowed, s.Addrs())
	require.NoError(t, allowed.Fetch(within(t, 10*time.Second), id, blob.FetchOptions{}))

	// The dialler may think that it is connected until the other end hangs up.
	_ = stranger.Connect(within(t, 2*time.Second), s.Addrs()[0]) //nolint:errcheck // see above
	require.ErrorIs(t, stranger.Fetch(within(t, 500*time.Millisecond), id, blob.FetchOptions{}), blob.ErrUnavailable)
	require.NotContains(t, s.Connected(), stranger.PeerID())

	delete(members, allowed.PeerID())
	s.Recheck()
	require.Eventually(t, func() bool { return len(s.Connected()) == 1 }, 5*time.Second, 10*time.Millisecond)
	require.Equal(t, []string{known.PeerID()}, s.Connected())
}

// TestPublic keeps private and public networks apart, whoever connects.
func TestPublic(t *testing.T) {
	private, public, s := open(t, ipfs.Config{}), open(t, ipfs.Config{Public: true}), open(t, ipfs.Config{Public: true})
	content := blobtest.Content(1, 2*leaf)
	id := put(t, public, content)
	link(t, s, private.Addrs())
	link(t, s, public.Addrs())
	require.NoError(t, s.Fetch(within(t, 10*time.Second), id, blob.FetchOptions{}))
	link(t, private, public.Addrs())
	require.ErrorIs(t, private.Fetch(within(t, 500*time.Millisecond), id, blob.FetchOptions{}), blob.ErrUnavailable)
}

// TestRates moves 2 MiB through 1 MiB a second, each way.
func TestRates(t *testing.T) {
	content := blobtest.Content(1, 2*leaf)
	for name, cfg := range map[string][2]ipfs.Config{
		"up":   {{UploadRate: leaf}, {}},
		"down": {{}, {DownloadRate: leaf}},
	} {
		t.Run(name, func(t *testing.T) {
			from, to := open(t, cfg[0]), open(t, cfg[1])
			id := put(t, from, content)
			link(t, to, from.Addrs())
			start := time.Now()
			require.NoError(t, to.Fetch(within(t, 20*time.Second), id, blob.FetchOptions{}))
			require.Greater(t, time.Since(start), 1900*time.Millisecond)
		})
	}
}

// TestManyProviders takes from three limited providers at once.
func TestManyProviders(t *testing.T) {
	content := blobtest.Content(1, 40*leaf)
	s := open(t, ipfs.Config{})
	var id commit.ID
	var providers []*ipfs.Store
	for range 3 {
		p := open(t, ipfs.Config{UploadRate: 8 * leaf})
		id = put(t, p, content)
		link(t, s, p.Addrs())
		providers = append(providers, p)
	}
	require.NoError(t, s.Fetch(within(t, 30*time.Second), id, blob.FetchOptions{}))
	holds(t, s, id, content)
	gave := 0
	for _, p := range providers {
		if p.Sent() >= leaf {
			gave++
		}
	}
	require.Greater(t, gave, 1, "one provider gave everything")
}

func TestConfig(t *testing.T) {
	for name, cfg := range map[string]ipfs.Config{
		"no folder":  {},
		"peer":       {Disk: disk.Config{Dir: "x"}, Peers: []string{"/ip4/127.0.0.1/tcp/1"}},
		"listen":     {Disk: disk.Config{Dir: "x"}, Listen: []string{"127.0.0.1:1"}},
		"slow":       {Disk: disk.Config{Dir: "x"}, UploadRate: 5},
		"no stall":   {Disk: disk.Config{Dir: "x"}, Stall: -1},
		"impatience": {Disk: disk.Config{Dir: "x"}, Patience: -1},
	} {
		_, err := ipfs.Open(cfg)
		require.ErrorIs(t, err, ipfs.ErrConfig, name)
	}
}

// TestGuests: those who are no members find room beside them, not in their place.
func TestGuests(t *testing.T) {
	members := map[string]bool{}
	s := open(t, ipfs.Config{Allow: func(p string) bool { return members[p] }, Guests: 2})
	id := put(t, s, blobtest.Content(1, 5))
	guests := []*ipfs.Store{open(t, ipfs.Config{}), open(t, ipfs.Config{})}
	for _, g := range guests {
		link(t, g, s.Addrs())
		require.NoError(t, g.Fetch(within(t, 10*time.Second), id, blob.FetchOptions{}))
	}
	require.Eventually(t, func() bool { return len(s.Connected()) == 2 }, 10*time.Second, 10*time.Millisecond)

	late := open(t, ipfs.Config{})
	_ = late.Connect(within(t, 2*time.Second), s.Addrs()[0]) //nolint:errcheck // the dialler may think that it is connected until the other end hangs up
	require.ErrorIs(t, late.Fetch(within(t, 500*time.Millisecond), id, blob.FetchOptions{}), blob.ErrUnavailable)
	require.NotContains(t, s.Connected(), late.PeerID())

	member := open(t, ipfs.Config{})
	members[member.PeerID()] = true
	link(t, member, s.Addrs())
	require.NoError(t, member.Fetch(within(t, 10*time.Second), id, blob.FetchOptions{}))

	s.Recheck()
	for _, g := range guests {
		require.Contains(t, s.Connected(), g.PeerID(), "who found room stays")
	}
	require.NoError(t, guests[0].Close())
	require.Eventually(t, func() bool { return len(s.Connected()) == 2 }, 10*time.Second, 10*time.Millisecond)
	link(t, late, s.Addrs())
	require.NoError(t, late.Fetch(within(t, 10*time.Second), id, blob.FetchOptions{}), "a seat is free again")
}

// TestGarbageSources: a fetch goes on where a record has addresses that nobody
// can use.
func TestGarbageSources(t *testing.T) {
	s, to := open(t, ipfs.Config{}), open(t, ipfs.Config{})
	id := put(t, s, blobtest.Content(1, 5))
	bad := []string{"", "/", "/ip4/127.0.0.1/tcp/abc/p2p/x", "/ip4/127.0.0.1/tcp/4011", "/p2p/nobody", "https://", "https://example.org/?a", "ftp://a"}
	for _, a := range bad {
		require.Error(t, ipfs.CheckSource(a), a)
	}
	require.NoError(t, ipfs.CheckSource(s.Addrs()[0]))
	require.NoError(t, ipfs.CheckSource("https://example.org"))
	require.NoError(t, to.Fetch(within(t, 10*time.Second), id, blob.FetchOptions{From: append(bad, s.Addrs()[0])}))
	require.ErrorIs(t, to.Fetch(t.Context(), commit.ID{Digest: commit.Digest{1}, Size: 1}, blob.FetchOptions{From: bad, Patience: 200 * time.Millisecond}), blob.ErrUnavailable)
}
