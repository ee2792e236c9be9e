// SPDX-License-Identifier: Apache-2.0

package disputes

import (
	"fmt"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/spec"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// Place is where the descent of a game stands.
type Place struct {
	Phase string `json:"phase"`
	// Asks is what the side to move has to do.
	Asks string `json:"asks"`
	// First and Last are the entries of the trace still in dispute, of Entries.
	First   uint64 `json:"first_entry"`
	Last    uint64 `json:"last_entry"`
	Entries uint64 `json:"entries"`
	// Entry is output, state or delta, once it is one; an output has its
	// operator's kind and where that is in the program.
	Entry    string `json:"entry,omitempty"`
	Operator string `json:"operator,omitempty"`
	Where    string `json:"where,omitempty"`
	// From and To are the bytes of the entry's content in dispute, To not
	// included, of Bytes.
	From  uint64 `json:"from_byte"`
	To    uint64 `json:"to_byte"`
	Bytes uint64 `json:"bytes"`
}

var asks = map[game.Phase]string{
	game.Opening:    "to open its leaf and its trace",
	game.Tracing:    "to pick the first part of the trace that differs",
	game.Branching:  "to post what the picked part of the trace is made of",
	game.Descending: "to post the digests below the disputed bytes",
	game.Choosing:   "to pick the first bytes that differ",
	game.Bottom:     "to post the disputed chunk",
	game.Proving:    "to prove a byte of the chunk wrong",
}

// told is what the chain tells of the board of a game.
type told struct {
	chainID string
	spec    *spec.Spec
	board   *disputetypes.Board
	unit    *jobtypes.Unit // of a step; else nil
}

// what is the disputed step, in words.
func (t *told) what() string {
	b := t.board
	switch {
	case b.Kind == disputetypes.KIND_OUTER && b.Folds == 0:
		return "the first parameters are drawn"
	case b.Kind == disputetypes.KIND_OUTER:
		return fmt.Sprintf("outer step: the %d deltas of round %d are summed", len(b.Deltas), b.Folds)
	case b.Kind == disputetypes.KIND_EVALUATION:
		return "batch of an evaluation"
	case b.Step == 0:
		return "begin: the state is made of the base and what is carried"
	case b.Step > t.spec.Inner.Steps:
		return "encode: the delta is made of the state"
	}
	return "training step"
}

// place reads the position of an open game.
func (t *told) place(record *disputetypes.Game) (*Place, error) {
	g, err := game.Decode(record.Position)
	if err != nil {
		return nil, err
	}
	facts, err := t.facts()
	if err != nil {
		return nil, err
	}
	p := &Place{Phase: g.Phase.String(), Asks: asks[g.Phase], Entries: uint64(facts.Entries()), First: g.First, Last: g.First + g.Count - 1}
	if g.Phase == game.Opening {
		p.First, p.Last = 0, p.Entries-1
	}
	if g.Phase < game.Descending || g.Phase == game.Over {
		return p, nil
	}
	return p, p.content(facts, &g)
}

func (t *told) facts() (*game.Facts, error) {
	b := t.board
	if t.unit == nil {
		claimant, err := client.ParseAddress(b.Defender)
		if err != nil {
			return nil, err
		}
		x := disputetypes.ClaimOf{ChainID: t.chainID, Spec: t.spec, Board: b, Claimant: claimant}
		return x.Facts()
	}
	x := disputetypes.StepOf{ChainID: t.chainID, Spec: t.spec, Unit: t.unit, Step: b.Step, Leaf: commit.Digest(b.Leaf)}
	if b.Before != nil {
		before, err := disputetypes.ContentID("before", b.Before)
		if err != nil {
			return nil, err
		}
		x.Before = before
	}
	return x.Facts()
}

// content is the part of one entry that is in dispute.
func (p *Place) content(f *game.Facts, g *game.Game) error {
	kind, span, err := f.Entry(g.First)
	if err != nil {
		return err
	}
	p.Bytes = span.Size
	switch kind {
	case game.EntryState:
		p.Entry = "state"
	case game.EntryDelta:
		p.Entry = "delta"
	case game.EntryOutput:
		p.Entry = "output"
		op, err := f.Program.At(int(g.First))
		if err != nil {
			return err
		}
		p.Operator = op.Kind.String()
		if p.Where, err = f.Program.Where(int(g.First)); err != nil {
			return err
		}
	}
	for range g.Depth {
		if span.Fanout() > 0 {
			span = holding(span, g.Offset)
		}
	}
	p.From, p.To = span.Offset, span.End()
	return nil
}

// holding is the child of a span in which a byte lies.
func holding(s commit.Span, at uint64) commit.Span {
	for i := range s.Fanout() - 1 {
		if c := s.Child(i); at < c.End() {
			return c
		}
	}
	return s.Child(s.Fanout() - 1)
}

// lines draw how far the descent has come: one bar for the trace, and one for the
// entry that is left of it.
func (p *Place) lines(width int) []string {
	const least, most, rest = 20, 60, 40
	bar := min(max(width-rest, least), most)
	trace := fmt.Sprintf("trace    %s  ", figure(p.First, p.Last+1, p.Entries, bar))
	if p.First == p.Last {
		trace += fmt.Sprintf("entry %d of %d", p.First, p.Entries)
	} else {
		trace += fmt.Sprintf("entries %d to %d of %d", p.First, p.Last, p.Entries)
	}
	out := []string{trace}
	if p.Entry == "" {
		return out
	}
	what := p.Entry
	if p.Operator != "" {
		what = fmt.Sprintf("output of %s (%s)", p.Operator, p.Where)
	}
	out = append(out, "         "+strings.Repeat(" ", 1+scale(p.First, p.Entries, bar))+`\ `+what)
	return append(out, fmt.Sprintf("content  %s  bytes %d to %d of %s", figure(p.From, p.To, p.Bytes, bar), p.From, p.To-1, humanize.Comma(int64(p.Bytes))))
}

// figure marks a part of a whole.
func figure(from, to, of uint64, width int) string {
	a := min(scale(from, of, width), width-1)
	b := min(max(scale(to, of, width), a+1), width)
	return "[" + strings.Repeat(".", a) + strings.Repeat("#", b-a) + strings.Repeat(".", width-b) + "]"
}

func scale(x, of uint64, width int) int {
	if of == 0 {
		return 0
	}
	return int(float64(x) / float64(of) * float64(width))
}
