// SPDX-License-Identifier: Apache-2.0

package vectors_test

import (
	"bytes"
	"io"
	"testing"

	chunk "github.com/ipfs/boxo/chunker"
	"github.com/ipfs/boxo/ipld/merkledag"
	dagtest "github.com/ipfs/boxo/ipld/merkledag/test"
	"github.com/ipfs/boxo/ipld/unixfs"
	"github.com/ipfs/boxo/ipld/unixfs/importer/balanced"
	"github.com/ipfs/boxo/ipld/unixfs/importer/helpers"
	unixfsio "github.com/ipfs/boxo/ipld/unixfs/io"
	blocks "github.com/ipfs/go-block-format"
	"github.com/ipfs/go-cid"
	ipld "github.com/ipfs/go-ipld-format"
	mh "github.com/multiformats/go-multihash"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/internal/vectors"
)

// imported is the id that boxo's importer, the one inside kubo, gives with the
// options of spec K1.
func imported(t *testing.T, size uint64) ipld.Node {
	t.Helper()
	params := helpers.DagBuilderParams{
		Dagserv:    dagtest.Mock(),
		RawLeaves:  true,
		Maxlinks:   commit.MaxFanout,
		CidBuilder: cid.V1Builder{Codec: cid.DagProtobuf, MhType: mh.BLAKE3, MhLength: commit.DigestSize},
	}
	b, err := params.New(chunk.NewSizeSplitter(vectors.Pattern(size), commit.LeafSize))
	require.NoError(t, err)
	n, err := balanced.Layout(b)
	require.NoError(t, err)
	return n
}

// Spec K1: an unmodified IPFS node makes the same id. Up to one leaf it stops at
// the raw leaf, to which ours has the only link.
func TestIDsAreThoseOfIPFS(t *testing.T) {
	for _, size := range sizes {
		id, nodes := contents(t, size)
		theirs := imported(t, size)
		if size > commit.LeafSize {
			require.Equal(t, theirs.Cid().String(), id.CIDString(), "size %d", size)
			require.Equal(t, theirs.RawData(), nodes[id.Digest].Raw)
			continue
		}
		require.Equal(t, uint64(cid.Raw), theirs.Cid().Type())
		n, err := merkledag.DecodeProtobuf(nodes[id.Digest].Raw)
		require.NoError(t, err)
		if size > 0 {
			require.Len(t, n.Links(), 1)
			require.Equal(t, theirs.Cid(), n.Links()[0].Cid)
		} else {
			require.Empty(t, n.Links())
		}
	}
}

// A node that the strict reader accepts reads the same to IPFS, and the blob
// comes back whole from our blocks.
func TestIPFSReadsOurBlocks(t *testing.T) {
	ctx := t.Context()
	for _, size := range []uint64{0, 1, mib, mib + 1, 40*mib + 12345} {
		want, err := io.ReadAll(vectors.Pattern(size))
		require.NoError(t, err)
		id, nodes := contents(t, size)
		dag := dagtest.Mock()
		for d, b := range nodes {
			n := decoded(t, d, b)
			require.NoError(t, dag.Add(ctx, n))
		}
		for at := uint64(0); at < size; at += commit.LeafSize {
			leaf, err := merkledag.NewRawNodeWPrefix(want[at:min(at+commit.LeafSize, size)],
				cid.V1Builder{Codec: cid.Raw, MhType: mh.BLAKE3, MhLength: commit.DigestSize})
			require.NoError(t, err)
			require.NoError(t, dag.Add(ctx, leaf))
		}
		root, err := cid.Decode(id.CIDString())
		require.NoError(t, err)
		n, err := dag.Get(ctx, root)
		require.NoError(t, err)
		r, err := unixfsio.NewDagReader(ctx, n, dag)
		require.NoError(t, err)
		got, err := io.ReadAll(r)
		require.NoError(t, err)
		require.True(t, bytes.Equal(want, got), "size %d", size)
	}
}

// decoded reads a node with IPFS's decoder and compares it with its span.
func decoded(t *testing.T, d commit.Digest, b commit.Block) ipld.Node {
	t.Helper()
	children, err := b.Span.OpenNode(d, b.Raw)
	require.NoError(t, err)
	c, err := cid.Cast(commit.ID{Digest: d}.CID())
	require.NoError(t, err)
	block, err := blocks.NewBlockWithCid(b.Raw, c)
	require.NoError(t, err)
	n, err := merkledag.DecodeProtobufBlock(block)
	require.NoError(t, err)
	proto, ok := n.(*merkledag.ProtoNode)
	require.True(t, ok)
	file, err := unixfs.FSNodeFromBytes(proto.Data())
	require.NoError(t, err)
	require.Equal(t, b.Span.Size, file.FileSize())
	require.Len(t, n.Links(), len(children))
	require.Equal(t, len(children), file.NumChildren())
	for i, l := range n.Links() {
		require.Equal(t, children[i][:], []byte(l.Cid.Hash()[2:]))
		require.Equal(t, b.Span.Child(i).Size, file.BlockSize(i))
	}
	return n
}
