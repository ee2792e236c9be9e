// SPDX-License-Identifier: Apache-2.0

package swarm

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"github.com/libp2p/go-libp2p/core/network"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/disk"
)

const (
	// maxAsks is how many asks of a stream wait at the server. The rest waits in
	// the stream, and then at the asker.
	maxAsks = 64
	// greeting is how long the id may take to arrive.
	greeting = 10 * time.Second
	// frame is what yamux sends at once inside one message of Noise.
	frame = 65519 - 12
)

// Server answers streams from a store on disk. What it holds for a stream is
// one leaf, while it sends it, which the resource manager of the host counts
// against the peer, and a bit for each leaf of the blob.
type Server struct {
	Disk *disk.Store
	// Stall is how long a peer may take to make room for another part.
	Stall time.Duration

	sent atomic.Uint64
}

// Sent is the number of bytes of leaves and nodes that peers got.
func (s *Server) Sent() uint64 { return s.sent.Load() }

// Serve answers a stream until it ends.
func (s *Server) Serve(ctx context.Context, st network.Stream) error {
	defer st.Reset() //nolint:errcheck // it is over either way
	var raw [commit.IDSize]byte
	if err := st.SetReadDeadline(after(greeting)); err != nil {
		return err
	}
	if _, err := io.ReadFull(st, raw[:]); err != nil {
		return err
	}
	id, err := commit.DecodeID(raw[:])
	if err != nil {
		return fmt.Errorf("%w: %w", ErrGarbage, err)
	}
	if err := st.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	w := s.Disk.Watch(id)
	defer w.Close()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	a := &answerer{s: s, st: st, id: id, watch: w, out: bufio.NewWriterSize(st, frame)}
	asks := make(chan ask, maxAsks)
	go func() { cancel(readAsks(ctx, st, id, asks)) }()
	if err := a.run(ctx, asks); err != nil && ctx.Err() == nil {
		return err
	}
	return context.Cause(ctx)
}

// readAsks reads until the stream ends, and no faster than it is answered.
func readAsks(ctx context.Context, st io.Reader, id commit.ID, asks chan<- ask) error {
	r := bufio.NewReaderSize(st, 1<<10)
	for {
		a, err := readAsk(r)
		if err != nil {
			return err
		}
		if a.kind == askLeaf && uint64(a.leaf) >= uint64(blob.Leaves(id.Size)) {
			return fmt.Errorf("%w: ask for leaf %d of %d", ErrGarbage, a.leaf, blob.Leaves(id.Size))
		}
		select {
		case asks <- a:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// answerer writes the answers of one stream.
type answerer struct {
	s     *Server
	st    network.Stream
	id    commit.ID
	watch *disk.Watch
	out   *bufio.Writer

	here    bool
	told    commit.Bitmap   // leaves that the asker knows of
	changed <-chan struct{} // there may be more
}

func (a *answerer) run(ctx context.Context, asks <-chan ask) error {
	err := a.announce()
	for {
		if err == nil && len(asks) == 0 {
			err = a.flush()
		}
		if err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-a.changed:
			err = a.announce()
		case q := <-asks:
			err = a.answer(q)
		}
	}
}

// announce tells of the leaves that are new.
func (a *answerer) announce() error {
	var have commit.Bitmap
	var here bool
	have, here, a.changed = a.watch.Have()
	if !here {
		return nil
	}
	var b []byte
	if !a.here {
		a.here, a.told = true, commit.NewBitmap(blob.Leaves(a.id.Size))
		b = note{kind: noteHere}.append(b)
	}
	first, count := 0, 0
	tell := func() {
		if count > 0 {
			b = note{kind: noteHave, first: uint32(first), count: uint32(count)}.append(b)
		}
	}
	for k, x := range have {
		if x == a.told[k] {
			continue
		}
		for i := 8 * k; i < 8*k+8; i++ {
			if !have.Has(i) || a.told.Has(i) {
				continue
			}
			a.told.Set(i)
			if i != first+count {
				tell()
				first, count = i, 0
			}
			count++
		}
	}
	tell()
	return a.write(b)
}

func (a *answerer) answer(q ask) error {
	if q.kind == askNode {
		return a.node(q.digest)
	}
	// The peer pays for the memory; one that has used up its share waits for
	// nothing here.
	if err := a.st.Scope().ReserveMemory(commit.LeafSize, network.ReservationPriorityAlways); err != nil {
		return err
	}
	defer a.st.Scope().ReleaseMemory(commit.LeafSize)
	_, n := blob.LeafSpan(a.id.Size, int(q.leaf))
	buf, giveBack := disk.Buffer()
	defer giveBack()
	leaf := buf[:n]
	if err := a.s.Disk.Leaf(a.id, int(q.leaf), leaf); err != nil {
		if a.here {
			a.told.Clear(int(q.leaf)) // to be told of again, should it come back
		}
		return a.absent(err)
	}
	for len(leaf) > 0 {
		select {
		case <-a.changed:
			if err := a.announce(); err != nil {
				return err
			}
		default:
		}
		part := leaf[:min(PartSize, len(leaf))]
		leaf = leaf[len(part):]
		if err := a.write(note{kind: notePart, length: uint32(len(part))}.append(nil)); err != nil {
			return err
		}
		if err := a.write(part); err != nil {
			return err
		}
		a.s.sent.Add(uint64(len(part)))
	}
	return nil
}

func (a *answerer) node(d commit.Digest) error {
	if n, ok := a.s.Disk.BlockSize(d); !ok || n > commit.MaxNode {
		return a.absent(blob.ErrNotFound)
	}
	raw, err := a.s.Disk.Block(d)
	if err != nil || len(raw) > commit.MaxNode {
		return a.absent(err)
	}
	a.s.sent.Add(uint64(len(raw)))
	return a.write(append(note{kind: noteNode, length: uint32(len(raw))}.append(nil), raw...))
}

// absent answers that something is not here, or not any more. A store that is
// closed answers nothing.
func (a *answerer) absent(err error) error {
	if errors.Is(err, blob.ErrClosed) {
		return err
	}
	return a.write(note{kind: noteAbsent}.append(nil))
}

func (a *answerer) write(b []byte) error {
	if len(b) > a.out.Available() {
		if err := a.st.SetWriteDeadline(after(a.s.Stall)); err != nil {
			return err
		}
	}
	_, err := a.out.Write(b)
	return err
}

func (a *answerer) flush() error {
	if a.out.Buffered() == 0 {
		return nil
	}
	if err := a.st.SetWriteDeadline(after(a.s.Stall)); err != nil {
		return err
	}
	return a.out.Flush()
}
