// SPDX-License-Identifier: Apache-2.0

package data

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/weft-network/weft/chain/commit"
)

// ImportOptions say what a file of tokens is.
type ImportOptions struct {
	// Options as for texts; the tokenizer is the one that made the file, and the
	// separator of the dataset follows from it.
	Options
	// Width is the bytes of a token in the file: 1, 2 or 4, little-endian.
	Width int
}

// Import writes the tokens that r holds, bare ids of one width, to w in the width
// of a dataset, and says what they are.
func Import(ctx context.Context, r io.Reader, w io.Writer, o ImportOptions) (Manifest, error) {
	if o.Width != 1 && o.Width != 2 && o.Width != 4 {
		return Manifest{}, fmt.Errorf("%w: tokens of %d bytes, want 1, 2 or 4", ErrOptions, o.Width)
	}
	rec, err := o.recipe()
	if err != nil {
		return Manifest{}, err
	}
	const chunk = 1 << 16
	in, ids := make([]byte, chunk*o.Width), make([]uint32, chunk)
	out := &writer{w: w, id: commit.NewBuilder(nil), width: rec.width}
	var buf []byte
	for end := false; !end; {
		if err := ctx.Err(); err != nil {
			return Manifest{}, err
		}
		n, err := io.ReadFull(r, in)
		end = errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		switch {
		case err != nil && !end:
			return Manifest{}, err
		case n%o.Width != 0:
			return Manifest{}, fmt.Errorf("%w: the file ends with %d bytes of a token of %d", ErrDataset, n%o.Width, o.Width)
		}
		part := ids[:n/o.Width]
		readIDs(part, in[:n], o.Width)
		if err := checkIDs(part, rec.Tokenizer.Vocabulary(), out.tokens); err != nil {
			return Manifest{}, fmt.Errorf("%w; is it the file's tokenizer, and %d the width of its tokens?", err, o.Width)
		}
		buf = appendIDs(buf[:0], part, rec.width)
		if err := out.write(buf); err != nil {
			return Manifest{}, err
		}
		rec.Progress(Progress{Read: int64(out.tokens) * int64(o.Width), Tokens: out.tokens})
	}
	return out.finish(rec)
}
