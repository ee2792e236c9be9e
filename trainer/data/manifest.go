// SPDX-License-Identifier: Apache-2.0

package data

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode"
	"unicode/utf8"

	"github.com/weft-network/weft/chain/commit"
)

// The bounds of a dataset are those of a specification.
const (
	// MaxTokens bounds the tokens of a dataset.
	MaxTokens = 1 << 46
	// MaxVocabulary bounds the ids.
	MaxVocabulary = 1 << 18
	// MaxSource bounds the note on where the texts come from, in bytes.
	MaxSource = 1024
	// MaxManifest bounds the encoding of a manifest.
	MaxManifest = 4096
)

// manifestFormat names the format and its version.
const manifestFormat = "weft dataset 1"

// Manifest says what a blob of tokens is. Its encoding is JSON in one form:
// the fields in the order below, absent ones left out, no space.
type Manifest struct {
	Content    commit.ID // of the tokens
	Tokens     uint64
	Width      int // bytes of a token: 1, 2 or 4, the smallest that holds the vocabulary
	Vocabulary int // one more than the largest id that may occur
	// Tokenizer is the id of the tokenizer.json; zero for the byte-level one.
	Tokenizer commit.ID
	// Separator stands before each document; nil if nothing does.
	Separator *uint32
	// The validation slice ends the dataset; both are 0 without one.
	ValidationStart, ValidationTokens uint64
	// Source is a note on where the texts come from: one printable line.
	Source string
}

// wire is the manifest as JSON.
type wire struct {
	Format     string  `json:"format"`
	Content    string  `json:"content"`
	Tokens     uint64  `json:"tokens"`
	Width      int     `json:"width"`
	Vocabulary int     `json:"vocabulary"`
	Tokenizer  string  `json:"tokenizer,omitempty"`
	Separator  *uint32 `json:"separator,omitempty"`
	Validation *slice  `json:"validation,omitempty"`
	Source     string  `json:"source,omitempty"`
}

type slice struct {
	Start  uint64 `json:"start"`
	Tokens uint64 `json:"tokens"`
}

// WidthOf is the number of bytes of a token of a vocabulary.
func WidthOf(vocabulary int) int {
	switch {
	case vocabulary <= 1<<8:
		return 1
	case vocabulary <= 1<<16:
		return 2
	default:
		return 4
	}
}

// Validate checks every field against its range and against the others.
func (m *Manifest) Validate() error {
	refuse := func(field string, value any, want string) error {
		return fmt.Errorf("%w: %s is %v, want %s", ErrManifest, field, value, want)
	}
	switch {
	case m.Vocabulary < 1 || m.Vocabulary > MaxVocabulary:
		return refuse("vocabulary", m.Vocabulary, fmt.Sprintf("1 to %d", MaxVocabulary))
	case m.Width != WidthOf(m.Vocabulary):
		return refuse("width", m.Width, fmt.Sprintf("%d, the smallest that holds a vocabulary of %d", WidthOf(m.Vocabulary), m.Vocabulary))
	case m.Tokens < 1 || m.Tokens > MaxTokens:
		return refuse("tokens", m.Tokens, fmt.Sprintf("1 to %d", uint64(MaxTokens)))
	case m.Content.Size != m.Tokens*uint64(m.Width):
		return refuse("size of content", m.Content.Size, fmt.Sprintf("tokens × width = %d", m.Tokens*uint64(m.Width)))
	case m.Content.Digest.IsZero():
		return refuse("content", "zero", "a content id")
	case m.Tokenizer.Digest.IsZero() != (m.Tokenizer.Size == 0):
		return refuse("tokenizer", m.Tokenizer, "a content id, or none")
	case m.Separator != nil && int64(*m.Separator) >= int64(m.Vocabulary):
		return refuse("separator", *m.Separator, fmt.Sprintf("below the vocabulary of %d", m.Vocabulary))
	case m.ValidationTokens > m.Tokens:
		return refuse("validation tokens", m.ValidationTokens, fmt.Sprintf("at most all %d tokens", m.Tokens))
	case m.ValidationTokens == 0 && m.ValidationStart != 0:
		return refuse("validation start", m.ValidationStart, "0 without a validation slice")
	case m.ValidationTokens != 0 && m.ValidationStart != m.Tokens-m.ValidationTokens:
		return refuse("validation start", m.ValidationStart, fmt.Sprintf("%d: the slice ends the dataset", m.Tokens-m.ValidationTokens))
	case len(m.Source) > MaxSource || !printable(m.Source):
		return refuse("source", fmt.Sprintf("%.40q", m.Source), fmt.Sprintf("one printable line of at most %d bytes", MaxSource))
	}
	return nil
}

// printable keeps to what JSON writes in one way: no control characters, no
// separators of lines, no broken UTF-8.
func printable(s string) bool {
	for _, r := range s {
		if r == utf8.RuneError || !unicode.IsGraphic(r) || r == '\u2028' || r == '\u2029' {
			return false
		}
	}
	return true
}

// Train is the number of tokens that training reads.
func (m *Manifest) Train() uint64 { return m.Tokens - m.ValidationTokens }

// Encode is the one encoding of a valid manifest.
func (m *Manifest) Encode() ([]byte, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	w := wire{
		Format: manifestFormat, Content: m.Content.String(), Tokens: m.Tokens, Width: m.Width, Vocabulary: m.Vocabulary,
		Separator: m.Separator, Source: m.Source,
	}
	if !m.Tokenizer.IsZero() {
		w.Tokenizer = m.Tokenizer.String()
	}
	if m.ValidationTokens > 0 {
		w.Validation = &slice{m.ValidationStart, m.ValidationTokens}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(w); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrManifest, err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// DecodeManifest reads what Encode wrote and nothing else.
func DecodeManifest(b []byte) (Manifest, error) {
	if len(b) > MaxManifest {
		return Manifest{}, fmt.Errorf("%w: %d bytes, at most %d", ErrManifest, len(b), MaxManifest)
	}
	var w wire
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&w); err != nil && !errors.Is(err, io.EOF) {
		return Manifest{}, fmt.Errorf("%w: %w", ErrManifest, err)
	}
	if w.Format != manifestFormat {
		return Manifest{}, fmt.Errorf("%w: format is %.40q, want %q", ErrManifest, w.Format, manifestFormat)
	}
	m := Manifest{Tokens: w.Tokens, Width: w.Width, Vocabulary: w.Vocabulary, Separator: w.Separator, Source: w.Source}
	var err error
	if m.Content, err = commit.ParseID(w.Content); err != nil {
		return Manifest{}, fmt.Errorf("%w: content: %w", ErrManifest, err)
	}
	if w.Tokenizer != "" {
		if m.Tokenizer, err = commit.ParseID(w.Tokenizer); err != nil {
			return Manifest{}, fmt.Errorf("%w: tokenizer: %w", ErrManifest, err)
		}
	}
	if w.Validation != nil {
		m.ValidationStart, m.ValidationTokens = w.Validation.Start, w.Validation.Tokens
	}
	again, err := m.Encode()
	if err != nil {
		return Manifest{}, err
	}
	if !bytes.Equal(again, b) {
		return Manifest{}, fmt.Errorf("%w: not in its one form, which is %s", ErrManifest, again)
	}
	return m, nil
}
