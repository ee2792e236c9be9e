// SPDX-License-Identifier: Apache-2.0

package swarm

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/libp2p/go-libp2p/core/network"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/disk"
)

// ErrStall is a peer that was asked and sent nothing for too long.
var ErrStall = errors.New("peer was asked and sends nothing")

// arriving is how many leaves of one peer are held at once: one that arrives,
// and others that are hashed and written meanwhile.
const arriving = 3

// Taker is told what a peer says. Calls come one after another from Run.
type Taker interface {
	// Here is called once, when the peer has the root.
	Here()
	// Have says that the peer has more leaves.
	Have(first, count int)
	// Leaf takes a leaf that was asked for. The bytes are lent until done is
	// called, from any goroutine.
	Leaf(i int, raw []byte, done func())
	// Node takes the node that was asked for by that digest.
	Node(d commit.Digest, raw []byte)
	// NoLeaf and NoNode say that the peer does not have what was asked for.
	NoLeaf(i int)
	NoNode(d commit.Digest)
	// Ready is called when the peer may be asked for more leaves.
	Ready()
}

// Peer is the other end of a stream that was opened to ask.
type Peer struct {
	st    network.Stream
	id    commit.ID
	stall time.Duration
	slots chan struct{} // leaves held

	received func(n int)

	mu    sync.Mutex
	asked []ask // not yet answered, in their order
	pace  pace
}

// Open begins to ask on a stream. The stall is how long the peer may take for
// the next part; received learns how many bytes came.
func Open(st network.Stream, id commit.ID, stall time.Duration, received func(n int)) (*Peer, error) {
	p := &Peer{st: st, id: id, stall: stall, slots: make(chan struct{}, arriving), received: received}
	return p, p.send(id.Bytes())
}

func (p *Peer) send(b []byte) error {
	if err := p.st.SetWriteDeadline(after(p.stall)); err != nil {
		return err
	}
	_, err := p.st.Write(b)
	return err
}

// Close ends the stream, and Run.
func (p *Peer) Close() { p.st.Reset() } //nolint:errcheck // it is over either way

// AskLeaf asks for a leaf.
func (p *Peer) AskLeaf(i int) error { return p.ask(ask{kind: askLeaf, leaf: uint32(i)}) }

// AskNode asks for a node.
func (p *Peer) AskNode(d commit.Digest) error { return p.ask(ask{kind: askNode, digest: d}) }

func (p *Peer) ask(q ask) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.asked) == 0 {
		if err := p.st.SetReadDeadline(after(p.stall)); err != nil {
			return err
		}
	}
	p.asked = append(p.asked, q)
	if q.kind == askLeaf {
		p.pace.ask(p.leafSize(q), now())
	}
	return p.send(q.bytes())
}

// Ready reports whether the peer should be asked for another leaf: it has none
// to send, or will have none before the next ask can reach it.
func (p *Peer) Ready() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.pace.ready()
}

func (p *Peer) leafSize(q ask) int {
	_, n := blob.LeafSpan(p.id.Size, int(q.leaf))
	return int(n)
}

// Run hears what the peer says until the stream ends, which is always an error:
// ErrGarbage and ErrStall are the peer's doing.
func (p *Peer) Run(ctx context.Context, to Taker) error {
	stop := context.AfterFunc(ctx, p.Close)
	defer stop()
	defer p.Close()
	h := &hearer{p: p, to: to, in: bufio.NewReaderSize(p.st, 4<<10), leaves: blob.Leaves(p.id.Size)}
	defer func() { h.drop() }()
	for {
		n, err := readNote(h.in)
		if err == nil {
			err = h.hear(ctx, n)
		}
		switch {
		case err == nil:
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case errors.Is(err, os.ErrDeadlineExceeded):
			return ErrStall
		default:
			return err
		}
	}
}

// hearer reads the notes of a peer.
type hearer struct {
	p      *Peer
	to     Taker
	in     *bufio.Reader
	leaves int

	here bool
	told uint64 // leaves, with those told of twice
	leaf []byte // what has arrived of the leaf asked for longest ago
	done func() // gives the leaf back
}

func (h *hearer) hear(ctx context.Context, n note) error {
	if n.kind == noteHere {
		if h.here {
			return fmt.Errorf("%w: it is here twice", ErrGarbage)
		}
		h.here = true
		h.to.Here()
		return nil
	}
	if n.kind == noteHave {
		return h.have(n)
	}
	q, err := h.p.head()
	switch {
	case err != nil:
		return err
	case n.kind == noteAbsent:
		return h.absent(q)
	case n.kind == noteNode && q.kind == askNode:
		return h.node(q, n)
	case n.kind == notePart && q.kind == askLeaf:
		return h.part(ctx, q, n)
	}
	return fmt.Errorf("%w: answer of kind %#02x to an ask of kind %#02x", ErrGarbage, n.kind, q.kind)
}

