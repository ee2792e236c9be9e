// SPDX-License-Identifier: Apache-2.0

package main

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"
)

// pack writes a folder as a compressed archive that depends on names, contents
// and who may execute a file, and on nothing else of the files.
func pack(w io.Writer, dir string, when time.Time) error {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	t := tar.NewWriter(z)
	top := filepath.Base(dir)
	// WalkDir goes by name.
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error { //nolint:gosec // the one who runs it names its files
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		return add(t, name, path.Join(top, filepath.ToSlash(rel)), d, when)
	})
	return errors.Join(err, t.Close(), z.Close())
}

// add writes a file or a folder.
func add(t *tar.Writer, name, as string, d fs.DirEntry, when time.Time) error {
	info, err := d.Info()
	if err != nil {
		return err
	}
	h := &tar.Header{Typeflag: tar.TypeReg, Name: as, Mode: 0o644, Size: info.Size(), ModTime: when, Format: tar.FormatPAX}
	switch {
	case d.IsDir():
		h.Typeflag, h.Name, h.Mode, h.Size = tar.TypeDir, as+"/", 0o755, 0
		return t.WriteHeader(h)
	case !d.Type().IsRegular():
		return fmt.Errorf("%s is %s; allowed in an archive: files and folders", name, d.Type())
	case info.Mode()&0o100 != 0:
		h.Mode = 0o755
	}
	if err := t.WriteHeader(h); err != nil {
		return err
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	_, err = io.Copy(t, f)
	return errors.Join(err, f.Close())
}
