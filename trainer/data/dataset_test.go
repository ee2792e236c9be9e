// SPDX-License-Identifier: Apache-2.0

package data_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/data"
	"github.com/weft-network/weft/trainer/data/corpus"
	"github.com/weft-network/weft/trainer/data/token"
)

// many is a corpus of documents of all sizes, some longer than a piece.
func many() corpus.Source {
	var list []string
	for i := range 300 {
		list = append(list, strings.Repeat("line "+strings.Repeat("x", i%7)+"\n", i*i%2000))
	}
	list = append(list, "", strings.Repeat("é", corpus.MaxPiece), strings.Repeat("one long line ", corpus.MaxPiece/5))
	return corpus.Texts("many", list...)
}

func build(t testing.TB, src corpus.Source, o data.Options) (data.Manifest, []byte) {
	t.Helper()
	var b bytes.Buffer
	m, err := data.Build(t.Context(), src, &b, o)
	require.NoError(t, err)
	return m, b.Bytes()
}

// The bytes of a dataset are a function of the texts: BOS, then the bytes of a
// document, for each; workers change nothing.
func TestBuild(t *testing.T) {
	t.Parallel()
	var want []uint32
	documents, read := uint64(0), int64(0)
	for doc, err := range many().Documents(t.Context()) {
		require.NoError(t, err)
		if doc.First {
			want = append(want, token.ByteBOS)
			documents++
		}
		for _, b := range doc.Text {
			want = append(want, uint32(b))
		}
		read += int64(len(doc.Text))
	}
	require.Equal(t, uint64(303), documents)
	for _, workers := range []int{1, 2, 7} {
		var last data.Progress
		m, b := build(t, many(), data.Options{Workers: workers, Note: "many", Progress: func(p data.Progress) { last = p }})
		require.Equal(t, data.Progress{Read: read, Size: read, Documents: documents, Tokens: uint64(len(want))}, last)
		id, err := commit.Build(bytes.NewReader(b), nil)
		require.NoError(t, err)
		bos := uint32(token.ByteBOS)
		require.Equal(t, data.Manifest{Content: id, Tokens: uint64(len(want)), Width: 2, Vocabulary: 257, Separator: &bos, Source: "many"}, m)
		d, err := data.New(m, bytes.NewReader(b))
		require.NoError(t, err)
		got := make([]uint32, len(want))
		require.NoError(t, d.Read(got, 0))
		require.Equal(t, want, got)
		require.NoError(t, d.Check(t.Context(), nil))
	}
}

// broken yields one document and then an error.
type broken struct{ err error }

func (b broken) Size() int64 { return 0 }

func (b broken) Documents(context.Context) iter.Seq2[corpus.Document, error] {
	return func(yield func(corpus.Document, error) bool) {
		_ = yield(corpus.Document{Name: "a", First: true, Text: bytes.Repeat([]byte("a"), 1<<17)}, nil) &&
			yield(corpus.Document{}, b.err)
	}
}

type fullDisk struct{ left int }

var errFull = errors.New("disk full")

func (f *fullDisk) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestBuildFails(t *testing.T) {
	t.Parallel()
	_, err := data.Build(t.Context(), corpus.Texts("none"), io.Discard, data.Options{})
	require.ErrorIs(t, err, data.ErrEmpty)
	unreadable := errors.New("unreadable")
	_, err = data.Build(t.Context(), broken{unreadable}, io.Discard, data.Options{Workers: 3})
	require.ErrorIs(t, err, unreadable)
	_, err = data.Build(t.Context(), many(), &fullDisk{1 << 18}, data.Options{Workers: 3})
	require.ErrorIs(t, err, errFull)
	ctx, cancel := context.WithCancel(t.Context())
	_, err = data.Build(ctx, many(), io.Discard, data.Options{Progress: func(data.Progress) { cancel() }})
	require.ErrorIs(t, err, context.Canceled)
	_, err = data.Build(t.Context(), many(), io.Discard, data.Options{Note: "two\nlines"})
	require.ErrorIs(t, err, data.ErrOptions)
	_, err = data.Build(t.Context(), corpus.Texts("a", "abc"), io.Discard, data.Options{Validation: data.Last(4)})
	require.ErrorIs(t, err, data.ErrEmpty)
}

func TestFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "set")
	d, err := data.Create(t.Context(), dir, corpus.Builtin(), data.Options{Validation: data.Part(10)})
	require.NoError(t, err)
	defer d.Close()
	m := d.Manifest()
	require.Equal(t, m.Tokens/10, m.ValidationTokens)
	require.Equal(t, m.Tokens, m.ValidationStart+m.ValidationTokens)
	tok, err := data.OpenTokenizer(dir, m)
	require.NoError(t, err)
	require.Equal(t, 257, tok.Vocabulary())

	again, err := data.Open(dir)
	require.NoError(t, err)
	defer again.Close()
	require.Equal(t, m, again.Manifest())
	var steps []uint64
	require.NoError(t, again.Check(t.Context(), func(done, total uint64) { steps = append(steps, done, total) }))
	require.Equal(t, []uint64{m.Tokens, m.Tokens}, steps)

	_, err = data.Create(t.Context(), dir, corpus.Builtin(), data.Options{})
	require.ErrorIs(t, err, data.ErrOptions)
	_, err = data.Open(t.TempDir())
	require.ErrorIs(t, err, data.ErrDataset)
}

