// SPDX-License-Identifier: Apache-2.0

package corpus

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"slices"
	"strings"
)

// folder is the texts below a folder.
type folder struct {
	path string
	o    Options
}

// Folder is the texts below a folder, in the byte-wise order of their paths. A
// document has its path from the folder, with slashes, as name. Files are opened
// so that no link leads out of the folder.
func Folder(name string, o Options) (Source, error) {
	for _, pattern := range o.Include {
		if _, err := path.Match(pattern, ""); err != nil {
			return nil, fmt.Errorf("%w: pattern %q: %w", ErrCorpus, pattern, err)
		}
	}
	if o.MaxFile == 0 {
		o.MaxFile = DefaultMaxFile
	}
	if o.Skipped == nil {
		o.Skipped = func(string, Skip) {}
	}
	return folder{name, o}, nil
}

// Size reads the folders, not the files.
func (f folder) Size() int64 {
	f.o.Skipped = func(string, Skip) {}
	total := int64(0)
	root, err := os.OpenRoot(f.path)
	if err != nil {
		return 0
	}
	defer root.Close()
	err = f.walk(root.FS(), ".", func(_ string, info fs.FileInfo) error {
		total += info.Size()
		return nil
	})
	if err != nil {
		return 0
	}
	return total
}

func (f folder) Documents(ctx context.Context) iter.Seq2[Document, error] {
	return func(out yield) {
		root, err := os.OpenRoot(f.path)
		if err != nil {
			out(Document{}, fmt.Errorf("%w: %w", ErrCorpus, err))
			return
		}
		defer root.Close()
		c := newCutter(out)
		err = f.walk(root.FS(), ".", func(name string, _ fs.FileInfo) error {
			if !f.file(ctx, root, name, c) {
				return fs.SkipAll
			}
			return ctx.Err()
		})
		if err != nil && err != fs.SkipAll { //nolint:errorlint // a marker of this file's own, never wrapped
			out(Document{}, fmt.Errorf("%w: %w", ErrCorpus, err))
		}
	}
}

// walk visits the files of a folder that are to be read, in the byte-wise order
// of their paths: a folder sorts with the slash that follows its name.
func (f folder) walk(tree fs.FS, dir string, visit func(string, fs.FileInfo) error) error {
	entries, err := fs.ReadDir(tree, dir)
	if err != nil {
		return err
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(sortKey(a), sortKey(b)) })
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		switch {
		case strings.HasPrefix(e.Name(), "."):
			f.o.Skipped(name, SkipHidden)
			continue
		case e.IsDir():
			if err := f.walk(tree, name, visit); err != nil {
				return err
			}
			continue
		case !f.included(name):
			continue
		case e.Type()&fs.ModeSymlink != 0:
			f.o.Skipped(name, SkipLink)
			continue
		case !e.Type().IsRegular():
			f.o.Skipped(name, SkipSpecial)
			continue
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		if info.Size() > f.o.MaxFile {
			f.o.Skipped(name, SkipLarge)
			continue
		}
		if err := visit(name, info); err != nil {
			return err
		}
	}
	return nil
}

func sortKey(e fs.DirEntry) string {
	if e.IsDir() {
		return e.Name() + "/"
	}
	return e.Name()
}

func (f folder) included(name string) bool {
	if len(f.o.Include) == 0 {
		return true
	}
	return slices.ContainsFunc(f.o.Include, func(pattern string) bool {
		subject := name
		if !strings.Contains(pattern, "/") {
			subject = path.Base(name)
		}
		ok, err := path.Match(pattern, subject)
		return ok && err == nil
	})
}

// file yields one file, unless it is binary by git's rule, and returns whether
// to go on.
func (f folder) file(ctx context.Context, root *os.Root, name string, c *cutter) bool {
	r, err := root.Open(name)
	if err != nil {
		c.out(Document{}, fmt.Errorf("%w: %w", ErrCorpus, err))
		return false
	}
	defer r.Close()
	const look = 8000
	head := make([]byte, look)
	n, err := io.ReadFull(r, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF { //nolint:errorlint // ReadFull does not wrap
		c.out(Document{}, fmt.Errorf("%w: %s: %w", ErrCorpus, name, err))
		return false
	}
	if bytes.IndexByte(head[:n], 0) >= 0 {
		f.o.Skipped(name, SkipBinary)
		return true
	}
	return c.document(ctx, name, io.MultiReader(bytes.NewReader(head[:n]), r))
}
