// SPDX-License-Identifier: Apache-2.0

package program

import (
	"github.com/zeebo/blake3"

	"github.com/weft-network/weft/chain/commit"
)

// Leaves is the number of leaves of the file as a blob.
func (l *State) Leaves() int { return int((l.Size() + commit.LeafSize - 1) / commit.LeafSize) }

// Leaf is the digest of leaf i of the file with this header and this data,
// which must be as long as the layout says. Leaves may be hashed in any order,
// at the same time.
func (l *State) Leaf(header, data []byte, i int) commit.Digest {
	first := uint64(i) * commit.LeafSize
	end := min(first+commit.LeafSize, l.Size())
	if first >= l.header {
		return commit.Sum(data[first-l.header : end-l.header])
	}
	h := blake3.New()
	_, _ = h.Write(header[first:min(end, l.header)]) // never fails
	if end > l.header {
		_, _ = h.Write(data[:end-l.header])
	}
	var d commit.Digest
	h.Sum(d[:0])
	return d
}

// Join is the content id of the file from the digests of its leaves (K1).
func (l *State) Join(leaves []commit.Digest) (commit.ID, error) {
	b := commit.NewBuilder(nil)
	for i, d := range leaves {
		size := min(commit.LeafSize, l.Size()-min(uint64(i)*commit.LeafSize, l.Size()))
		if err := b.AddLeaf(d, size); err != nil {
			return commit.ID{}, err
		}
	}
	return b.Finish()
}
