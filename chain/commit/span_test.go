// SPDX-License-Identifier: Apache-2.0

package commit_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/internal/vectors"
)

const (
	kib = 1 << 10
	mib = 1 << 20
)

// oddSizes surround every boundary of the layout.
var oddSizes = []uint64{
	0, 1, 63, 64, 65, 1023, 1024, 1025, 2048, 2049, 3072, 5000, 16*kib - 1, 16 * kib, 16*kib + 1, 31*kib + 7,
	mib - 1, mib, mib + 1, 2 * mib, 3*mib + 1234, 16 * mib, 16*mib + 1, 17 * mib, 33*mib + 5,
}

// pattern gives the content that the tests share, whole.
func pattern(t require.TestingT, size uint64) []byte {
	b, err := io.ReadAll(vectors.Pattern(size))
	require.NoError(t, err)
	return b
}

// The geometry tiles its span: children are adjacent, in order and complete,
// and no path is deeper than the constants say.
func TestSpanTiles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.Uint64Range(0, commit.MaxSize).Draw(t, "size")
		s := commit.BlobSpan(size)
		if rapid.Bool().Draw(t, "tensor") {
			s = commit.TensorSpan(size)
		}
		nodes, binary := 0, 0
		for s.Fanout() > 0 {
			require.LessOrEqual(t, s.Fanout(), commit.MaxFanout)
			at := s.Offset
			for i := range s.Fanout() {
				c := s.Child(i)
				require.Equal(t, at, c.Offset)
				require.NotZero(t, c.Size)
				at = c.End()
			}
			require.Equal(t, s.End(), at)
			if s.IsNode() {
				nodes++
			} else {
				binary++
			}
			s = s.Child(rapid.IntRange(0, s.Fanout()-1).Draw(t, "child"))
			require.False(t, nodes > 0 && binary == 0 && !s.IsNode() && !s.IsLeaf(), "nodes end at whole leaves")
		}
		require.LessOrEqual(t, nodes, commit.MaxDepth)
		require.LessOrEqual(t, binary, 42)
		require.True(t, s.IsChunk() || size == 0)
	})
}

func TestSpanOfImpossibleSizeIsZero(t *testing.T) {
	for _, size := range []uint64{commit.MaxSize + 1, 1 << 63, 1<<64 - 1} {
		require.Zero(t, commit.BlobSpan(size))
		require.Zero(t, commit.TensorSpan(size))
	}
}

// digestOf folds a span from its chunks by the public steps alone.
func digestOf(s commit.Span, content []byte) commit.Digest {
	if s.IsChunk() {
		return s.Chunk(content[s.Offset:s.End()])
	}
	children := make([]commit.Digest, s.Fanout())
	for i := range children {
		children[i] = digestOf(s.Child(i), content)
	}
	return s.Join(children)
}

// Spec K3: a tensor's root is the BLAKE3 hash of its bytes.
func TestTensorRootIsBLAKE3(t *testing.T) {
	for _, size := range oddSizes {
		if size > 4*mib {
			continue
		}
		content := pattern(t, size)
		require.Equal(t, commit.Sum(content), digestOf(commit.TensorSpan(size), content), "size %d", size)
		got, err := commit.TensorSpan(size).Digest(bytes.NewReader(content))
		require.NoError(t, err)
		require.Equal(t, commit.Sum(content), got, "size %d", size)
	}
}

func TestSpanDigestRefuses(t *testing.T) {
	_, err := commit.BlobSpan(5).Digest(vectors.Pattern(5))
	require.ErrorIs(t, err, commit.ErrNode)
	_, err = commit.TensorSpan(5000).Digest(vectors.Pattern(4999))
	require.ErrorIs(t, err, io.EOF)
}

// Five levels a move, down to the chunk, as a dispute walks them.
func TestDescendAndAscend(t *testing.T) {
	for _, size := range []uint64{0, 1, 1024, 1025, 5 * kib, 32 * kib, 33 * kib, mib, 3*mib + 1234} {
		content := pattern(t, size)
		r := bytes.NewReader(content)
		for levels := range 7 {
			s := commit.TensorSpan(size)
			want := commit.Sum(content)
			for {
				below := s.Descend(levels)
				require.LessOrEqual(t, len(below), 1<<levels)
				digests := make([]commit.Digest, len(below))
				for i, b := range below {
					var err error
					digests[i], err = b.Digest(r)
					require.NoError(t, err)
				}
				got, err := s.Ascend(levels, digests)
				require.NoError(t, err)
				require.Equal(t, want, got, "size %d, %d levels, span %+v", size, levels, s)
				_, err = s.Ascend(levels, digests[1:])
				require.ErrorIs(t, err, commit.ErrProof)
				if levels == 0 || s.IsChunk() {
					break
				}
				k := len(below) / 3
				s, want = below[k], digests[k]
			}
		}
	}
	s := commit.BlobSpan(5 * mib)
	require.Equal(t, []commit.Span{s}, s.Descend(3), "a node is opened whole")
}

func ExampleSpan() {
	s := commit.BlobSpan(17*mib + 300)
	for !s.IsChunk() {
		fmt.Println(s.Offset, s.Size, s.IsNode(), s.Fanout())
		s = s.Child(s.Fanout() - 1)
	}
	fmt.Println(s.Offset, s.Size)
	// Output:
	// 0 17826092 true 2
	// 16777216 1048876 true 2
	// 17825792 300
}
