// SPDX-License-Identifier: Apache-2.0

package disk

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"github.com/weft-network/weft/trainer/blob"
)

// medium is the file system. Every change goes through it, so that a test can
// let it fail at any point.
type medium struct {
	before func(path string) error
}

func (m medium) do(path string, change func() error) error {
	if m.before != nil {
		if err := m.before(path); err != nil {
			return full(err)
		}
	}
	return full(change())
}

// full names the cause that has a remedy.
func full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w: %w; unpin blobs and collect garbage, or make room on the disk", blob.ErrNoSpace, err)
	}
	return err
}

func (m medium) mkdir(path string) error {
	return m.do(path, func() error { return os.MkdirAll(path, 0o755) })
}

func (m medium) open(path string) (f *os.File, err error) {
	err = m.do(path, func() error {
		f, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
		return err
	})
	return f, err
}

func (m medium) writeAt(f *os.File, b []byte, off int64) error {
	return m.do(f.Name(), func() error {
		_, err := f.WriteAt(b, off)
		return err
	})
}

func (m medium) truncate(f *os.File, size uint64) error {
	return m.do(f.Name(), func() error { return f.Truncate(int64(size)) })
}

func (m medium) sync(f *os.File) error { return m.do(f.Name(), f.Sync) }

func (m medium) link(from, to string) error {
	return m.do(to, func() error { return os.Link(from, to) })
}

func (m medium) remove(path string) error {
	return m.do(path, func() error {
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		return nil
	})
}

// rename moves a file or a folder and makes the move last.
func (m medium) rename(from, to string) error {
	if err := m.do(to, func() error { return os.Rename(from, to) }); err != nil {
		return err
	}
	return m.syncDir(filepath.Dir(to))
}

func (m medium) syncDir(path string) error {
	return m.do(path, func() error {
		d, err := os.Open(path)
		if err != nil {
			return err
		}
		return errors.Join(d.Sync(), d.Close())
	})
}

// replace gives a small file new content, all or nothing. Without sync it is
// safe from the end of the process, but not from that of the machine.
func (m medium) replace(path string, content []byte, sync bool) error {
	f, err := m.open(path + ".new")
	if err != nil {
		return err
	}
	err = m.truncate(f, 0)
	if err == nil {
		err = m.writeAt(f, content, 0)
	}
	if err == nil && sync {
		err = m.sync(f)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if !sync {
		return m.do(path, func() error { return os.Rename(path+".new", path) })
	}
	return m.rename(path+".new", path)
}
