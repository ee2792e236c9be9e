// SPDX-License-Identifier: Apache-2.0

package token_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/trainer/data/corpus"
	"github.com/weft-network/weft/trainer/data/token"
)

// sourceText is some megabytes of Go code, or the file that WEFT_TEXT names, so
// that testdata/speed.py can encode the same.
func sourceText(b *testing.B) [][]byte {
	b.Helper()
	src, err := corpus.OpenGoTree(corpus.Options{})
	require.NoError(b, err)
	if name := os.Getenv("WEFT_TEXT"); name != "" {
		src = corpus.File(name)
	}
	var list [][]byte
	total := 0
	for doc, err := range src.Documents(b.Context()) {
		require.NoError(b, err)
		list = append(list, doc.Text)
		if total += len(doc.Text); total > 20<<20 {
			break
		}
	}
	return list
}

// BenchmarkEncode encodes some megabytes of Go code, one thread. WEFT_TOKENIZER
// names a tokenizer.json to measure beside those of the test data.
func BenchmarkEncode(b *testing.B) {
	toks := map[string]token.Tokenizer{"bytes": token.Bytes()}
	for _, name := range []string{"gpt2", "llama3", "llama2"} {
		toks[name] = load(b, name)
	}
	if name := os.Getenv("WEFT_TOKENIZER"); name != "" {
		file, err := os.ReadFile(name)
		require.NoError(b, err)
		tok, err := token.Load(file)
		require.NoError(b, err)
		toks["file"] = tok
	}
	text := sourceText(b)
	total := 0
	for _, piece := range text {
		total += len(piece)
	}
	for name, tok := range toks {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(total))
			b.ReportAllocs()
			var ids []uint32
			for b.Loop() {
				for _, piece := range text {
					ids = tok.Encode(ids[:0], piece)
				}
			}
		})
	}
}

// BenchmarkLongWord encodes a word of a megabyte: there is no text that makes
// the encoder quadratic.
func BenchmarkLongWord(b *testing.B) {
	tok := load(b, "no-split")
	word := []byte(strings.Repeat("ab", 1<<19))
	b.SetBytes(int64(len(word)))
	var ids []uint32
	for b.Loop() {
		ids = tok.Encode(ids[:0], word)
	}
}
