// SPDX-License-Identifier: Apache-2.0

package corpus_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/trainer/data/corpus"
)

// read joins the pieces of each document: names and texts, in order.
func read(t testing.TB, src corpus.Source) (names, list []string) {
	t.Helper()
	for doc, err := range src.Documents(t.Context()) {
		require.NoError(t, err)
		require.LessOrEqual(t, len(doc.Text), corpus.MaxPiece)
		if doc.First {
			names, list = append(names, doc.Name), append(list, "")
		} else {
			require.Equal(t, names[len(names)-1], doc.Name)
			require.NotEmpty(t, doc.Text)
		}
		list[len(list)-1] += string(doc.Text)
	}
	return names, list
}

func failure(t testing.TB, src corpus.Source) error {
	t.Helper()
	var last error
	for _, err := range src.Documents(t.Context()) {
		require.NoError(t, last, "an error is the last thing")
		last = err
	}
	return last
}

func write(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
}

func TestFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"b.go": "b", "a.go": "a", "a/z.go": "az", "a/B.go": "aB", "a-b/c.go": "a-bc", "c/d/e.txt": "e", "c/d/f.md": "f",
		".git/config": "hidden", "c/.env": "hidden", "zero.go": "x\x00y", "large.go": strings.Repeat("l", 101), "empty.go": "",
	})
	outside := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(outside, []byte("secret"), 0o600))
	require.NoError(t, os.Symlink(outside, filepath.Join(dir, "link.go")))
	require.NoError(t, os.Symlink(filepath.Dir(outside), filepath.Join(dir, "links")))

	skips := corpus.Skips{}
	src, err := corpus.Open(dir, corpus.Options{MaxFile: 100, Skipped: skips.Add})
	require.NoError(t, err)
	names, list := read(t, src)
	require.Equal(t, []string{"a-b/c.go", "a.go", "a/B.go", "a/z.go", "b.go", "c/d/e.txt", "c/d/f.md", "empty.go"}, names)
	require.Equal(t, []string{"a-bc", "a", "aB", "az", "b", "e", "f", ""}, list)
	require.Equal(t, corpus.Skips{
		corpus.SkipHidden: 2, corpus.SkipBinary: 1, corpus.SkipLarge: 1, corpus.SkipLink: 2,
	}, skips)
	require.Equal(t, int64(12+3), src.Size(), "binary files are found when they are read")

	for want, include := range map[string][]string{
		"a-b/c.go a.go a/B.go a/z.go b.go empty.go": {"*.go"},
		"a/B.go a/z.go c/d/f.md":                    {"a/*.go", "*.md"},
		"":                                          {"*.rs"},
	} {
		src, err := corpus.Open(dir, corpus.Options{Include: include, MaxFile: 100})
		require.NoError(t, err)
		names, _ := read(t, src)
		require.Equal(t, want, strings.Join(names, " "))
	}
	_, err = corpus.Open(dir, corpus.Options{Include: []string{"[a"}})
	require.ErrorIs(t, err, corpus.ErrCorpus)
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	_, err := corpus.Open(filepath.Join(t.TempDir(), "none"), corpus.Options{})
	require.ErrorIs(t, err, corpus.ErrCorpus)
	require.ErrorContains(t, err, "name a text file")
	_, err = corpus.Open(os.DevNull, corpus.Options{})
	require.ErrorIs(t, err, corpus.ErrCorpus)
	gone, err := corpus.Folder(filepath.Join(t.TempDir(), "none"), corpus.Options{})
	require.NoError(t, err)
	require.ErrorIs(t, failure(t, gone), corpus.ErrCorpus)
	require.Zero(t, gone.Size())
	require.ErrorIs(t, failure(t, corpus.File(filepath.Join(t.TempDir(), "none"))), corpus.ErrCorpus)
}

