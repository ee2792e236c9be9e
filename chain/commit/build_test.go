// SPDX-License-Identifier: Apache-2.0

package commit_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/internal/vectors"
)

// store keeps the nodes of a blob for the prover.
type store map[commit.Digest][]byte

func (s store) put(b commit.Block) error {
	s[b.Digest] = b.Raw
	return nil
}

func (s store) get(d commit.Digest) ([]byte, error) {
	if raw, ok := s[d]; ok {
		return raw, nil
	}
	return nil, fmt.Errorf("no node %v", d)
}

func build(t require.TestingT, size uint64) (commit.ID, store) {
	nodes := make(store)
	id, err := commit.Build(vectors.Pattern(size), nodes.put)
	require.NoError(t, err)
	return id, nodes
}

// Spec K1: the streamed id is that of the definition, whatever the pieces.
func TestBuildIsTheDefinition(t *testing.T) {
	for _, size := range oddSizes {
		content := pattern(t, size)
		want := commit.ID{Digest: digestOf(commit.BlobSpan(size), content), Size: size}
		id, nodes := build(t, size)
		require.Equal(t, want, id, "size %d", size)

		var walk func(s commit.Span, d commit.Digest)
		walk = func(s commit.Span, d commit.Digest) {
			if !s.IsNode() {
				require.Equal(t, commit.Sum(content[s.Offset:s.End()]), d)
				return
			}
			raw, err := nodes.get(d)
			require.NoError(t, err)
			delete(nodes, d)
			children, err := s.OpenNode(d, raw)
			require.NoError(t, err)
			for i, c := range children {
				walk(s.Child(i), c)
			}
		}
		walk(id.Span(), id.Digest)
		require.Empty(t, nodes, "every block given belongs to the tree")

		b := commit.NewBuilder(nil)
		for at := uint64(0); at < size; {
			k := min(700*kib+1, size-at)
			n, err := b.Write(content[at : at+k])
			require.NoError(t, err)
			require.Equal(t, int(k), n)
			at += k
		}
		got, err := b.Finish()
		require.NoError(t, err)
		require.Equal(t, want, got)

		b = commit.NewBuilder(nil)
		for at := uint64(0); at < size; at += mib {
			leaf := content[at:min(at+mib, size)]
			require.NoError(t, b.AddLeaf(commit.Sum(leaf), uint64(len(leaf))))
		}
		got, err = b.Finish()
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

// A block is told with the span at which it will be opened.
func TestBuildTellsSpans(t *testing.T) {
	id, err := commit.Build(vectors.Pattern(273*mib+7), func(b commit.Block) error {
		_, err := b.Span.OpenNode(b.Digest, b.Raw)
		return err
	})
	require.NoError(t, err)
	require.Equal(t, uint64(273*mib+7), id.Size)
}

func TestBuildRefuses(t *testing.T) {
	b := commit.NewBuilder(nil)
	require.ErrorIs(t, b.AddLeaf(commit.Digest{}, 0), commit.ErrBuild)
	require.ErrorIs(t, b.AddLeaf(commit.Digest{}, mib+1), commit.ErrBuild)
	_, err := b.Write([]byte{1})
	require.NoError(t, err)
	require.ErrorIs(t, b.AddLeaf(commit.Digest{}, mib), commit.ErrBuild, "inside an open leaf")

	b = commit.NewBuilder(nil)
	require.NoError(t, b.AddLeaf(commit.Digest{}, 5))
	require.ErrorIs(t, b.AddLeaf(commit.Digest{}, mib), commit.ErrBuild, "after a short leaf")
	_, err = b.Write([]byte{1})
	require.ErrorIs(t, err, commit.ErrBuild, "after a short leaf")

	b = commit.NewBuilder(nil)
	b.SetSize(commit.MaxSize - mib) // always whole leaves
	n, err := b.Write(make([]byte, mib+1))
	require.ErrorIs(t, err, commit.ErrBuild, "past the largest blob")
	require.Equal(t, mib, n)
	require.ErrorIs(t, b.AddLeaf(commit.Digest{}, 1), commit.ErrBuild, "past the largest blob")

	broken := errors.New("disk full")
	_, err = commit.Build(vectors.Pattern(5), func(commit.Block) error { return broken })
	require.ErrorIs(t, err, broken)
	_, err = commit.Build(io.MultiReader(vectors.Pattern(5), failing{broken}), nil)
	require.ErrorIs(t, err, broken)
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func BenchmarkBuild(b *testing.B) {
	const size = 64 * mib
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := commit.Build(vectors.Pattern(size), nil); err != nil {
			b.Fatal(err)
		}
	}
}

// The tree over a terabyte, its leaves hashed elsewhere.
func BenchmarkBuildTree(b *testing.B) {
	const size = 1 << 40
	leaf := commit.Sum(nil)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		t := commit.NewBuilder(nil)
		for range size / mib {
			if err := t.AddLeaf(leaf, mib); err != nil {
				b.Fatal(err)
			}
		}
		if _, err := t.Finish(); err != nil {
			b.Fatal(err)
		}
	}
}
