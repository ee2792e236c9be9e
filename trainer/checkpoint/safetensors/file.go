// SPDX-License-Identifier: Apache-2.0

package safetensors

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// File is an open file whose header was read.
type File struct {
	*Header
	f *os.File
}

// Open reads the header of a file. Close ends it.
func Open(path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	h, err := open(f)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), f.Close())
	}
	return &File{h, f}, nil
}

func open(f *os.File) (*Header, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: it is a %s, not a file", ErrFormat, info.Mode().Type())
	}
	return ReadHeader(f, info.Size())
}

// Path is where the file was opened.
func (f *File) Path() string { return f.f.Name() }

// Close closes the file.
func (f *File) Close() error { return f.f.Close() }

// ReadAt fills p with the data of t from offset on.
func (f *File) ReadAt(t Tensor, p []byte, offset uint64) error {
	if offset > t.Bytes || uint64(len(p)) > t.Bytes-offset {
		return fmt.Errorf("%d bytes at %d of %s: %w", len(p), offset, quote(t.Name), io.ErrUnexpectedEOF)
	}
	_, err := f.f.ReadAt(p, int64(f.Size+t.Offset+offset))
	if err != nil {
		return fmt.Errorf("%s: %s: %w", f.Path(), quote(t.Name), err)
	}
	return nil
}

// ReadF32 fills p, little-endian binary32, with the elements of t from first
// on. Every number of F16 and BF16 is one of binary32. scratch holds what is
// read at a time; half of p is as much as is ever needed. A number that is not
// finite is an ErrNumber.
func (f *File) ReadF32(t Tensor, p []byte, first uint64, scratch []byte) error {
	if t.DType == F32 {
		if err := f.ReadAt(t, p, 4*first); err != nil {
			return err
		}
		return f.finite(t, p, first)
	}
	if t.DType != F16 && t.DType != BF16 {
		return fmt.Errorf("%w: %s: %s is %s; allowed: F32, F16, BF16", ErrType, f.Path(), quote(t.Name), t.DType)
	}
	for len(p) > 0 {
		raw := scratch[:min(len(scratch)/2*2, len(p)/2)]
		if err := f.ReadAt(t, raw, 2*first); err != nil {
			return err
		}
		widen(t.DType, p[:2*len(raw)], raw)
		if err := f.finite(t, p[:2*len(raw)], first); err != nil {
			return err
		}
		p, first = p[2*len(raw):], first+uint64(len(raw)/2)
	}
	return nil
}

func (f *File) finite(t Tensor, p []byte, first uint64) error {
	if i := infinite(p); i >= 0 {
		return fmt.Errorf("%w: %s: element %d of %s", ErrNumber, f.Path(), first+uint64(i), quote(t.Name))
	}
	return nil
}
