// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/verifier/replay"
)

// Parts of a result.
const (
	PartHeader = "header" // of the state's file
	PartState  = "state"
	PartDelta  = "delta"
	PartNorm   = "norm"
	PartLoss   = "loss"
)

// Difference is the first number of a step's result that is not one's own. How
// far down it goes depends on what of the other side's can be read: losses and
// norms are in its commit, states and deltas are where somebody serves them.
type Difference struct {
	Part string
	// Operator is the one whose output differs, Kind what it does, and Where its
	// place in the program; -1 where no operator makes the number.
	Operator    int
	Kind, Where string
	// Tensor is the tensor of a state or a delta, by its name in the file.
	Tensor string
	// Element is its place in the operator's output, or in the header in bytes.
	Element int
	Type    program.Type
	// Committed and Own are the number on both sides, as it lies in memory. There
	// are none where Missing says why the other side's is not known.
	Committed, Own []byte
	Missing        string
}

// Number is a number in decimal.
func (d *Difference) Number(b []byte) string {
	switch {
	case d.Type == program.F32 && len(b) == 4:
		return strconv.FormatFloat(float64(math.Float32frombits(binary.LittleEndian.Uint32(b))), 'g', -1, 32)
	case d.Type == program.BF16 && len(b) == 2:
		return strconv.FormatFloat(float64(math.Float32frombits(uint32(binary.LittleEndian.Uint16(b))<<16)), 'g', -1, 32)
	case d.Type == program.U8 && len(b) == 1:
		return strconv.Itoa(int(b[0]))
	case d.Type == program.U128 && len(b) == 16:
		return fmt.Sprintf("%d·2^64 + %d", binary.LittleEndian.Uint64(b[8:]), binary.LittleEndian.Uint64(b))
	}
	return "none"
}

// Bits is a number as it is written in hexadecimal, its highest digit first.
func (d *Difference) Bits(b []byte) string {
	out := make([]byte, len(b))
	for i, x := range b {
		out[len(b)-1-i] = x
	}
	return fmt.Sprintf("%x", out)
}

// Locate finds the first number in which a finding's step differs. It executes
// the step once more.
func (p *Party) Locate(ctx context.Context, found *Finding) (*Difference, error) {
	r, err := read(ctx, p.cfg.Client, found.Unit)
	if err != nil {
		return nil, err
	}
	said, err := r.commitment(ctx, p.cfg.Client)
	if err != nil {
		return nil, err
	}
	files := p.files(ctx, found.Unit.Job)
	defer p.close(files)
	inner := replay.NewRow(p.cfg.Replay)
	defer inner.Close()
	x, err := (&audited{&Auditor{p, inner}, r, said, files}).until(ctx, found.Step)
	if err != nil {
		return nil, err
	}
	f, err := x.facts(found.Step, x.before, said.leaves[found.Step])
	if err != nil {
		return nil, err
	}
	s, err := x.tell(ctx, f)
	if err != nil {
		return nil, err
	}
	c := &comparison{facts: f, own: s, files: files}
	if c.other.Out, err = r.out(said, found.Step); err != nil {
		return nil, err
	}
	if at, id, err := r.anchor(found.Step); err == nil && at == found.Step {
		c.other.State = id
	}
	return c.first()
}

// until is a row whose next step is a given one.
func (u *audited) until(ctx context.Context, step uint32) (*row, error) {
	at := step
	if step > 0 {
		last, _, err := u.anchor(step - 1)
		if err != nil {
			return nil, err
		}
		at = last + 1
	}
	x, _, err := u.begin(at)
	for err == nil && x.next < step {
		_, err = x.step(ctx, commit.Digest{}, false)
	}
	return x, err
}

// comparison is of a step's result, as it came out here, with another one.
type comparison struct {
	facts *game.Facts
	own   *replay.Story
	other game.Result // its state is zero if it is not known
	files replay.Files
}

// first compares in the order of the program.
func (c *comparison) first() (*Difference, error) {
	own := c.own.Result()
	if !bytes.Equal(own.Out, c.other.Out) {
		d, err := c.out(own.Out, c.other.Out)
		if err != nil || d != nil {
			return d, err
		}
	}
	if c.other.State.IsZero() {
		return &Difference{Part: PartState, Operator: -1, Missing: "the state after this step is not published, only its hash"}, nil
	}
	return c.file(PartState, own.State, c.other.State)
}

// out compares losses, deltas or norms.
func (c *comparison) out(own, other []byte) (*Difference, error) {
	outputs := c.facts.Program.Outputs()
	last := outputs[len(outputs)-1]
	if c.facts.Exchange == nil {
		d := &Difference{Part: PartLoss, Type: program.F32, Committed: other, Own: own}
		return d, d.by(c.facts.Program, last.Ref)
	}
	mine, norm, err := commit.ParseDeltaOut(own)
	if err != nil {
		return nil, err
	}
	theirs, stated, err := commit.ParseDeltaOut(other)
	if err != nil {
		return nil, err
	}
	if mine != theirs {
		return c.file(PartDelta, mine, theirs)
	}
	d := &Difference{Part: PartNorm, Type: program.U128, Committed: little(stated), Own: little(norm)}
	return d, d.by(c.facts.Program, last.Ref)
}

