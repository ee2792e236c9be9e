// SPDX-License-Identifier: Apache-2.0

package game

import (
	"fmt"
	"slices"

	"github.com/weft-network/weft/chain/commit"
)

// Phase is what a game waits for.
type Phase uint8

// The phases.
const (
	// Opening: the defender opens its leaf and its trace.
	Opening Phase = iota + 1
	// Tracing: the challenger picks among subtrees of the trace.
	Tracing
	// Branching: the defender posts the subtrees below the picked one.
	Branching
	// Descending: the defender posts what lies below the disputed span of the
	// entry's content.
	Descending
	// Choosing: the challenger picks among spans of an entry's content.
	Choosing
	// Bottom: the defender posts the disputed chunk.
	Bottom
	// Proving: the challenger proves a byte of the chunk wrong.
	Proving
	// Over: there is an outcome.
	Over
)

var phaseNames = [...]string{"none", "opening", "tracing", "branching", "descending", "choosing", "bottom", "proving", "over"}

// String is the name of the phase in docs/spec/dispute.md.
func (p Phase) String() string {
	if int(p) < len(phaseNames) {
		return phaseNames[p]
	}
	return "unknown"
}

// Game is a position. It is a value: Play and Expire return the next one and
// leave this one as it is. What it does not need in its phase is zero.
type Game struct {
	Phase Phase
	// Since is the height of the last move, Left the clocks of defender and
	// challenger at that height.
	Since     uint64
	Left      [2]uint64
	Extension uint64

	// Root is the root of the defender's trace.
	Root commit.Digest
	// First and Count are the entries of the trace in dispute; past Branching
	// Count is 1.
	First, Count uint64
	// Agreed are the left siblings on the way from the root of the trace to
	// these entries, from the top down: the challenger has passed them over.
	// Every entry before First is under one of them.
	Agreed []commit.Digest
	// Depth and Offset are the place of the disputed span in the tree over
	// the content of the entry.
	Depth  uint8
	Offset uint64
	// Digest is the defender's, of what it must post next.
	Digest commit.Digest
	// Children are the digests to pick from.
	Children []commit.Digest
	// Chunk is the bytes of the disputed chunk.
	Chunk []byte

	Outcome Outcome
}

// New begins the game of one challenger at a height. The claim must be another
// result than the committed one, and one that the step can have.
func New(f *Facts, claim Claim, clocks Clocks, height uint64) (Game, error) {
	if err := f.Validate(); err != nil {
		return Game{}, err
	}
	if err := clocks.validate(); err != nil {
		return Game{}, err
	}
	if err := f.differs(claim); err != nil {
		return Game{}, err
	}
	return Game{Phase: Opening, Since: height, Left: [2]uint64{clocks.Each, clocks.Each}, Extension: clocks.Extension}, nil
}

// Turn is who is to move, and what kind of move.
func (g Game) Turn() (Side, Kind) {
	switch g.Phase {
	case Opening:
		return Defender, KindOpen
	case Branching:
		return Defender, KindChildren
	case Descending:
		return Defender, KindChildren
	case Bottom:
		return Defender, KindChunk
	case Tracing, Choosing:
		return Challenger, KindPick
	case Proving:
		return Challenger, KindProve
	default:
		return Nobody, 0
	}
}

// Play makes a move at a height. A move that is refused changes nothing.
func (g Game) Play(f *Facts, m Move, height uint64) (Game, error) {
	side, kind := g.Turn()
	if side == Nobody {
		return g, fmt.Errorf("%w: the %s won by rule %s", ErrOver, g.Outcome.Winner, g.Outcome.Rule)
	}
	if m == nil || m.Kind() != kind {
		return g, fmt.Errorf("%w: the %s is asked for %s", ErrTurn, side, kind)
	}
	if err := g.onTime(height); err != nil {
		return g, err
	}
	next := g
	next.spend(height)
	var err error
	switch m := m.(type) {
	case *Open:
		err = next.open(f, m)
	case *Children:
		err = next.children(f, m.Digests)
	case *Chunk:
		err = next.chunk(f, m.Bytes)
	case *Pick:
		err = next.pick(f, int(m.Index))
	case *Prove:
		err = next.prove(f, m)
	}
	if err != nil {
		return g, err
	}
	return next, nil
}

// Expire ends a game whose side to move has run out of time at a height; any
// other it returns as it is.
func (g Game) Expire(height uint64) Game {
	side, _ := g.Turn()
	if side == Nobody || height <= g.Deadline() {
		return g
	}
	next := g
	next.Since = g.Deadline()
	next.Left[side-1] = 0
	next.end(Outcome{Winner: other(side), Rule: RuleClock})
	return next
}

func other(s Side) Side { return Defender + Challenger - s }

func (g *Game) end(o Outcome) {
	*g = Game{Phase: Over, Since: g.Since, Left: g.Left, Extension: g.Extension, Root: g.Root, Outcome: o}
}

