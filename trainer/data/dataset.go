// SPDX-License-Identifier: Apache-2.0

package data

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/weft-network/weft/chain/commit"
)

// Dataset is an open dataset. It may be read by many goroutines at once.
type Dataset struct {
	m      Manifest
	r      io.ReaderAt
	closer io.Closer
}

// New is the dataset whose tokens r holds, which may be a file, memory, or a
// blob of a content store. It looks at the end of r only; Check reads it all.
func New(m Manifest, r io.ReaderAt) (*Dataset, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	var b [1]byte
	end := int64(m.Content.Size)
	if n, err := r.ReadAt(b[:], end-1); n != 1 {
		return nil, fmt.Errorf("%w: %d bytes are expected, the last cannot be read: %w", ErrDataset, end, err)
	}
	if n, err := r.ReadAt(b[:], end); n != 0 || !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: it goes on after the %d bytes that the manifest names", ErrDataset, end)
	}
	return &Dataset{m: m, r: r}, nil
}

// Manifest says what the dataset is.
func (d *Dataset) Manifest() Manifest { return d.m }

// Close ends the use of a dataset that Open or Create gave.
func (d *Dataset) Close() error {
	if d.closer == nil {
		return nil
	}
	return d.closer.Close()
}

// Read reads len(dst) tokens from number first on.
func (d *Dataset) Read(dst []uint32, first uint64) error {
	return d.read(dst, first, make([]byte, len(dst)*d.m.Width))
}

// read is Read with memory for len(dst) tokens.
func (d *Dataset) read(dst []uint32, first uint64, buf []byte) error {
	n := uint64(len(dst))
	if first > d.m.Tokens || n > d.m.Tokens-first {
		return fmt.Errorf("%w: tokens %d to %d of %d", ErrRange, first, first+n, d.m.Tokens)
	}
	buf = buf[:len(dst)*d.m.Width]
	if k, err := d.r.ReadAt(buf, int64(first)*int64(d.m.Width)); k < len(buf) {
		return fmt.Errorf("%w: tokens %d to %d: %w", ErrDataset, first, first+n, err)
	}
	readIDs(dst, buf, d.m.Width)
	return nil
}

// Check reads everything and compares it with the manifest: the content id, and
// that every token lies in the vocabulary. progress may be nil.
func (d *Dataset) Check(ctx context.Context, progress func(done, total uint64)) error {
	const chunk = 1 << 18
	ids, buf := make([]uint32, chunk), make([]byte, chunk*d.m.Width)
	id := commit.NewBuilder(nil)
	for first := uint64(0); first < d.m.Tokens; {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := min(chunk, d.m.Tokens-first)
		if err := d.read(ids[:n], first, buf); err != nil {
			return err
		}
		if err := checkIDs(ids[:n], d.m.Vocabulary, first); err != nil {
			return err
		}
		if _, err := id.Write(buf[:int(n)*d.m.Width]); err != nil {
			return err
		}
		first += n
		if progress != nil {
			progress(first, d.m.Tokens)
		}
	}
	got, err := id.Finish()
	if err != nil {
		return err
	}
	if got != d.m.Content {
		return fmt.Errorf("%w: its content id is %s, the manifest names %s; fetch or build it again", ErrDataset, got, d.m.Content)
	}
	return nil
}

// Samples is the number of samples of a context that training draws from.
func (d *Dataset) Samples(context int) uint64 { return samples(d.m.Train(), context) }

// samples is how many runs of context tokens, each with a target after it, lie
// in a number of tokens. Spec N13.
func samples(tokens uint64, context int) uint64 {
	if tokens == 0 || context < 1 {
		return 0
	}
	return (tokens - 1) / uint64(context)
}
