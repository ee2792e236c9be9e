// SPDX-License-Identifier: Apache-2.0

package disk

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
)

// DefaultMaxBlob is the limit of a store that sets none: the state of a model
// of about 10^11 parameters.
const DefaultMaxBlob = 1 << 40

// Config are the settings of a store.
type Config struct {
	Dir      string
	MaxBlob  uint64 // largest blob; 0 is DefaultMaxBlob
	Capacity uint64 // all blobs together, with what is still missing of them; 0 is no limit but the disk

	// BeforeWrite is called before every change of a file, and what it returns is
	// taken for the error of the medium. It is for tests of media that fail.
	BeforeWrite func(path string) error
}

// Store keeps blobs in files.
type Store struct {
	cfg    Config
	medium medium
	lock   *os.File
	work   sync.WaitGroup // publications under way

	mu      sync.RWMutex
	closed  bool
	entries map[commit.ID]*entry
	index   index
	watched map[commit.Digest]*watched
	used    uint64
	drafts  uint64
}

// Open opens the store in a folder, or makes it.
func Open(cfg Config) (*Store, error) {
	cfg.MaxBlob = cmp.Or(cfg.MaxBlob, DefaultMaxBlob)
	s := &Store{cfg: cfg, medium: medium{cfg.BeforeWrite}, entries: map[commit.ID]*entry{}, watched: map[commit.Digest]*watched{}, index: newIndex()}
	for _, dir := range []string{s.path("tmp"), s.path("blobs")} {
		if err := s.medium.mkdir(dir); err != nil {
			return nil, err
		}
	}
	var err error
	if s.lock, err = s.medium.open(s.path("lock")); err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(s.lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("content store %s is in use by another process: %w; stop that one, or give this one another folder", cfg.Dir, err), s.lock.Close())
	}
	if err := s.load(); err != nil {
		return nil, errors.Join(err, s.lock.Close())
	}
	return s, nil
}

func (s *Store) path(elem ...string) string {
	return filepath.Join(append([]string{s.cfg.Dir}, elem...)...)
}

// load sweeps up what was interrupted and reads what was published.
func (s *Store) load() error {
	left, err := os.ReadDir(s.path("tmp"))
	if err != nil {
		return err
	}
	for _, d := range left {
		if err := os.RemoveAll(s.path("tmp", d.Name())); err != nil {
			return err
		}
	}
	blobs, err := os.ReadDir(s.path("blobs"))
	if err != nil {
		return err
	}
	for _, d := range blobs {
		id, err := idOfFolder(d.Name())
		if err != nil || !d.IsDir() || id.Size > s.cfg.MaxBlob {
			continue // not ours to touch
		}
		e, err := load(id, s.path("blobs", d.Name()), s.index)
		if err != nil {
			return fmt.Errorf("blob %v: %w", id, err)
		}
		s.entries[id] = e
		s.used += id.Size
	}
	return nil
}

// Close ends the store. Publications under way fail first.
func (s *Store) Close() error {
	s.mu.Lock()
	was := s.closed
	s.closed = true
	s.mu.Unlock()
	if was {
		return nil
	}
	s.work.Wait()
	return s.lock.Close()
}

func (s *Store) ready(ctx context.Context) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return errClosed()
	}
	return ctx.Err()
}

func errClosed() error { return fmt.Errorf("%w: open it again", blob.ErrClosed) }

// begin registers a publication, which Close waits for.
func (s *Store) begin(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errClosed()
	}
	s.work.Add(1)
	return ctx.Err()
}

// temporary is a new name in tmp.
func (s *Store) temporary() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drafts++
	return s.path("tmp", strconv.FormatUint(s.drafts, 10))
}

// Stat says what the store has of a blob.
func (s *Store) Stat(ctx context.Context, id commit.ID) (blob.Stat, error) {
	if err := s.ready(ctx); err != nil {
		return blob.Stat{}, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	e, err := s.entry(id)
	if err != nil {
		return blob.Stat{}, err
	}
	return e.stat(), nil
}

// List is the Stat of every blob.
func (s *Store) List(ctx context.Context) ([]blob.Stat, error) {
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	list := make([]blob.Stat, 0, len(s.entries))
	for _, e := range s.entries {
		if e.dir != "" {
			list = append(list, e.stat())
		}
	}
	slices.SortFunc(list, func(a, b blob.Stat) int { return bytes.Compare(a.ID.Bytes(), b.ID.Bytes()) })
	return list, nil
}

// entry finds a blob of which something is on disk; the caller holds the lock.
func (s *Store) entry(id commit.ID) (*entry, error) {
	e, ok := s.entries[id]
	if !ok || e.dir == "" {
		return nil, fmt.Errorf("%w: %v; fetch it first", blob.ErrNotFound, id)
	}
	return e, nil
}

// use finds a blob and keeps it from GC until it is released.
func (s *Store) use(id commit.ID) (*entry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, errClosed()
	}
	e, err := s.entry(id)
	if err == nil {
		e.uses++
	}
	return e, err
}

// release ends a use. The last one closes the files.
func (s *Store) release(e *entry) error {
	s.mu.Lock()
	e.uses--
	last := e.uses == 0
	if last && e.dir == "" {
		s.forget(e) // nothing came: as if nothing had been asked
	}
	s.mu.Unlock()
	if !last {
		return nil
	}
	e.log.Lock()
	defer e.log.Unlock()
	e.files.Lock()
	defer e.files.Unlock()
	if s.inUse(e) {
		return nil
	}
	var err error
	if e.data != nil {
		err = e.data.Close()
		e.data = nil
	}
	if e.logFile != nil {
		err = errors.Join(err, e.logFile.Close())
		e.logFile = nil
	}
	return err
}

func (s *Store) inUse(e *entry) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return e.uses > 0
}

// forget removes an entry from memory; the caller holds the lock.
func (s *Store) forget(e *entry) {
	if s.entries[e.id] != e {
		return
	}
	delete(s.entries, e.id)
	s.used -= e.id.Size
	for _, d := range e.nodes {
		s.index.remove(e, d)
	}
	for _, d := range e.leaves {
		s.index.remove(e, d)
	}
}
