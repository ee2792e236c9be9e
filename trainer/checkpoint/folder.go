// SPDX-License-Identifier: Apache-2.0

package checkpoint

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/checkpoint/internal/durable"
)

// Options are the choices of a Folder.
type Options struct {
	// KeepLast is how many checkpoints stay, the newest; 0 means all.
	KeepLast int
	// KeepEvery makes those stay, too, whose step it divides; 0 means none.
	KeepEvery uint64
	// ReadOnly changes nothing in the folder: another process may be writing
	// checkpoints into it.
	ReadOnly bool
	// Log is told of what is not as it should be; nil means the default one.
	Log *slog.Logger
}

// Folder holds the checkpoints of one run. One process at a time writes to it,
// and any goroutines of that.
type Folder struct {
	dir    string
	layout *program.State
	opt    Options
	disk   durable.Disk
	mu     sync.Mutex // of changes
}

// Entry is one checkpoint. It was whole when it was written.
type Entry struct {
	Step uint64
	ID   commit.ID
	Path string
}

// Open opens a folder, which it makes if need be, for states of a layout, and
// removes what a crash left unfinished.
func Open(dir string, l *program.State, opt Options) (*Folder, error) {
	return open(dir, l, opt, durable.Disk{})
}

func open(dir string, l *program.State, opt Options, disk durable.Disk) (*Folder, error) {
	if opt.Log == nil {
		opt.Log = slog.Default()
	}
	f := &Folder{dir: dir, layout: l, opt: opt, disk: disk}
	if opt.ReadOnly {
		return f, nil
	}
	if err := disk.MkdirAll(dir); err != nil {
		return nil, err
	}
	return f, disk.Clean(dir)
}

// Layout is that of the states.
func (f *Folder) Layout() *program.State { return f.layout }

// Dir is where the folder lies.
func (f *Folder) Dir() string { return f.dir }

// Save writes the state after a step, all of it or none, in place of an older
// one of the same step. Then checkpoints that need not stay are removed; the
// new one stays.
func (f *Folder) Save(step uint64, data []byte) (Entry, error) { return f.save(step, data, 0) }

func (f *Folder) save(step uint64, data []byte, workers int) (Entry, error) {
	if f.opt.ReadOnly {
		return Entry{}, fmt.Errorf("%w: %s", ErrReadOnly, f.dir)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	e := Entry{Step: step}
	id, err := writer{f.disk, workers}.write(f.dir, f.layout, data, func(id commit.ID) string { return fileName(step, id) })
	if err != nil {
		return Entry{}, fmt.Errorf("checkpoint of step %d: %w", step, err)
	}
	e.ID, e.Path = id, filepath.Join(f.dir, fileName(step, id))
	return e, f.prune(e)
}

// prune removes what need not stay, oldest first.
func (f *Folder) prune(saved Entry) error {
	list, err := f.List()
	if err != nil {
		return err
	}
	last := len(list)
	if f.opt.KeepLast > 0 {
		last = f.opt.KeepLast
	}
	for i, e := range list {
		stays := i >= len(list)-last || (f.opt.KeepEvery > 0 && e.Step%f.opt.KeepEvery == 0)
		if e == saved || (stays && e.Step != saved.Step) {
			continue
		}
		if err := f.disk.Remove(e.Path); err != nil {
			return err
		}
	}
	return nil
}

// List is what the folder holds, steps ascending. It believes the names.
func (f *Folder) List() ([]Entry, error) {
	files, err := os.ReadDir(f.dir)
	if err != nil {
		return nil, err
	}
	var list []Entry
	for _, file := range files {
		e, ok := parseName(file.Name())
		if !ok || !file.Type().IsRegular() {
			continue
		}
		info, err := file.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // removed since
		}
		if err != nil {
			return nil, err
		}
		e.ID.Size, e.Path = uint64(info.Size()), filepath.Join(f.dir, file.Name())
		list = append(list, e)
	}
	slices.SortFunc(list, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Step, b.Step), strings.Compare(a.Path, b.Path))
	})
	return list, nil
}

// Load reads a checkpoint and compares it with its content id: ErrCorrupt if it
// is not what its name says, ErrLayout if it is, but of another specification.
// After an error the data has no meaning.
func (f *Folder) Load(e Entry, data []byte) error {
	id, err := Read(e.Path, f.layout, data)
	if errors.Is(err, ErrLayout) {
		var found error
		if id, found = hashFile(e.Path); found != nil {
			return found
		}
	}
	switch {
	case err != nil && !errors.Is(err, ErrLayout):
		return err
	case id.Digest != e.ID.Digest:
		return fmt.Errorf("%w: %s has content id %s", ErrCorrupt, e.Path, id.CIDString())
	}
	return err
}

// Newest loads the newest checkpoint that is whole. Those that are not get
// another name, with a warning, so that they neither count nor come up again.
// A folder with nothing to load is an ErrNone; checkpoints of another
// specification are an ErrLayout and no reason to start anew.
func (f *Folder) Newest(data []byte) (Entry, error) {
	list, err := f.List()
	if err != nil {
		return Entry{}, err
	}
	for _, e := range slices.Backward(list) {
		err := f.Load(e, data)
		switch {
		case err == nil:
			return e, nil
		case errors.Is(err, fs.ErrNotExist):
			continue // no longer kept
		case !errors.Is(err, ErrCorrupt):
			return Entry{}, err
		}
		f.opt.Log.Warn("checkpoint is corrupt, trying an older one", "step", e.Step, "file", e.Path, "err", err)
		if err := f.setAside(e); err != nil {
			return Entry{}, err
		}
	}
	return Entry{}, fmt.Errorf("%w in %s", ErrNone, f.dir)
}

func (f *Folder) setAside(e Entry) error {
	if f.opt.ReadOnly {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.disk.Rename(e.Path, e.Path+".bad")
}

func hashFile(path string) (commit.ID, error) {
	f, err := os.Open(path)
	if err != nil {
		return commit.ID{}, err
	}
	id, err := commit.Build(f, nil)
	return id, errors.Join(err, f.Close())
}

const (
	namePrefix = "step-"
	nameSuffix = ".safetensors"
)

// fileName is the name of a checkpoint. Its size is that of the file.
func fileName(step uint64, id commit.ID) string {
	return fmt.Sprintf("%s%010d.%s%s", namePrefix, step, id.CIDString(), nameSuffix)
}

// parseName reads what fileName wrote and nothing else.
func parseName(name string) (Entry, bool) {
	rest, ok := strings.CutPrefix(name, namePrefix)
	if !ok {
		return Entry{}, false
	}
	number, rest, ok := strings.Cut(rest, ".")
	cid, hasSuffix := strings.CutSuffix(rest, nameSuffix)
	if !ok || !hasSuffix {
		return Entry{}, false
	}
	step, err := strconv.ParseUint(number, 10, 64)
	if err != nil {
		return Entry{}, false
	}
	digest, err := commit.ParseCID(cid)
	e := Entry{Step: step, ID: commit.ID{Digest: digest}}
	return e, err == nil && fileName(step, e.ID) == name
}
