// SPDX-License-Identifier: Apache-2.0

package disk

import (
	"context"
	"errors"
	"os"
	"slices"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
)

// Pin keeps a blob from GC.
func (s *Store) Pin(ctx context.Context, id commit.ID, p blob.Pin) error {
	return s.repin(ctx, id, func(pins []blob.Pin) ([]blob.Pin, error) { return blob.SetPins(pins, p) })
}

// Unpin removes a pin.
func (s *Store) Unpin(ctx context.Context, id commit.ID, name string) error {
	return s.repin(ctx, id, func(pins []blob.Pin) ([]blob.Pin, error) { return blob.DropPin(pins, name), nil })
}

func (s *Store) repin(ctx context.Context, id commit.ID, change func([]blob.Pin) ([]blob.Pin, error)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	e, err := s.use(id)
	if err != nil {
		return err
	}
	err = s.setPins(e, change)
	return errors.Join(err, s.release(e))
}

// setPins changes the pins of a blob in use. Before its folder is there, they
// wait in memory.
func (s *Store) setPins(e *entry, change func([]blob.Pin) ([]blob.Pin, error)) error {
	e.log.Lock()
	defer e.log.Unlock()
	s.mu.RLock()
	old := e.pins
	s.mu.RUnlock()
	pins, err := change(old)
	if err != nil || slices.Equal(old, pins) {
		return err
	}
	if e.dir != "" {
		if err := writePins(s.medium, e.path("pins"), pins); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e.pins = pins
	return nil
}

// GC removes every blob that no live pin keeps and nobody is using.
func (s *Store) GC(ctx context.Context, now blob.Now) (freed blob.Freed, err error) {
	if err := s.ready(ctx); err != nil {
		return freed, err
	}
	s.mu.RLock()
	var dead []commit.ID
	for id, e := range s.entries {
		if e.uses == 0 && !blob.AnyLive(e.pins, now) {
			dead = append(dead, id)
		}
	}
	s.mu.RUnlock()
	for _, id := range dead {
		if err := ctx.Err(); err != nil {
			return freed, err
		}
		n, err := s.bury(id, now)
		if err != nil {
			return freed, err
		}
		freed.Blobs += n.Blobs
		freed.Bytes += n.Bytes
	}
	return freed, nil
}

// bury moves a blob out of sight, then removes it: a crash in between leaves
// work for the next start, but no half blob.
func (s *Store) bury(id commit.ID, now blob.Now) (blob.Freed, error) {
	grave := s.temporary()
	s.mu.Lock()
	e, err := s.entry(id)
	if err != nil || e.uses > 0 || blob.AnyLive(e.pins, now) {
		s.mu.Unlock()
		return blob.Freed{}, nil //nolint:nilerr // gone or wanted again since it was looked at
	}
	freed := blob.Freed{Blobs: 1, Bytes: e.present}
	err = s.medium.do(e.dir, func() error { return os.Rename(e.dir, grave) })
	if err == nil {
		s.forget(e)
	}
	s.mu.Unlock()
	if err != nil {
		return blob.Freed{}, err
	}
	return freed, errors.Join(s.medium.syncDir(s.path("blobs")), os.RemoveAll(grave))
}
