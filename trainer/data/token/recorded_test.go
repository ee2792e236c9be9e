// SPDX-License-Identifier: Apache-2.0

package token_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/trainer/data/token"
)

type recorded struct {
	Texts    []string
	Families map[string]struct {
		Vocabulary int
		X          []uint32 // "x" with what the template puts around it
		Cases      []struct {
			IDs     []uint32
			Decoded *string // nil if it is the text
		}
	}
}

func readRecorded(t testing.TB) recorded {
	t.Helper()
	file, err := os.ReadFile("testdata/recorded.json")
	require.NoError(t, err)
	var r recorded
	require.NoError(t, json.Unmarshal(file, &r))
	require.NotEmpty(t, r.Families)
	return r
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("testdata", name+".tokenizer.json"))
	require.NoError(t, err)
	return file
}

func load(t testing.TB, name string) token.Tokenizer {
	t.Helper()
	tok, err := token.Load(fixture(t, name))
	require.NoError(t, err)
	return tok
}

// The ids and the texts that testdata/record.py saw the original give.
func TestRecorded(t *testing.T) {
	t.Parallel()
	r := readRecorded(t)
	for name, family := range r.Families {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tok := load(t, name)
			require.Equal(t, family.Vocabulary, tok.Vocabulary())
			require.Len(t, family.Cases, len(r.Texts))
			for i, text := range r.Texts {
				c := family.Cases[i]
				got := tok.Encode([]uint32{}, []byte(text))
				require.Equal(t, c.IDs, got, "%q", text)
				want := text
				if c.Decoded != nil {
					want = *c.Decoded
				}
				require.Equal(t, want, string([]rune(string(tok.Decode(nil, got)))), "%q", text)
			}
			around := tok.Encode(nil, []byte("x"))
			if bos, ok := tok.BOS(); ok && len(family.X) > len(around) {
				around = append([]uint32{bos}, around...)
			}
			if eos, ok := tok.EOS(); ok && len(family.X) > len(around) {
				around = append(around, eos)
			}
			require.Equal(t, family.X, around)
		})
	}
}

// The file of the byte-level tokenizer, which the original was given too.
func TestBytesFile(t *testing.T) {
	t.Parallel()
	require.Equal(t, string(fixture(t, "bytes")), string(token.Bytes().File()))
	tok, err := token.Load(token.Bytes().File())
	require.NoError(t, err)
	for _, text := range append(readRecorded(t).Texts, "\xff\xfe\x80 invalid", "<|bos|>") {
		want := token.Bytes().Encode(nil, []byte(text))
		require.Equal(t, want, tok.Encode(nil, []byte(text)))
		require.Equal(t, text, string(token.Bytes().Decode(nil, want)))
		require.Equal(t, text, string(tok.Decode(nil, want)))
	}
	require.Equal(t, token.Bytes().Vocabulary(), tok.Vocabulary())
	bos, ok := tok.BOS()
	require.True(t, ok)
	require.Equal(t, uint32(token.ByteBOS), bos)
	require.Empty(t, token.Bytes().Decode(nil, []uint32{256, 257, 1 << 31}))
}
