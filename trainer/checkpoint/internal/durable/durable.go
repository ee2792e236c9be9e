// SPDX-License-Identifier: Apache-2.0

package durable

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// temporary ends the names of files that are not whole yet.
const temporary = ".part"

// ErrNoSpace is a disk that is full.
var ErrNoSpace = errors.New("no space left on the disk")

// Disk is the file system. Every change goes through it, so that a test can end
// a process at any of them.
type Disk struct {
	// Before is called with the path before each change; nil is nothing.
	Before func(path string) error
}

// Do makes one change.
func (d Disk) Do(path string, change func() error) error {
	if d.Before != nil {
		if err := d.Before(path); err != nil {
			return err
		}
	}
	err := change()
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w: %w; make room, or keep fewer checkpoints", ErrNoSpace, err)
	}
	return err
}

// Draft is a file that has no name yet.
type Draft struct {
	disk Disk
	f    *os.File
}

// Create makes a draft in a folder, of the given size.
func (d Disk) Create(dir string, size int64) (*Draft, error) {
	var f *os.File
	err := d.Do(dir, func() (err error) {
		if f, err = os.CreateTemp(dir, ".*"+temporary); err == nil {
			err = f.Chmod(0o644)
		}
		return err
	})
	if f == nil {
		return nil, err
	}
	draft := &Draft{d, f}
	if err == nil {
		err = d.Do(f.Name(), func() error { return f.Truncate(size) })
	}
	if err != nil {
		return nil, errors.Join(err, draft.Discard())
	}
	return draft, nil
}

// WriteAt writes into the draft.
func (d *Draft) WriteAt(p []byte, offset int64) (n int, err error) {
	err = d.disk.Do(d.f.Name(), func() error {
		n, err = d.f.WriteAt(p, offset)
		return err
	})
	return n, err
}

// Write writes at the end of what was written so.
func (d *Draft) Write(p []byte) (n int, err error) {
	err = d.disk.Do(d.f.Name(), func() error {
		n, err = d.f.Write(p)
		return err
	})
	return n, err
}

// Publish gives the draft its place, for good. Another file there is replaced.
func (d *Draft) Publish(path string) error {
	from := d.f.Name()
	err := d.disk.Do(from, d.f.Sync)
	if err = errors.Join(err, d.f.Close()); err == nil {
		err = d.disk.Do(path, func() error { return os.Rename(from, path) })
	}
	if err != nil {
		return errors.Join(err, gone(os.Remove(from)))
	}
	return d.disk.SyncDir(filepath.Dir(path))
}

// Discard removes the draft.
func (d *Draft) Discard() error {
	return errors.Join(d.f.Close(), gone(os.Remove(d.f.Name())))
}

// Remove removes a file, if it is there.
func (d Disk) Remove(path string) error {
	return d.Do(path, func() error { return gone(os.Remove(path)) })
}

func gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Rename renames within a folder, for good.
func (d Disk) Rename(from, to string) error {
	if err := d.Do(to, func() error { return os.Rename(from, to) }); err != nil {
		return err
	}
	return d.SyncDir(filepath.Dir(to))
}

// SyncDir makes changes of names in a folder last.
func (d Disk) SyncDir(dir string) error {
	return d.Do(dir, func() error {
		f, err := os.Open(dir)
		if err != nil {
			return err
		}
		return errors.Join(f.Sync(), f.Close())
	})
}

// MkdirAll makes a folder, for good.
func (d Disk) MkdirAll(dir string) error {
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return nil
	}
	if err := d.Do(dir, func() error { return os.MkdirAll(dir, 0o755) }); err != nil {
		return err
	}
	return d.SyncDir(filepath.Dir(dir))
}

// Clean removes the drafts that a crash left in a folder.
func (d Disk) Clean(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if name := e.Name(); strings.HasPrefix(name, ".") && strings.HasSuffix(name, temporary) && e.Type().IsRegular() {
			err = errors.Join(err, d.Remove(filepath.Join(dir, name)))
		}
	}
	return err
}
