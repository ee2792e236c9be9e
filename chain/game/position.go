// SPDX-License-Identifier: Apache-2.0

package game

import (
	"encoding/binary"
	"fmt"

	"github.com/weft-network/weft/chain/commit"
)

// MaxPosition bounds the encoding of a position.
const MaxPosition = headSize + commit.DigestSize + 8 + 1 + MaxPath*commit.DigestSize + 1 + 8 + MaxChildren*commit.DigestSize

const headSize = 1 + 4*8

// Encode is the one encoding of a position:
//
//	phase (1) | since (8) | clocks left (8, 8) | extension (8)
//	opening:     nothing
//	tracing:     root (32) | trace | count (8) | digests (32) to pick from
//	branching:   root (32) | trace | count (8) | digest (32)
//	descending:  root (32) | trace | depth (1) | offset (8) | digest (32)
//	choosing:    root (32) | trace | depth (1) | offset (8) | digests (32) to pick from
//	bottom:      as descending
//	proving:     root (32) | trace | depth (1) | offset (8) | chunk
//	over:        root (32) | winner (1) | rule (1) | entry (8) | at (8) | length (1), said | length (1), true
//
//	trace:       first entry (8) | agreed (1) | digest (32) of each
func (g Game) Encode() []byte {
	b := append(make([]byte, 0, headSize), byte(g.Phase))
	for _, v := range [...]uint64{g.Since, g.Left[0], g.Left[1], g.Extension} {
		b = binary.BigEndian.AppendUint64(b, v)
	}
	if g.Phase == Opening {
		return b
	}
	b = append(b, g.Root[:]...)
	if g.Phase == Over {
		return g.Outcome.append(b)
	}
	b = binary.BigEndian.AppendUint64(b, g.First)
	b = append(b, byte(len(g.Agreed)))
	b = appendDigests(b, g.Agreed)
	switch g.Phase {
	case Tracing, Branching:
		b = binary.BigEndian.AppendUint64(b, g.Count)
	default:
		b = append(b, g.Depth)
		b = binary.BigEndian.AppendUint64(b, g.Offset)
	}
	switch g.Phase {
	case Tracing, Choosing:
		return appendDigests(b, g.Children)
	case Proving:
		return append(b, g.Chunk...)
	default:
		return append(b, g.Digest[:]...)
	}
}

func (o *Outcome) append(b []byte) []byte {
	b = append(b, byte(o.Winner), byte(o.Rule))
	b = binary.BigEndian.AppendUint64(b, o.Entry)
	b = binary.BigEndian.AppendUint64(b, o.At)
	for _, x := range [...][]byte{o.Said, o.True} {
		b = append(b, byte(len(x)))
		b = append(b, x...)
	}
	return b
}

// Decode reads what Encode wrote and nothing else.
func Decode(b []byte) (Game, error) {
	if len(b) > MaxPosition {
		return Game{}, fmt.Errorf("%w: position of %d bytes, at most %d", ErrEncoding, len(b), MaxPosition)
	}
	d := decoder{b: b}
	g := Game{Phase: Phase(d.byte()), Since: d.uint64(), Left: [2]uint64{d.uint64(), d.uint64()}, Extension: d.uint64()}
	if g.Phase < Opening || g.Phase > Over {
		d.fail("phase %d, want %d to %d", g.Phase, Opening, Over)
	}
	switch g.Phase {
	case Opening:
	case Over:
		g.Root = d.digest()
		g.Outcome = d.outcome()
	default:
		g.Root = d.digest()
		d.place(&g)
	}
	if err := d.end("position"); err != nil {
		return Game{}, err
	}
	return g, nil
}

// place reads where a game is and what it waits for.
func (d *decoder) place(g *Game) {
	g.First, g.Count = d.uint64(), 1
	n := int(d.byte())
	if n > MaxPath {
		d.fail("%d agreed subtrees, at most %d", n, MaxPath)
	}
	g.Agreed = d.digests(min(n, MaxPath))
	switch g.Phase {
	case Tracing, Branching:
		g.Count = d.uint64()
	default:
		g.Depth, g.Offset = d.byte(), d.uint64()
	}
	if g.Count < 1 || g.Count > MaxEntries || g.First > MaxEntries-g.Count {
		d.fail("entries %d to %d of a trace, of at most %d", g.First, g.First+g.Count, MaxEntries)
	}
	switch g.Phase {
	case Tracing:
		g.Children = d.digests(d.rest(1 << TraceLevels))
	case Choosing:
		g.Children = d.digests(d.rest(MaxChildren))
	case Proving:
		g.Chunk = d.bytes(min(len(d.b), commit.ChunkSize))
	default:
		g.Digest = d.digest()
	}
}

// maxElement bounds the bytes of an element.
const maxElement = 16

func (d *decoder) outcome() (o Outcome) {
	o = Outcome{Winner: Side(d.byte()), Rule: Rule(d.byte()), Entry: d.uint64(), At: d.uint64()}
	if o.Winner < Defender || o.Winner > Challenger || o.Rule <= Undecided || o.Rule > RuleClock {
		d.fail("outcome by rule %d for side %d", o.Rule, o.Winner)
	}
	for _, x := range [...]*[]byte{&o.Said, &o.True} {
		n := int(d.byte())
		if n > maxElement {
			d.fail("element of %d bytes, at most %d", n, maxElement)
		}
		*x = d.bytes(min(n, maxElement))
	}
	return o
}

// Place identifies what the defender is asked for: where, and under which digest
// of its own. Among the games about one leaf, equal places have one answer: a
// move that was legal in one of them is legal in all, so that what was posted
// once serves every game (A4), whatever story was told in the others. It is
// empty when the challenger is to move.
func (g Game) Place() []byte {
	if side, _ := g.Turn(); side != Defender {
		return nil
	}
	b := []byte{byte(g.Phase)}
	switch g.Phase {
	case Opening:
		return b
	case Branching:
		b = binary.BigEndian.AppendUint64(b, g.First)
		b = binary.BigEndian.AppendUint64(b, g.Count)
	default:
		b = binary.BigEndian.AppendUint64(b, g.First)
		b = append(b, g.Depth)
		b = binary.BigEndian.AppendUint64(b, g.Offset)
	}
	return append(b, g.Digest[:]...)
}
