// SPDX-License-Identifier: Apache-2.0

package disk

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
)

// haveEvery is how many leaves may be lost by the end of the process.
const haveEvery = 8

// Receiver takes the blocks of one blob, parents first, in whatever order they
// arrive. What it took can be read, and served to others, at once. Several may
// work on one blob at the same time.
type Receiver struct {
	s *Store
	e *entry
}

// Receive prepares for a blob, or for what is missing of it. Nothing is written
// before the first node has arrived.
func (s *Store) Receive(id commit.ID, pins []blob.Pin) (*Receiver, error) {
	if err := id.Validate(); err != nil {
		return nil, err
	}
	pins, err := blob.SetPins(nil, pins...)
	if err != nil {
		return nil, err
	}
	s.mu.RLock()
	known := s.entries[id] != nil
	s.mu.RUnlock()
	if !known {
		if err := s.room(id.Size); err != nil {
			return nil, err
		}
	}
	e, err := s.expect(id)
	if err != nil {
		return nil, err
	}
	err = s.setPins(e, func(old []blob.Pin) ([]blob.Pin, error) { return blob.SetPins(old, pins...) })
	if err != nil {
		return nil, errors.Join(err, s.release(e))
	}
	return &Receiver{s: s, e: e}, nil
}

// expect finds or makes the entry of a blob and keeps it until it is released.
func (s *Store) expect(id commit.ID) (*entry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, errClosed()
	}
	e := s.entries[id]
	if e == nil {
		e = newEntry(id, "")
		s.entries[id] = e
		s.used += id.Size
	}
	e.uses++
	return e, nil
}

// Close ends the work. If nothing is missing, the blob is whole from now on.
func (r *Receiver) Close() error {
	r.e.log.Lock()
	err := r.settle()
	r.e.log.Unlock()
	return errors.Join(err, r.s.release(r.e))
}

// settle makes what arrived last; the caller holds e.log.
func (r *Receiver) settle() error {
	r.s.mu.RLock()
	complete := r.e.complete()
	r.s.mu.RUnlock()
	if r.e.dir == "" || !r.e.partial {
		return nil
	}
	if !complete {
		if r.e.dirty == 0 {
			return nil
		}
		return r.s.writeHave(r.e, true)
	}
	if err := r.e.withData(r.s.medium.sync); err != nil {
		return err
	}
	if r.e.logFile != nil {
		if err := r.s.medium.sync(r.e.logFile); err != nil {
			return err
		}
	}
	if err := r.s.medium.remove(r.e.path("have")); err != nil {
		return err
	}
	r.e.partial, r.e.dirty = false, 0
	return r.s.medium.syncDir(r.e.dir)
}

// Node gives the children of a node that has arrived.
func (r *Receiver) Node(sp commit.Span, d commit.Digest) ([]commit.Digest, bool) {
	r.s.mu.RLock()
	p, ok := r.s.index.in(r.e, d)
	r.s.mu.RUnlock()
	if !ok || p.length == 0 {
		return nil, false
	}
	raw, err := r.s.node(p, d)
	if err != nil {
		return nil, false
	}
	children, err := sp.OpenNode(d, raw)
	return children, err == nil
}

// AddNode takes a node and gives its children. A node that has the right
// digest and yet is not what its span demands means that the id is a lie.
func (r *Receiver) AddNode(sp commit.Span, d commit.Digest, raw []byte) ([]commit.Digest, error) {
	children, err := sp.OpenNode(d, raw)
	if err != nil {
		return nil, fmt.Errorf("%w: node at %d of %v: %w", blob.ErrCorrupt, sp.Offset, r.e.id, err)
	}
	r.e.log.Lock()
	defer r.e.log.Unlock()
	if !r.knows(d) {
		if err := r.appendNode(d, raw); err != nil {
			return nil, err
		}
	}
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	if sp.Fanout() > 0 && sp.Child(0).IsLeaf() {
		copy(r.e.leaves[sp.Offset/commit.LeafSize:], children)
	}
	return children, nil
}

// appendNode writes a node; the caller holds e.log.
func (r *Receiver) appendNode(d commit.Digest, raw []byte) error {
	record := appendNode(nil, raw)
	switch {
	case r.e.dir == "":
		if err := r.create(record); err != nil {
			return err
		}
	case r.e.logFile == nil:
		f, err := r.s.medium.open(r.e.path("nodes"))
		if err != nil {
			return err
		}
		r.e.logFile = f
		fallthrough
	default:
		if err := r.s.medium.writeAt(r.e.logFile, record, r.e.logSize); err != nil {
			return err
		}
	}
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	r.s.index.add(d, place{e: r.e, at: r.e.logSize + 2, length: uint32(len(raw))})
	r.e.nodes = append(r.e.nodes, d)
	r.e.logSize += int64(len(record))
	if d == r.e.id.Digest {
		r.s.more(r.e.id)
	}
	return nil
}

