// SPDX-License-Identifier: Apache-2.0

package disk

import (
	"bytes"

	"github.com/weft-network/weft/chain/commit"
)

// Watch follows what the store has of one blob, whether it has any of it yet or
// not. It does not keep the blob from GC. Those who follow an id whose size is a
// lie learn of the root like all others, and find the lie in it.
type Watch struct {
	s  *Store
	id commit.ID
}

// watched is shared by all who watch one blob.
type watched struct {
	users   int
	changed chan struct{} // closed when there is more of the blob
}

// Watch begins to follow a blob, until Close.
func (s *Store) Watch(id commit.ID) *Watch {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.watched[id.Digest]
	if w == nil {
		w = &watched{changed: make(chan struct{})}
		s.watched[id.Digest] = w
	}
	w.users++
	return &Watch{s: s, id: id}
}

// Close ends the watch. It must be called once.
func (w *Watch) Close() {
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	if u := w.s.watched[w.id.Digest]; u.users > 1 {
		u.users--
	} else {
		delete(w.s.watched, w.id.Digest)
	}
}

// Have gives the leaves that are present, whether the root is here, and a
// channel that is closed when there is more.
func (w *Watch) Have() (have commit.Bitmap, root bool, changed <-chan struct{}) {
	w.s.mu.RLock()
	defer w.s.mu.RUnlock()
	changed = w.s.watched[w.id.Digest].changed
	_, root = w.s.index.first[w.id.Digest]
	if e := w.s.entries[w.id]; e != nil && root {
		return bytes.Clone(e.have), root, changed
	}
	return nil, root, changed
}

// more tells those who watch a blob; the caller holds the lock.
func (s *Store) more(id commit.ID) {
	if w := s.watched[id.Digest]; w != nil {
		close(w.changed)
		w.changed = make(chan struct{})
	}
}
