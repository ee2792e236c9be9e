// SPDX-License-Identifier: Apache-2.0

package ipfs_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/blobtest"
	"github.com/weft-network/weft/trainer/blob/disk"
	"github.com/weft-network/weft/trainer/blob/ipfs"
)

func nobody(string) bool { return false }

// TestMembers follows records that change: who is in them is connected to and
// let in, and who is no more is cut off. Nonsense in them hurts nobody else, and
// when the records cannot be read the last ones stand.
func TestMembers(t *testing.T) {
	a, b, stranger := open(t, ipfs.Config{}), open(t, ipfs.Config{}), open(t, ipfs.Config{})
	var records atomic.Pointer[[]string]
	set := func(addrs ...string) { records.Store(&addrs) }
	set(a.Addrs()[0], "nonsense", "/ip4/127.0.0.1/tcp/1")
	s := open(t, ipfs.Config{Allow: nobody, Members: func(context.Context) ([]string, error) {
		list := *records.Load()
		if len(list) == 0 {
			return nil, errors.New("the chain does not answer")
		}
		return list, nil
	}})
	connected := func(ids ...string) func() bool {
		return func() bool {
			got := s.Connected()
			slices.Sort(got)
			slices.Sort(ids)
			return slices.Equal(got, ids)
		}
	}
	require.Eventually(t, connected(a.PeerID()), scarcely, 5*time.Millisecond)
	id := put(t, a, blobtest.Content(1, 100))
	require.NoError(t, s.Fetch(within(t, scarcely), id, blob.FetchOptions{}))

	_ = stranger.Connect(within(t, 2*time.Second), s.Addrs()[0]) //nolint:errcheck // the other end hangs up, at once or later
	set(b.Addrs()[0])
	s.Recheck()
	require.Eventually(t, connected(b.PeerID()), scarcely, 5*time.Millisecond)
	set()
	s.Recheck()
	time.Sleep(100 * time.Millisecond)
	require.True(t, connected(b.PeerID())(), "the last records stand")
}

// TestRelay fetches from a store that cannot be dialled, and that nobody but a
// relay is connected to. It dials back: nothing passes the relay but the
// introduction.
func TestRelay(t *testing.T) {
	relay := open(t, ipfs.Config{Relay: true})
	hidden := open(t, ipfs.Config{Listen: []string{}, Relays: relay.Addrs()[:1]})
	s := open(t, ipfs.Config{})
	content := blobtest.Content(1, 3*leaf)
	id := put(t, hidden, content)
	require.Eventually(t, func() bool { return len(hidden.Addrs()) > 0 }, scarcely, 10*time.Millisecond)
	for _, a := range hidden.Addrs() {
		require.Contains(t, a, "/p2p-circuit/", "it listens nowhere")
	}
	link(t, s, relay.Addrs())
	require.NoError(t, s.Fetch(within(t, scarcely), id, blob.FetchOptions{From: hidden.Addrs()}))
	holds(t, s, id, content)
	require.Contains(t, s.Connected(), hidden.PeerID())
	require.Zero(t, relay.Sent())
	require.Zero(t, relay.Received())
}

// TestRelayRefuses keeps out those whom the relay or the store does not allow.
func TestRelayRefuses(t *testing.T) {
	stranger := open(t, ipfs.Config{})
	relay := open(t, ipfs.Config{Relay: true})
	not := func(p string) bool { return p != stranger.PeerID() }
	hidden := open(t, ipfs.Config{Listen: []string{}, Relays: relay.Addrs()[:1], Allow: not})
	id := put(t, hidden, blobtest.Content(1, 100))
	require.Eventually(t, func() bool { return len(hidden.Addrs()) > 0 }, scarcely, 10*time.Millisecond)
	link(t, stranger, relay.Addrs())
	require.ErrorIs(t, stranger.Fetch(within(t, 2*time.Second), id, blob.FetchOptions{From: hidden.Addrs()}), blob.ErrUnavailable)
	require.NotContains(t, hidden.Connected(), stranger.PeerID())

	_, err := ipfs.Open(ipfs.Config{Disk: disk.Config{Dir: t.TempDir()}, Relay: true})
	require.ErrorIs(t, err, ipfs.ErrConfig, "a relay that listens nowhere")
}

// TestOutbound takes from a store that only dials, over the connection that it
// made.
func TestOutbound(t *testing.T) {
	s := open(t, ipfs.Config{})
	hidden := open(t, ipfs.Config{Listen: []string{}, Peers: s.Addrs()[:1]})
	require.Empty(t, hidden.Addrs())
	content := blobtest.Content(1, 3*leaf)
	id := put(t, hidden, content)
	require.NoError(t, s.Fetch(within(t, scarcely), id, blob.FetchOptions{}))
	holds(t, s, id, content)
}

// TestLAN lets two stores find each other, and a third one that they do not
// allow.
func TestLAN(t *testing.T) {
	if !multicast(t) {
		t.Skip("no network interface with multicast and an address")
	}
	listen := []string{"/ip4/0.0.0.0/tcp/0"}
	a := open(t, ipfs.Config{LAN: true, Listen: listen})
	stranger := open(t, ipfs.Config{LAN: true, Listen: listen})
	s := open(t, ipfs.Config{LAN: true, Listen: listen, Allow: func(p string) bool { return p == a.PeerID() }})
	content := blobtest.Content(1, 1000)
	id := put(t, a, content)
	put(t, stranger, blobtest.Content(2, 1000))
	require.NoError(t, s.Fetch(within(t, scarcely), id, blob.FetchOptions{}))
	holds(t, s, id, content)
	require.Equal(t, []string{a.PeerID()}, s.Connected())
}

func multicast(t *testing.T) bool {
	t.Helper()
	list, err := net.Interfaces()
	require.NoError(t, err)
	for _, i := range list {
		addrs, err := i.Addrs()
		if err == nil && len(addrs) > 0 && i.Flags&net.FlagMulticast != 0 && i.Flags&net.FlagUp != 0 && !strings.HasPrefix(i.Name, "lo") {
			return true
		}
	}
	return false
}
