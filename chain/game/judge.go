// SPDX-License-Identifier: Apache-2.0

package game

import (
	"bytes"
	"fmt"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/referee"
)

// opener reads what a rule reads: from proofs, or from data to prove it with.
type opener interface {
	referee.Reader
	open(p *place) ([]byte, error)
	done() error
}

// truth is the right bytes around a byte of an entry's content.
type truth struct {
	rule  Rule
	first uint64 // byte of the content
	bytes []byte
}

// judge compares byte i of the chunk, and the whole element that it belongs to,
// with what the step makes of what it reads.
func (g *Game) judge(f *Facts, i int, o opener) (Outcome, error) {
	if i >= len(g.Chunk) {
		return Outcome{}, fmt.Errorf("%w: byte %d of a chunk of %d", ErrWitness, i, len(g.Chunk))
	}
	t, err := f.truth(g.First, g.Offset+uint64(i), o)
	if fault := o.done(); fault != nil {
		return Outcome{}, fault
	}
	if err != nil {
		return Outcome{}, err
	}
	// Of an element on the edge of the chunk, what the chunk has.
	end := g.Offset + uint64(len(g.Chunk))
	first, last := max(t.first, g.Offset), min(t.first+uint64(len(t.bytes)), end)
	if first >= last {
		return Outcome{}, fmt.Errorf("%w: the rule gives bytes %d to %d, the chunk has %d to %d", ErrFacts, t.first, t.first+uint64(len(t.bytes)), g.Offset, end)
	}
	out := Outcome{
		Winner: Defender, Rule: t.rule, Entry: g.First, At: first,
		Said: g.Chunk[first-g.Offset : last-g.Offset], True: t.bytes[first-t.first : last-t.first],
	}
	if !bytes.Equal(out.Said, out.True) {
		out.Winner = Challenger
	}
	return out, nil
}

// truth computes the bytes of an entry's content around byte at.
func (f *Facts) truth(entry, at uint64, o opener) (truth, error) {
	kind, _, err := f.Entry(entry)
	if err != nil {
		return truth{}, err
	}
	switch kind {
	case EntryState:
		return f.stateByte(at, o)
	case EntryDelta:
		param, i, err := f.Exchange.Find(int(at))
		if err != nil {
			return truth{}, fmt.Errorf("%w: %w", ErrFacts, err)
		}
		op, ok := f.maker(program.ClassDelta, param)
		if !ok {
			return truth{}, fmt.Errorf("%w: no operator makes the delta of tensor %d", ErrFacts, param)
		}
		return f.copied(op, i, at, o)
	default:
		return f.element(int(entry), at, o)
	}
}

// element runs the scalar rule of an operator.
func (f *Facts) element(k int, at uint64, o opener) (truth, error) {
	op, err := f.Program.At(k)
	if err != nil {
		return truth{}, fmt.Errorf("%w: %w", ErrFacts, err)
	}
	width := uint64(op.Type.Bytes())
	i := at / width
	b, err := referee.Element(f.Program, k, int(i), f.Clock, o)
	if err == nil && uint64(len(b)) != width {
		err = fmt.Errorf("%w: the referee gives %d bytes, an element has %d", ErrFacts, len(b), width)
	}
	return truth{RuleElement, i * width, b}, err
}

// stateByte finds what a byte of the new state is copied from: the layout, the
// output of an operator, or the state before, if the step leaves the tensor as
// it is.
func (f *Facts) stateByte(at uint64, o opener) (truth, error) {
	if size := f.New.HeaderSize(); at < size {
		return truth{RuleHeader, at, f.New.Header()[at : at+1]}, nil
	}
	t, i, err := f.New.Find(at)
	if err != nil {
		return truth{}, fmt.Errorf("%w: %w", ErrFacts, err)
	}
	width := uint64(t.Type.Bytes())
	first := f.New.HeaderSize() + t.Offset + uint64(i)*width
	if op, ok := f.maker(t.Class, t.Tensor); ok {
		return f.copied(op, i, first, o)
	}
	p, err := f.State.locate(t.Class, t.Tensor, t.Type, commit.Range{Offset: uint64(i) * width, Length: width})
	if err != nil {
		return truth{}, err
	}
	b, err := o.open(&p)
	return truth{RuleCopy, first, b}, err
}

// copied is element i of an output, which lies at byte first of a file.
func (f *Facts) copied(op, i int, first uint64, o opener) (truth, error) {
	b, err := o.Read(program.OpRef(op), i, 1)
	return truth{RuleCopy, first, b}, err
}

// maker is the operator that makes a tensor of a file.
func (f *Facts) maker(c program.Class, tensor int) (op int, ok bool) {
	for _, x := range f.outputs() {
		if x.Class == c && x.Tensor == tensor {
			return int(x.Ref), true
		}
	}
	return 0, false
}
