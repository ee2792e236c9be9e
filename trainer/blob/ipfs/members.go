// SPDX-License-Identifier: Apache-2.0

package ipfs

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/weft-network/weft/chain/commit"
)

const (
	// membersEvery is how often it is asked who belongs to the network.
	membersEvery = time.Minute
	// maxMembers bounds how many of them are connected to by this store. More may
	// connect to it.
	maxMembers = 64
	// memberDials is how many are dialled at once.
	memberDials = 8
)

// members keeps the gate open for those who belong to the network, as the
// records of the chain say, and connects to some of them.
type members struct {
	s   *Store
	ask func(context.Context) ([]string, error)

	mu    sync.Mutex // one refresh at a time
	poked chan struct{}
}

// run asks again and again.
func (m *members) run() {
	tick := time.NewTicker(membersEvery)
	defer tick.Stop()
	for {
		m.refresh()
		select {
		case <-m.s.ctx.Done():
			return
		case <-tick.C:
		case <-m.poked:
		}
	}
}

// poke makes the next refresh come at once.
func (m *members) poke() {
	select {
	case m.poked <- struct{}{}:
	default:
	}
}

// refresh asks who belongs to the network. When there is no answer, the last
// one stands. An address that cannot be read is its owner's loss.
func (m *members) refresh() {
	m.mu.Lock()
	defer m.mu.Unlock()
	ctx, cancel := context.WithTimeout(m.s.ctx, membersEvery)
	defer cancel()
	addrs, err := m.ask(ctx)
	if err != nil {
		return
	}
	infos := map[peer.ID]*peer.AddrInfo{}
	for _, a := range addrs {
		info, err := parsePeer(a)
		if err != nil || info.ID == m.s.host.ID() {
			continue
		}
		if known := infos[info.ID]; known != nil {
			known.Addrs = append(known.Addrs, info.Addrs...)
		} else {
			infos[info.ID] = &info
		}
	}
	m.s.gate.admit(infos)
	m.s.dropStrangers()
	m.connect(ctx, infos)
}

// connect dials the members that are near. Every store finds others near, so
// that all are connected to some, and none to all.
func (m *members) connect(ctx context.Context, infos map[peer.ID]*peer.AddrInfo) {
	own := []byte(m.s.host.ID())
	type ranked struct {
		info *peer.AddrInfo
		rank commit.Digest
	}
	list := make([]ranked, 0, len(infos))
	for id, info := range infos {
		list = append(list, ranked{info, commit.Sum(slices.Concat(own, []byte(id)))})
	}
	slices.SortFunc(list, func(a, b ranked) int { return cmp.Or(bytes.Compare(a.rank[:], b.rank[:])) })
	var dials sync.WaitGroup
	slots := make(chan struct{}, memberDials)
	for _, r := range list[:min(len(list), maxMembers)] {
		slots <- struct{}{}
		dials.Go(func() {
			defer func() { <-slots }()
			ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
			defer cancel()
			_ = m.s.host.Connect(ctx, *r.info) //nolint:errcheck // it may come back before the next round
		})
	}
	dials.Wait()
}