func little(n commit.Norm) []byte {
	return binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(nil, n.Lo), n.Hi)
}

// by names the operator.
func (d *Difference) by(p *program.Program, r program.Ref) error {
	d.Operator = int(r)
	op, err := p.At(d.Operator)
	if err != nil {
		return err
	}
	d.Kind = op.Kind.String()
	d.Where, err = p.Where(d.Operator)
	return err
}

// file compares two files byte by byte.
func (c *comparison) file(part string, own, other commit.ID) (*Difference, error) {
	mine, _, err := c.own.Blob(own)
	if err != nil {
		return nil, err
	}
	theirs, _, err := c.files.Blob(other)
	if errors.Is(err, blob.ErrUnavailable) {
		return &Difference{Part: part, Operator: -1, Missing: fmt.Sprintf("nobody serves %v", other)}, nil
	}
	if err != nil {
		return nil, err
	}
	at, err := firstByte(mine, theirs, min(own.Size, other.Size))
	if err != nil {
		return nil, err
	}
	d := &Difference{Part: part, Operator: -1, Type: program.U8, Element: int(at)}
	place := c.inState
	if part == PartDelta {
		place = c.inDelta
	}
	if at, err = place(d, at); err != nil {
		return nil, err
	}
	if d.Own, err = bytesAt(mine, at, d.Type.Bytes()); err != nil {
		return nil, err
	}
	d.Committed, err = bytesAt(theirs, at, d.Type.Bytes())
	return d, err
}

// inState finds the element of a state that holds a byte, and where it begins.
func (c *comparison) inState(d *Difference, at uint64) (uint64, error) {
	if at < c.facts.New.HeaderSize() {
		d.Part = PartHeader
		return at, nil
	}
	t, element, err := c.facts.New.Find(at)
	if err != nil {
		return 0, err
	}
	d.Tensor, d.Element, d.Type = t.Name, element, t.Type
	at = c.facts.New.HeaderSize() + t.Offset + uint64(element*t.Type.Bytes())
	if c.facts.Program == nil {
		return at, nil
	}
	for _, o := range c.facts.Program.Outputs() {
		if o.Class == t.Class && o.Tensor == t.Tensor {
			return at, d.by(c.facts.Program, o.Ref)
		}
	}
	return at, nil // it rests in this step
}

// inDelta finds the tensor that a byte of a delta belongs to.
func (c *comparison) inDelta(d *Difference, at uint64) (uint64, error) {
	x := c.facts.Exchange
	param, element, err := x.Find(int(at))
	if err != nil {
		return 0, err
	}
	d.Tensor, d.Element = x.Dims.Param(param).Name, element
	for _, o := range c.facts.Program.Outputs() {
		if o.Class == program.ClassDelta && o.Tensor == param {
			return at, d.by(c.facts.Program, o.Ref)
		}
	}
	return at, nil
}

// firstByte is where two contents begin to differ.
func firstByte(a, b io.ReaderAt, size uint64) (uint64, error) {
	const step = 256 << 10
	for at := uint64(0); at < size; at += step {
		n := int(min(step, size-at))
		x, err := bytesAt(a, at, n)
		if err != nil {
			return 0, err
		}
		y, err := bytesAt(b, at, n)
		if err != nil {
			return 0, err
		}
		for i := range x {
			if x[i] != y[i] {
				return at + uint64(i), nil
			}
		}
	}
	return 0, fmt.Errorf("%w: two ids of the same %d bytes", ErrCommit, size)
}

func bytesAt(r io.ReaderAt, at uint64, n int) ([]byte, error) {
	b := make([]byte, n)
	_, err := io.ReadFull(io.NewSectionReader(r, int64(at), int64(n)), b)
	return b, err
}

// LocateOuter finds the first number in which an outer state that somebody names
// is not the one computed.
func (p *Party) LocateOuter(ctx context.Context, o *Outer, named commit.ID) (*Difference, error) {
	if o.story == nil {
		return &Difference{Part: PartState, Operator: -1, Missing: "the chain knows the state, and it is another one"}, nil
	}
	files := p.files(ctx, o.Job)
	defer p.close(files)
	c := &comparison{facts: o.facts, own: o.story, files: files}
	return c.file(PartState, o.ID(), named)
}

// Difference is the loss of the batch that is misstated.
func (m *Misstated) Difference() (*Difference, error) {
	stated, _ := m.Evaluation.BatchLoss(m.Batch)
	d := &Difference{Part: PartLoss, Type: program.F32, Committed: stated, Own: m.Out}
	outputs := m.program.Outputs()
	return d, d.by(m.program, outputs[len(outputs)-1].Ref)
}
