// SPDX-License-Identifier: Apache-2.0

package ipfs

import (
	"hash"
	"sync"

	"github.com/ipfs/go-cid"
	"github.com/multiformats/go-multihash"
	multihashcore "github.com/multiformats/go-multihash/core"
	"github.com/zeebo/blake3"

	"github.com/weft-network/weft/chain/commit"
)

// fasterHash lets all of boxo hash with the faster of two implementations.
var fasterHash = sync.OnceFunc(func() {
	multihashcore.Register(multihash.BLAKE3, func() hash.Hash { return blake3.New() })
})

// cidOf is the CID of the block of a span.
func cidOf(sp commit.Span, d commit.Digest) cid.Cid {
	codec := uint64(cid.Raw)
	if sp.IsNode() {
		codec = cid.DagProtobuf
	}
	h := append(multihash.Multihash{multihash.BLAKE3, commit.DigestSize}, d[:]...)
	return cid.NewCidV1(codec, h)
}

// digestOf is the digest in a CID of the kind that blobs are made of. All
// others are refused, those that carry their content in themselves included.
func digestOf(c cid.Cid) (d commit.Digest, ok bool) {
	if !c.Defined() || c.Version() != 1 || c.Type() != cid.Raw && c.Type() != cid.DagProtobuf {
		return d, false
	}
	h := c.Hash()
	if len(h) != 2+commit.DigestSize || h[0] != multihash.BLAKE3 || h[1] != commit.DigestSize {
		return d, false
	}
	copy(d[:], h[2:])
	return d, true
}
