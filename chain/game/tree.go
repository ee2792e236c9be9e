// SPDX-License-Identifier: Apache-2.0

package game

import (
	"fmt"

	"github.com/weft-network/weft/chain/commit"
)

// part is a span and how many steps below the root of its tree it lies: a node
// and its only child cover the same bytes.
type part struct {
	commit.Span
	depth uint8
}

// at is the part of a tree that starts at an offset some steps down.
func at(root commit.Span, depth uint8, offset uint64) (part, error) {
	s := part{Span: root}
	for s.depth < depth {
		if s.Fanout() == 0 {
			break
		}
		s = s.holding(offset)
	}
	if s.depth != depth || s.Offset != offset {
		return part{}, fmt.Errorf("%w: no span starts at byte %d, %d below %d bytes", ErrEncoding, offset, depth, root.Size)
	}
	return s, nil
}

// holding is the child in which a byte lies, the last if none.
func (s part) holding(offset uint64) part {
	n := s.Fanout()
	for i := range n - 1 {
		if c := s.child(i); offset < c.End() {
			return c
		}
	}
	return s.child(n - 1)
}

func (s part) child(i int) part { return part{s.Child(i), s.depth + 1} }

// levels is how far one move descends from a part.
func (s part) levels() int {
	if s.IsNode() {
		return NodeLevels
	}
	return ChunkLevels
}

// ends reports whether a descent from s stops at c: at chunks, and below nodes
// at leaves.
func (s part) ends(c part) bool { return c.IsChunk() || s.IsNode() != c.IsNode() }

// below lists the parts that one move descends to, in order.
func (s part) below() []part { return s.list(s, s.levels(), nil) }

func (s part) list(c part, levels int, parts []part) []part {
	if levels == 0 || s.ends(c) {
		return append(parts, c)
	}
	for i := range c.Fanout() {
		parts = s.list(c.child(i), levels-1, parts)
	}
	return parts
}

// join is the digest of s from those of the parts that below lists. A node is
// built anew from its children, so it has one encoding.
func (s part) join(digests []commit.Digest) (commit.Digest, error) {
	if want := len(s.below()); len(digests) != want {
		return commit.Digest{}, fmt.Errorf("%d digests, want %d", len(digests), want)
	}
	return s.fold(s, s.levels(), &digests), nil
}

func (s part) fold(c part, levels int, digests *[]commit.Digest) commit.Digest {
	if levels == 0 || s.ends(c) {
		d := (*digests)[0]
		*digests = (*digests)[1:]
		return d
	}
	children := make([]commit.Digest, c.Fanout())
	for i := range children {
		children[i] = s.fold(c.child(i), levels-1, digests)
	}
	return c.Join(children)
}
