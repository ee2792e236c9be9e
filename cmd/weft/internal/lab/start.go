// SPDX-License-Identifier: Apache-2.0

package lab

import (
	"context"
	"iter"

	"github.com/weft-network/weft/trainer/data/corpus"
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

// HeldOut is how many tokens of a text are kept for validation.
func HeldOut(tokens uint64) uint64 { return held(tokens) }