// create makes the folder of a blob with its first node.
func (r *Receiver) create(record []byte) error {
	m, tmp, dir := r.s.medium, r.s.temporary(), r.s.path("blobs", folder(r.e.id))
	err := m.mkdir(tmp)
	if err == nil {
		err = r.createFiles(tmp, record)
	}
	if err == nil {
		err = m.rename(tmp, dir)
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(tmp), os.RemoveAll(dir))
	}
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	r.e.dir, r.e.partial = dir, true
	return nil
}

func (r *Receiver) createFiles(tmp string, record []byte) error {
	m := r.s.medium
	data, err := m.open(tmp + "/data")
	if err != nil {
		return err
	}
	if err := errors.Join(m.truncate(data, r.e.id.Size), data.Close()); err != nil {
		return err
	}
	if err := m.replace(tmp+"/nodes", record, true); err != nil {
		return err
	}
	if err := m.replace(tmp+"/have", r.e.have, true); err != nil {
		return err
	}
	return writePins(m, tmp+"/pins", r.e.pins)
}

// Leaf gives the digest of a leaf, zero if it is not known yet, and whether the
// leaf has arrived.
func (r *Receiver) Leaf(i int) (commit.Digest, bool) {
	r.s.mu.RLock()
	defer r.s.mu.RUnlock()
	return r.e.leaves[i], r.e.has(i)
}

// AddLeaf takes a leaf whose place is known.
func (r *Receiver) AddLeaf(i int, raw []byte) error { return r.AddHashed(i, commit.Sum(raw), raw) }

// AddHashed takes a leaf that was hashed already, with its digest.
func (r *Receiver) AddHashed(i int, d commit.Digest, raw []byte) error {
	want, present := r.Leaf(i)
	if present {
		return nil
	}
	off, n := blob.LeafSpan(r.e.id.Size, i)
	if uint64(len(raw)) != n || d != want {
		return fmt.Errorf("%w: %d bytes for the leaf at %d of %v, want %d bytes with hash %v", blob.ErrCorrupt, len(raw), off, r.e.id, n, want)
	}
	if err := r.write(raw, off); err != nil {
		return err
	}
	r.s.mu.Lock()
	r.e.set(i, true)
	r.s.index.add(want, place{e: r.e, at: int64(i)})
	r.s.more(r.e.id)
	r.s.mu.Unlock()
	r.e.log.Lock()
	defer r.e.log.Unlock()
	if r.e.dirty++; r.e.dirty < haveEvery {
		return nil
	}
	return r.s.writeHave(r.e, false)
}

func (r *Receiver) write(raw []byte, off uint64) error {
	r.s.mu.RLock()
	closed := r.s.closed
	r.s.mu.RUnlock()
	if closed {
		return errClosed()
	}
	if err := r.unshare(); err != nil {
		return err
	}
	return r.e.withData(func(f *os.File) error { return r.s.medium.writeAt(f, raw, int64(off)) })
}

// unshare gives a blob a file of its own, if others may hold the one it has.
func (r *Receiver) unshare() error {
	r.e.log.Lock()
	defer r.e.log.Unlock()
	if !r.e.linked {
		return nil
	}
	m := r.s.medium
	own, err := m.open(r.e.path("data.new"))
	if err != nil {
		return err
	}
	err = r.e.withData(func(f *os.File) error {
		return m.do(own.Name(), func() error {
			_, err := io.Copy(own, io.NewSectionReader(f, 0, int64(r.e.id.Size)))
			return err
		})
	})
	if err == nil {
		err = m.truncate(own, r.e.id.Size)
	}
	if err == nil {
		err = m.sync(own)
	}
	if err == nil {
		err = m.rename(own.Name(), r.e.path("data"))
	}
	if err == nil {
		err = m.remove(r.e.path("linked"))
	}
	if err != nil {
		return errors.Join(err, own.Close())
	}
	r.e.files.Lock()
	defer r.e.files.Unlock()
	old := r.e.data
	r.e.data, r.e.linked = own, false
	return old.Close()
}

// writeHave records which leaves are present; the caller holds e.log.
func (s *Store) writeHave(e *entry, sync bool) error {
	s.mu.RLock()
	have := slices.Clone(e.have)
	s.mu.RUnlock()
	if e.dir == "" {
		return nil
	}
	if err := s.medium.replace(e.path("have"), have, sync); err != nil {
		return err
	}
	e.partial, e.dirty = true, 0
	return nil
}

func (r *Receiver) knows(d commit.Digest) bool {
	r.s.mu.RLock()
	defer r.s.mu.RUnlock()
	_, ok := r.s.index.in(r.e, d)
	return ok
}
