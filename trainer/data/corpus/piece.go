// SPDX-License-Identifier: Apache-2.0

package corpus

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
	"unicode/utf8"
)

// MaxPiece is the length of the longest piece of a document.
const MaxPiece = 1 << 20

// yield is the receiver of a source; it returns false to stop.
type yield = func(Document, error) bool

// cutAt is where a text of MaxPiece bytes that goes on is cut: after its last
// line, else before its last character, which may be incomplete. Pieces depend
// on the document's bytes alone, and so do its tokens.
func cutAt(text []byte) int {
	if i := bytes.LastIndexByte(text, '\n'); i >= 0 {
		return i + 1
	}
	for i := len(text) - 1; i > len(text)-utf8.UTFMax; i-- {
		if utf8.RuneStart(text[i]) {
			return i
		}
	}
	return len(text)
}

// cutter cuts documents into pieces, for one receiver.
type cutter struct {
	out yield
	buf []byte // MaxPiece bytes, so that small documents take little memory
}

func newCutter(out yield) *cutter { return &cutter{out, make([]byte, MaxPiece)} }

// document yields what r holds as one document and returns whether to go on.
func (c *cutter) document(ctx context.Context, name string, r io.Reader) bool {
	kept := 0 // bytes at the start of buf that no piece has had
	for first := true; ; first = false {
		if err := ctx.Err(); err != nil {
			c.out(Document{}, err)
			return false
		}
		n, err := io.ReadFull(r, c.buf[kept:])
		end := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !end {
			c.out(Document{}, fmt.Errorf("%w: %s: %w", ErrCorpus, name, err))
			return false
		}
		text := c.buf[:kept+n]
		cut := len(text)
		if !end {
			cut = cutAt(text)
		}
		if (first || cut > 0) && !c.out(Document{name, first, bytes.Clone(text[:cut])}, nil) {
			return false
		}
		if end {
			return true
		}
		kept = copy(c.buf, text[cut:])
	}
}

// textFile is one text file.
type textFile struct{ path string }

// File is a text file: one document.
func File(name string) Source { return textFile{name} }

func (f textFile) Size() int64 {
	info, err := os.Stat(f.path)
	if err != nil {
		return 0
	}
	return info.Size()
}

func (f textFile) Documents(ctx context.Context) iter.Seq2[Document, error] {
	return func(out yield) {
		r, err := os.Open(f.path)
		if err != nil {
			out(Document{}, fmt.Errorf("%w: %w", ErrCorpus, err))
			return
		}
		defer r.Close()
		newCutter(out).document(ctx, f.path, r)
	}
}

// texts are documents in memory.
type texts struct {
	name string
	list []string
}

// Texts are documents in memory, all of one name.
func Texts(name string, list ...string) Source { return texts{name, list} }

func (t texts) Size() int64 {
	n := int64(0)
	for _, s := range t.list {
		n += int64(len(s))
	}
	return n
}

func (t texts) Documents(ctx context.Context) iter.Seq2[Document, error] {
	return func(out yield) {
		c := newCutter(out)
		for _, s := range t.list {
			if !c.document(ctx, t.name, strings.NewReader(s)) {
				return
			}
		}
	}
}
