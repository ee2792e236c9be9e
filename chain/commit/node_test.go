// SPDX-License-Identifier: Apache-2.0

package commit_test

import (
	"bytes"
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/weft-network/weft/chain/commit"
)

func digests(n int) []commit.Digest {
	d := make([]commit.Digest, n)
	for i := range d {
		d[i] = commit.Sum([]byte{byte(i)})
	}
	return d
}

// The empty file is the node that every IPFS client knows.
func TestNodeOfNothing(t *testing.T) {
	require.Equal(t, "0a0408021800", hex.EncodeToString(commit.BlobSpan(0).Node(nil)))
}

func TestNodeRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := commit.BlobSpan(rapid.Uint64Range(0, commit.MaxSize).Draw(t, "size"))
		for {
			children := digests(s.Fanout())
			raw := s.Node(children)
			require.Less(t, len(raw), commit.MaxNode)
			require.Equal(t, commit.Sum(raw), s.Join(children))
			got, err := s.OpenNode(commit.Sum(raw), raw)
			require.NoError(t, err)
			require.Equal(t, children, got)
			if s.Size == 0 || !s.Child(0).IsNode() {
				return
			}
			s = s.Child(rapid.IntRange(0, s.Fanout()-1).Draw(t, "child"))
		}
	})
}

// hostileNodes are bytes that hash to what they are said to, and are not the
// node of a blob of 2 MiB + 1.
func hostileNodes() map[string][]byte {
	good := commit.BlobSpan(2*mib + 1).Node(digests(3))
	edit := func(from, to string) []byte { return bytes.Replace(good, []byte(from), []byte(to), 1) }
	return map[string][]byte{
		"empty":              nil,
		"truncated":          good[:len(good)-1],
		"trailing":           append(bytes.Clone(good), 0),
		"identity hash":      edit("\x01\x55\x1e\x20", "\x01\x55\x00\x20"),
		"sha2-256":           edit("\x01\x55\x1e\x20", "\x01\x55\x12\x20"),
		"node for a leaf":    edit("\x01\x55\x1e\x20", "\x01\x70\x1e\x20"),
		"CID version":        edit("\x01\x55\x1e\x20", "\x02\x55\x1e\x20"),
		"named link":         edit("\x12\x00\x18\x80\x80", "\x12\x01\x18\x80\x80"),
		"stored size":        edit("\x12\x00\x18\x80\x80", "\x12\x00\x18\x81\x80"),
		"UnixFS directory":   edit("\x08\x02\x18\x81", "\x08\x01\x18\x81"),
		"file size":          edit("\x08\x02\x18\x81", "\x08\x02\x18\x82"),
		"blocksize":          edit("\x20\x80\x80\x40", "\x20\x80\x81\x40"),
		"other size":         commit.BlobSpan(2*mib + 2).Node(digests(3)),
		"other fan-out":      commit.BlobSpan(2 * mib).Node(digests(2)),
		"no children":        commit.BlobSpan(0).Node(nil),
		"another level":      commit.BlobSpan(33 * mib).Node(digests(3)),
		"links after data":   append(bytes.Clone(good[2*46+44:]), good[:2*46+44]...),
		"one overlong field": edit("\x12\x2c\x0a\x24", "\x12\xac\x00\x0a"),
	}
}

func TestOpenNodeRefuses(t *testing.T) {
	s := commit.BlobSpan(2*mib + 1)
	good := s.Node(digests(3))
	_, err := s.OpenNode(commit.Sum(good), good)
	require.NoError(t, err)
	for name, raw := range hostileNodes() {
		t.Run(name, func(t *testing.T) {
			require.NotEqual(t, good, raw)
			_, err := s.OpenNode(commit.Sum(raw), raw)
			require.ErrorIs(t, err, commit.ErrNode)
		})
	}
	_, err = s.OpenNode(commit.Digest{}, good)
	require.ErrorIs(t, err, commit.ErrNode, "wrong hash")
	_, err = s.Child(0).OpenNode(commit.Sum(good), good)
	require.ErrorIs(t, err, commit.ErrNode, "not a node")
	_, err = commit.Span{}.OpenNode(commit.Sum(good), good)
	require.ErrorIs(t, err, commit.ErrNode, "no span")
}

func FuzzOpenNode(f *testing.F) {
	for _, size := range []uint64{0, 1, 2*mib + 1, 16 * mib, 17 * mib, commit.MaxSize} {
		s := commit.BlobSpan(size)
		f.Add(size, s.Node(digests(s.Fanout())))
	}
	for _, raw := range hostileNodes() {
		f.Add(uint64(2*mib+1), raw)
	}
	f.Fuzz(func(t *testing.T, size uint64, raw []byte) {
		s := commit.BlobSpan(size)
		children, err := s.OpenNode(commit.Sum(raw), raw)
		if err != nil {
			return
		}
		require.Len(t, children, s.Fanout())
		require.Equal(t, raw, s.Node(children))
	})
}
