// SPDX-License-Identifier: Apache-2.0

package vectors_test

import (
	"encoding/hex"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/internal/vectors"
)

const mib = 1 << 20

// sizes surround every boundary of the layout.
var sizes = []uint64{
	0, 1, 1023, 1024, 1025, mib - 1, mib, mib + 1, 16 * mib, 16*mib + 1, 17 * mib, 40*mib + 12345, 256 * mib, 257 * mib, 272*mib + 7,
}

type contentVectors struct {
	Comment string        `json:"comment"`
	Blobs   []blobVector  `json:"blobs"`
	Proofs  []proofVector `json:"proofs"`
}

type blobVector struct {
	Size  uint64 `json:"size"`
	CID   string `json:"cid"`
	Nodes int    `json:"nodes"`
}

type proofVector struct {
	Tensor       bool   `json:"tensor"`
	Size         uint64 `json:"size"`
	Root         string `json:"root"`
	Offset       uint64 `json:"offset"`
	Length       uint64 `json:"length"`
	Compressions uint64 `json:"compressions"`
	Proof        string `json:"proof"`
}

// contents builds a blob of the pattern and keeps its nodes.
func contents(t require.TestingT, size uint64) (commit.ID, map[commit.Digest]commit.Block) {
	nodes := make(map[commit.Digest]commit.Block)
	id, err := commit.Build(vectors.Pattern(size), func(b commit.Block) error {
		nodes[b.Digest] = b
		return nil
	})
	require.NoError(t, err)
	return id, nodes
}

func TestContent(t *testing.T) {
	v := contentVectors{Comment: "Byte i of all content is i mod 251. Blobs: docs/spec/content.md, layout. Proofs: slices, in hexadecimal."}
	for _, size := range sizes {
		id, nodes := contents(t, size)
		v.Blobs = append(v.Blobs, blobVector{Size: size, CID: id.CIDString(), Nodes: len(nodes)})
	}
	for _, p := range []proofVector{
		{Size: 1, Length: 1},
		{Size: 5000, Offset: 1000, Length: 100},
		{Size: mib + 1, Offset: mib - 1, Length: 2},
		{Size: 272*mib + 7, Offset: 200*mib + 99, Length: 1},
		{Tensor: true, Size: 1, Length: 1},
		{Tensor: true, Size: 1025, Offset: 1024, Length: 1},
		{Tensor: true, Size: 3*mib + 5, Offset: 3*mib - 8, Length: 13},
	} {
		v.Proofs = append(v.Proofs, prove(t, p))
	}
	golden(t, "content.json", v)
}

func prove(t *testing.T, v proofVector) proofVector {
	t.Helper()
	id, nodes := contents(t, v.Size)
	s, root := id.Span(), id.Digest
	if v.Tensor {
		content, err := io.ReadAll(vectors.Pattern(v.Size))
		require.NoError(t, err)
		s, root = commit.TensorSpan(v.Size), commit.Sum(content)
	}
	r := commit.Range{Offset: v.Offset, Length: v.Length}
	proof, err := s.Prove(root, r, vectors.Pattern(v.Size), func(d commit.Digest) ([]byte, error) {
		if b, ok := nodes[d]; ok {
			return b.Raw, nil
		}
		return nil, fmt.Errorf("no node %v", d)
	})
	require.NoError(t, err)
	cost, err := s.Cost(r)
	require.NoError(t, err)
	v.Root, v.Compressions, v.Proof = root.String(), cost.Compressions, hex.EncodeToString(proof)
	return v
}

// The vectors verify as they stand, without the prover.
func TestContentProofsVerify(t *testing.T) {
	if *update {
		t.Skip("the embedded file is the one before the update")
	}
	var v contentVectors
	require.NoError(t, vectors.Load("content.json", &v))
	require.NotEmpty(t, v.Proofs)
	for _, p := range v.Proofs {
		s := commit.BlobSpan(p.Size)
		if p.Tensor {
			s = commit.TensorSpan(p.Size)
		}
		root, err := hex.DecodeString(p.Root)
		require.NoError(t, err)
		proof, err := hex.DecodeString(p.Proof)
		require.NoError(t, err)
		got, err := s.Verify(commit.Digest(root), commit.Range{Offset: p.Offset, Length: p.Length}, proof)
		require.NoError(t, err)
		want := make([]byte, p.Length)
		_, err = vectors.Pattern(p.Size).ReadAt(want, int64(p.Offset))
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func TestPattern(t *testing.T) {
	b, err := io.ReadAll(vectors.Pattern(3*251*1024 + 5))
	require.NoError(t, err)
	require.Len(t, b, 3*251*1024+5)
	for i, x := range b {
		if x != byte(i%251) {
			t.Fatalf("byte %d is %d", i, x)
		}
	}
}