// have bounds what a peer makes others do by saying the same again: a leaf that
// was lost and came back may be told of again, and not much more.
func (h *hearer) have(n note) error {
	h.told += uint64(n.count)
	switch {
	case !h.here:
		return fmt.Errorf("%w: it has leaves before it is here", ErrGarbage)
	case uint64(n.first)+uint64(n.count) > uint64(h.leaves):
		return fmt.Errorf("%w: it has %d leaves from %d of %d", ErrGarbage, n.count, n.first, h.leaves)
	case h.told > 4*uint64(h.leaves):
		return fmt.Errorf("%w: it told of %d leaves, and there are %d", ErrGarbage, h.told, h.leaves)
	}
	h.to.Have(int(n.first), int(n.count))
	return nil
}

func (h *hearer) absent(q ask) error {
	missing := 0
	if q.kind == askLeaf {
		missing = h.p.leafSize(q) - len(h.leaf)
	}
	h.drop()
	if err := h.p.answered(missing); err != nil {
		return err
	}
	if q.kind == askNode {
		h.to.NoNode(q.digest)
	} else {
		h.to.NoLeaf(int(q.leaf))
	}
	h.to.Ready()
	return nil
}

func (h *hearer) node(q ask, n note) error {
	raw := make([]byte, n.length)
	if _, err := io.ReadFull(h.in, raw); err != nil {
		return err
	}
	h.p.received(len(raw))
	if err := h.p.answered(0); err != nil {
		return err
	}
	h.to.Node(q.digest, raw)
	return nil
}

func (h *hearer) part(ctx context.Context, q ask, n note) error {
	size := h.p.leafSize(q)
	at := len(h.leaf)
	if int(n.length) != min(PartSize, size-at) {
		return fmt.Errorf("%w: part of %d bytes at %d of a leaf of %d", ErrGarbage, n.length, at, size)
	}
	if at == 0 {
		if err := h.hold(ctx); err != nil {
			return err
		}
	}
	h.leaf = h.leaf[:at+int(n.length)]
	if _, err := io.ReadFull(h.in, h.leaf[at:]); err != nil {
		return err
	}
	h.p.received(int(n.length))
	ready, err := h.p.progress(int(n.length))
	if err == nil && len(h.leaf) == size {
		err = h.p.answered(0)
		leaf, done := h.leaf, h.done
		h.leaf, h.done = nil, nil
		h.to.Leaf(int(q.leaf), leaf, done)
	}
	if ready {
		h.to.Ready()
	}
	return err
}

// hold gets memory for a leaf. While the last ones are being written, the peer
// waits.
func (h *hearer) hold(ctx context.Context) error {
	select {
	case h.p.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := h.p.st.Scope().ReserveMemory(commit.LeafSize, network.ReservationPriorityAlways); err != nil {
		<-h.p.slots
		return err
	}
	buf, giveBack := disk.Buffer()
	h.leaf, h.done = buf[:0], sync.OnceFunc(func() {
		giveBack()
		h.p.st.Scope().ReleaseMemory(commit.LeafSize)
		<-h.p.slots
	})
	return h.p.st.SetReadDeadline(after(h.p.stall)) // the wait was ours
}

// drop forgets what has arrived of a leaf.
func (h *hearer) drop() {
	if h.done != nil {
		h.done()
	}
	h.leaf, h.done = nil, nil
}

// head is the ask that an answer belongs to.
func (p *Peer) head() (ask, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.asked) == 0 {
		return ask{}, fmt.Errorf("%w: an answer that nobody asked for", ErrGarbage)
	}
	return p.asked[0], nil
}

// progress notes that a part arrived, and reports whether it is time to ask for
// more.
func (p *Peer) progress(n int) (ready bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	before := p.pace.ready()
	p.pace.arrived(n, now())
	return p.pace.ready() && !before, p.st.SetReadDeadline(after(p.stall))
}

// answered ends the oldest ask, of which some bytes of a leaf will not come.
func (p *Peer) answered(missing int) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = p.asked[1:]
	p.pace.owed -= missing
	if len(p.asked) > 0 {
		return p.st.SetReadDeadline(after(p.stall))
	}
	return p.st.SetReadDeadline(time.Time{})
}