// A creation that fails, or was killed, leaves nothing that looks like a
// dataset, and the next one succeeds.
func TestFolderAllOrNothing(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "set")
	_, err := data.Create(t.Context(), dir, broken{errFull}, data.Options{})
	require.ErrorIs(t, err, errFull)
	entries, err := os.ReadDir(filepath.Dir(dir))
	require.NoError(t, err)
	require.Empty(t, entries)
	require.NoError(t, os.MkdirAll(dir+".partial", 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir+".partial", "left"), nil, 0o600))
	d, err := data.Create(t.Context(), dir, corpus.Builtin(), data.Options{})
	require.NoError(t, err)
	require.NoError(t, d.Close())
	entries, err = os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 3)
}

func TestDamage(t *testing.T) {
	t.Parallel()
	m, b := build(t, corpus.Builtin(), data.Options{})
	open := func(b []byte) (*data.Dataset, error) { return data.New(m, bytes.NewReader(b)) }
	_, err := open(b[:len(b)-1])
	require.ErrorIs(t, err, data.ErrDataset)
	_, err = open(append(bytes.Clone(b), 0))
	require.ErrorIs(t, err, data.ErrDataset)
	flipped := bytes.Clone(b)
	flipped[len(b)/2&^1] ^= 1
	d, err := open(flipped)
	require.NoError(t, err)
	require.ErrorIs(t, d.Check(t.Context(), nil), data.ErrDataset)
	flipped[len(b)/2|1] = 2
	require.ErrorIs(t, d.Check(t.Context(), nil), data.ErrToken)
	require.ErrorIs(t, d.Read(make([]uint32, 2), m.Tokens-1), data.ErrRange)
	require.ErrorIs(t, d.Read(nil, m.Tokens+1), data.ErrRange)
	require.NoError(t, d.Read(nil, m.Tokens))
}

// wide is a tokenizer of a chosen vocabulary that spreads bytes over it.
type wide struct {
	token.Tokenizer
	vocabulary int
}

func (w wide) Vocabulary() int     { return w.vocabulary }
func (w wide) BOS() (uint32, bool) { return 0, false }
func (w wide) File() []byte        { return []byte("another") }

func (w wide) Encode(dst []uint32, text []byte) []uint32 {
	for _, b := range text {
		dst = append(dst, uint32(int(b)*w.vocabulary/256))
	}
	return dst
}

func TestWidths(t *testing.T) {
	t.Parallel()
	for vocabulary, width := range map[int]int{256: 1, 257: 2, 1 << 16: 2, 1<<16 + 1: 4, data.MaxVocabulary: 4} {
		tok := wide{token.Bytes(), vocabulary}
		m, b := build(t, corpus.Texts("two", "abc\x00\xff", "d"), data.Options{Tokenizer: tok})
		require.Equal(t, width, m.Width)
		require.Len(t, b, 6*width)
		require.Nil(t, m.Separator)
		require.False(t, m.Tokenizer.IsZero())
		d, err := data.New(m, bytes.NewReader(b))
		require.NoError(t, err)
		got := make([]uint32, 6)
		require.NoError(t, d.Read(got, 0))
		require.Equal(t, tok.Encode(nil, []byte("abc\x00\xffd")), got)
		require.NoError(t, d.Check(t.Context(), nil))

		// A file of tokens, wider than need be, becomes the same dataset.
		var file bytes.Buffer
		for _, id := range got {
			file.Write([]byte{byte(id), byte(id >> 8), byte(id >> 16), byte(id >> 24)})
		}
		var out bytes.Buffer
		o := data.ImportOptions{Options: data.Options{Tokenizer: tok}, Width: 4}
		imported, err := data.Import(t.Context(), bytes.NewReader(file.Bytes()), &out, o)
		require.NoError(t, err)
		require.Equal(t, m, imported)
		require.Equal(t, b, out.Bytes())
		_, err = data.Import(t.Context(), bytes.NewReader(file.Bytes()[:23]), io.Discard, o)
		require.ErrorIs(t, err, data.ErrDataset)
	}
	_, err := data.Import(t.Context(), strings.NewReader("\x01\x01"), io.Discard, data.ImportOptions{Width: 2})
	require.ErrorIs(t, err, data.ErrToken, "257 is one too many")
	_, err = data.Import(t.Context(), strings.NewReader(""), io.Discard, data.ImportOptions{Width: 3})
	require.ErrorIs(t, err, data.ErrOptions)
}

func TestCreateFromTokens(t *testing.T) {
	t.Parallel()
	d, err := data.CreateFromTokens(t.Context(), filepath.Join(t.TempDir(), "set"), strings.NewReader("\x00\x01a\x00b\x00"),
		data.ImportOptions{Width: 2})
	require.NoError(t, err)
	defer d.Close()
	got := make([]uint32, 3)
	require.NoError(t, d.Read(got, 0))
	require.Equal(t, []uint32{256, 'a', 'b'}, got)
}
