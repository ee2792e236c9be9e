// SPDX-License-Identifier: Apache-2.0

package data

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/data/corpus"
	"github.com/weft-network/weft/trainer/data/token"
)

// The files of a dataset's folder.
const (
	TokensFile    = "tokens.bin"
	ManifestFile  = "manifest.json"
	TokenizerFile = "tokenizer.json" //nolint:gosec // the name of a file, not a secret
)

// Create makes a dataset in a new folder. The folder appears complete or not at
// all: it is made under another name, which a next attempt removes.
func Create(ctx context.Context, dir string, src corpus.Source, o Options) (*Dataset, error) {
	return create(dir, o.Tokenizer, func(w io.Writer) (Manifest, error) { return Build(ctx, src, w, o) })
}

// CreateFromTokens is Create for a file of tokens.
func CreateFromTokens(ctx context.Context, dir string, r io.Reader, o ImportOptions) (*Dataset, error) {
	return create(dir, o.Tokenizer, func(w io.Writer) (Manifest, error) { return Import(ctx, r, w, o) })
}

func create(dir string, tok token.Tokenizer, build func(io.Writer) (Manifest, error)) (*Dataset, error) {
	dir = filepath.Clean(dir)
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return nil, fmt.Errorf("%w: %s is not empty; remove it or name another folder", ErrOptions, dir)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if tok == nil {
		tok = token.Bytes()
	}
	partial := dir + ".partial"
	if err := os.RemoveAll(partial); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(partial, 0o755); err != nil {
		return nil, err
	}
	if err := fillFolder(partial, tok, build); err != nil {
		return nil, errors.Join(err, os.RemoveAll(partial))
	}
	if err := os.Rename(partial, dir); err != nil {
		return nil, err
	}
	if err := syncFolder(filepath.Dir(dir)); err != nil {
		return nil, err
	}
	return Open(dir)
}

func fillFolder(dir string, tok token.Tokenizer, build func(io.Writer) (Manifest, error)) error {
	var m Manifest
	err := writeFile(filepath.Join(dir, TokensFile), func(w io.Writer) (err error) {
		m, err = build(w)
		return err
	})
	if err != nil {
		return err
	}
	encoded, err := m.Encode()
	if err != nil {
		return err
	}
	for name, content := range map[string][]byte{TokenizerFile: tok.File(), ManifestFile: encoded} {
		if err := writeFile(filepath.Join(dir, name), func(w io.Writer) error {
			_, err := w.Write(content)
			return err
		}); err != nil {
			return err
		}
	}
	return syncFolder(dir)
}

// writeFile makes a file that is on the disk when it returns.
func writeFile(name string, fill func(io.Writer) error) (err error) {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriterSize(f, 1<<20)
	if err := fill(w); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Sync()
}

// syncFolder makes the names in a folder durable.
func syncFolder(dir string) (err error) {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return f.Sync()
}

// Open opens the dataset in a folder.
func Open(dir string) (*Dataset, error) {
	encoded, err := readAtMost(filepath.Join(dir, ManifestFile), MaxManifest)
	if err != nil {
		return nil, fmt.Errorf("%w: %w; name the folder of a dataset", ErrDataset, err)
	}
	m, err := DecodeManifest(encoded)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, ManifestFile), err)
	}
	f, err := os.Open(filepath.Join(dir, TokensFile))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDataset, err)
	}
	d, err := New(m, f)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", f.Name(), err), f.Close())
	}
	d.closer = f
	return d, nil
}

// OpenTokenizer reads the tokenizer in the folder of a dataset.
func OpenTokenizer(dir string, m Manifest) (token.Tokenizer, error) {
	if m.Tokenizer.IsZero() {
		return token.Bytes(), nil
	}
	file, err := readAtMost(filepath.Join(dir, TokenizerFile), token.MaxFile)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDataset, err)
	}
	return LoadTokenizer(m, file)
}

// LoadTokenizer reads the tokenizer of a dataset from its file, which must be
// the one that the manifest names. The byte-level one needs no file.
func LoadTokenizer(m Manifest, file []byte) (token.Tokenizer, error) {
	if m.Tokenizer.IsZero() {
		return token.Bytes(), nil
	}
	id, err := commit.Build(bytes.NewReader(file), nil)
	if err != nil {
		return nil, err
	}
	if id != m.Tokenizer {
		return nil, fmt.Errorf("%w: the tokenizer's content id is %s, the manifest names %s", ErrDataset, id, m.Tokenizer)
	}
	tok, err := token.Load(file)
	if err != nil {
		return nil, err
	}
	if tok.Vocabulary() != m.Vocabulary {
		return nil, fmt.Errorf("%w: the tokenizer has a vocabulary of %d, the manifest of %d", ErrDataset, tok.Vocabulary(), m.Vocabulary)
	}
	return tok, nil
}

func readAtMost(name string, limit int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(b)) > limit {
		err = fmt.Errorf("%s has more than %d bytes", name, limit)
	}
	return b, err
}

// InMemory makes a dataset that lives in memory, for local training.
func InMemory(ctx context.Context, src corpus.Source, o Options) (*Dataset, error) {
	var b bytes.Buffer
	m, err := Build(ctx, src, &b, o)
	if err != nil {
		return nil, err
	}
	return New(m, bytes.NewReader(b.Bytes()))
}
