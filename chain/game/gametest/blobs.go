// SPDX-License-Identifier: Apache-2.0

package gametest

import (
	"bytes"
	"fmt"
	"io"

	"github.com/weft-network/weft/chain/commit"
)

// Blobs are files in memory. What was added stays.
type Blobs struct {
	files map[commit.ID][]byte
	nodes map[commit.Digest][]byte
}

// NewBlobs is no files.
func NewBlobs() *Blobs {
	return &Blobs{files: map[commit.ID][]byte{}, nodes: map[commit.Digest][]byte{}}
}

// Add keeps a file.
func (b *Blobs) Add(content []byte) commit.ID {
	id, err := commit.Build(bytes.NewReader(content), func(n commit.Block) error {
		b.nodes[n.Digest] = n.Raw
		return nil
	})
	if err != nil {
		panic(err)
	}
	b.files[id] = content
	return id
}

// Bytes is a file; nil of one that was not added.
func (b *Blobs) Bytes(id commit.ID) []byte { return b.files[id] }

// Node is the encoding of a node.
func (b *Blobs) Node(d commit.Digest) ([]byte, error) {
	raw, ok := b.nodes[d]
	if !ok {
		return nil, fmt.Errorf("no node %v", d)
	}
	return raw, nil
}

// Open is what a story says of a file.
func (b *Blobs) Open(id commit.ID) (io.ReaderAt, commit.Nodes, error) {
	content, ok := b.files[id]
	if !ok {
		return nil, nil, fmt.Errorf("no file %v", id)
	}
	return bytes.NewReader(content), b.Node, nil
}
