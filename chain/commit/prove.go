// SPDX-License-Identifier: Apache-2.0

package commit

import (
	"fmt"
	"io"

	"lukechampine.com/blake3/guts"
)

// Nodes gives the encoding of a node of a blob by its digest, from wherever
// the builder's nodes are kept.
type Nodes func(Digest) ([]byte, error)

// Span is the whole blob.
func (id ID) Span() Span { return BlobSpan(id.Size) }

// Verify checks a proof that opens r in the blob and gives the bytes of r.
func (id ID) Verify(r Range, proof []byte) ([]byte, error) {
	if err := id.Validate(); err != nil {
		return nil, err
	}
	return id.Span().Verify(id.Digest, r, proof)
}

// Prove opens r in the blob. It hashes at most the two leaves in which r
// begins and ends, and checks the result.
func (id ID) Prove(r Range, content io.ReaderAt, nodes Nodes) ([]byte, error) {
	if err := id.Validate(); err != nil {
		return nil, err
	}
	return id.Span().Prove(id.Digest, r, content, nodes)
}

// Tensor is the commitment to a tensor: the BLAKE3 hash and the number of its
// little-endian bytes.
type Tensor struct {
	Digest Digest
	Size   uint64
}

// TensorOf is the commitment to content.
func TensorOf(content []byte) Tensor { return Tensor{Digest: Sum(content), Size: uint64(len(content))} }

// Span is the whole tensor.
func (t Tensor) Span() Span { return TensorSpan(t.Size) }

// Verify checks a proof that opens r in the tensor and gives the bytes of r.
func (t Tensor) Verify(r Range, proof []byte) ([]byte, error) {
	return t.Span().Verify(t.Digest, r, proof)
}

// Prove opens r in the tensor. It hashes all of it and checks the result.
func (t Tensor) Prove(r Range, content io.ReaderAt) ([]byte, error) {
	return t.Span().Prove(t.Digest, r, content, nil)
}

// Prove opens r in the span with digest want; nodes may be nil where there are
// none. Offsets of content are those of the blob or tensor. The proof is
// verified before it is returned: content that is not that of want is an error.
func (s Span) Prove(want Digest, r Range, content io.ReaderAt, nodes Nodes) ([]byte, error) {
	cost, err := s.Cost(r)
	if err != nil {
		return nil, err
	}
	p := prover{r: r.chunks(s), content: content, nodes: nodes}
	p.beside = make([]byte, 0, cost.Bytes)
	if err := p.walk(s, want); err != nil {
		return nil, err
	}
	proof := append(p.beside, p.chunks...)
	if _, err := s.Verify(want, r, proof); err != nil {
		return nil, fmt.Errorf("content differs from what was committed: %w", err)
	}
	return proof, nil
}

type prover struct {
	r       Range
	content io.ReaderAt
	nodes   Nodes
	beside  []byte
	chunks  []byte
}

// walk visits s, whose digest is known where a node above it lists it, and
// zero inside a BLAKE3 tree.
func (p *prover) walk(s Span, digest Digest) error {
	switch {
	case p.r.misses(s):
		if digest.IsZero() {
			var err error
			if digest, err = s.Digest(p.content); err != nil {
				return err
			}
		}
		p.beside = append(p.beside, digest[:]...)
		return nil
	case s.IsChunk():
		b, err := readSpan(p.content, s)
		p.chunks = append(p.chunks, b...)
		return err
	}
	children := make([]Digest, s.Fanout())
	if s.IsNode() {
		if p.nodes == nil {
			return fmt.Errorf("%w: no source of nodes to prove %v", ErrNode, digest)
		}
		raw, err := p.nodes(digest)
		if err != nil {
			return fmt.Errorf("node %v: %w", digest, err)
		}
		if children, err = s.OpenNode(digest, raw); err != nil {
			return err
		}
	}
	for i, d := range children {
		if err := p.walk(s.Child(i), d); err != nil {
			return err
		}
	}
	return nil
}

// Digest hashes the content of a span inside a BLAKE3 tree.
func (s Span) Digest(content io.ReaderAt) (Digest, error) {
	if s.IsNode() {
		return Digest{}, fmt.Errorf("%w: the digest of a node comes from a builder", ErrNode)
	}
	var buf [eigenSize]byte
	return s.digest(content, &buf)
}

// eigenSize is the largest subtree that the library hashes at once.
const eigenSize = guts.MaxSIMD * ChunkSize

func (s Span) digest(content io.ReaderAt, buf *[eigenSize]byte) (Digest, error) {
	if s.Size <= eigenSize {
		if _, err := readFull(content, buf[:s.Size], s.Offset); err != nil {
			return Digest{}, err
		}
		return s.finish(guts.CompressBuffer(buf, int(s.Size), &guts.IV, (s.Offset-s.base)/ChunkSize, 0)), nil
	}
	var children [2]Digest
	for i := range children {
		var err error
		if children[i], err = s.Child(i).digest(content, buf); err != nil {
			return Digest{}, err
		}
	}
	return s.Join(children[:]), nil
}

func readSpan(content io.ReaderAt, s Span) ([]byte, error) {
	return readFull(content, make([]byte, s.Size), s.Offset)
}

func readFull(content io.ReaderAt, b []byte, off uint64) ([]byte, error) {
	if n, err := content.ReadAt(b, int64(off)); n < len(b) {
		return nil, fmt.Errorf("content at %d: read %d of %d bytes: %w", off, n, len(b), err)
	}
	return b, nil
}
