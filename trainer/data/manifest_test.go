// SPDX-License-Identifier: Apache-2.0

package data_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/data"
)

func manifest() data.Manifest {
	bos := uint32(5)
	return data.Manifest{
		Content: commit.ID{Digest: commit.Sum([]byte("content")), Size: 2000}, Tokens: 1000, Width: 2, Vocabulary: 300,
		Tokenizer: commit.ID{Digest: commit.Sum([]byte("tokenizer")), Size: 77}, Separator: &bos,
		ValidationStart: 900, ValidationTokens: 100, Source: `a "note" <é>`,
	}
}

// The encoding is a format: a change of one byte changes every dataset's id.
func TestManifestEncoding(t *testing.T) {
	t.Parallel()
	m := manifest()
	b, err := m.Encode()
	require.NoError(t, err)
	require.Equal(t, `{"format":"weft dataset 1","content":"`+m.Content.String()+`","tokens":1000,"width":2,"vocabulary":300,"tokenizer":"`+
		m.Tokenizer.String()+`","separator":5,"validation":{"start":900,"tokens":100},"source":"a \"note\" <é>"}`, string(b))
	again, err := data.DecodeManifest(b)
	require.NoError(t, err)
	require.Equal(t, m, again)

	m = data.Manifest{Content: m.Content, Tokens: 1000, Width: 2, Vocabulary: 300}
	b, err = m.Encode()
	require.NoError(t, err)
	require.Equal(t, `{"format":"weft dataset 1","content":"`+m.Content.String()+`","tokens":1000,"width":2,"vocabulary":300}`, string(b))
	again, err = data.DecodeManifest(b)
	require.NoError(t, err)
	require.Equal(t, m, again)
}

func TestManifestRefuses(t *testing.T) {
	t.Parallel()
	big := uint32(300)
	for want, change := range map[string]func(*data.Manifest){
		"vocabulary is 0":        func(m *data.Manifest) { m.Vocabulary = 0 },
		"vocabulary is 262145":   func(m *data.Manifest) { m.Vocabulary = data.MaxVocabulary + 1 },
		"width is 4, want 2":     func(m *data.Manifest) { m.Width = 4 },
		"tokens is 0":            func(m *data.Manifest) { m.Tokens = 0 },
		"= 2002":                 func(m *data.Manifest) { m.Tokens = 1001 },
		"content is zero":        func(m *data.Manifest) { m.Content.Digest = commit.Digest{} },
		"tokenizer is":           func(m *data.Manifest) { m.Tokenizer.Size = 0 },
		"separator is 300":       func(m *data.Manifest) { m.Separator = &big },
		"validation tokens is":   func(m *data.Manifest) { m.ValidationTokens = 1001 },
		"start is 899, want 900": func(m *data.Manifest) { m.ValidationStart = 899 },
		"start is 900, want 0":   func(m *data.Manifest) { m.ValidationTokens = 0 },
		"at most 1024":           func(m *data.Manifest) { m.Source = strings.Repeat("x", 1025) },
		"printable line":         func(m *data.Manifest) { m.Source = "a\tb" },
		"source is":              func(m *data.Manifest) { m.Source = "\xff" },
	} {
		m := manifest()
		change(&m)
		_, err := m.Encode()
		require.ErrorIs(t, err, data.ErrManifest)
		require.ErrorContains(t, err, want)
	}
}

func TestDecodeManifestRefuses(t *testing.T) {
	t.Parallel()
	m := manifest()
	good, err := m.Encode()
	require.NoError(t, err)
	for name, bad := range map[string]string{
		"nothing":       "",
		"space":         string(good) + "\n",
		"garbage":       string(good) + "x",
		"order":         strings.Replace(string(good), `"tokens":1000,"width":2`, `"width":2,"tokens":1000`, 1),
		"double":        strings.Replace(string(good), `"width":2`, `"width":2,"width":2`, 1),
		"unknown":       strings.Replace(string(good), `"width":2`, `"width":2,"depth":1`, 1),
		"exponent":      strings.Replace(string(good), `1000`, `1e3`, 1),
		"other case":    strings.Replace(string(good), `"width"`, `"Width"`, 1),
		"escape":        strings.Replace(string(good), `é`, `\u00e9`, 1),
		"other version": strings.Replace(string(good), `dataset 1`, `dataset 2`, 1),
		"no content":    strings.Replace(string(good), m.Content.String(), "", 1),
		"null":          strings.Replace(string(good), `"separator":5`, `"separator":null`, 1),
		"long":          string(good) + strings.Repeat(" ", data.MaxManifest),
	} {
		_, err := data.DecodeManifest([]byte(bad))
		require.ErrorIs(t, err, data.ErrManifest, name)
	}
}

// Whatever is accepted is the one encoding of what was read.
func FuzzDecodeManifest(f *testing.F) {
	m := manifest()
	good, err := m.Encode()
	require.NoError(f, err)
	f.Add(good)
	m = data.Manifest{Content: m.Content, Tokens: 1000, Width: 2, Vocabulary: 300}
	short, err := m.Encode()
	require.NoError(f, err)
	f.Add(short)
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := data.DecodeManifest(b)
		if err != nil {
			return
		}
		again, err := m.Encode()
		require.NoError(t, err)
		require.Equal(t, b, again)
	})
}
