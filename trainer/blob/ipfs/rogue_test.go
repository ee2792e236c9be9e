// SPDX-License-Identifier: Apache-2.0

package ipfs_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"testing"

	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	"github.com/libp2p/go-libp2p/p2p/transport/tcp"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/ipfs"
)

const swarmName protocol.ID = ipfs.Prefix + "/swarm/1.0.0"

// rogue speaks the swarm protocol byte by byte, as a test wants it to.
type rogue struct{ host host.Host }

func newRogue(t *testing.T, serve func(st network.Stream)) *rogue {
	t.Helper()
	h, err := libp2p.New(libp2p.ListenAddrStrings(loopback), libp2p.Transport(tcp.NewTCPTransport), libp2p.DisableRelay(), libp2p.DisableMetrics(),
		libp2p.ResourceManager(nil))
	require.NoError(t, err)
	h.SetStreamHandler(swarmName, serve)
	t.Cleanup(func() { require.NoError(t, h.Close()) })
	return &rogue{h}
}

func (r *rogue) addrs() []string {
	return []string{r.host.Addrs()[0].String() + "/p2p/" + r.host.ID().String()}
}

func (r *rogue) ask(t *testing.T, of peer.ID, raw []byte) network.Stream {
	t.Helper()
	st, err := r.host.NewStream(within(t, scarcely), of, swarmName)
	require.NoError(t, err)
	_, err = st.Write(raw)
	require.NoError(t, err)
	return st
}

// session is what a rogue knows of an asker: the blob, which it has itself.
type session struct {
	network.Stream
	id      commit.ID
	nodes   map[commit.Digest][]byte
	content []byte
}

// serving answers asks for a blob as it should, but for what twist does: it is
// given each ask, and reports whether it answered.
func serving(content []byte, greet []byte, twist func(s *session, kind byte, body []byte) bool) func(network.Stream) {
	nodes := map[commit.Digest][]byte{}
	_, err := commit.Build(bytes.NewReader(content), func(b commit.Block) error {
		nodes[b.Digest] = b.Raw
		return nil
	})
	if err != nil {
		panic(err)
	}
	return func(st network.Stream) {
		raw := make([]byte, commit.IDSize)
		if _, err := io.ReadFull(st, raw); err != nil {
			return
		}
		id, err := commit.DecodeID(raw)
		if err != nil {
			return
		}
		s := &session{Stream: st, id: id, nodes: nodes, content: content}
		say(st, bytes.NewReader(greet))
		for {
			var kind [1]byte
			if _, err := io.ReadFull(st, kind[:]); err != nil {
				return
			}
			body := make([]byte, map[byte]int{1: 4, 2: 32}[kind[0]])
			if _, err := io.ReadFull(st, body); err != nil {
				return
			}
			if twist(s, kind[0], body) {
				continue
			}
			if kind[0] == 2 {
				s.node(nodes[commit.Digest(body)])
			} else {
				i := int(binary.BigEndian.Uint32(body))
				off, n := blob.LeafSpan(id.Size, i)
				s.leaf(content[off : off+n])
			}
		}
	}
}

func (s *session) node(raw []byte) {
	s.say(append(binary.BigEndian.AppendUint16([]byte{0x14}, uint16(len(raw))), raw...))
}

func (s *session) leaf(raw []byte) {
	for len(raw) > 0 {
		n := min(64<<10, len(raw))
		s.say(append(binary.BigEndian.AppendUint32([]byte{0x13}, uint32(n)), raw[:n]...))
		raw = raw[n:]
	}
}

func (s *session) say(b []byte) { say(s.Stream, bytes.NewReader(b)) }

func have(first, count uint32) []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte{0x12}, first), count)
}

// fetching runs a fetch, whose end the test waits for.
func fetching(ctx context.Context, s *ipfs.Store, id commit.ID) <-chan error {
	done := make(chan error, 1)
	go func() { done <- s.Fetch(ctx, id, blob.FetchOptions{}) }()
	return done
}
