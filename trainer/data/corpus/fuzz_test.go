// SPDX-License-Identifier: Apache-2.0

package corpus_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/trainer/data/corpus"
)

// A file of JSON lines gives documents or an error of its line; documents
// written as such a file come back.
func FuzzLines(f *testing.F) {
	for _, text := range []string{"", "{\"text\":\"a\\u00e9\"}\n\n{\"text\":\"\"}", `{"text":"\ud800"}`, "{\"text\":null}\n", "[]", `{"text":"a"`, "\xff\n"} {
		f.Add([]byte(text))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, content []byte) {
		path := filepath.Join(dir, "fuzz.jsonl")
		texts, err := documents(t, path, content)
		if err != nil {
			require.ErrorIs(t, err, corpus.ErrCorpus)
			return
		}
		var again bytes.Buffer
		for _, text := range texts {
			require.NoError(t, json.NewEncoder(&again).Encode(map[string]string{"text": text}))
		}
		same, err := documents(t, path, again.Bytes())
		require.NoError(t, err)
		require.Equal(t, texts, same)
	})
}

// documents reads a file of JSON lines up to its first fault.
func documents(t *testing.T, path string, content []byte) (texts []string, err error) {
	t.Helper()
	require.NoError(t, os.WriteFile(path, content, 0o600))
	for doc, err := range corpus.Lines(path, corpus.Options{}).Documents(t.Context()) {
		if err != nil {
			return texts, err
		}
		texts = append(texts, string(doc.Text))
	}
	return texts, nil
}
