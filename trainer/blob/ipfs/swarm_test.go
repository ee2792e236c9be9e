// SPDX-License-Identifier: Apache-2.0

package ipfs_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/blobtest"
	"github.com/weft-network/weft/trainer/blob/ipfs"
)

// scarcely is more than anything on the loopback interface takes.
const scarcely = 30 * time.Second

// TestSwarmLiars meets peers that break the protocol in every way: they are cut
// off and remembered, nothing of theirs is to be seen, and an honest peer that
// comes later serves.
func TestSwarmLiars(t *testing.T) {
	content := blobtest.Content(1, 6*leaf+5)
	all := append([]byte{0x11}, have(0, 7)...)
	never := func(*session, byte, []byte) bool { return false }
	leaves := func(answer func(s *session)) func(*session, byte, []byte) bool {
		return func(s *session, kind byte, _ []byte) bool {
			if kind == 1 {
				answer(s)
			}
			return kind == 1
		}
	}
	tests := map[string]func(network.Stream){
		"unknown note":     serving(content, []byte{0x77}, never),
		"leaves first":     serving(content, have(0, 1), never),
		"leaves beyond":    serving(content, append([]byte{0x11}, have(6, 2)...), never),
		"overflow":         serving(content, append([]byte{0x11}, have(1, 1<<32-1)...), never),
		"here twice":       serving(content, []byte{0x11, 0x11}, never),
		"the same again":   serving(content, append([]byte{0x11}, bytes.Repeat(have(0, 7), 5)...), never),
		"unasked answer":   serving(content, append(bytes.Clone(all), 0x13, 0, 0, 0, 1, 9), never),
		"unasked absent":   serving(content, []byte{0x15}, never),
		"other bytes":      serving(content, all, leaves(func(s *session) { s.leaf(make([]byte, leaf)) })),
		"short part":       serving(content, all, leaves(func(s *session) { s.say([]byte{0x13, 0, 0, 0, 1, 9}) })),
		"long part":        serving(content, all, leaves(func(s *session) { s.say([]byte{0x13, 0xff, 0xff, 0xff, 0xff}) })),
		"node for a leaf":  serving(content, all, leaves(func(s *session) { s.node(make([]byte, 100)) })),
		"node of nonsense": serving(content, all, func(s *session, kind byte, _ []byte) bool { s.node(make([]byte, 100)); return kind == 2 }),
		"leaf for a node":  serving(content, all, func(s *session, _ byte, _ []byte) bool { s.leaf(make([]byte, leaf)); return true }),
	}
	for name, serve := range tests {
		t.Run(name, func(t *testing.T) {
			r, honest, s := newRogue(t, serve), open(t, ipfs.Config{}), open(t, ipfs.Config{})
			id := put(t, honest, content)
			link(t, s, r.addrs())
			done := fetching(within(t, scarcely), s, id)
			who := r.host.ID().String()
			require.Eventually(t, func() bool { return s.Banned()[who] != "" }, scarcely, 5*time.Millisecond)
			if st, err := s.Stat(t.Context(), id); err == nil {
				require.Zero(t, st.Present)
			}
			require.Eventually(t, func() bool { return r.host.Network().Connectedness(peerID(t, s)) != network.Connected }, scarcely, 5*time.Millisecond)
			link(t, s, honest.Addrs())
			require.NoError(t, <-done)
			holds(t, s, id, content)
			require.NotContains(t, s.Banned(), honest.PeerID())
		})
	}
}

// TestSwarmStall meets peers that promise everything, and then send nothing, or
// a part now and then. Neither holds up a fetch that has another source.
func TestSwarmStall(t *testing.T) {
	content := blobtest.Content(1, 6*leaf)
	all := append([]byte{0x11}, have(0, 6)...)
	var part [5 + 64<<10]byte
	copy(part[:], binary.BigEndian.AppendUint32([]byte{0x13}, 64<<10))
	tests := map[string]struct {
		twist func(s *session, kind byte, body []byte) bool
		cut   bool
	}{
		"silent": {func(_ *session, kind byte, _ []byte) bool { return kind == 1 }, true},
		"trickle": {func(s *session, kind byte, _ []byte) bool {
			if kind == 1 {
				for range 15 { // the last part never comes, and the others are not late enough to be cut off
					copy(part[5:], content)
					s.say(part[:])
					time.Sleep(700 * time.Millisecond)
				}
			}
			return kind == 1
		}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r, honest := newRogue(t, serving(content, all, test.twist)), open(t, ipfs.Config{})
			s := open(t, ipfs.Config{Stall: 2 * time.Second})
			id := put(t, honest, content)
			link(t, s, r.addrs())
			done := fetching(within(t, scarcely), s, id)
			time.Sleep(200 * time.Millisecond) // it is asked first
			link(t, s, honest.Addrs())
			start := time.Now()
			require.NoError(t, <-done)
			require.Less(t, time.Since(start), 8*time.Second)
			holds(t, s, id, content)
			require.Empty(t, s.Banned(), "slow is not a lie")
		})
	}
}

