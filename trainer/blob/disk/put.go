// SPDX-License-Identifier: Apache-2.0

package disk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
)

// Put publishes what r gives.
func (s *Store) Put(ctx context.Context, r io.Reader, o blob.PutOptions) (commit.ID, error) {
	return s.put(ctx, o, func(d *draft) (source, error) {
		err := d.create("data")
		return source{
			next: func(b []byte, off uint64) (int, error) {
				n, err := io.ReadFull(r, b)
				if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
					return 0, fmt.Errorf("read content at %d: %w", off+uint64(n), err)
				}
				return n, nil
			},
			load: func(b []byte, off uint64) error { return s.medium.writeAt(d.data, b, int64(off)) },
		}, err
	})
}

// PutFile publishes a file. The store takes a hard link to it; where that is
// not possible, it takes a copy.
func (s *Store) PutFile(ctx context.Context, path string, o blob.PutOptions) (commit.ID, error) {
	if err := s.ready(ctx); err != nil {
		return commit.ID{}, err
	}
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return commit.ID{}, err
	}
	f, err := os.Open(path)
	if err != nil {
		return commit.ID{}, err
	}
	defer f.Close()
	before, err := f.Stat()
	if err != nil {
		return commit.ID{}, err
	}
	if !before.Mode().IsRegular() {
		return s.Put(ctx, f, o)
	}
	o.SizeHint = uint64(before.Size())
	shared := func(d *draft) (source, error) {
		if err := d.share(path, before); err != nil {
			return source{}, err
		}
		return source{
			next: func(b []byte, off uint64) (int, error) {
				return int(min(uint64(len(b)), o.SizeHint-off)), nil
			},
			load: func(b []byte, off uint64) error { return readAll(d.data, b, off) },
			done: func() error { return unchanged(d.data, before) },
		}, nil
	}
	id, err := s.put(ctx, o, shared)
	if errors.Is(err, errNoLink) {
		return s.Put(ctx, f, o)
	}
	return id, err
}

// errNoLink is a file that cannot be shared.
var errNoLink = errors.New("no hard link")

func readAll(f *os.File, b []byte, off uint64) error {
	_, err := f.ReadAt(b, int64(off))
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: it became shorter; publish it again when it is finished", blob.ErrChanged)
	}
	return err
}

func unchanged(f *os.File, before os.FileInfo) error {
	after, err := f.Stat()
	if err != nil {
		return err
	}
	if after.Size() != before.Size() || !after.ModTime().Equal(before.ModTime()) {
		return fmt.Errorf("%w: from %d bytes of %v to %d of %v; publish it again when it is finished",
			blob.ErrChanged, before.Size(), before.ModTime(), after.Size(), after.ModTime())
	}
	return nil
}

// source is where a publication takes its content from. next says how long the
// leaf at an offset is (0: the end), one after another; load makes it present
// in the buffer and in the draft, many at a time; done, which may be nil, has
// the last word.
type source struct {
	next func(b []byte, off uint64) (int, error)
	load func(b []byte, off uint64) error
	done func() error
}

func (s *Store) put(ctx context.Context, o blob.PutOptions, open func(*draft) (source, error)) (id commit.ID, err error) {
	if err := s.begin(ctx); err != nil {
		if !errors.Is(err, blob.ErrClosed) {
			s.work.Done()
		}
		return id, err
	}
	defer s.work.Done()
	pins, err := blob.SetPins(nil, o.Pins...)
	if err != nil {
		return id, err
	}
	if err := s.room(o.SizeHint); err != nil {
		return id, err
	}
	d, err := s.draft()
	if err != nil {
		return id, err
	}
	defer func() { err = errors.Join(err, d.close()) }()
	src, err := open(d)
	if err != nil {
		return id, err
	}
	if id, err = d.fill(ctx, src, o); err != nil {
		return commit.ID{}, err
	}
	if err := d.publish(id, pins); err != nil {
		return commit.ID{}, err
	}
	return id, nil
}

// room checks the limits before anything of that size is written.
func (s *Store) room(size uint64) error {
	if size > s.cfg.MaxBlob {
		return fmt.Errorf("%w: %d bytes, want at most %d; raise the limit of the store", blob.ErrTooLarge, size, s.cfg.MaxBlob)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return errClosed()
	}
	if c := s.cfg.Capacity; c > 0 && (s.used > c || size > c-s.used) {
		return fmt.Errorf("%w: %d bytes, %d of %d are in use; unpin blobs and collect garbage", blob.ErrNoSpace, size, s.used, c)
	}
	return nil
}

// fill hashes the content, many leaves at once, and learns the id.
func (d *draft) fill(ctx context.Context, src source, o blob.PutOptions) (commit.ID, error) {
	b := commit.NewBuilder(d.addNode)
	slots := make([]slot, 2*min(runtime.GOMAXPROCS(0), 8))
	for off := uint64(0); ; {
		if err := ctx.Err(); err != nil {
			return commit.ID{}, err
		}
		used, end, err := next(slots, src, off)
		if err != nil {
			return commit.ID{}, err
		}
		if err := d.s.room(end); err != nil {
			return commit.ID{}, err
		}
		if err := work(used, src); err != nil {
			return commit.ID{}, err
		}
		if err := d.add(b, used, o); err != nil {
			return commit.ID{}, err
		}
		if len(used) < len(slots) {
			break
		}
		off = end
	}
	if src.done != nil {
		if err := src.done(); err != nil {
			return commit.ID{}, err
		}
	}
	if err := ctx.Err(); err != nil {
		return commit.ID{}, err
	}
	return b.Finish()
}

// add appends leaves to the tree.
func (d *draft) add(b *commit.Builder, used []slot, o blob.PutOptions) error {
	for _, l := range used {
		if err := b.AddLeaf(l.digest, uint64(l.n)); err != nil {
			return err
		}
		d.leaves = append(d.leaves, l.digest)
		if o.Progress != nil {
			o.Progress(l.off+uint64(l.n), o.SizeHint)
		}
	}
	return nil
}

// slot is one leaf under way.
type slot struct {
	buf    []byte
	n      int
	off    uint64
	digest commit.Digest
}

// next fills slots with the leaves from an offset on; fewer means the end.
func next(slots []slot, src source, off uint64) (used []slot, end uint64, err error) {
	for i := range slots {
		l := &slots[i]
		if l.buf == nil {
			l.buf = make([]byte, commit.LeafSize)
		}
		l.off = off
		if l.n, err = src.next(l.buf, off); err != nil || l.n == 0 {
			return slots[:i], off, err
		}
		off += uint64(l.n)
		if l.n < commit.LeafSize {
			return slots[:i+1], off, nil
		}
	}
	return slots, off, nil
}

// work loads and hashes leaves on all cores.
func work(slots []slot, src source) error {
	errs := make(chan error, len(slots))
	for i := range slots {
		go func(l *slot) {
			err := src.load(l.buf[:l.n], l.off)
			if err == nil {
				l.digest = commit.Sum(l.buf[:l.n])
			}
			errs <- err
		}(&slots[i])
	}
	var err error
	for range slots {
		if e := <-errs; e != nil {
			err = e
		}
	}
	return err
}
