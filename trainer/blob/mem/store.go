// SPDX-License-Identifier: Apache-2.0

package mem

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
)

// Options are the limits of a store.
type Options struct {
	MaxBlob uint64 // largest blob; 0 is the largest that has an id
}

// Store keeps blocks by their digests.
type Store struct {
	name string
	net  *Network
	max  uint64

	mu       sync.Mutex
	closed   bool
	blobs    map[commit.ID]*entry
	blocks   map[commit.Digest][]byte
	received uint64
	room     int // blocks that may still be stored; negative: no limit
}

type entry struct {
	pins []blob.Pin
	uses int // open readers and running fetches
}

var _ blob.Store = (*Store)(nil)

// New is an empty store that is linked to no other.
func New(o Options) *Store { return new(Network).Open("", o) }

func newStore(name string, n *Network, o Options) *Store {
	return &Store{
		name: name, net: n, max: cmp.Or(o.MaxBlob, commit.MaxSize), room: -1,
		blobs: map[commit.ID]*entry{}, blocks: map[commit.Digest][]byte{},
	}
}

// FailAfter makes the store full once it has taken n more blocks; a negative n
// gives it room again.
func (s *Store) FailAfter(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.room = n
}

// Received is the number of bytes that came from other stores.
func (s *Store) Received() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.received
}

// Corrupt changes the byte at an offset of a blob, as a failing medium would.
func (s *Store) Corrupt(id commit.ID, offset uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.walk(id.Span(), id.Digest, func(sp commit.Span, d commit.Digest) error {
		if sp.IsLeaf() && sp.Offset <= offset && offset < sp.End() {
			b := bytes.Clone(s.blocks[d])
			b[offset-sp.Offset] ^= 1
			s.blocks[d] = b
		}
		return nil
	})
}

// AddBlock stores a block that belongs to no blob, as a liar would.
func (s *Store) AddBlock(raw []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.blocks[commit.Sum(raw)] = raw
}

// Put publishes what r gives.
func (s *Store) Put(ctx context.Context, r io.Reader, o blob.PutOptions) (commit.ID, error) {
	if err := s.ready(ctx); err != nil {
		return commit.ID{}, err
	}
	pins, err := blob.SetPins(nil, o.Pins...)
	if err != nil {
		return commit.ID{}, err
	}
	if o.SizeHint > s.max {
		return commit.ID{}, tooLarge(o.SizeHint, s.max)
	}
	blocks := map[commit.Digest][]byte{}
	b := commit.NewBuilder(func(n commit.Block) error {
		blocks[n.Digest] = n.Raw
		return nil
	})
	for done := uint64(0); ; {
		if err := ctx.Err(); err != nil {
			return commit.ID{}, err
		}
		leaf := make([]byte, commit.LeafSize)
		n, err := io.ReadFull(r, leaf)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return commit.ID{}, fmt.Errorf("read content at %d: %w", done+uint64(n), err)
		}
		if n > 0 {
			leaf = leaf[:n]
			d := commit.Sum(leaf)
			blocks[d] = leaf
			if err := b.AddLeaf(d, uint64(n)); err != nil {
				return commit.ID{}, err
			}
			if done += uint64(n); done > s.max {
				return commit.ID{}, tooLarge(done, s.max)
			}
			report(o.Progress, done, o.SizeHint)
		}
		if err != nil {
			break
		}
	}
	id, err := b.Finish()
	if err != nil {
		return commit.ID{}, err
	}
	return id, s.publish(id, pins, blocks)
}

func (s *Store) publish(id commit.ID, pins []blob.Pin, blocks map[commit.Digest][]byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.room >= 0 && len(blocks) > s.room {
		return noSpace(id)
	}
	for d, raw := range blocks {
		if err := s.store(id, d, raw); err != nil {
			return err
		}
	}
	e := s.enter(id)
	e.pins, _ = blob.SetPins(e.pins, pins...) //nolint:errcheck // the pins were valid before
	return nil
}

// PutFile publishes a file.
func (s *Store) PutFile(ctx context.Context, path string, o blob.PutOptions) (commit.ID, error) {
	f, err := os.Open(path)
	if err != nil {
		return commit.ID{}, err
	}
	defer f.Close()
	return s.Put(ctx, f, o)
}