// TestSwarmAskers serves peers that ask for nonsense, and for more than they
// take.
func TestSwarmAskers(t *testing.T) {
	content := blobtest.Content(1, 6*leaf)
	for name, nonsense := range map[string][]byte{
		"unknown ask":  {9},
		"no such leaf": {1, 0, 0, 0, 6},
	} {
		t.Run(name, func(t *testing.T) {
			s, r := open(t, ipfs.Config{}), newRogue(t, func(network.Stream) {})
			id := put(t, s, content)
			link(t, s, r.addrs())
			st := r.ask(t, peerID(t, s), append(id.Bytes(), nonsense...))
			_, err := io.Copy(io.Discard, st)
			require.Error(t, err)
			require.Eventually(t, func() bool { return s.Banned()[r.host.ID().String()] != "" }, scarcely, 5*time.Millisecond)
		})
	}
	t.Run("impossible id", func(t *testing.T) {
		s, r := open(t, ipfs.Config{}), newRogue(t, func(network.Stream) {})
		link(t, s, r.addrs())
		r.ask(t, peerID(t, s), commit.ID{Size: commit.MaxSize + 1}.Bytes())
		require.Eventually(t, func() bool { return s.Banned()[r.host.ID().String()] != "" }, scarcely, 5*time.Millisecond)
	})
}

// TestSwarmGreedy opens stream after stream, asks on each for all it can, and
// reads nothing. The memory that this takes is bounded, and others are served.
func TestSwarmGreedy(t *testing.T) {
	content := blobtest.Content(1, 20*leaf)
	s, r := open(t, ipfs.Config{Stall: 3 * time.Second}), newRogue(t, func(network.Stream) {})
	id := put(t, s, content)
	link(t, s, r.addrs())
	before := heap()
	asks := id.Bytes()
	for i := range 5000 {
		asks = append(asks, 1, 0, 0, 0, byte(i%20))
	}
	opened := 0
	for range 300 {
		st, err := r.host.NewStream(within(t, scarcely), peerID(t, s), swarmName)
		if err != nil {
			break
		}
		if _, err := st.Write(asks); err == nil {
			opened++
		}
	}
	time.Sleep(time.Second)
	require.Less(t, heap()-before, int64(200<<20), "%d streams", opened)
	other := open(t, ipfs.Config{})
	link(t, other, s.Addrs())
	require.NoError(t, other.Fetch(within(t, scarcely), id, blob.FetchOptions{}))
	holds(t, other, id, content)
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse)
}

// TestServeWhileFetching passes a blob through a store that is still getting it.
func TestServeWhileFetching(t *testing.T) {
	content := blobtest.Content(1, 24*leaf)
	first, middle, last := open(t, ipfs.Config{UploadRate: 8 * leaf}), open(t, ipfs.Config{}), open(t, ipfs.Config{})
	id := put(t, first, content)
	link(t, middle, first.Addrs())
	link(t, last, middle.Addrs())
	end := fetching(within(t, scarcely), last, id)
	start := time.Now()
	require.NoError(t, middle.Fetch(within(t, scarcely), id, blob.FetchOptions{}))
	alone := time.Since(start)
	require.NoError(t, <-end)
	require.Less(t, time.Since(start), alone+alone/2, "it began when the first had ended")
	holds(t, last, id, content)
}

// TestBroadcast spreads a blob from one store to four, all with the same
// uplink: the origin sends it little more than once, and nobody gets anything
// twice.
func TestBroadcast(t *testing.T) {
	const nodes, leaves, rate = 4, 24, 8 * leaf
	content := blobtest.Content(1, leaves*leaf)
	origin := open(t, ipfs.Config{UploadRate: rate})
	id := put(t, origin, content)
	stores := []*ipfs.Store{origin}
	for range nodes {
		s := open(t, ipfs.Config{UploadRate: rate})
		for _, other := range stores {
			link(t, s, other.Addrs())
		}
		stores = append(stores, s)
	}
	var received atomic.Uint64
	start := time.Now()
	var ends []<-chan error
	for _, s := range stores[1:] {
		ends = append(ends, fetching(within(t, scarcely), s, id))
	}
	for i, end := range ends {
		require.NoError(t, <-end)
		received.Add(stores[i+1].Received())
	}
	took := time.Since(start)
	require.Less(t, origin.Sent(), uint64(2*leaves*leaf), "it was not shared")
	require.Less(t, received.Load(), uint64(nodes*(leaves+1)*leaf), "leaves were moved twice")
	for _, s := range stores[1:] {
		holds(t, s, id, content)
	}
	t.Logf("%v, ideally %v; the origin sent %.2f times", took, time.Second*leaves*leaf/rate, float64(origin.Sent())/(leaves*leaf))
}