// Long documents come in pieces that end with a line, or at least with a
// character, wherever the file system cuts its reads.
func TestPieces(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"lines":      strings.Repeat(strings.Repeat("w", 99)+"\n", corpus.MaxPiece/40),
		"one line":   strings.Repeat("a", 3*corpus.MaxPiece+17),
		"characters": "a" + strings.Repeat("東", corpus.MaxPiece),
		"no text":    strings.Repeat("\x80", corpus.MaxPiece+5),
		"exact":      strings.Repeat("b", corpus.MaxPiece),
		"empty":      "",
	} {
		path := filepath.Join(t.TempDir(), "file.txt")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		src, err := corpus.Open(path, corpus.Options{})
		require.NoError(t, err)
		require.Equal(t, int64(len(text)), src.Size())
		names, list := read(t, src)
		require.Equal(t, []string{path}, names)
		require.Equal(t, text, list[0])
		for doc, err := range src.Documents(t.Context()) {
			require.NoError(t, err)
			switch {
			case len(text) < corpus.MaxPiece:
				require.Equal(t, len(text), len(doc.Text))
			case name == "lines":
				require.True(t, strings.HasSuffix(string(doc.Text), "\n"))
			case name == "characters":
				require.True(t, strings.HasSuffix(string(doc.Text), "東"))
			}
		}
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	long := strings.Repeat("0123456789", corpus.MaxPiece/8)
	write(t, dir, map[string]string{
		"a.jsonl": "{\"text\":\"one\\n\\u00e9\",\"id\":1}\n\n  \r\n{\"id\":2,\"text\":\"\"}\r\n{\"text\":\"" + long + "\"}",
		"b.jsonl": `{"content":"other","text":7}`,
	})
	src, err := corpus.Open(filepath.Join(dir, "a.jsonl"), corpus.Options{})
	require.NoError(t, err)
	names, list := read(t, src)
	require.Equal(t, []string{"one\né", "", long}, list)
	for i, line := range []int{1, 4, 5} {
		require.Equal(t, fmt.Sprintf("%s:%d", filepath.Join(dir, "a.jsonl"), line), names[i])
	}
	b := filepath.Join(dir, "b.jsonl")
	_, list = read(t, corpus.Lines(b, corpus.Options{Field: "content"}))
	require.Equal(t, []string{"other"}, list)
	for want, text := range map[string]string{
		`b.jsonl:1: field "text" is 7`:        `{"text":7}`,
		`b.jsonl:1: field "text" is null`:     `{"text":null}`,
		`b.jsonl:2: no field "text"`:          "{\"text\":\"\"}\n{}",
		"b.jsonl:1: not a JSON object":        "[1]",
		"b.jsonl:1: a line of more than 6710": strings.Repeat(" ", corpus.MaxLine+1),
	} {
		require.NoError(t, os.WriteFile(b, []byte(text), 0o600))
		err := failure(t, corpus.Lines(b, corpus.Options{}))
		require.ErrorIs(t, err, corpus.ErrCorpus)
		require.ErrorContains(t, err, want)
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	count := 0
	for _, err := range corpus.Texts("long", strings.Repeat("x", 10*corpus.MaxPiece)).Documents(ctx) {
		cancel()
		last = err
		count++
	}
	require.ErrorIs(t, last, context.Canceled)
	require.Equal(t, 2, count)
}

func TestStop(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, map[string]string{"a": "a", "b": "b", "c.jsonl": "{\"text\":\"a\"}\n{\"text\":\"b\"}"})
	tree, err := corpus.Open(dir, corpus.Options{})
	require.NoError(t, err)
	for _, src := range []corpus.Source{
		tree, corpus.Lines(filepath.Join(dir, "c.jsonl"), corpus.Options{}), corpus.Texts("t", "a", "b"), corpus.File(filepath.Join(dir, "a")),
	} {
		count := 0
		for doc, err := range src.Documents(t.Context()) {
			require.NoError(t, err)
			require.Equal(t, "a", string(doc.Text))
			count++
			break
		}
		require.Equal(t, 1, count)
	}
}

func TestBuiltin(t *testing.T) {
	t.Parallel()
	_, list := read(t, corpus.Builtin())
	require.Len(t, list, 1)
	require.Greater(t, len(list[0]), 4000)
	require.NotContains(t, list[0], "\r", "a checkout that changes line ends changes every digest")
}

func TestGoTree(t *testing.T) {
	root, err := corpus.GoTree()
	require.NoError(t, err)
	t.Setenv("GOROOT", root)
	again, err := corpus.GoTree()
	require.NoError(t, err)
	require.Equal(t, root, again)
	src, err := corpus.OpenGoTree(corpus.Options{Include: []string{"fmt/print.go"}})
	require.NoError(t, err)
	names, list := read(t, src)
	require.Equal(t, []string{"fmt/print.go"}, names)
	require.Contains(t, list[0], "package fmt")
	src, err = corpus.OpenGoTree(corpus.Options{})
	require.NoError(t, err)
	require.Greater(t, src.Size(), int64(20<<20))
}

func TestNoGoTree(t *testing.T) {
	t.Setenv("GOROOT", t.TempDir())
	t.Setenv("PATH", t.TempDir())
	_, err := corpus.FindGoTree([]string{t.TempDir()})
	require.ErrorIs(t, err, corpus.ErrNoGoTree)
	require.ErrorContains(t, err, "--data PATH")
	root := t.TempDir()
	write(t, root, map[string]string{"src/fmt/print.go": "package fmt"})
	t.Setenv("GOROOT", root)
	found, err := corpus.GoTree()
	require.NoError(t, err)
	require.Equal(t, root, found)
}

func BenchmarkGoTree(b *testing.B) {
	src, err := corpus.OpenGoTree(corpus.Options{})
	require.NoError(b, err)
	b.SetBytes(src.Size())
	for b.Loop() {
		for doc, err := range src.Documents(b.Context()) {
			require.NoError(b, err)
			if _, err := io.Discard.Write(doc.Text); err != nil {
				b.Fatal(err)
			}
		}
	}
}
