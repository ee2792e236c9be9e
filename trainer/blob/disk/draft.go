// SPDX-License-Identifier: Apache-2.0

package disk

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
)

// draft is a publication under way: a folder in tmp.
type draft struct {
	s      *Store
	dir    string
	data   *os.File
	log    *os.File
	nodes  *bufio.Writer
	size   int64 // of the nodes
	leaves []commit.Digest
	places []placed
	linked bool
}

type placed struct {
	digest commit.Digest
	at     int64
	length uint32
}

func (s *Store) draft() (*draft, error) {
	d := &draft{s: s, dir: s.temporary()}
	if err := s.medium.mkdir(d.dir); err != nil {
		return nil, err
	}
	var err error
	if d.log, err = s.medium.open(d.path("nodes")); err != nil {
		return nil, errors.Join(err, d.close())
	}
	d.nodes = bufio.NewWriter(logWriter{s.medium, d.log})
	return d, nil
}

// logWriter appends through the medium.
type logWriter struct {
	m medium
	f *os.File
}

func (w logWriter) Write(b []byte) (n int, err error) {
	err = w.m.do(w.f.Name(), func() error {
		n, err = w.f.Write(b)
		return err
	})
	return n, err
}

func (d *draft) path(name string) string { return filepath.Join(d.dir, name) }

// create makes the file of the content.
func (d *draft) create(name string) (err error) {
	d.data, err = d.s.medium.open(d.path(name))
	return err
}

// share links the content to a file, which must still be the one that was seen.
func (d *draft) share(path string, seen os.FileInfo) error {
	if err := d.s.medium.link(path, d.path("data")); err != nil {
		if errors.Is(err, blob.ErrNoSpace) {
			return err
		}
		return fmt.Errorf("%w: %w", errNoLink, err)
	}
	var err error
	if d.data, err = os.Open(d.path("data")); err != nil {
		return err
	}
	info, err := d.data.Stat()
	if err == nil && !os.SameFile(info, seen) {
		err = fmt.Errorf("%w: another file took its place; publish it again", blob.ErrChanged)
	}
	d.linked = true
	return err
}

func (d *draft) addNode(b commit.Block) error {
	d.places = append(d.places, placed{b.Digest, d.size + 2, uint32(len(b.Raw))})
	n, err := d.nodes.Write(appendNode(nil, b.Raw))
	d.size += int64(n)
	return err
}

// close removes the draft, if it was not published.
func (d *draft) close() error {
	var err error
	for _, f := range []*os.File{d.data, d.log} {
		if f != nil {
			err = errors.Join(err, f.Close())
		}
	}
	return errors.Join(err, os.RemoveAll(d.dir))
}

// publish makes the draft a blob of the store.
func (d *draft) publish(id commit.ID, pins []blob.Pin) error {
	m := d.s.medium
	err := d.nodes.Flush()
	if err == nil && d.linked {
		err = m.replace(d.path("linked"), nil, true)
	}
	if err == nil {
		err = writePins(m, d.path("pins"), pins)
	}
	if err == nil {
		err = m.sync(d.data)
	}
	if err == nil {
		err = m.sync(d.log)
	}
	if err == nil {
		err = m.syncDir(d.dir)
	}
	if err != nil {
		return err
	}
	entered, err := d.enter(id, pins)
	if err != nil || entered {
		return err
	}
	return d.merge(id, pins)
}

// enter moves the draft among the blobs, unless the store has that one.
func (d *draft) enter(id commit.ID, pins []blob.Pin) (bool, error) {
	s := d.s
	dir := s.path("blobs", folder(id))
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.entries[id] != nil {
		return false, nil
	}
	if err := s.medium.rename(d.dir, dir); err != nil {
		// The rename may have happened before the sync failed.
		return false, errors.Join(err, os.RemoveAll(dir))
	}
	e := newEntry(id, dir)
	e.pins, e.linked, e.leaves, e.logSize = pins, d.linked, d.leaves, d.size
	for _, p := range d.places {
		e.nodes = append(e.nodes, p.digest)
		s.index.add(p.digest, place{e: e, at: p.at, length: p.length})
	}
	for i, l := range e.leaves {
		e.set(i, true)
		s.index.add(l, place{e: e, at: int64(i)})
	}
	s.entries[id] = e
	s.used += id.Size
	s.more(id)
	return true, nil
}

// merge gives what the draft has to a blob that is there already.
func (d *draft) merge(id commit.ID, pins []blob.Pin) error {
	r, err := d.s.Receive(id, pins)
	if err != nil {
		return err
	}
	at := map[commit.Digest]placed{}
	for _, p := range d.places {
		at[p.digest] = p
	}
	err = d.give(r, id.Span(), id.Digest, at)
	return errors.Join(err, r.Close())
}

func (d *draft) give(r *Receiver, sp commit.Span, digest commit.Digest, at map[commit.Digest]placed) error {
	if sp.IsLeaf() {
		i := int(sp.Offset / commit.LeafSize)
		if _, present := r.Leaf(i); present {
			return nil
		}
		b := make([]byte, sp.Size)
		if _, err := d.data.ReadAt(b, int64(sp.Offset)); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		return r.AddLeaf(i, b)
	}
	p := at[digest]
	raw := make([]byte, p.length)
	if _, err := d.log.ReadAt(raw, p.at); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	children, err := r.AddNode(sp, digest, raw)
	if err != nil {
		return err
	}
	for i, c := range children {
		if err := d.give(r, sp.Child(i), c, at); err != nil {
			return err
		}
	}
	return nil
}
