// SPDX-License-Identifier: Apache-2.0

package lab

import (
	"context"
	"iter"

	"github.com/zeebo/blake3"

	"github.com/weft-network/weft/trainer/data/corpus"
)

// spread moves every 64th document to the end, by the hash of its name. There
// the validation slice is cut off: a sample of all documents, and not the ones
// whose names sort last.
type spread struct{ corpus.Source }

const spreadOver = 64

// Documents reads the source twice, which needs no memory for documents.
func (s spread) Documents(ctx context.Context) iter.Seq2[corpus.Document, error] {
	return func(yield func(corpus.Document, error) bool) {
		for _, late := range []bool{false, true} {
			taken := false
			for d, err := range s.Source.Documents(ctx) {
				if d.First {
					h := blake3.Sum256([]byte(d.Name))
					taken = (h[0]%spreadOver == 0) == late
				}
				if (taken || err != nil) && !yield(d, err) {
					return
				}
				if err != nil {
					return
				}
			}
		}
	}
}
