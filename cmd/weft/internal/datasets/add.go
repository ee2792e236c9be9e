// SPDX-License-Identifier: Apache-2.0

package datasets

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/trainer/data"
	"github.com/weft-network/weft/trainer/data/corpus"
	"github.com/weft-network/weft/trainer/data/token"
)

// Source is what a dataset is made of.
type Source struct {
	// Path is a text file, a folder, a file of JSON lines, or with TokenWidth a
	// file of token ids.
	Path string
	// TokenWidth is the bytes of an id in a file of tokens; 0 for texts.
	TokenWidth int
	// Include are patterns of the files of a folder, Field that of a JSON line.
	Include []string
	Field   string
	// Tokenizer is a tokenizer.json; empty for bytes.
	Tokenizer string
	// Validation is the tokens that are held out; nil is a default.
	Validation *uint64
	Note       string
	Threads    int
	// Progress may be nil.
	Progress func(done, total uint64)
}

// Made is a dataset that was made, and what its folder left out.
type Made struct {
	*data.Dataset
	Documents uint64 // 0 of tokens
	Skipped   corpus.Skips
}

// Add makes a dataset in a new folder.
func (s *Source) Add(ctx context.Context, dir string) (*Made, error) {
	o, err := s.options()
	if err != nil {
		return nil, err
	}
	m := &Made{Skipped: corpus.Skips{}}
	if s.TokenWidth > 0 {
		m.Dataset, err = s.addTokens(ctx, dir, o)
		return m, err
	}
	src, err := corpus.Open(s.Path, corpus.Options{Include: s.Include, Field: s.Field, Skipped: m.Skipped.Add})
	if err != nil {
		return nil, err
	}
	o.Progress = func(p data.Progress) {
		m.Documents = p.Documents
		s.progress(p)
	}
	m.Dataset, err = data.Create(ctx, dir, src, o)
	return m, err
}

func (s *Source) progress(p data.Progress) {
	if s.Progress != nil {
		s.Progress(uint64(p.Read), uint64(max(p.Size, 0)))
	}
}

func (s *Source) options() (o data.Options, err error) {
	o = data.Options{Validation: lab.HeldOut, Note: s.Note, Workers: s.Threads, Progress: s.progress}
	if s.Validation != nil {
		o.Validation = data.Last(*s.Validation)
	}
	if o.Tokenizer, err = openTokenizer(s.Tokenizer); err != nil {
		return o, err
	}
	return o, nil
}

func (s *Source) addTokens(ctx context.Context, dir string, o data.Options) (*data.Dataset, error) {
	f, err := os.Open(s.Path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	o.Progress = func(p data.Progress) {
		p.Size = info.Size()
		s.progress(p)
	}
	return data.CreateFromTokens(ctx, dir, f, data.ImportOptions{Options: o, Width: s.TokenWidth})
}

// openTokenizer reads a tokenizer.json, of which no more is held than the
// largest may have.
func openTokenizer(path string) (token.Tokenizer, error) {
	if path == "" {
		return token.Bytes(), nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	file, err := io.ReadAll(io.LimitReader(f, token.MaxFile+1))
	if err != nil {
		return nil, err
	}
	tok, err := token.Load(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return tok, nil
}

// Name is how a dataset of a path is called.
func Name(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		abs = path
	}
	base := filepath.Base(abs)
	name := strings.TrimSuffix(base, filepath.Ext(base))
	if name == "" || name == "." || name == string(filepath.Separator) {
		return "dataset"
	}
	return name
}

// SkippedText lists what a folder left out.
func SkippedText(skipped corpus.Skips) string {
	var reasons []corpus.Skip
	for why := range skipped {
		reasons = append(reasons, why)
	}
	slices.Sort(reasons)
	var parts []string
	for _, why := range reasons {
		parts = append(parts, fmt.Sprintf("%d %s", skipped[why], why))
	}
	return strings.Join(parts, ", ")
}

// Close closes the files of a dataset that was made.
func (m *Made) Close() error {
	if m.Dataset == nil {
		return errors.New("no dataset")
	}
	return m.Dataset.Close()
}