// Stat says what the store has of a blob.
func (s *Store) Stat(ctx context.Context, id commit.ID) (blob.Stat, error) {
	if err := s.ready(ctx); err != nil {
		return blob.Stat{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e, err := s.entry(id)
	if err != nil {
		return blob.Stat{}, err
	}
	return s.stat(id, e), nil
}

// List is the Stat of every blob.
func (s *Store) List(ctx context.Context) ([]blob.Stat, error) {
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []blob.Stat
	for id, e := range s.blobs {
		list = append(list, s.stat(id, e))
	}
	slices.SortFunc(list, func(a, b blob.Stat) int { return bytes.Compare(a.ID.Bytes(), b.ID.Bytes()) })
	return list, nil
}

// Pin keeps a blob from GC.
func (s *Store) Pin(ctx context.Context, id commit.ID, p blob.Pin) error {
	return s.repin(ctx, id, func(pins []blob.Pin) ([]blob.Pin, error) { return blob.SetPins(pins, p) })
}

// Unpin removes a pin.
func (s *Store) Unpin(ctx context.Context, id commit.ID, name string) error {
	return s.repin(ctx, id, func(pins []blob.Pin) ([]blob.Pin, error) { return blob.DropPin(pins, name), nil })
}

func (s *Store) repin(ctx context.Context, id commit.ID, change func([]blob.Pin) ([]blob.Pin, error)) error {
	if err := s.ready(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e, err := s.entry(id)
	if err != nil {
		return err
	}
	pins, err := change(e.pins)
	if err == nil {
		e.pins = pins
	}
	return err
}

// GC removes every blob that no live pin keeps and nobody is using, then every
// block that no blob needs.
func (s *Store) GC(ctx context.Context, now blob.Now) (blob.Freed, error) {
	if err := s.ready(ctx); err != nil {
		return blob.Freed{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var freed blob.Freed
	kept := map[commit.Digest][]byte{}
	for id, e := range s.blobs {
		if e.uses == 0 && !blob.AnyLive(e.pins, now) {
			freed.Blobs++
			freed.Bytes += s.stat(id, e).Present
			delete(s.blobs, id)
			continue
		}
		//nolint:errcheck // the visitor never fails, and a corrupt node ends its branch
		_ = s.walk(id.Span(), id.Digest, func(_ commit.Span, d commit.Digest) error {
			kept[d] = s.blocks[d]
			return nil
		})
	}
	s.blocks = kept
	return freed, nil
}

// Close ends the store; its blobs are gone.
func (s *Store) Close() error {
	s.net.leave(s)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}

func (s *Store) ready(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return fmt.Errorf("%w: open it again", blob.ErrClosed)
	}
	return ctx.Err()
}

// entry finds a blob; the caller holds the lock.
func (s *Store) entry(id commit.ID) (*entry, error) {
	e, ok := s.blobs[id]
	if !ok {
		return nil, fmt.Errorf("%w: %v; fetch it first", blob.ErrNotFound, id)
	}
	return e, nil
}

// enter finds a blob or makes its entry; the caller holds the lock.
func (s *Store) enter(id commit.ID) *entry {
	if s.blobs[id] == nil {
		s.blobs[id] = &entry{}
	}
	return s.blobs[id]
}

func (s *Store) store(id commit.ID, d commit.Digest, raw []byte) error {
	if s.room == 0 {
		return noSpace(id)
	}
	if s.room > 0 {
		s.room--
	}
	s.blocks[d] = raw
	return nil
}

func (s *Store) stat(id commit.ID, e *entry) blob.Stat {
	st := blob.Stat{ID: id, Pins: slices.Clone(e.pins)}
	//nolint:errcheck // the visitor never fails, and a corrupt node ends its branch
	_ = s.walk(id.Span(), id.Digest, func(sp commit.Span, _ commit.Digest) error {
		if sp.IsLeaf() {
			st.Present += sp.Size
		}
		return nil
	})
	return st
}

func noSpace(id commit.ID) error {
	return fmt.Errorf("%w: %v; unpin blobs and collect garbage", blob.ErrNoSpace, id)
}

func tooLarge(size, limit uint64) error {
	return fmt.Errorf("%w: %d bytes, want at most %d; raise the limit of the store", blob.ErrTooLarge, size, limit)
}

func report(p blob.Progress, done, total uint64) {
	if p != nil {
		p(done, total)
	}
}
