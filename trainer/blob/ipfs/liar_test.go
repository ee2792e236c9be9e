// SPDX-License-Identifier: Apache-2.0

package ipfs_test

import (
	"context"
	"sync"
	"testing"

	"github.com/ipfs/boxo/bitswap/message"
	pb "github.com/ipfs/boxo/bitswap/message/pb"
	"github.com/ipfs/boxo/bitswap/network"
	"github.com/ipfs/boxo/bitswap/network/bsnet"
	blocks "github.com/ipfs/go-block-format"
	"github.com/ipfs/go-cid"
	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/host"
	corenet "github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/transport/tcp"
	"github.com/multiformats/go-multihash"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob/ipfs"
)

// liar speaks bitswap and says what a test wants it to say. It has the blocks
// it was given, and answers everything else with how.
type liar struct {
	host host.Host
	net  network.BitSwapNetwork
	have map[commit.Digest][]byte
	how  func(l *liar, to peer.ID, e message.Entry)

	slots chan struct{} // messages under way: others have as many workers

	mu    sync.Mutex
	asked int
}

func newLiar(t *testing.T, have ...[]byte) *liar {
	t.Helper()
	h, err := libp2p.New(libp2p.ListenAddrStrings(loopback), libp2p.Transport(tcp.NewTCPTransport), libp2p.DisableRelay(), libp2p.DisableMetrics(),
		libp2p.ResourceManager(&corenet.NullResourceManager{}))
	require.NoError(t, err)
	l := &liar{host: h, have: map[commit.Digest][]byte{}, slots: make(chan struct{}, 8)}
	for _, raw := range have {
		l.have[commit.Sum(raw)] = raw
	}
	l.net = bsnet.NewFromIpfsHost(h, bsnet.Prefix(ipfs.Prefix))
	l.net.Start(l)
	t.Cleanup(func() {
		l.net.Stop()
		require.NoError(t, h.Close())
	})
	return l
}

func (l *liar) addrs() (out []string) {
	for _, a := range l.host.Addrs() {
		out = append(out, a.String()+"/p2p/"+l.host.ID().String())
	}
	return out
}

func (l *liar) ReceiveMessage(_ context.Context, from peer.ID, m message.BitSwapMessage) {
	for _, e := range m.Wantlist() {
		if e.Cancel {
			continue
		}
		l.mu.Lock()
		l.asked++
		l.mu.Unlock()
		raw, ok := l.have[commit.Digest(e.Cid.Hash()[2:])]
		switch {
		case ok:
			l.send(from, func(m message.BitSwapMessage) { m.AddBlock(block(raw, e.Cid.Type())) })
		case l.how != nil:
			l.how(l, from, e)
		default:
			l.send(from, func(m message.BitSwapMessage) { m.AddDontHave(e.Cid) })
		}
	}
}

// claims says that it has what it is asked about, and then gives something
// else, or nothing.
func claims(give func(l *liar, to peer.ID, e message.Entry)) func(*liar, peer.ID, message.Entry) {
	return func(l *liar, to peer.ID, e message.Entry) {
		if e.WantType == pb.Message_Wantlist_Have {
			l.send(to, func(m message.BitSwapMessage) { m.AddHave(e.Cid) })
			return
		}
		give(l, to, e)
	}
}

func (l *liar) send(to peer.ID, fill func(message.BitSwapMessage)) {
	m := message.New(false)
	fill(m)
	go func() {
		l.slots <- struct{}{}
		defer func() { <-l.slots }()
		_ = l.net.SendMessage(context.Background(), to, m) //nolint:errcheck // whoever was lied to may hang up
	}()
}

func (*liar) ReceiveError(error) {}

func (*liar) PeerConnected(peer.ID) {}

func (*liar) PeerDisconnected(peer.ID) {}

func block(raw []byte, codec uint64) blocks.Block {
	d := commit.Sum(raw)
	b, err := blocks.NewBlockWithCid(raw, cid.NewCidV1(codec, append(multihash.Multihash{multihash.BLAKE3, 32}, d[:]...)))
	if err != nil {
		panic(err)
	}
	return b
}

func blockOf(raw []byte, c cid.Cid) (blocks.Block, error) { return blocks.NewBlockWithCid(raw, c) }
