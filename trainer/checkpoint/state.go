// SPDX-License-Identifier: Apache-2.0

package checkpoint

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/checkpoint/internal/durable"
	"github.com/weft-network/weft/trainer/checkpoint/safetensors"
)

// Write makes a file of a state, all of it or none, and returns its content id.
// Data is the state's, as long as the layout says.
func Write(path string, l *program.State, data []byte) (commit.ID, error) {
	return writer{}.write(filepath.Dir(path), l, data, func(commit.ID) string { return filepath.Base(path) })
}

// writer writes states.
type writer struct {
	disk    durable.Disk
	workers int // 0 means all processors
}

// write hashes and writes at once; the content id gives the file its name.
func (w writer) write(dir string, l *program.State, data []byte, name func(commit.ID) string) (commit.ID, error) {
	if err := fits(l, data); err != nil {
		return commit.ID{}, err
	}
	draft, err := w.disk.Create(dir, int64(l.Size()))
	if err != nil {
		return commit.ID{}, err
	}
	header := l.Header()
	id, err := eachLeaf(l, w.workers, func(first, end uint64) error {
		return within(header, data, first, end, func(part []byte, offset uint64) error {
			_, err := draft.WriteAt(part, int64(offset))
			return err
		})
	}, header, data)
	if err != nil {
		return commit.ID{}, errors.Join(err, draft.Discard())
	}
	return id, draft.Publish(filepath.Join(dir, name(id)))
}

// Read fills data, which is as long as the layout says, from a state file and
// returns the file's content id, which the caller compares with the one that
// it expects. A file of another specification is an ErrLayout. After an error
// the data has no meaning.
func Read(path string, l *program.State, data []byte) (commit.ID, error) {
	if err := fits(l, data); err != nil {
		return commit.ID{}, err
	}
	f, err := os.Open(path)
	if err != nil {
		return commit.ID{}, err
	}
	id, err := read(f, l, data)
	return id, errors.Join(err, f.Close())
}

func read(f *os.File, l *program.State, data []byte) (commit.ID, error) {
	header, err := readHeader(f, l)
	if err != nil {
		return commit.ID{}, err
	}
	return eachLeaf(l, 0, func(first, end uint64) error {
		return within(nil, data, max(first, l.HeaderSize())-l.HeaderSize(), max(end, l.HeaderSize())-l.HeaderSize(),
			func(part []byte, offset uint64) error {
				_, err := f.ReadAt(part, int64(l.HeaderSize()+offset))
				return err
			})
	}, header, data)
}

// readHeader reads a header, which must be the layout's.
func readHeader(f *os.File, l *program.State) ([]byte, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	want := l.Header()
	got := make([]byte, len(want))
	if _, err := f.ReadAt(got, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if !bytes.Equal(got, want) || uint64(info.Size()) != l.Size() {
		return nil, differs(f, info.Size(), l)
	}
	return want, nil
}

// differs says in which way a file is not a state of the layout.
func differs(f *os.File, size int64, l *program.State) error {
	h, err := safetensors.ReadHeader(f, size)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrLayout, f.Name(), err)
	}
	for t := range l.All() {
		want := fmt.Sprintf("%v %v", t.Type, []int(t.Shape))
		x, ok := h.Find(t.Name)
		switch {
		case !ok:
			return fmt.Errorf("%w: %s has no %s, which is %s", ErrLayout, f.Name(), t.Name, want)
		case x.DType.String() != strings.ToUpper(t.Type.String()) || !sameShape(t.Shape, x.Shape):
			return fmt.Errorf("%w: %s has %s as %v %v; want %s", ErrLayout, f.Name(), t.Name, x.DType, x.Shape, want)
		}
	}
	return fmt.Errorf("%w: %s has the tensors in another order, or others too; import it instead", ErrLayout, f.Name())
}

func sameShape(a program.Shape, b []uint64) bool {
	return slices.EqualFunc(a, b, func(x int, y uint64) bool { return uint64(x) == y })
}

func fits(l *program.State, data []byte) error {
	if uint64(len(data)) != l.DataSize() {
		return fmt.Errorf("%w: %d bytes; want %d", ErrMemory, len(data), l.DataSize())
	}
	return nil
}

// eachLeaf calls move for the bytes of each leaf of a file, then hashes them,
// on so many workers, and returns the content id.
func eachLeaf(l *program.State, workers int, move func(first, end uint64) error, header, data []byte) (commit.ID, error) {
	leaves := make([]commit.Digest, l.Leaves())
	var g errgroup.Group
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	g.SetLimit(workers)
	for i := range leaves {
		g.Go(func() error {
			first := uint64(i) * commit.LeafSize
			if err := move(first, min(first+commit.LeafSize, l.Size())); err != nil {
				return err
			}
			leaves[i] = l.Leaf(header, data, i)
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return commit.ID{}, err
	}
	return l.Join(leaves)
}

// within calls do for the parts of [first, end) of header and data together.
func within(header, data []byte, first, end uint64, do func(part []byte, offset uint64) error) error {
	h := uint64(len(header))
	if first < h {
		if err := do(header[first:min(end, h)], first); err != nil {
			return err
		}
		first = h
	}
	if first >= end {
		return nil
	}
	return do(data[first-h:end-h], first)
}

// WriteFile makes a small or a streamed file, all of it or none, and returns
// its content id.
func WriteFile(path string, write func(io.Writer) error) (commit.ID, error) {
	draft, err := durable.Disk{}.Create(filepath.Dir(path), 0)
	if err != nil {
		return commit.ID{}, err
	}
	b := commit.NewBuilder(nil)
	var id commit.ID
	if err = write(io.MultiWriter(draft, b)); err == nil {
		id, err = b.Finish()
	}
	if err != nil {
		return commit.ID{}, errors.Join(err, draft.Discard())
	}
	return id, draft.Publish(path)
}