// open checks that the trace ends in the committed result.
func (g *Game) open(f *Facts, m *Open) error {
	if len(m.Result.Out) > commit.MaxOut || f.hash(m.Result) != f.Committed {
		return fmt.Errorf("%w, which is %v", ErrLeaf, f.Committed)
	}
	p, err := f.parse(m.Result)
	if err != nil {
		return err
	}
	if f.refuses(m.Root) {
		return fmt.Errorf("%w: root %v is not the one that the defender is bound to", ErrTrace, m.Root)
	}
	if want := len(p.numbers) + len(p.files); len(m.Paths) != want {
		return fmt.Errorf("%w: %d paths, want %d", ErrTrace, len(m.Paths), want)
	}
	n := uint64(f.Entries())
	check := func(k int, entry uint64, digest commit.Digest) error {
		if err := commit.MerkleVerify(m.Root, n, entry, digest, m.Paths[k]); err != nil {
			return fmt.Errorf("%w: entry %d of %d: %w", ErrTrace, entry, n, err)
		}
		return nil
	}
	for k, x := range p.numbers {
		if err := check(k, uint64(x.op), x.digest); err != nil {
			return err
		}
	}
	for k, d := range p.files {
		if err := check(len(p.numbers)+k, uint64(f.ops()+k), d); err != nil {
			return err
		}
	}
	top, err := commit.MerkleAscend(n, TraceLevels, m.Children)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrChildren, err)
	}
	if got := commit.MerkleTop(n, top); got != m.Root {
		return fmt.Errorf("%w: they lead to the root %v, want %v", ErrChildren, got, m.Root)
	}
	g.Phase, g.Root, g.Count, g.Children = Tracing, m.Root, n, m.Children
	return nil
}

// children takes the digests below the disputed one.
func (g *Game) children(f *Facts, digests []commit.Digest) error {
	var got commit.Digest
	var err error
	next := Tracing
	if g.Phase == Branching {
		got, err = commit.MerkleAscend(g.Count, TraceLevels, digests)
	} else {
		next = Choosing
		var s part
		if s, err = g.part(f); err != nil {
			return err
		}
		got, err = s.join(digests)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrChildren, err)
	}
	if got != g.Digest {
		return fmt.Errorf("%w: they lead to %v, want %v", ErrChildren, got, g.Digest)
	}
	g.Phase, g.Digest, g.Children = next, commit.Digest{}, digests
	return nil
}

// pick goes down to a child.
func (g *Game) pick(f *Facts, i int) error {
	if i >= len(g.Children) {
		return fmt.Errorf("%w: child %d of %d", ErrPick, i, len(g.Children))
	}
	children := g.Children
	g.Digest, g.Children = children[i], nil
	if g.Phase == Tracing {
		return g.branch(f, i, children)
	}
	s, err := g.part(f)
	if err != nil {
		return err
	}
	g.descend(s.below()[i])
	return nil
}

// branch goes down the trace.
func (g *Game) branch(f *Facts, i int, children []commit.Digest) error {
	agreed, err := leftOf(i, g.Count, TraceLevels, children)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrPick, err)
	}
	g.Agreed = append(slices.Clone(g.Agreed), agreed...)
	for k, count := range commit.MerkleDescend(g.Count, TraceLevels) {
		if k == i {
			g.Count = count
			break
		}
		g.First += count
	}
	if g.Count > 1 {
		g.Phase = Branching
		return nil
	}
	_, span, err := f.Entry(g.First)
	if err != nil {
		return err
	}
	g.descend(part{Span: span})
	return nil
}

// descend goes to a span of the entry's content.
func (g *Game) descend(s part) {
	g.Phase, g.Depth, g.Offset = Descending, s.depth, s.Offset
	if s.IsChunk() {
		g.Phase = Bottom
	}
}

// part is the disputed span.
func (g *Game) part(f *Facts) (part, error) {
	_, span, err := f.Entry(g.First)
	if err != nil {
		return part{}, err
	}
	return at(span, g.Depth, g.Offset)
}

// chunk takes the bytes of the disputed chunk.
func (g *Game) chunk(f *Facts, content []byte) error {
	s, err := g.part(f)
	if err != nil {
		return err
	}
	if uint64(len(content)) != s.Size {
		return fmt.Errorf("%w: %d bytes, want %d", ErrChunk, len(content), s.Size)
	}
	if got := s.Chunk(content); got != g.Digest {
		return fmt.Errorf("%w: it hashes to %v, want %v", ErrChunk, got, g.Digest)
	}
	kind, _, err := f.Entry(g.First)
	if err != nil {
		return err
	}
	if kind == EntryState && f.Finite {
		if i, bad := notFinite(f.New, s.Offset, content); bad {
			g.end(Outcome{Winner: Challenger, Rule: RuleFinite, Entry: g.First, At: s.Offset + uint64(i)})
			return nil
		}
	}
	g.Phase, g.Digest, g.Chunk = Proving, commit.Digest{}, content
	return nil
}

// prove judges the byte that the challenger names.
func (g *Game) prove(f *Facts, m *Prove) error {
	o, err := g.judge(f, int(m.At), &verifier{f: f, g: g, proofs: m.Proofs})
	if err != nil {
		return err
	}
	g.end(o)
	return nil
}
