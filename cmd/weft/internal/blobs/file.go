// SPDX-License-Identifier: Apache-2.0

package blobs

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
)

// WriteFile makes a file that appears whole, on the disk, or not at all.
func WriteFile(path string, fill func(w io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	err = fill(f)
	if err == nil {
		err = f.Sync()
	}
	if err == nil {
		err = f.Chmod(0o644)
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return os.Rename(f.Name(), path)
}

// Reader is what of a store a copy needs.
type Reader interface {
	Open(ctx context.Context, id commit.ID) (blob.Blob, error)
}

// Copy writes ranges of a blob one after another; without any, all of it.
func Copy(ctx context.Context, s Reader, id commit.ID, ranges []commit.Range, w io.Writer) error {
	b, err := s.Open(ctx, id)
	if err != nil {
		return err
	}
	if len(ranges) == 0 {
		ranges = []commit.Range{{Length: id.Size}}
	}
	// A read checks whole leaves: less at a time would check them many times.
	buf := make([]byte, commit.LeafSize)
	for _, r := range ranges {
		for done := uint64(0); err == nil && done < r.Length; {
			part := buf[:min(commit.LeafSize-(r.Offset+done)%commit.LeafSize, r.Length-done)]
			if _, err = b.ReadAt(part, int64(r.Offset+done)); err != nil && !errors.Is(err, io.EOF) {
				break
			}
			_, err = w.Write(part)
			done += uint64(len(part))
			err = errors.Join(err, ctx.Err())
		}
	}
	return errors.Join(err, b.Close())
}
