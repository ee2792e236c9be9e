// SPDX-License-Identifier: Apache-2.0

package game

import (
	"fmt"
	"io"

	"github.com/weft-network/weft/chain/commit"
)

// Story is what a party holds of a step: its own trace, and the files. It is
// what moves are made from; it is asked only for what a move needs.
type Story interface {
	// Result is what the party says the step came to.
	Result() Result
	// Entries are the entries of its trace.
	Entries() ([]commit.Digest, error)
	// Output is the bytes of an operator's output.
	Output(k int) (io.ReaderAt, error)
	// Blob is the bytes of a file, and its nodes: of those that the result
	// names, and of those that the step reads.
	Blob(id commit.ID) (io.ReaderAt, commit.Nodes, error)
}

// Reply is the move of the honest player of the side to move: one that goes by
// its story and nothing else. A challenger whose story is right wins with it,
// and so does a defender. A challenger that finds nothing to disagree with gets
// ErrClaim.
func (f *Facts) Reply(g Game, s Story) (Move, error) {
	p := player{f, g, s}
	switch g.Phase {
	case Opening:
		return p.open()
	case Branching:
		entries, err := p.entries()
		if err != nil {
			return nil, err
		}
		return &Children{tops(entries[g.First:g.First+g.Count], TraceLevels)}, nil
	case Tracing:
		return p.pickEntry()
	case Descending:
		digests, err := p.below()
		return &Children{digests}, err
	case Choosing:
		digests, err := p.below()
		if err != nil {
			return nil, err
		}
		return p.differing(digests)
	case Bottom:
		s, err := g.part(f)
		if err != nil {
			return nil, err
		}
		b, err := p.bytes(s.Span)
		return &Chunk{b}, err
	case Proving:
		return p.prove()
	default:
		return nil, fmt.Errorf("%w: nobody is to move", ErrOver)
	}
}

// player makes the move of a side at a position.
type player struct {
	f *Facts
	g Game
	s Story
}

func (p player) entries() ([]commit.Digest, error) {
	entries, err := p.s.Entries()
	if err == nil && len(entries) != p.f.Entries() {
		err = fmt.Errorf("%w: the story has a trace of %d entries, the step one of %d", ErrFacts, len(entries), p.f.Entries())
	}
	return entries, err
}

// tops are the tops of the subtrees some levels below a Merkle subtree.
func tops(entries []commit.Digest, levels int) []commit.Digest {
	var digests []commit.Digest
	for _, n := range commit.MerkleDescend(uint64(len(entries)), levels) {
		digests = append(digests, commit.MerkleSubtree(entries[:n]))
		entries = entries[n:]
	}
	return digests
}

func (p player) open() (Move, error) {
	entries, err := p.entries()
	if err != nil {
		return nil, err
	}
	r := p.s.Result()
	parts, err := p.f.parse(r)
	if err != nil {
		return nil, err
	}
	m := &Open{Result: r, Root: commit.MerkleRoot(entries), Children: tops(entries, TraceLevels)}
	var shown []uint64
	for _, x := range parts.numbers {
		shown = append(shown, uint64(x.op))
	}
	for k := range parts.files {
		shown = append(shown, uint64(p.f.ops()+k))
	}
	for _, i := range shown {
		path, err := commit.MerkleProve(entries, i)
		if err != nil {
			return nil, err
		}
		m.Paths = append(m.Paths, path)
	}
	return m, nil
}

// pickEntry compares subtrees of the trace.
func (p player) pickEntry() (Move, error) {
	entries, err := p.entries()
	if err != nil {
		return nil, err
	}
	return p.differing(tops(entries[p.g.First:p.g.First+p.g.Count], TraceLevels))
}

// differing picks the first child that is not one's own.
func (p player) differing(own []commit.Digest) (Move, error) {
	for i, d := range p.g.Children {
		if i < len(own) && d != own[i] {
			return &Pick{uint16(i)}, nil
		}
	}
	return nil, fmt.Errorf("%w: all %d digests are one's own", ErrClaim, len(own))
}

// below are one's own digests below the disputed span.
func (p player) below() ([]commit.Digest, error) {
	s, err := p.g.part(p.f)
	if err != nil {
		return nil, err
	}
	content, nodes, id, err := p.content()
	if err != nil {
		return nil, err
	}
	if !s.IsNode() {
		return inner(s, content)
	}
	return p.nodes(s, id, nodes)
}

// inner hashes the content of spans inside a BLAKE3 tree.
func inner(s part, content io.ReaderAt) ([]commit.Digest, error) {
	var digests []commit.Digest
	for _, c := range s.below() {
		d, err := c.Digest(content)
		if err != nil {
			return nil, err
		}
		digests = append(digests, d)
	}
	return digests, nil
}

// nodes opens the nodes of a file from the root down to s, and those below it.
func (p player) nodes(s part, id commit.ID, nodes commit.Nodes) ([]commit.Digest, error) {
	at, digest := part{Span: id.Span()}, id.Digest
	for at.depth < s.depth {
		children, err := opened(at, digest, nodes)
		if err != nil {
			return nil, err
		}
		next := at.holding(s.Offset)
		for i := range children {
			if at.child(i).Offset == next.Offset {
				digest = children[i]
				break
			}
		}
		at = next
	}
	return listed(at, digest, nodes, NodeLevels)
}

func listed(s part, digest commit.Digest, nodes commit.Nodes, levels int) ([]commit.Digest, error) {
	if levels == 0 || !s.IsNode() {
		return []commit.Digest{digest}, nil
	}
	children, err := opened(s, digest, nodes)
	if err != nil {
		return nil, err
	}
	var digests []commit.Digest
	for i, d := range children {
		more, err := listed(s.child(i), d, nodes, levels-1)
		if err != nil {
			return nil, err
		}
		digests = append(digests, more...)
	}
	return digests, nil
}

func opened(s part, digest commit.Digest, nodes commit.Nodes) ([]commit.Digest, error) {
	raw, err := nodes(digest)
	if err != nil {
		return nil, err
	}
	return s.OpenNode(digest, raw)
}

// content is one's own content of the entry in dispute.
func (p player) content() (content io.ReaderAt, nodes commit.Nodes, id commit.ID, err error) {
	kind, _, err := p.f.Entry(p.g.First)
	if err != nil {
		return nil, nil, id, err
	}
	switch r := p.s.Result(); kind {
	case EntryState:
		id = r.State
	case EntryDelta:
		if id, _, err = commit.ParseDeltaOut(r.Out); err != nil {
			return nil, nil, id, err
		}
	default:
		content, err = p.s.Output(int(p.g.First))
		return content, nil, id, err
	}
	content, nodes, err = p.s.Blob(id)
	return content, nodes, id, err
}

// bytes are one's own bytes of a span.
func (p player) bytes(s commit.Span) ([]byte, error) {
	content, _, _, err := p.content()
	if err != nil {
		return nil, err
	}
	b := make([]byte, s.Size)
	if n, err := content.ReadAt(b, int64(s.Offset)); n < len(b) {
		return nil, fmt.Errorf("own content at byte %d: %d of %d bytes: %w", s.Offset, n, len(b), err)
	}
	return b, nil
}

// prove names the first byte that differs.
func (p player) prove() (Move, error) {
	s, err := p.g.part(p.f)
	if err != nil {
		return nil, err
	}
	own, err := p.bytes(s.Span)
	if err != nil {
		return nil, err
	}
	for i := range own {
		if own[i] != p.g.Chunk[i] {
			return p.f.Witness(p.g, uint16(i), p.s)
		}
	}
	return nil, fmt.Errorf("%w: the chunk is one's own", ErrClaim)
}
