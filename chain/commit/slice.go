// SPDX-License-Identifier: Apache-2.0

package commit

import "fmt"

// A slice proof opens a range of a span. It is the digests of the subspans
// beside the range, in the order of their bytes as a walk meets them, then the
// chunks that hold the range:
//
//	digest ... digest | chunk ... chunk
//
// Both counts follow from the span and the range, so there is no header, one
// proof per range, and its length is known before any hashing.

// Cost is what a proof costs its verifier.
type Cost struct {
	Bytes        uint64 // length of the proof
	Compressions uint64 // BLAKE3 compressions to check it
}

// Cost is the exact cost of opening r in s, for charging before the work. It
// visits as many spans as the verifier will.
func (s Span) Cost(r Range) (Cost, error) {
	if err := r.within(s); err != nil {
		return Cost{}, err
	}
	var c Cost
	s.addCost(r.chunks(s), &c)
	return c, nil
}

func (s Span) addCost(r Range, c *Cost) {
	if r.misses(s) {
		c.Bytes += DigestSize
		return
	}
	switch {
	case s.IsChunk():
		c.Bytes += s.Size
		c.Compressions += Compressions(s.Size)
	case s.IsNode():
		c.Compressions += Compressions(s.nodeSize())
	default:
		c.Compressions++
	}
	for i := range s.Fanout() {
		s.Child(i).addCost(r, c)
	}
}

// Verify checks a proof that opens r in the span with digest want, and gives
// the bytes of r, which alias the proof. The work is Cost; the recursion is no
// deeper than the tree.
func (s Span) Verify(want Digest, r Range, proof []byte) ([]byte, error) {
	cost, err := s.Cost(r)
	if err != nil {
		return nil, err
	}
	if uint64(len(proof)) != cost.Bytes {
		return nil, fmt.Errorf("%w: %d bytes, want %d to open %d bytes at %d", ErrProof, len(proof), cost.Bytes, r.Length, r.Offset)
	}
	opened := r.chunks(s)
	split := cost.Bytes - opened.Length
	o := opening{r: opened, beside: proof[:split], chunks: proof[split:]}
	if got := o.digest(s); got != want {
		return nil, fmt.Errorf("%w: leads to %v, want %v", ErrProof, got, want)
	}
	at := split + r.Offset - opened.Offset
	return proof[at : at+r.Length : at+r.Length], nil
}

// opening reads a proof whose length is already known to be right.
type opening struct {
	r      Range
	beside []byte // digests not yet used
	chunks []byte // chunks not yet used
}

func (o *opening) digest(s Span) Digest {
	switch {
	case o.r.misses(s):
		return Digest(take(&o.beside, DigestSize))
	case s.IsChunk():
		return s.Chunk(take(&o.chunks, s.Size))
	}
	var children [MaxFanout]Digest
	n := s.Fanout()
	for i := range n {
		children[i] = o.digest(s.Child(i))
	}
	return s.Join(children[:n])
}

func take(b *[]byte, n uint64) []byte {
	head := (*b)[:n]
	*b = (*b)[n:]
	return head
}

// Compressions is the number of BLAKE3 compressions that hash n bytes.
func Compressions(n uint64) uint64 {
	if n == 0 {
		return 1
	}
	return ceilDiv(n, 64) + ceilDiv(n, ChunkSize) - 1
}
