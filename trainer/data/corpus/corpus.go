// SPDX-License-Identifier: Apache-2.0

package corpus

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
)

// Document is a document or, of a long one, a piece.
type Document struct {
	Name string
	// First is false for a piece that continues the document before it.
	First bool
	// Text belongs to the receiver. Only the first piece may be empty.
	Text []byte
}

// Source is a corpus.
type Source interface {
	// Documents yields all pieces, in order. An error is the last thing that it
	// yields.
	Documents(ctx context.Context) iter.Seq2[Document, error]
	// Size is the number of bytes to expect, 0 if it is not known.
	Size() int64
}

// Options are the details of a corpus.
type Options struct {
	// Include keeps the files of a folder that match one of these patterns
	// (path.Match): their path if the pattern has a slash, else their name. None
	// means every file.
	Include []string
	// Field of a JSON line that holds the text; empty means "text".
	Field string
	// MaxFile is the size above which a file of a folder is skipped; 0 means
	// DefaultMaxFile.
	MaxFile int64
	// Skipped learns what is left out of a folder. It may be nil.
	Skipped func(name string, why Skip)
}

// DefaultMaxFile is the size above which a file of a folder is hardly a text.
const DefaultMaxFile = 16 << 20

// Skip is why a file is left out.
type Skip uint8

// The reasons.
const (
	// SkipBinary is a file with a zero byte near its start.
	SkipBinary Skip = iota + 1
	// SkipLarge is a file above Options.MaxFile.
	SkipLarge
	// SkipLink is a symbolic link: it might lead out of the folder, or to a file
	// that is read anyway.
	SkipLink
	// SkipHidden is a name that starts with a dot.
	SkipHidden
	// SkipSpecial is a device, socket or pipe.
	SkipSpecial
)

func (s Skip) String() string {
	switch s {
	case SkipBinary:
		return "binary"
	case SkipLarge:
		return "too large"
	case SkipLink:
		return "link"
	case SkipHidden:
		return "hidden"
	case SkipSpecial:
		return "no regular file"
	default:
		return "unknown"
	}
}

// Skips counts what is left out.
type Skips map[Skip]int

// Add is an Options.Skipped.
func (s Skips) Add(_ string, why Skip) { s[why]++ }

// ErrCorpus is a corpus that cannot be read as what it should be.
var ErrCorpus = errors.New("corpus not readable")

// Open opens a folder, a file of JSON lines (.jsonl, .ndjson) or a text file.
func Open(name string, o Options) (Source, error) {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%w: %s does not exist; name a text file, a folder or a .jsonl file", ErrCorpus, name)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrCorpus, err)
	case info.IsDir():
		return Folder(name, o)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%w: %s is neither a file nor a folder", ErrCorpus, name)
	}
	switch strings.ToLower(filepath.Ext(name)) {
	case ".jsonl", ".ndjson":
		return Lines(name, o), nil
	}
	return File(name), nil
}
