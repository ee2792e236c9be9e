// SPDX-License-Identifier: Apache-2.0

package data

import (
	"bytes"
	"fmt"
	"runtime"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/data/token"
)

// Options say how a dataset is made. Workers and Progress change no byte.
type Options struct {
	// Tokenizer turns texts into ids; nil means the byte-level one.
	Tokenizer token.Tokenizer
	// Validation says how many of all tokens, at the end, are the validation
	// slice: Last, Part, or nil for none.
	Validation func(tokens uint64) uint64
	// Note says where the texts come from: one printable line.
	Note string
	// Workers is the number of threads; 0 means all processors.
	Workers int
	// Progress may be nil. Calls come one after another.
	Progress func(Progress)
}

// Progress is how far a dataset is made.
type Progress struct {
	Read, Size int64 // bytes of text; Size is 0 if it is not known
	Documents  uint64
	Tokens     uint64
}

// Last makes the last n tokens the validation slice.
func Last(n uint64) func(uint64) uint64 { return func(uint64) uint64 { return n } }

// Part makes the last of k equal parts the validation slice.
func Part(k uint64) func(uint64) uint64 {
	return func(tokens uint64) uint64 { return tokens / max(k, 1) }
}

// recipe is options that were checked, and what follows from them.
type recipe struct {
	Options
	width     int
	separator *uint32
	tokenizer commit.ID
}

func (o Options) recipe() (*recipe, error) {
	if o.Tokenizer == nil {
		o.Tokenizer = token.Bytes()
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	r := &recipe{Options: o}
	vocabulary := o.Tokenizer.Vocabulary()
	if vocabulary < 1 || vocabulary > MaxVocabulary {
		return nil, fmt.Errorf("%w: a vocabulary of %d, want 1 to %d", ErrOptions, vocabulary, MaxVocabulary)
	}
	if !printable(o.Note) || len(o.Note) > MaxSource {
		return nil, fmt.Errorf("%w: the note %.40q, want one printable line of at most %d bytes", ErrOptions, o.Note, MaxSource)
	}
	r.width = WidthOf(vocabulary)
	if id, ok := o.Tokenizer.BOS(); ok {
		r.separator = &id
	} else if id, ok := o.Tokenizer.EOS(); ok {
		r.separator = &id
	}
	var err error
	if file := o.Tokenizer.File(); !bytes.Equal(file, token.Bytes().File()) {
		r.tokenizer, err = commit.Build(bytes.NewReader(file), nil)
	}
	return r, err
}

// manifest says what was made.
func (r *recipe) manifest(content commit.ID, tokens uint64) (Manifest, error) {
	m := Manifest{
		Content: content, Tokens: tokens, Width: r.width, Vocabulary: r.Tokenizer.Vocabulary(), Tokenizer: r.tokenizer,
		Separator: r.separator, Source: r.Note,
	}
	if tokens == 0 {
		return m, fmt.Errorf("%w: the corpus holds no text; check the path and the patterns", ErrEmpty)
	}
	return m.hold(r.Validation)
}

// hold sets the validation slice.
func (m Manifest) hold(part func(uint64) uint64) (Manifest, error) {
	if part == nil {
		return m, nil
	}
	if m.ValidationTokens = part(m.Tokens); m.ValidationTokens >= m.Tokens {
		return m, fmt.Errorf("%w: a validation slice of %d of %d tokens leaves nothing to train on", ErrEmpty, m.ValidationTokens, m.Tokens)
	}
	if m.ValidationTokens > 0 {
		m.ValidationStart = m.Tokens - m.ValidationTokens
	}
	return m, nil
}
