// SPDX-License-Identifier: Apache-2.0

package lab

import (
	"context"
	"errors"
	"iter"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/data"
	"github.com/weft-network/weft/trainer/data/corpus"
	"github.com/weft-network/weft/trainer/data/token"
)

// start is the beginning of a source, with at least so many tokens; 0 is all
// of it.
type start struct {
	corpus.Source
	tokens int
}

// bytesPerToken is more than the mean of any tokenizer in use.
const bytesPerToken = 16

// Documents ends after enough text.
func (s start) Documents(ctx context.Context) iter.Seq2[corpus.Document, error] {
	return func(yield func(corpus.Document, error) bool) {
		read := 0
		for d, err := range s.Source.Documents(ctx) {
			if !yield(d, err) || err != nil {
				return
			}
			if read += len(d.Text); s.tokens > 0 && read/bytesPerToken > s.tokens {
				return
			}
		}
	}
}

// Beginning opens the text, or its documents up to so many bytes, 0 for all.
func (t *Text) Beginning(bytes int) (corpus.Source, error) {
	src, err := t.source()
	if err != nil || bytes <= 0 {
		return src, err
	}
	return start{src, max(1, bytes/bytesPerToken)}, nil
}

// Load reads a text into memory, or its documents up to so many bytes, 0 for
// all, and holds out what a run would; a dataset is opened. The text of a
// specification must be the one that it was written for; s is nil for none.
func (t *Text) Load(ctx context.Context, bytes int, s *spec.Spec) (*data.Dataset, token.Tokenizer, error) {
	b, err := t.load(ctx, bytes, s)
	if err != nil {
		return nil, nil, err
	}
	if s != nil {
		if err := checkText(s, b.text.Manifest()); err != nil {
			return nil, nil, errors.Join(err, b.text.Close())
		}
	}
	return b.text, b.tokenizer, nil
}

func (t *Text) load(ctx context.Context, bytes int, s *spec.Spec) (*begun, error) {
	if isDataset(t.Path) {
		return openText(t.Path)
	}
	src, err := t.Beginning(bytes)
	if err != nil {
		return nil, err
	}
	tok, err := t.tokenizer()
	if err != nil {
		return nil, err
	}
	validation := HeldOut
	if s != nil {
		validation = data.Last(s.Data.ValidationTokens)
	}
	d, err := data.InMemory(ctx, spread{src}, data.Options{Tokenizer: tok, Validation: validation, Progress: t.Progress})
	return &begun{text: d, tokenizer: tok}, err
}
